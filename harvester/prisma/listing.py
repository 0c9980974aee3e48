"""The sets behind the lines of a flow: each source's numbers, each reason, each overlap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from harvester.prisma.boxes import RESULTS, SPECIFIC
from harvester.prisma.comparison import Brought, overlap
from harvester.prisma.window import ReportState, Window

NO_REASON: Final = "no reason given"

Members = dict[str, frozenset[int]]

_Reason = Callable[[ReportState], str]

FULL_TEXT: Final[dict[str, _Reason]] = {
    "dbr_excluded": lambda state: state.reason,
    "other_excluded": lambda state: state.reason,
}
"""The lists of reasons that PRISMA has."""

FURTHER: Final[dict[str, _Reason]] = {
    "excluded_automatic": lambda state: state.before_screening_reason,
    "excluded_other": lambda state: state.before_screening_reason,
    "records_excluded": lambda state: state.title_abstract_reason,
    "dbr_notretrieved_reports": lambda state: state.retrieval_reason,
    "other_notretrieved_reports": lambda state: state.retrieval_reason,
    "other_ineligible_before_retrieval": lambda state: state.title_abstract_reason or state.before_screening_reason,
    "removed_reports": lambda state: state.reason,
}
"""The reasons of numbers that are no list of PRISMA's; they are listed where any was given."""


def boxes_of(kind: str) -> tuple[str, ...]:
    """The boxes that count the records of a search of that kind."""
    return (RESULTS[kind], SPECIFIC[kind]) if kind in SPECIFIC else (RESULTS[kind],)


def by_reason(window: Window, members: Mapping[str, frozenset[int]]) -> Members:
    """``box/reason`` → the reports that were excluded, removed or not retrieved for it, one primary reason each."""
    listed: Members = {}
    for box, reason in (FULL_TEXT | FURTHER).items():
        held: defaultdict[str, set[int]] = defaultdict(set)
        for state, reports in window.by_state(members[box]):
            held[reason(state).strip() or NO_REASON].update(reports)
        if box in FULL_TEXT or held.keys() - {NO_REASON}:
            listed |= {f"{box}/{reason}": frozenset(those) for reason, those in held.items()}
    return listed


def by_source(searches: tuple[Brought, ...]) -> Members:
    """``box/search``, ``sources/search/number`` and ``overlap/search/search`` → the records or reports behind it."""
    listed: Members = {}
    for search in searches:
        listed |= {f"{box}/{search.key}": search.records for box in boxes_of(search.kind)}
        listed |= {f"sources/{search.key}/{name}": held for name, held in _sets(search)}
    return listed | {f"overlap/{one}/{two}": held for (one, two), held in overlap(searches).items()}


def repeats_by_source(searches: tuple[Brought, ...]) -> Counter[str]:
    """By how much these numbers exceed their sets: a record counts once for each span of a search."""
    repeats = Counter[str]()
    for search in searches:
        again = search.raw - len(search.records)
        keys = (*(f"{box}/{search.key}" for box in boxes_of(search.kind)), f"sources/{search.key}/raw")
        repeats.update(dict.fromkeys(keys, again))
        repeats[f"sources/{search.key}/within_duplicates"] = search.within - len(search.within_records)
    return repeats


def _sets(search: Brought) -> Iterator[tuple[str, frozenset[int]]]:
    yield "raw", search.records
    yield "within_duplicates", search.within_records
    yield "distinct", search.reports
    yield "only_here", search.only_here
    yield "also_elsewhere", search.reports - search.only_here
