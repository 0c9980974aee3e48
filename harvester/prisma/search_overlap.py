"""The contribution of each search: what it alone found, what others found too, and the overlap of every two searches.

Duplicates between searches are attributed to no search (CiteSource counts so too): which record of a report is the
duplicate would depend on the order of import.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from harvester.prisma.flow import SourceCounts
from harvester.prisma.flow_input import FlowInput, SearchRecords
from harvester.prisma.identification import first_records


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchContribution:
    """One search over all spans, with the sets behind its :class:`SourceCounts`.

    ``raw`` and ``within`` count a record once in each span that it came in; the sets hold it once.
    """

    key: str
    name: str
    kind: str
    raw: int
    within_duplicates: int
    records: frozenset[int]
    within_duplicate_records: frozenset[int]
    reports: frozenset[int]
    only_here: frozenset[int]

    @property
    def source_row(self) -> SourceCounts:
        """The numbers of the search."""
        return SourceCounts(
            search=self.key,
            name=self.name,
            kind=self.kind,
            raw=self.raw,
            within_duplicates=self.within_duplicates,
            distinct=len(self.reports),
            only_here=len(self.only_here),
            also_elsewhere=len(self.reports - self.only_here),
            seen_again=self.raw - self.within_duplicates - len(self.reports),
        )


def compare_searches(flow_input: FlowInput) -> tuple[SearchContribution, ...]:
    """Return the contribution of each search, in the order of the input."""
    by_key: dict[str, list[SearchRecords]] = {}
    for search in flow_input.searches:
        by_key.setdefault(search.key, []).append(search)
    reports = {key: flow_input.reports_of(_records(spans)) for key, spans in by_key.items()}
    search_counts = Counter(report for reports_of_search in reports.values() for report in reports_of_search)
    return tuple(_contribution(flow_input, spans, reports[key], search_counts) for key, spans in by_key.items())


def search_overlaps(searches: tuple[SearchContribution, ...]) -> dict[tuple[str, str], frozenset[int]]:
    """Return the reports that two searches both found, for every pair; of a search with itself, its reports."""
    shared = {(search.key, search.key): search.reports for search in searches}
    for first, second in combinations(searches, 2):
        shared[first.key, second.key] = shared[second.key, first.key] = first.reports & second.reports
    return shared


def _records(spans: list[SearchRecords]) -> frozenset[int]:
    return frozenset[int]().union(*(search.records for search in spans))


def _contribution(
    flow_input: FlowInput, spans: list[SearchRecords], reports: frozenset[int], search_counts: Mapping[int, int]
) -> SearchContribution:
    duplicates_per_span = [
        search.records.difference(first_records(flow_input, search.records).values()) for search in spans
    ]
    return SearchContribution(
        key=spans[0].key,
        name=spans[-1].name,
        kind=spans[-1].kind,
        raw=sum(len(search.records) for search in spans),
        within_duplicates=sum(map(len, duplicates_per_span)),
        records=_records(spans),
        within_duplicate_records=frozenset[int]().union(*duplicates_per_span),
        reports=reports,
        only_here=frozenset(report for report in reports if search_counts[report] == 1),
    )
