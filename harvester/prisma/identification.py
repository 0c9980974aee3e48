"""What the searches brought: records, the reports they denote, and which of them nobody has met before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from harvester.prisma.flow import DuplicateCounts
from harvester.prisma.flow_input import FlowInput, SearchRecords
from harvester.screening.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnIdentification:
    """One column's searches: its records, the reports they denote and the reports first seen here.

    ``raw`` counts every record once per search and span; ``records`` holds each once, so it is smaller where several
    searches of one source, or one search in several spans, retrieved the same record.
    """

    searches: tuple[SearchRecords, ...]
    raw: int
    records: frozenset[int]
    reports: frozenset[int]
    new_reports: frozenset[int]
    duplicate_records: frozenset[int]
    """The records that are duplicates: all but one record of each report first seen here."""
    duplicates: DuplicateCounts
    within_search: tuple[int, ...]
    """Records of a report that the same search brought in another record too, one for each time."""
    between_searches: tuple[int, ...]
    """Records of a report that another search of the same span brought too, one for each search but the first."""
    already_known: tuple[int, ...]
    """Records of a report met before this span, one for each span."""

    @property
    def repeat_retrievals(self) -> int:
        """How many retrievals are of a record that another search had retrieved too."""
        return self.raw - len(self.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningIntake:
    """The reports that enter screening: first seen in this window, or carried over, and by which column."""

    databases: ColumnIdentification
    other_methods: ColumnIdentification
    carried_over: frozenset[int]
    carried_over_other: frozenset[int]
    reconsidered: frozenset[int]
    """The reports among ``carried`` that the last release had left out and that are included now."""

    @property
    def from_databases(self) -> frozenset[int]:
        """Reports of the column "databases and registers"."""
        return self.databases.new_reports | self.carried_over

    @property
    def from_other_methods(self) -> frozenset[int]:
        """Reports of the column "other methods"."""
        return self.other_methods.new_reports | self.carried_over_other


def identify_reports(flow_input: FlowInput) -> ScreeningIntake:
    """Sort a window's reports by column and novelty, span by span.

    A report that both columns found in one span belongs to the databases.
    """
    before = flow_input.included_before
    carried_other = flow_input.carried_over_other - before
    carried = flow_input.carried_over - before - carried_other
    known = flow_input.known | before | carried | carried_other
    reconsidered = _included_since(flow_input, known - before - carried - carried_other)
    databases, other_methods = [], []
    for searches in _spans(flow_input):
        databases.append(_identify_column(flow_input, [s for s in searches if not s.is_other_method], known=known))
        known_with_databases = known | databases[-1].reports
        other_methods.append(
            _identify_column(flow_input, [s for s in searches if s.is_other_method], known=known_with_databases)
        )
        known = known_with_databases | other_methods[-1].reports
    return ScreeningIntake(
        databases=_combine_spans(flow_input, databases),
        other_methods=_combine_spans(flow_input, other_methods),
        carried_over=carried | reconsidered,
        carried_over_other=carried_other,
        reconsidered=reconsidered,
    )


def first_records(flow_input: FlowInput, records: Iterable[int]) -> dict[int, int]:
    """Report → the first of these records that denotes it."""
    ordered = sorted(records, reverse=True)
    return dict(zip(map(flow_input.report_of.__getitem__, ordered), ordered, strict=True))


def _spans(flow_input: FlowInput) -> Iterator[tuple[SearchRecords, ...]]:
    def span(search: SearchRecords) -> int:
        return search.span

    for _, searches in groupby(sorted(flow_input.searches, key=span), key=span):
        yield tuple(searches)


def _identify_column(
    flow_input: FlowInput, searches: Iterable[SearchRecords], *, known: frozenset[int]
) -> ColumnIdentification:
    """What the searches of one span brought; the parts of the duplicates are told by the sizes of sets."""
    searches = tuple(searches)
    firsts = [first_records(flow_input, search.records) for search in searches]
    records = frozenset[int]().union(*(search.records for search in searches))
    reports = frozenset[int]().union(*firsts)
    new_reports = reports - known
    first_record_of_report: dict[int, int] = {}
    between: list[int] = []
    for first in firsts:
        between.extend(record for report, record in first.items() if report in first_record_of_report)
        first_record_of_report = first | first_record_of_report
    raw, distinct = sum(len(search.records) for search in searches), sum(map(len, firsts))
    return ColumnIdentification(
        searches=searches,
        raw=raw,
        records=records,
        reports=reports,
        new_reports=new_reports,
        duplicate_records=records - _first_of(flow_input, records, new_reports),
        duplicates=DuplicateCounts(
            within=raw - distinct, between=distinct - len(reports), already_known=len(reports - new_reports)
        ),
        within_search=tuple(
            record
            for search, first in zip(searches, firsts, strict=True)
            for record in search.records.difference(first.values())
        ),
        between_searches=tuple(between),
        already_known=tuple(record for report, record in first_record_of_report.items() if report not in new_reports),
    )


def _combine_spans(flow_input: FlowInput, parts: list[ColumnIdentification]) -> ColumnIdentification:
    """The spans of a column as one."""
    if len(parts) == 1:
        return parts[0]
    records = frozenset[int]().union(*(part.records for part in parts))
    new_reports = frozenset[int]().union(*(part.new_reports for part in parts))
    return ColumnIdentification(
        searches=tuple(search for part in parts for search in part.searches),
        raw=sum(part.raw for part in parts),
        records=records,
        reports=frozenset[int]().union(*(part.reports for part in parts)),
        new_reports=new_reports,
        duplicate_records=records - _first_of(flow_input, records, new_reports),
        duplicates=DuplicateCounts(
            within=sum(part.duplicates.within for part in parts),
            between=sum(part.duplicates.between for part in parts),
            already_known=sum(part.duplicates.already_known for part in parts),
        ),
        within_search=tuple(record for part in parts for record in part.within_search),
        between_searches=tuple(record for part in parts for record in part.between_searches),
        already_known=tuple(record for part in parts for record in part.already_known),
    )


def _first_of(flow_input: FlowInput, records: frozenset[int], reports: frozenset[int]) -> frozenset[int]:
    """The first record of each of these reports."""
    firsts = first_records(flow_input, records)
    return frozenset(firsts[report] for report in reports)


def _included_since(flow_input: FlowInput, reports: frozenset[int]) -> frozenset[int]:
    if flow_input.previous is None:
        return frozenset()
    removed = flow_input.current_reports(flow_input.removed)
    return frozenset(
        report for report in reports - removed if flow_input.state_of(report).full_text == Decision.INCLUDE
    )
