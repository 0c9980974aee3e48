"""What the searches brought: records, the reports they denote, and which of them nobody has met before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from harvester.prisma.flow import Duplicates, SourceRow
from harvester.prisma.window import SearchFacts, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One column's searches: its records, the reports they denote and the reports first seen here.

    ``raw`` counts every record once per search; ``records`` holds each once, so it is smaller where several
    searches of one source retrieved the same record.
    """

    searches: tuple[SearchFacts, ...]
    raw: int
    records: frozenset[int]
    touched: frozenset[int]
    fresh: frozenset[int]
    repeated: frozenset[int]
    """The records that are duplicates: all but one record of each report first seen here."""

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
    """Sort a window's reports by column and novelty. A report both columns found belongs to the databases."""
    before = window.included_before
    carried_other = window.carried_over_other - before
    carried = window.carried_over - before - carried_other
    known = window.known | before | carried | carried_other
    databases = _found(window, [s for s in window.searches if not s.is_other_method], known=known)
    other = _found(window, [s for s in window.searches if s.is_other_method], known=known | databases.touched)
    reconsidered = _included_since(window, known - before - carried - carried_other)
    return Entering(
        databases=databases,
        other=other,
        carried=carried | reconsidered,
        carried_other=carried_other,
        reconsidered=reconsidered,
    )


def duplicates(window: Window, found: Found) -> Duplicates:
    """Duplicate records of one column, each part counted on its own so that their sum can be checked."""
    distinct = [len(window.reports(search.records)) for search in found.searches]
    return Duplicates(
        within=sum(len(search.records) for search in found.searches) - sum(distinct),
        between=sum(distinct) - len(found.touched),
        already_known=len(found.touched - found.fresh),
    )


def source_rows(window: Window) -> tuple[SourceRow, ...]:
    """A row per search. Duplicates between searches belong to no search, so none is said to have lost them."""
    reports = _reports_by_search(window)
    return tuple(_source_row(search, reports=reports) for search in window.searches)


def overlap(window: Window) -> dict[tuple[str, str], int]:
    """How many reports each two searches both found; each search with itself: its distinct reports."""
    reports = _reports_by_search(window)
    shared = {(key, key): len(found) for key, found in reports.items()}
    for one, two in combinations(reports, 2):
        shared[one, two] = shared[two, one] = len(reports[one] & reports[two])
    return shared


def _found(window: Window, searches: Iterable[SearchFacts], *, known: frozenset[int]) -> Found:
    searches = tuple(searches)
    records = frozenset[int]().union(*(search.records for search in searches))
    touched = window.reports(records)
    fresh = touched - known
    first_record = {window.report_of[record]: record for record in sorted(records, reverse=True)}
    return Found(
        searches=searches,
        raw=sum(len(search.records) for search in searches),
        records=records,
        touched=touched,
        fresh=fresh,
        repeated=records - {first_record[report] for report in fresh},
    )


def _included_since(window: Window, reports: frozenset[int]) -> frozenset[int]:
    if window.previous is None:
        return frozenset()
    gone = window.today(window.removed)
    return frozenset(report for report in reports - gone if window.state(report).full_text == "include")


def _reports_by_search(window: Window) -> dict[str, frozenset[int]]:
    return {search.key: window.reports(search.records) for search in window.searches}


def _source_row(search: SearchFacts, *, reports: dict[str, frozenset[int]]) -> SourceRow:
    mine = reports[search.key]
    others = frozenset[int]().union(*(found for key, found in reports.items() if key != search.key))
    return SourceRow(
        search=search.key,
        name=search.name,
        kind=search.kind,
        raw=len(search.records),
        within_duplicates=len(search.records) - len(mine),
        distinct=len(mine),
        only_here=len(mine - others),
        also_elsewhere=len(mine & others),
    )
