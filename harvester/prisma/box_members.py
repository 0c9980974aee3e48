"""The members of the flow: which records, reports or studies each box, term, reason and source counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from harvester.errors import UsageError
from harvester.prisma.boxes import LIST_BOX_OF_KIND, PENDING_STAGES, RESULTS_BOX_OF_KIND
from harvester.prisma.flow import Template
from harvester.prisma.flow_input import FlowInput
from harvester.prisma.identification import (
    ColumnIdentification,
    InclusionSets,
    ScreeningIntake,
    derive_inclusion,
    identify_reports,
)
from harvester.prisma.search_overlap import SearchContribution, compare_searches, search_overlaps
from harvester.screening.report_status import (
    ASSESSED,
    EXCLUDED,
    REMOVED,
    SCREENED,
    SOUGHT,
    ReportState,
    ReportStatus,
    report_status,
    status_without_screening,
)


class ReportsByStatus:
    """The reports of one column, by status."""

    def __init__(self, reports: Mapping[ReportStatus, frozenset[int]]) -> None:
        self._reports = reports

    def with_status(self, *statuses: ReportStatus) -> frozenset[int]:
        """Return the reports that have any of these statuses."""
        return frozenset[int]().union(*(self._reports.get(status, frozenset()) for status in statuses))

    @property
    def total(self) -> int:
        """The sum over all statuses: more than the reports there are, if one had two."""
        return sum(map(len, self._reports.values()))


def group_by_status(
    flow_input: FlowInput, reports: frozenset[int], status_of: Callable[[ReportState], ReportStatus]
) -> ReportsByStatus:
    """Group the reports of one column. In the column "other methods" a report nobody excluded counts as sought."""
    by_status: defaultdict[ReportStatus, set[int]] = defaultdict(set)
    for state, group in flow_input.group_by_state(reports):
        by_status[status_of(state)].update(group)
    return ReportsByStatus({status: frozenset(group) for status, group in by_status.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPartition:
    """The input sorted: what enters screening, the status of each report, and what is included."""

    flow_input: FlowInput
    searches: tuple[SearchContribution, ...]
    intake: ScreeningIntake
    databases: ReportsByStatus
    other_methods: ReportsByStatus
    inclusion: InclusionSets
    template: Template


def partition_input(flow_input: FlowInput, template: Template | None = None) -> FlowPartition:
    """Sort the input by column and status. Raises ``UsageError`` for a template that would hide numbers."""
    intake = identify_reports(flow_input)
    databases = group_by_status(flow_input, intake.from_databases, report_status)
    other_methods = group_by_status(flow_input, intake.from_other_methods, status_without_screening)
    new_reports = databases.with_status(ReportStatus.INCLUDED) | other_methods.with_status(ReportStatus.INCLUDED)
    return FlowPartition(
        flow_input=flow_input,
        searches=compare_searches(flow_input),
        intake=intake,
        databases=databases,
        other_methods=other_methods,
        inclusion=derive_inclusion(flow_input, new_reports),
        template=choose_template(flow_input, intake, template),
    )


def choose_template(flow_input: FlowInput, intake: ScreeningIntake, requested: Template | None) -> Template:
    """Return the template that fits the input: updated after a release, with other methods where one was used.

    Raises ``UsageError`` where the requested template has no column for something in the input.
    """
    uses_other_methods = bool(intake.other_methods.searches or intake.carried_over_other)
    if requested is None:
        return Template(
            "updated" if flow_input.previous else "new", "databases and other" if uses_other_methods else "databases"
        )
    if uses_other_methods and not requested.other:
        raise UsageError(
            "This template has no column for other methods, and the flow has records identified by them.",
            hint="Choose a template with other methods.",
        )
    if flow_input.previous and not requested.updated:
        raise UsageError(
            f"This template is for a new review, but the flow updates release {flow_input.previous.name}.",
            hint="Choose a template for updated reviews, or count all versions as one new review: --layout all.",
        )
    return requested


def collect_members(partition: FlowPartition) -> MemberSets:
    """Return the members of every box, term and ``list/line`` by its key."""
    members = members_of_boxes(partition) | members_of_terms(partition)
    return members | members_by_source(partition.searches) | members_by_reason(partition.flow_input, members)


def count_repeats(partition: FlowPartition) -> dict[str, int]:
    """Return by how much numbers exceed their sets: a record counts once for each search that retrieved it."""
    raw = Counter[str]()
    for search in partition.searches:
        raw.update(dict.fromkeys(boxes_of_kind(search.kind), search.raw))
    repeats = Counter({box: raw[box] - len(records) for box, records in records_of_source_boxes(partition).items()})
    for prefix, column in (("", partition.intake.databases), ("other_", partition.intake.other_methods)):
        repeats["other_dups" if prefix else "duplicates"] = column.repeat_retrievals
        repeats |= {
            f"{prefix}{part}": len(duplicates) - len(frozenset(duplicates))
            for part, duplicates in _duplicate_parts(column).items()
        }
    repeats["identified"] = partition.intake.databases.repeat_retrievals
    repeats["other_identified"] = partition.intake.other_methods.repeat_retrievals
    repeats |= repeats_by_source(partition.searches)
    return {box: count for box, count in repeats.items() if count}


def _duplicate_parts(column: ColumnIdentification) -> dict[str, tuple[int, ...]]:
    return {"within": column.within_search, "between": column.between_searches, "already_known": column.already_known}


def members_of_boxes(partition: FlowPartition) -> MemberSets:
    """Return the members of every box of PRISMA 2020."""
    databases, other_methods, inclusion = partition.databases, partition.other_methods, partition.inclusion
    return records_of_source_boxes(partition) | {
        "previous_studies": inclusion.previous_studies,
        "previous_reports": inclusion.previous_reports,
        "duplicates": partition.intake.databases.duplicate_records,
        "excluded_automatic": databases.with_status(ReportStatus.REMOVED_BY_AUTOMATION),
        "excluded_other": databases.with_status(ReportStatus.REMOVED_OTHERWISE),
        "records_screened": databases.with_status(*SCREENED),
        "records_excluded": databases.with_status(*EXCLUDED),
        "dbr_sought_reports": databases.with_status(*SOUGHT),
        "dbr_notretrieved_reports": databases.with_status(ReportStatus.NOT_RETRIEVED),
        "other_sought_reports": other_methods.with_status(*SOUGHT),
        "other_notretrieved_reports": other_methods.with_status(ReportStatus.NOT_RETRIEVED),
        "dbr_assessed": databases.with_status(*ASSESSED),
        "dbr_excluded": databases.with_status(ReportStatus.EXCLUDED_ON_FULL_TEXT),
        "other_assessed": other_methods.with_status(*ASSESSED),
        "other_excluded": other_methods.with_status(ReportStatus.EXCLUDED_ON_FULL_TEXT),
        "new_studies": inclusion.new_studies,
        "new_reports": inclusion.new_reports,
        "total_studies": inclusion.total_studies,
        "total_reports": inclusion.total_reports,
        "total_studies_ma": inclusion.studies_meta_analysed,
        "total_reports_ma": inclusion.reports_meta_analysed,
    }


def records_of_source_boxes(partition: FlowPartition) -> MemberSets:
    """Return the records behind each box that counts what searches retrieved."""
    records: defaultdict[str, frozenset[int]] = defaultdict(frozenset)
    for search in partition.searches:
        for box in boxes_of_kind(search.kind):
            records[box] |= search.records
    return {box: records[box] for box in (*RESULTS_BOX_OF_KIND.values(), *LIST_BOX_OF_KIND.values())}


def members_of_terms(partition: FlowPartition) -> MemberSets:
    """Return the members of every term and pending number of the flow."""
    databases, other_methods, inclusion = partition.databases, partition.other_methods, partition.inclusion
    return {
        **{part: frozenset(records) for part, records in _duplicate_parts(partition.intake.databases).items()},
        **{
            f"other_{part}": frozenset(records)
            for part, records in _duplicate_parts(partition.intake.other_methods).items()
        },
        "other_identified": partition.intake.other_methods.records,
        "identified": partition.intake.databases.records,
        "first_seen": partition.intake.databases.new_reports,
        "carried_over": partition.intake.carried_over,
        "carried_over_other": partition.intake.carried_over_other,
        "records_excluded_by_person": databases.with_status(ReportStatus.EXCLUDED_BY_PERSON),
        "records_excluded_by_automation": databases.with_status(ReportStatus.EXCLUDED_BY_AUTOMATION),
        "advanced": databases.with_status(*SOUGHT),
        "dbr_reports_included": databases.with_status(ReportStatus.INCLUDED),
        "other_reports_included": other_methods.with_status(ReportStatus.INCLUDED),
        "other_dups": partition.intake.other_methods.duplicate_records,
        "other_ineligible_before_retrieval": other_methods.with_status(*REMOVED, *EXCLUDED),
        "studies_of_new_reports": inclusion.studies_of_new_reports,
        "studies_included_before": inclusion.studies_of_new_reports - inclusion.new_studies,
        "kept_reports": inclusion.kept_reports,
        "removed_reports": inclusion.removed_reports,
        "joined_reports": inclusion.joined_reports,
        "removed_studies": inclusion.removed_studies,
        **{
            stage.term: (other_methods if stage.other_methods else databases).with_status(stage.status)
            for stage in PENDING_STAGES
        },
    }


NO_REASON: Final = "no reason given"

MemberSets = dict[str, frozenset[int]]

_Reason = Callable[[ReportState], str]

REASON_LISTS: Final[dict[str, _Reason]] = {
    "dbr_excluded": lambda state: state.reason,
    "other_excluded": lambda state: state.reason,
}
"""The lists of reasons that PRISMA has."""

EXTRA_REASONS: Final[dict[str, _Reason]] = {
    "excluded_automatic": lambda state: state.before_screening_reason,
    "excluded_other": lambda state: state.before_screening_reason,
    "records_excluded": lambda state: state.title_abstract_reason,
    "dbr_notretrieved_reports": lambda state: state.retrieval_reason,
    "other_notretrieved_reports": lambda state: state.retrieval_reason,
    "other_ineligible_before_retrieval": lambda state: state.title_abstract_reason or state.before_screening_reason,
    "removed_reports": lambda state: state.reason,
}
"""The reasons of numbers that are no list of PRISMA's; they are listed where any was given."""


def boxes_of_kind(kind: str) -> tuple[str, ...]:
    """Return the boxes that count the records of a search of a kind."""
    return (
        (RESULTS_BOX_OF_KIND[kind], LIST_BOX_OF_KIND[kind])
        if kind in LIST_BOX_OF_KIND
        else (RESULTS_BOX_OF_KIND[kind],)
    )


def members_by_reason(flow_input: FlowInput, members: Mapping[str, frozenset[int]]) -> MemberSets:
    """Return ``box/reason`` → the reports excluded, removed or not retrieved for that reason, one reason for each."""
    result: MemberSets = {}
    for box, reason in (REASON_LISTS | EXTRA_REASONS).items():
        reports_of_reason: defaultdict[str, set[int]] = defaultdict(set)
        for state, reports in flow_input.group_by_state(members[box]):
            reports_of_reason[reason(state).strip() or NO_REASON].update(reports)
        if box in REASON_LISTS or reports_of_reason.keys() - {NO_REASON}:
            result |= {f"{box}/{reason}": frozenset(group) for reason, group in reports_of_reason.items()}
    return result


def members_by_source(searches: tuple[SearchContribution, ...]) -> MemberSets:
    """Return the records or reports behind ``box/search``, ``sources/search/number`` and ``overlap/search/search``."""
    result: MemberSets = {}
    for search in searches:
        result |= {f"{box}/{search.key}": search.records for box in boxes_of_kind(search.kind)}
        result |= {f"sources/{search.key}/{name}": members for name, members in sets_of_search(search)}
    return result | {
        f"overlap/{first}/{second}": members for (first, second), members in search_overlaps(searches).items()
    }


def repeats_by_source(searches: tuple[SearchContribution, ...]) -> Counter[str]:
    """Return by how much the numbers of sources exceed their sets: a record counts once for each span of a search."""
    repeats = Counter[str]()
    for search in searches:
        repeat_count = search.raw - len(search.records)
        keys = (*(f"{box}/{search.key}" for box in boxes_of_kind(search.kind)), f"sources/{search.key}/raw")
        repeats.update(dict.fromkeys(keys, repeat_count))
        repeats[f"sources/{search.key}/within_duplicates"] = search.within_duplicates - len(
            search.within_duplicate_records
        )
    return repeats


def sets_of_search(search: SearchContribution) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield (number, records or reports behind it) for the numbers of one search."""
    yield "raw", search.records
    yield "within_duplicates", search.within_duplicate_records
    yield "distinct", search.reports
    yield "only_here", search.only_here
    yield "also_elsewhere", search.reports - search.only_here
