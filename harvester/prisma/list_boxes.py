"""The sets behind the lines of a flow: each source's numbers, each reason, each overlap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from harvester.prisma.boxes import LIST_BOX_OF_KIND, RESULTS_BOX_OF_KIND
from harvester.prisma.flow_input import FlowInput
from harvester.prisma.search_overlap import SearchContribution, search_overlaps
from harvester.screening.report_status import ReportState

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
    """The boxes that count the records of a search of that kind."""
    return (
        (RESULTS_BOX_OF_KIND[kind], LIST_BOX_OF_KIND[kind])
        if kind in LIST_BOX_OF_KIND
        else (RESULTS_BOX_OF_KIND[kind],)
    )


def members_by_reason(flow_input: FlowInput, members: Mapping[str, frozenset[int]]) -> MemberSets:
    """``box/reason`` → the reports that were excluded, removed or not retrieved for it, one primary reason each."""
    result: MemberSets = {}
    for box, reason in (REASON_LISTS | EXTRA_REASONS).items():
        reports_of_reason: defaultdict[str, set[int]] = defaultdict(set)
        for state, reports in flow_input.group_by_state(members[box]):
            reports_of_reason[reason(state).strip() or NO_REASON].update(reports)
        if box in REASON_LISTS or reports_of_reason.keys() - {NO_REASON}:
            result |= {f"{box}/{reason}": frozenset(group) for reason, group in reports_of_reason.items()}
    return result


def members_by_source(searches: tuple[SearchContribution, ...]) -> MemberSets:
    """``box/search``, ``sources/search/number`` and ``overlap/search/search`` → the records or reports behind it."""
    result: MemberSets = {}
    for search in searches:
        result |= {f"{box}/{search.key}": search.records for box in boxes_of_kind(search.kind)}
        result |= {f"sources/{search.key}/{name}": members for name, members in _source_sets(search)}
    return result | {
        f"overlap/{first}/{second}": members for (first, second), members in search_overlaps(searches).items()
    }


def repeats_by_source(searches: tuple[SearchContribution, ...]) -> Counter[str]:
    """By how much these numbers exceed their sets: a record counts once for each span of a search."""
    repeats = Counter[str]()
    for search in searches:
        repeat_count = search.raw - len(search.records)
        keys = (*(f"{box}/{search.key}" for box in boxes_of_kind(search.kind)), f"sources/{search.key}/raw")
        repeats.update(dict.fromkeys(keys, repeat_count))
        repeats[f"sources/{search.key}/within_duplicates"] = search.within_duplicates - len(
            search.within_duplicate_records
        )
    return repeats


def _source_sets(search: SearchContribution) -> Iterator[tuple[str, frozenset[int]]]:
    yield "raw", search.records
    yield "within_duplicates", search.within_duplicate_records
    yield "distinct", search.reports
    yield "only_here", search.only_here
    yield "also_elsewhere", search.reports - search.only_here
