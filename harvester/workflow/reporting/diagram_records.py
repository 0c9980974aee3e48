"""Load the records that an interactive flow diagram shows for each of its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from harvester.citation_text import short_authors
from harvester.identifiers import report_name
from harvester.prisma import Flow, unit_of
from harvester.prisma.diagram import ListedRecord, build_diagram_content
from harvester.store import records
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.flow import end_of_day
from harvester.workflow.screening.report_states import load_screening_state, report_numbers


@dataclass(frozen=True, slots=True)
class DiagramRecords:
    """``records`` by number, and for each flow, line → the numbers of its records."""

    records: Mapping[int, ListedRecord]
    lines: tuple[Mapping[str, tuple[int, ...]], ...]


def load_diagram_records(context: ReviewContext, flows: Sequence[Flow], *, as_of: date | None = None) -> DiagramRecords:
    """Return the records of every number of these flows, at the end of a day or now.

    For a number of studies these are all reports of the studies. A released flow stores numbers only, so it has none.
    """
    with context.store.read() as session:
        until = end_of_day(as_of)
        report_of = report_numbers(session, until=until)
        screening_state = load_screening_state(session, report_of, context.review.screening, until=until)
        by_flow = [dict(members_by_line(flow, screening_state.studies.study)) for flow in flows]
        numbers = frozenset[int]().union(
            *(members for members_by_line in by_flow for members in members_by_line.values())
        )
        listed = {row.id: _to_listed(row) for row in records.load_records(session, numbers)}
    return DiagramRecords(
        records=listed,
        lines=tuple(
            {
                key: tuple(number for number in sorted(members) if number in listed)
                for key, members in members_by_line.items()
            }
            for members_by_line in by_flow
        ),
    )


def members_by_line(flow: Flow, study: Callable[[int], int]) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield each line with its records, or with the records that represent its reports."""
    of_study: defaultdict[int, set[int]] = defaultdict(set)
    for key in ("previous_reports", "total_reports", "removed_reports"):
        for report in flow.members.get(key, ()):
            of_study[study(report)].add(report)
    for key in _drawn_lines(flow):
        if members := flow.members.get(key):
            if unit_of(key) == "study":
                members = frozenset().union(*(of_study.get(number) or {number} for number in members))
            yield key, members


def _drawn_lines(flow: Flow) -> list[str]:
    sheet = build_diagram_content(flow)
    drawn = [line.member_key for box in sheet.boxes.values() for line in box.lines]
    return drawn + [line.member_key for line in sheet.pending]


def _to_listed(row: RecordRow) -> ListedRecord:
    citation = row.citation
    return ListedRecord(
        report=report_name(row.report_id),
        record=row.name,
        title=citation.title,
        authors=short_authors(citation),
        journal=citation.journal_abbreviation or citation.journal,
        year="" if citation.year is None else str(citation.year),
        doi=citation.doi,
        pmid=citation.pmid,
    )
