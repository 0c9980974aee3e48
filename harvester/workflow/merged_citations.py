"""Merge the citations of the records of a report into one, for export and display."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.formats import ExportRecord
from harvester.identifiers import report_name
from harvester.store import records
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext


def load_merged_citations(
    session: Session, context: ReviewContext, reports: Collection[int]
) -> tuple[tuple[int, ExportRecord], ...]:
    """Return (report number, merged citation, with names of searches and records) for each report, by number."""
    members: dict[int, list[RecordRow]] = {report: [] for report in sorted(reports)}
    rows = records.load_records_of_reports(session, reports)
    for row in rows:
        members[row.report_id].append(row)
    names = records.search_names_of_records(session, [row.id for row in rows])
    precedence = source_precedence(context)
    return tuple((report, merge_report(report, rows, names, precedence)) for report, rows in members.items())


def merge_report(
    report: int, rows: Sequence[RecordRow], search_names: Mapping[int, Iterable[str]], precedence: Mapping[str, int]
) -> ExportRecord:
    """Merge the citations of a report's records; ``search_names`` are the names of the searches of each record."""
    ranks = [precedence.get(row.source, len(precedence)) for row in rows]
    sources = dict.fromkeys(name for row in rows for name in search_names.get(row.id, ()))
    return ExportRecord(
        citation=dedup.merge_citations([row.citation for row in rows], precedence=ranks),
        report_id=report_name(report),
        sources=tuple(sources),
        record_ids=tuple(row.name for row in rows),
    )


def source_precedence(context: ReviewContext) -> dict[str, int]:
    """Return source → rank, in the order of review.toml: the first source takes precedence."""
    sources = dict.fromkeys(
        search.key if search.source == "file" else search.source for search in context.review.searches
    )
    return {source: rank for rank, source in enumerate(sources)}
