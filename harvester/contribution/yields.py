"""Yield of each source, what would have been missed without it, and which few sources would have done.

The measures are those of a search summary table (Bethel AC et al. J Med Libr Assoc 2021;109:97–106): sensitivity is the
share of all included reports that a source found, precision the share of its reports that were included, and the
number needed to read its inverse. Sensitivity is relative: it knows only of what some source found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from harvester.contribution.found import Found, Source

MOST_COMBINATIONS: Final = 2_000
"""Of sources left out together; with more sources, only combinations of few are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Yield:
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
    def needed_to_read(self) -> float | None:
        """Reports to be read for one that is included; None where none is."""
        return self.reports / self.included if self.included else None

    @property
    def sensitivity(self) -> float | None:
        """Its included reports among all included; None as long as none is."""
        return self.included / self.all_included if self.all_included else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What would not have been found without these sources."""

    without: tuple[str, ...]
    reports: int
    screened_in: int
    included: int


def yields(found: Found) -> tuple[Yield, ...]:
    """A row for each source, in their order."""
    times = Counter(report for source in found.sources for report in source.reports)
    return tuple(_yield(found, source, times) for source in found.sources)


def patterns(found: Found, among: frozenset[int]) -> dict[tuple[str, ...], frozenset[int]]:
    """Keys of sources, in their order → the reports of ``among`` that exactly those found; most reports first."""
    by: dict[int, list[str]] = {}
    for source in found.sources:
        for report in source.reports & among:
            by.setdefault(report, []).append(source.key)
    sets: dict[tuple[str, ...], set[int]] = {}
    for report, keys in by.items():
        sets.setdefault(tuple(keys), set()).add(report)
    order = sorted(sets, key=lambda keys: (-len(sets[keys]), len(keys), keys))
    return {keys: frozenset(sets[keys]) for keys in order}


def overlap(found: Found, among: frozenset[int]) -> dict[tuple[str, str], int]:
    """(source, source) → reports of ``among`` both found; a source with itself: all that it found."""
    return {
        (one.key, two.key): len(one.reports & two.reports & among) for one in found.sources for two in found.sources
    }


def missed(found: Found) -> tuple[Missed, ...]:
    """What each source, and each combination of sources, found that no other source did.

    From single sources to all but one; not beyond the size at which there are more than ``MOST_COMBINATIONS``.
    """
    keys = [source.key for source in found.sources]
    bit = {key: 1 << place for place, key in enumerate(keys)}
    sets = [
        (
            sum(bit[key] for key in pattern),
            len(reports),
            len(reports & found.screened_in),
            len(reports & found.included),
        )
        for pattern, reports in patterns(found, found.reports).items()
    ]
    rows: list[Missed] = []
    for size in range(1, len(keys)):
        combined = list(combinations(keys, size))
        if len(rows) + len(combined) > MOST_COMBINATIONS:
            break
        rows += [_missed(without, sum(bit[key] for key in without), sets) for without in combined]
    return tuple(rows)


def fewest(found: Found, among: frozenset[int]) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of sources that together find all of ``among`` that any source found; all sets of that size.

    Empty where there is nothing to find. Exact up to ``MOST_COMBINATIONS`` sets of one size, beyond that none is given.
    """
    wanted = {source.key: source.reports & among for source in found.sources}
    everything = frozenset[int]().union(*wanted.values())
    for size in range(1, len(wanted) + 1) if everything else ():
        combined = list(combinations(wanted, size))
        if len(combined) > MOST_COMBINATIONS:
            return ()
        if enough := tuple(keys for keys in combined if _together(wanted[key] for key in keys) == everything):
            return enough
    return ()


def _together(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)


def _missed(without: tuple[str, ...], gone: int, sets: Sequence[tuple[int, int, int, int]]) -> Missed:
    """``gone`` and the first of each set are bits of sources; a set is lost when all its sources are gone."""
    lost = [numbers for mask, *numbers in sets if not mask & ~gone]
    reports, screened_in, included = map(sum, zip(*lost, strict=True)) if lost else (0, 0, 0)
    return Missed(without=without, reports=reports, screened_in=screened_in, included=included)


def _yield(found: Found, source: Source, times: Counter[int]) -> Yield:
    only = frozenset(report for report in source.reports if times[report] == 1)
    return Yield(
        key=source.key,
        name=source.name,
        kind=source.kind,
        raw=source.raw,
        reports=len(source.reports),
        only_reports=len(only),
        screened_in=len(source.reports & found.screened_in),
        only_screened_in=len(only & found.screened_in),
        included=len(source.reports & found.included),
        only_included=len(only & found.included),
        all_included=len(found.included & found.reports),
    )
