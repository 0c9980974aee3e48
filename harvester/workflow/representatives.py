"""One citation for each report: what stands for all its records when the report is handed over or shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.formats import Outgoing
from harvester.store import records
from harvester.store.values import RecordRow
from harvester.workflow.desk import Desk
from harvester.workflow.results import report_name


def representatives(session: Session, desk: Desk, reports: Collection[int]) -> tuple[tuple[int, Outgoing], ...]:
    """Report → its citation with the names of its searches and records, in the order of the reports' numbers."""
    members: dict[int, list[RecordRow]] = {report: [] for report in sorted(reports)}
    rows = records.records_of_reports(session, reports)
    for row in rows:
        members[row.report_id].append(row)
    names = records.searches_of_records(session, [row.id for row in rows])
    precedence = precedence_of(desk)
    return tuple((report, representative(report, those, names, precedence)) for report, those in members.items())


def representative(
    report: int, rows: Sequence[RecordRow], names: Mapping[int, Iterable[str]], precedence: Mapping[str, int]
) -> Outgoing:
    """The citation of a report out of those of its records; ``names`` are the searches of each record."""
    ranks = [precedence.get(row.source, len(precedence)) for row in rows]
    sources = dict.fromkeys(name for row in rows for name in names.get(row.id, ()))
    return Outgoing(
        citation=dedup.represent([row.citation for row in rows], precedence=ranks),
        report_id=report_name(report),
        sources=tuple(sources),
        record_ids=tuple(row.name for row in rows),
    )


def precedence_of(desk: Desk) -> dict[str, int]:
    """Sources in the order of review.toml: what stands first is believed first."""
    sources = dict.fromkeys(search.key if search.source == "file" else search.source for search in desk.review.searches)
    return {source: place for place, source in enumerate(sources)}
