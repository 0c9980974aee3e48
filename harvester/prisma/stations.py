"""Where a report stands. Each report stands at exactly one station, whatever was decided in whatever order.

Where decisions contradict each other, the further and the more inclusive one holds: a full-text decision overrules
an exclusion on title and abstract, and any decision overrules a removal before screening.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from harvester.prisma.flow_input import FlowInput, ReportState


class Station(Enum):
    """The terminal states of a report in one version of the flow."""

    REMOVED_BY_AUTOMATION = "removed before screening by automation"
    REMOVED_OTHERWISE = "removed before screening for other reasons"
    EXCLUDED_BY_PERSON = "excluded on title and abstract by a person"
    EXCLUDED_BY_AUTOMATION = "excluded on title and abstract by automation"
    AWAITS_TITLE_ABSTRACT = "awaits screening on title and abstract"
    AWAITS_RETRIEVAL = "awaits retrieval"
    NOT_RETRIEVED = "not retrieved"
    AWAITS_FULL_TEXT = "awaits assessment of the full text"
    EXCLUDED_ON_FULL_TEXT = "excluded on full text"
    INCLUDED = "included"


REMOVED: Final = (Station.REMOVED_BY_AUTOMATION, Station.REMOVED_OTHERWISE)
EXCLUDED: Final = (Station.EXCLUDED_BY_PERSON, Station.EXCLUDED_BY_AUTOMATION)
ASSESSED: Final = (Station.AWAITS_FULL_TEXT, Station.EXCLUDED_ON_FULL_TEXT, Station.INCLUDED)
SOUGHT: Final = (Station.AWAITS_RETRIEVAL, Station.NOT_RETRIEVED, *ASSESSED)
SCREENED: Final = (*EXCLUDED, Station.AWAITS_TITLE_ABSTRACT, *SOUGHT)


class Stations:
    """The reports of one column, by station."""

    def __init__(self, reports_at: Mapping[Station, frozenset[int]]) -> None:
        self._reports_at = reports_at

    def at(self, *stations: Station) -> frozenset[int]:
        """The reports that stand at any of these stations."""
        return frozenset[int]().union(*(self._reports_at.get(station, frozenset()) for station in stations))

    @property
    def headcount(self) -> int:
        """The sum over all stations: more than the reports there are, if one stood at two."""
        return sum(map(len, self._reports_at.values()))


def screened(window: FlowInput, reports: frozenset[int]) -> Stations:
    """Stations of the column "databases and registers"."""
    return _by_station(window, reports, station)


def assessed(window: FlowInput, reports: frozenset[int]) -> Stations:
    """Stations of the column "other methods", which has no screening box: a report nobody excluded is sought."""
    return _by_station(window, reports, station_without_screening)


def station(state: ReportState) -> Station:
    """Where a report of a database or register stands."""
    if removal_holds(state):
        return _removed(state)
    if advanced(state):
        return _after_screening(state)
    if state.title_abstract == "exclude":
        return _excluded(state)
    return Station.AWAITS_TITLE_ABSTRACT


def station_without_screening(state: ReportState) -> Station:
    """Where a report found by other methods stands; excluded or removed before retrieval, or sought."""
    found = station(state)
    return _after_screening(state) if found is Station.AWAITS_TITLE_ABSTRACT else found


def decided_on_full_text(state: ReportState) -> bool:
    """Whether the full text was included or excluded; "undecided" is none of both."""
    return state.full_text in {"include", "exclude"}


def removal_holds(state: ReportState) -> bool:
    """Whether a report is out before screening: it was removed, and nobody screened or sought it in spite of that."""
    screened_on_title = state.title_abstract in {"include", "exclude"}
    met_later = screened_on_title or decided_on_full_text(state) or state.retrieval is not None
    return state.before_screening is not None and not met_later


def advanced(state: ReportState) -> bool:
    """Whether a report passed title and abstract, by decision or because it was sought or read later on."""
    if decided_on_full_text(state) or state.title_abstract == "include":
        return True
    return state.title_abstract != "exclude" and (state.retrieval is not None or state.full_text is not None)


def _removed(state: ReportState) -> Station:
    return Station.REMOVED_BY_AUTOMATION if state.before_screening == "automation" else Station.REMOVED_OTHERWISE


def _excluded(state: ReportState) -> Station:
    return Station.EXCLUDED_BY_AUTOMATION if state.title_abstract_by_automation else Station.EXCLUDED_BY_PERSON


def _after_screening(state: ReportState) -> Station:
    if decided_on_full_text(state):
        return Station.INCLUDED if state.full_text == "include" else Station.EXCLUDED_ON_FULL_TEXT
    if state.retrieval == "not retrieved":
        return Station.NOT_RETRIEVED
    in_hand = state.retrieval == "retrieved" or state.full_text == "undecided"
    return Station.AWAITS_FULL_TEXT if in_hand else Station.AWAITS_RETRIEVAL


def _by_station(window: FlowInput, reports: frozenset[int], where: Callable[[ReportState], Station]) -> Stations:
    reports_at: defaultdict[Station, set[int]] = defaultdict(set)
    for state, those in window.group_by_state(reports):
        reports_at[where(state)].update(those)
    return Stations({where: frozenset(reports) for where, reports in reports_at.items()})
