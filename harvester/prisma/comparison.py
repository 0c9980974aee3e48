"""What each search brought beside the others: its own part, what others found too, and how they overlap.

Duplicates between searches belong to no search, so none is said to have lost them (CiteSource counts so too): which
record of a report is the duplicate would depend on the order of import.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from harvester.prisma.flow import SourceRow
from harvester.prisma.identification import first_records
from harvester.prisma.window import SearchFacts, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One search over all spans; the sets behind the numbers of its :class:`SourceRow`.

    ``raw`` and ``within`` count a record once in each span that it came in; the sets hold it once.
    """

    key: str
    name: str
    kind: str
    raw: int
    within: int
    records: frozenset[int]
    within_records: frozenset[int]
    reports: frozenset[int]
    only_here: frozenset[int]

    @property
    def row(self) -> SourceRow:
        """The numbers."""
        return SourceRow(
            search=self.key,
            name=self.name,
            kind=self.kind,
            raw=self.raw,
            within_duplicates=self.within,
            distinct=len(self.reports),
            only_here=len(self.only_here),
            also_elsewhere=len(self.reports - self.only_here),
            seen_again=self.raw - self.within - len(self.reports),
        )


def compare(window: Window) -> tuple[Brought, ...]:
    """Each search of a window, in the order of the window."""
    by_key: dict[str, list[SearchFacts]] = {}
    for search in window.searches:
        by_key.setdefault(search.key, []).append(search)
    reports = {key: window.reports(_records(spans)) for key, spans in by_key.items()}
    times = Counter(report for found in reports.values() for report in found)
    return tuple(_brought(window, spans, reports[key], times) for key, spans in by_key.items())


def overlap(searches: tuple[Brought, ...]) -> dict[tuple[str, str], frozenset[int]]:
    """The reports that each two searches both found; each search with itself: its distinct reports."""
    shared = {(search.key, search.key): search.reports for search in searches}
    for one, two in combinations(searches, 2):
        shared[one.key, two.key] = shared[two.key, one.key] = one.reports & two.reports
    return shared


def _records(spans: list[SearchFacts]) -> frozenset[int]:
    return frozenset[int]().union(*(search.records for search in spans))


def _brought(window: Window, spans: list[SearchFacts], reports: frozenset[int], times: Mapping[int, int]) -> Brought:
    within = [search.records.difference(first_records(window, search.records).values()) for search in spans]
    return Brought(
        key=spans[0].key,
        name=spans[-1].name,
        kind=spans[-1].kind,
        raw=sum(len(search.records) for search in spans),
        within=sum(map(len, within)),
        records=_records(spans),
        within_records=frozenset[int]().union(*within),
        reports=reports,
        only_here=frozenset(report for report in reports if times[report] == 1),
    )
