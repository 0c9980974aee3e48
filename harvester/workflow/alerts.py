"""What a reviewer must know: a source changed what it says of a report that was screened already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.store import records, screening
from harvester.store.values import RecordRow
from harvester.workflow.results import Alert, report_name

RETRACTED: Final = "retracted publication"
"""The publication type MEDLINE gives an article that was retracted (MeSH D016441)."""

TOLD: Final = {
    "title": "title",
    "authors": "authors",
    "abstract": "abstract",
    "journal": "journal",
    "year": "year",
    "volume": "volume",
    "issue": "issue",
    "pages": "pages",
    "article_number": "article number",
    "doi": "DOI",
    "publication_types": "publication type",
}
"""The fields whose change is named, in the words of the field; a change elsewhere is one of "other fields"."""


def alerts(session: Session, changed: Iterable[int]) -> tuple[Alert, ...]:
    """An alert for each report that anybody has decided about and that changed in some source."""
    at = records.report_of(session)
    screened = {at[decision.report_id] for decision in screening.decisions(session)}
    by_report: dict[int, list[RecordRow]] = {}
    for row in records.records(session, set(changed)):
        if row.report_id in screened:
            by_report.setdefault(row.report_id, []).append(row)
    before = records.citations_before(session, [row.id for rows in by_report.values() for row in rows])
    return tuple(_alert(report, rows, before) for report, rows in sorted(by_report.items()))


def _alert(report: int, rows: Sequence[RecordRow], before: Mapping[int, Citation]) -> Alert:
    retracted = any(kind.casefold() == RETRACTED for row in rows for kind in row.citation.publication_types)
    where = " and ".join(f"{row.source} ({', '.join(changes(before.get(row.id), row.citation))})" for row in rows)
    what = "was retracted" if retracted else "has changed"
    return Alert(
        report=report_name(report),
        kind="retracted" if retracted else "changed",
        records=tuple(row.name for row in rows),
        sentence=f"{report_name(report)} {what} since it was screened, in {where}: {rows[0].citation.title}",
    )


def changes(before: Citation | None, now: Citation) -> tuple[str, ...]:
    """The names of the fields that differ; "other fields" when none of those that are named does."""
    if before is None:
        return ("other fields",)
    named = tuple(words for field, words in TOLD.items() if getattr(before, field) != getattr(now, field))
    return named or ("other fields",)
