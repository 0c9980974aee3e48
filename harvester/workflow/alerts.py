"""What a reviewer must know: a source changed what it says of a report that was screened already."""

from __future__ import annotations

from collections.abc import Iterable
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
    """An alert for each changed record whose report anybody has decided about."""
    rows = records.records(session, set(changed))
    before = records.citations_before(session, [row.id for row in rows])
    at = records.report_of(session)
    screened = {at[decision.report_id] for decision in screening.decisions(session)}
    return tuple(_alert(row, before.get(row.id)) for row in rows if row.report_id in screened)


def _alert(row: RecordRow, before: Citation | None) -> Alert:
    retracted = any(kind.casefold() == RETRACTED for kind in row.citation.publication_types)
    what = "retracted" if retracted else f"changed ({', '.join(changes(before, row.citation))})"
    return Alert(
        report=report_name(row.report_id),
        kind="retracted" if retracted else "changed",
        record=row.name,
        sentence=f"{report_name(row.report_id)} was screened and has since been {what} in {row.source}: "
        f"{row.citation.title}",
    )


def changes(before: Citation | None, now: Citation) -> tuple[str, ...]:
    """The names of the fields that differ; "other fields" when none of those that are named does."""
    if before is None:
        return ("other fields",)
    named = tuple(words for field, words in TOLD.items() if getattr(before, field) != getattr(now, field))
    return named or ("other fields",)
