"""What the searches brought: records, the reports they denote, and which of them nobody has met before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from harvester.prisma.flow import Duplicates
from harvester.prisma.window import SearchFacts, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One column's searches: its records, the reports they denote and the reports first seen here.

    ``raw`` counts every record once per search and span; ``records`` holds each once, so it is smaller where several
    searches of one source, or one search in several spans, retrieved the same record.
    """

    searches: tuple[SearchFacts, ...]
    raw: int
    records: frozenset[int]
    touched: frozenset[int]
    fresh: frozenset[int]
    repeated: frozenset[int]
    """The records that are duplicates: all but one record of each report first seen here."""
    duplicates: Duplicates
    within: tuple[int, ...]
    """Records of a report that the same search brought in another record too, one for each time."""
    between: tuple[int, ...]
    """Records of a report that another search of the same span brought too, one for each search but the first."""
    already_known: tuple[int, ...]
    """Records of a report met before this span, one for each span."""

    @property
    def repeats(self) -> int:
        """How many retrievals are of a record that another search had retrieved too."""
        return self.raw - len(self.records)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """The reports that enter screening: first seen in this window, or carried over, and by which column."""

    databases: Found
    other: Found
    carried: frozenset[int]
    carried_other: frozenset[int]
    reconsidered: frozenset[int]
    """The reports among ``carried`` that the last release had left out and that are included now."""

    @property
    def by_databases(self) -> frozenset[int]:
        """Reports of the column "databases and registers"."""
        return self.databases.fresh | self.carried

    @property
    def by_other(self) -> frozenset[int]:
        """Reports of the column "other methods"."""
        return self.other.fresh | self.carried_other


def identify(window: Window) -> Entering:
    """Sort a window's reports by column and novelty, span by span.

    A report that both columns found in one span belongs to the databases.
    """
    before = window.included_before
    carried_other = window.carried_over_other - before
    carried = window.carried_over - before - carried_other
    known = window.known | before | carried | carried_other
    reconsidered = _included_since(window, known - before - carried - carried_other)
    databases, other = [], []
    for searches in _spans(window):
        databases.append(_found(window, [s for s in searches if not s.is_other_method], known=known))
        met = known | databases[-1].touched
        other.append(_found(window, [s for s in searches if s.is_other_method], known=met))
        known = met | other[-1].touched
    return Entering(
        databases=_together(window, databases),
        other=_together(window, other),
        carried=carried | reconsidered,
        carried_other=carried_other,
        reconsidered=reconsidered,
    )


def first_records(window: Window, records: Iterable[int]) -> dict[int, int]:
    """Report → the first of these records that denotes it."""
    ordered = sorted(records, reverse=True)
    return dict(zip(map(window.report_of.__getitem__, ordered), ordered, strict=True))


def _spans(window: Window) -> Iterator[tuple[SearchFacts, ...]]:
    def span(search: SearchFacts) -> int:
        return search.span

    for _, searches in groupby(sorted(window.searches, key=span), key=span):
        yield tuple(searches)


def _found(window: Window, searches: Iterable[SearchFacts], *, known: frozenset[int]) -> Found:
    """What the searches of one span brought; the parts of the duplicates are told by the sizes of sets."""
    searches = tuple(searches)
    firsts = [first_records(window, search.records) for search in searches]
    records = frozenset[int]().union(*(search.records for search in searches))
    touched = frozenset[int]().union(*firsts)
    fresh = touched - known
    met: dict[int, int] = {}
    between: list[int] = []
    for first in firsts:
        between.extend(record for report, record in first.items() if report in met)
        met = first | met
    raw, distinct = sum(len(search.records) for search in searches), sum(map(len, firsts))
    return Found(
        searches=searches,
        raw=raw,
        records=records,
        touched=touched,
        fresh=fresh,
        repeated=records - _first_of(window, records, fresh),
        duplicates=Duplicates(
            within=raw - distinct, between=distinct - len(touched), already_known=len(touched - fresh)
        ),
        within=tuple(
            record
            for search, first in zip(searches, firsts, strict=True)
            for record in search.records.difference(first.values())
        ),
        between=tuple(between),
        already_known=tuple(record for report, record in met.items() if report not in fresh),
    )


def _together(window: Window, spans: list[Found]) -> Found:
    """The spans of a column as one."""
    if len(spans) == 1:
        return spans[0]
    records = frozenset[int]().union(*(found.records for found in spans))
    fresh = frozenset[int]().union(*(found.fresh for found in spans))
    return Found(
        searches=tuple(search for found in spans for search in found.searches),
        raw=sum(found.raw for found in spans),
        records=records,
        touched=frozenset[int]().union(*(found.touched for found in spans)),
        fresh=fresh,
        repeated=records - _first_of(window, records, fresh),
        duplicates=Duplicates(
            within=sum(found.duplicates.within for found in spans),
            between=sum(found.duplicates.between for found in spans),
            already_known=sum(found.duplicates.already_known for found in spans),
        ),
        within=tuple(record for found in spans for record in found.within),
        between=tuple(record for found in spans for record in found.between),
        already_known=tuple(record for found in spans for record in found.already_known),
    )


def _first_of(window: Window, records: frozenset[int], reports: frozenset[int]) -> frozenset[int]:
    """The first record of each of these reports."""
    firsts = first_records(window, records)
    return frozenset(firsts[report] for report in reports)


def _included_since(window: Window, reports: frozenset[int]) -> frozenset[int]:
    if window.previous is None:
        return frozenset()
    gone = window.today(window.removed)
    return frozenset(report for report in reports - gone if window.state(report).full_text == "include")
