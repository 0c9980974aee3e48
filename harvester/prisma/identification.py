"""Identification and inclusion: records, the reports they denote, which are new, and what the review includes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from harvester.prisma.flow import DuplicateCounts
from harvester.prisma.flow_input import FlowInput, SearchRecords
from harvester.screening.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnIdentification:
    """The searches of one column: their records, the reports they denote and the reports first seen here.

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
    """Records of a report that the same search retrieved in another record too, one for each time."""
    between_searches: tuple[int, ...]
    """Records of a report that another search of the same span retrieved too, one for each search but the first."""
    already_known: tuple[int, ...]
    """Records of a report known before this span, one for each span."""

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
    """The reports among ``carried`` that the last release did not include and that are included now."""

    @property
    def from_databases(self) -> frozenset[int]:
        """Reports of the column "databases and registers"."""
        return self.databases.new_reports | self.carried_over

    @property
    def from_other_methods(self) -> frozenset[int]:
        """Reports of the column "other methods"."""
        return self.other_methods.new_reports | self.carried_over_other


def identify_reports(flow_input: FlowInput) -> ScreeningIntake:
    """Sort the reports by column and novelty, span by span.

    A report that both columns found in one span belongs to the databases.
    """
    before = flow_input.included_before
    carried_other = flow_input.carried_over_other - before
    carried = flow_input.carried_over - before - carried_other
    known = flow_input.known | before | carried | carried_other
    reconsidered = _included_since(flow_input, known - before - carried - carried_other)
    databases, other_methods = [], []
    for searches in group_by_span(flow_input):
        databases.append(identify_column(flow_input, [s for s in searches if not s.is_other_method], known=known))
        known_with_databases = known | databases[-1].reports
        other_methods.append(
            identify_column(flow_input, [s for s in searches if s.is_other_method], known=known_with_databases)
        )
        known = known_with_databases | other_methods[-1].reports
    return ScreeningIntake(
        databases=combine_spans(flow_input, databases),
        other_methods=combine_spans(flow_input, other_methods),
        carried_over=carried | reconsidered,
        carried_over_other=carried_other,
        reconsidered=reconsidered,
    )


def first_records(flow_input: FlowInput, records: Iterable[int]) -> dict[int, int]:
    """Return report → the first of the records that denote it."""
    ordered = sorted(records, reverse=True)
    return dict(zip(map(flow_input.report_of.__getitem__, ordered), ordered, strict=True))


def group_by_span(flow_input: FlowInput) -> Iterator[tuple[SearchRecords, ...]]:
    """Yield the searches of each span, oldest first."""

    def span(search: SearchRecords) -> int:
        return search.span

    for _, searches in groupby(sorted(flow_input.searches, key=span), key=span):
        yield tuple(searches)


def identify_column(
    flow_input: FlowInput, searches: Iterable[SearchRecords], *, known: frozenset[int]
) -> ColumnIdentification:
    """Count what the searches of one span retrieved in one column; duplicates are differences of set sizes."""
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


def combine_spans(flow_input: FlowInput, parts: list[ColumnIdentification]) -> ColumnIdentification:
    """Combine the spans of a column into one."""
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
    """Return the first record of each of the reports."""
    firsts = first_records(flow_input, records)
    return frozenset(firsts[report] for report in reports)


def _included_since(flow_input: FlowInput, reports: frozenset[int]) -> frozenset[int]:
    if flow_input.previous is None:
        return frozenset()
    removed = flow_input.current_reports(flow_input.removed)
    return frozenset(
        report for report in reports - removed if flow_input.state_of(report).final_decision == Decision.INCLUDE
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionSets:
    """The included reports and studies, before this window and after it.

    ``previous_*`` are as stored with the last release. ``relinked_studies`` is signed: how many more or fewer studies
    the reports of the last release make as people link them today. ``joined_reports`` are those that turned out to be
    duplicates of others among them, by the number they had.
    """

    previous_studies: frozenset[int]
    previous_reports: frozenset[int]
    kept_reports: frozenset[int]
    removed_reports: frozenset[int]
    removed_studies: frozenset[int]
    new_reports: frozenset[int]
    studies_of_new_reports: frozenset[int]
    new_studies: frozenset[int]
    total_studies: frozenset[int]
    total_reports: frozenset[int]
    studies_meta_analysed: frozenset[int]
    reports_meta_analysed: frozenset[int]
    joined_reports: frozenset[int]
    relinked_studies: int


def derive_inclusion(flow_input: FlowInput, new: frozenset[int]) -> InclusionSets:
    """Compare the reports included now with those of the last release.

    A study is new when no report of it was included before. A study is removed when all its included reports are.
    """
    frozen_studies = flow_input.previous.studies if flow_input.previous else frozenset[int]()
    frozen_reports = flow_input.previous.reports if flow_input.previous else frozenset[int]()
    included_before = flow_input.included_before
    removed = included_before & (
        flow_input.current_reports(flow_input.removed) | _excluded_since(flow_input, included_before)
    )
    total = (included_before - removed) | new
    studies_of_new_reports = flow_input.studies_of(new)
    old_studies = flow_input.studies_of(included_before) | (studies_of_new_reports & frozen_studies)
    in_analysis = flow_input.studies_of(flow_input.current_reports(flow_input.meta_analysed))
    meta_analysed = frozenset(report for report in total if flow_input.study(report) in in_analysis)
    return InclusionSets(
        previous_studies=frozen_studies,
        previous_reports=frozen_reports,
        kept_reports=included_before - removed,
        removed_reports=removed,
        removed_studies=flow_input.studies_of(removed) - flow_input.studies_of(total),
        new_reports=new,
        studies_of_new_reports=studies_of_new_reports,
        new_studies=studies_of_new_reports - old_studies,
        total_studies=flow_input.studies_of(total),
        total_reports=total,
        studies_meta_analysed=flow_input.studies_of(meta_analysed),
        reports_meta_analysed=meta_analysed,
        joined_reports=_joined(flow_input, frozen_reports),
        relinked_studies=len(old_studies) - len(frozen_studies),
    )


def _excluded_since(flow_input: FlowInput, reports: frozenset[int]) -> frozenset[int]:
    return frozenset(report for report in reports if flow_input.state_of(report).final_decision == Decision.EXCLUDE)


def _joined(flow_input: FlowInput, reports: frozenset[int]) -> frozenset[int]:
    first_of_report = {
        next(iter(flow_input.current_reports(frozenset({report})))): report for report in sorted(reports, reverse=True)
    }
    return reports - frozenset(first_of_report.values())
