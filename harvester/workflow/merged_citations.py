"""One citation for each report: what stands for all its records when the report is handed over or shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.formats import ExportRecord
from harvester.identifiers import report_name
from harvester.store import records
from harvester.store.rows.records import RecordRow
from harvester.workflow.context import ReviewContext


def load_merged_citations(
    session: Session, context: ReviewContext, reports: Collection[int]
) -> tuple[tuple[int, ExportRecord], ...]:
    """Report → its citation with the names of its searches and records, in the order of the reports' numbers."""
    members: dict[int, list[RecordRow]] = {report: [] for report in sorted(reports)}
    rows = records.load_records_of_reports(session, reports)
    for row in rows:
        members[row.report_id].append(row)
    names = records.search_names_of_records(session, [row.id for row in rows])
    precedence = source_precedence(context)
    return tuple(
        (report, merge_citations(report, members_of_report, names, precedence))
        for report, members_of_report in members.items()
    )


def merge_citations(
    report: int, rows: Sequence[RecordRow], names: Mapping[int, Iterable[str]], precedence: Mapping[str, int]
) -> ExportRecord:
    """The citation of a report out of those of its records; ``names`` are the searches of each record."""
    ranks = [precedence.get(row.source, len(precedence)) for row in rows]
    sources = dict.fromkeys(name for row in rows for name in names.get(row.id, ()))
    return ExportRecord(
        citation=dedup.merge_citations([row.citation for row in rows], precedence=ranks),
        report_id=report_name(report),
        sources=tuple(sources),
        record_ids=tuple(row.name for row in rows),
    )


def source_precedence(context: ReviewContext) -> dict[str, int]:
    """Sources in the order of review.toml: what stands first is believed first."""
    sources = dict.fromkeys(
        search.key if search.source == "file" else search.source for search in context.review.searches
    )
    return {source: place for place, source in enumerate(sources)}
