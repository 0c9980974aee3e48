"""Yield of each source, what would have been missed without it, and which few sources would have done.

The measures are those of a search summary table (Bethel AC et al. J Med Libr Assoc 2021;109:97–106): sensitivity is the
share of all included reports that a source found, precision the share of its reports that were included, and the
number needed to read its inverse. Sensitivity is relative: it knows only of what some source found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedSource:
    """A search of the review: the number of records it retrieved (``raw``, each once) and the reports they denote."""

    key: str
    name: str
    kind: str
    raw: int
    reports: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePoint:
    """An update: its last day of search, records retrieved for the first time, and reports first found.

    ``part`` counts the updates of one day from 1; 0 where it is the only one.
    """

    day: date
    records: int
    reports: frozenset[int]
    part: int = 0

    @property
    def label(self) -> str:
        """The label in charts and tables: "2024-04-14", "2024-04-14 (2)"."""
        return f"{self.day.isoformat()} ({self.part})" if self.part else self.day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceResults:
    """All sources, the reports that passed title and abstract (``screened_in``), those included, and the updates."""

    sources: tuple[SearchedSource, ...]
    screened_in: frozenset[int]
    included: frozenset[int]
    updates: tuple[UpdatePoint, ...] = ()

    @property
    def reports(self) -> frozenset[int]:
        """Every report that any source found."""
        return frozenset[int]().union(*(source.reports for source in self.sources))

    def select(self, keys: tuple[str, ...]) -> tuple[SearchedSource, ...]:
        """Return the sources with these keys, in the order of the review."""
        return tuple(source for source in self.sources if source.key in keys)


MAX_COMBINATIONS: Final = 2_000
"""Combinations of sources left out together; with more sources, only small combinations are reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YieldRow:
    """What one source gave. Numbers of reports, but ``raw`` counts records; ``only_*``: found nowhere else."""

    key: str
    name: str
    kind: str
    raw: int
    reports: int
    only_reports: int
    screened_in: int
    only_screened_in: int
    included: int
    only_included: int
    all_included: int

    @property
    def precision(self) -> float | None:
        """Included reports among its reports; None where it found none."""
        return self.included / self.reports if self.reports else None

    @property
    def number_needed_to_read(self) -> float | None:
        """Reports to be read for one that is included; None where none is."""
        return self.reports / self.included if self.included else None

    @property
    def sensitivity(self) -> float | None:
        """Its included reports among all included; None as long as none is."""
        return self.included / self.all_included if self.all_included else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedWithout:
    """What would not have been found without these sources."""

    without: tuple[str, ...]
    reports: int
    screened_in: int
    included: int


def compute_yields(results: SourceResults) -> tuple[YieldRow, ...]:
    """Return the yield of each source, in their order."""
    source_counts = Counter(report for source in results.sources for report in source.reports)
    return tuple(count_yield(results, source, source_counts) for source in results.sources)


def reports_by_source_set(results: SourceResults, subset: frozenset[int]) -> dict[tuple[str, ...], frozenset[int]]:
    """Return the keys of sources → the reports of ``subset`` that exactly those sources found; most reports first."""
    keys_of_report: dict[int, list[str]] = {}
    for source in results.sources:
        for report in source.reports & subset:
            keys_of_report.setdefault(report, []).append(source.key)
    sets: dict[tuple[str, ...], set[int]] = {}
    for report, keys in keys_of_report.items():
        sets.setdefault(tuple(keys), set()).add(report)
    order = sorted(sets, key=lambda keys: (-len(sets[keys]), len(keys), keys))
    return {keys: frozenset(sets[keys]) for keys in order}


def overlap_counts(results: SourceResults, subset: frozenset[int]) -> dict[tuple[str, str], int]:
    """Return (source, source) → reports of ``subset`` that both found; of a source with itself, all it found."""
    return {
        (first.key, second.key): len(first.reports & second.reports & subset)
        for first in results.sources
        for second in results.sources
    }


def missed_without(results: SourceResults) -> tuple[MissedWithout, ...]:
    """Return what each source, and each combination of sources, found that no other source did.

    From single sources to all but one, up to the size at which there are more than ``MAX_COMBINATIONS``.
    """
    keys = [source.key for source in results.sources]
    bit = {key: 1 << place for place, key in enumerate(keys)}
    sets = [
        (
            sum(bit[key] for key in pattern),
            len(reports),
            len(reports & results.screened_in),
            len(reports & results.included),
        )
        for pattern, reports in reports_by_source_set(results, results.reports).items()
    ]
    rows: list[MissedWithout] = []
    for size in range(1, len(keys)):
        combined = list(combinations(keys, size))
        if len(rows) + len(combined) > MAX_COMBINATIONS:
            break
        rows += [_missed(without, sum(bit[key] for key in without), sets) for without in combined]
    return tuple(rows)


def smallest_source_sets(results: SourceResults, subset: frozenset[int]) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of sources that together find every report of ``subset`` that any source found.

    Empty where there is nothing to find, and where one size has more than ``MAX_COMBINATIONS`` sets.
    """
    reports_of_source = {source.key: source.reports & subset for source in results.sources}
    all_reports = frozenset[int]().union(*reports_of_source.values())
    for size in range(1, len(reports_of_source) + 1) if all_reports else ():
        combined = list(combinations(reports_of_source, size))
        if len(combined) > MAX_COMBINATIONS:
            return ()
        if enough := tuple(
            keys for keys in combined if _together(reports_of_source[key] for key in keys) == all_reports
        ):
            return enough
    return ()


def _together(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)


def _missed(without: tuple[str, ...], without_mask: int, sets: Sequence[tuple[int, int, int, int]]) -> MissedWithout:
    """Return what is lost without sources. ``without_mask`` and the first item of each set are bits of sources."""
    lost = [numbers for mask, *numbers in sets if not mask & ~without_mask]
    reports, screened_in, included = map(sum, zip(*lost, strict=True)) if lost else (0, 0, 0)
    return MissedWithout(without=without, reports=reports, screened_in=screened_in, included=included)


def count_yield(results: SourceResults, source: SearchedSource, source_counts: Counter[int]) -> YieldRow:
    """Return the yield of one source; ``source_counts``: report → how many sources found it."""
    only = frozenset(report for report in source.reports if source_counts[report] == 1)
    return YieldRow(
        key=source.key,
        name=source.name,
        kind=source.kind,
        raw=source.raw,
        reports=len(source.reports),
        only_reports=len(only),
        screened_in=len(source.reports & results.screened_in),
        only_screened_in=len(only & results.screened_in),
        included=len(source.reports & results.included),
        only_included=len(only & results.included),
        all_included=len(results.included & results.reports),
    )
