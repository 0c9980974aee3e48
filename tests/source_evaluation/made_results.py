"""Sources of a made-up review, small enough to count by hand, and larger ones with a known truth."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

from harvester.source_evaluation import SearchedSource, SourceResults, UpdatePoint


def source(key: str, *reports: int, name: str = "", kind: str = "database", raw: int | None = None) -> SearchedSource:
    return SearchedSource(
        key=key, name=name or key.title(), kind=kind, raw=raw or len(reports), reports=frozenset(reports)
    )


def by_hand() -> SourceResults:
    """Three databases and a website; 8 reports, 5 screened in, 4 included, of which 4 is found by cinahl alone."""
    return SourceResults(
        sources=(
            source("one", 1, 2, 3, 5, 6, raw=7),
            source("two", 1, 2, 7),
            source("cinahl", 4, 1),
            source("agency", 8, kind="website"),
        ),
        screened_in=frozenset({1, 2, 3, 4, 5}),
        included=frozenset({1, 2, 3, 4}),
        updates=(
            UpdatePoint(day=date(2026, 1, 5), records=9, reports=frozenset({1, 2, 3, 5, 6, 7})),
            UpdatePoint(day=date(2026, 4, 6), records=3, reports=frozenset({4, 8})),
        ),
    )


def of_cells(cells: Mapping[str, int], names: tuple[str, ...] = ()) -> SourceResults:
    """A review whose included reports are these: "101" → how many the first and third source found, and nobody else."""
    found: dict[int, list[int]] = {}
    number = 0
    for pattern, times in cells.items():
        for _ in range(times):
            number += 1
            for place, mark in enumerate(pattern):
                if mark == "1":
                    found.setdefault(place, []).append(number)
    lists = len(next(iter(cells)))
    return SourceResults(
        sources=tuple(
            source(f"s{place}", *found.get(place, ()), name=names[place] if names else f"Source {place}")
            for place in range(lists)
        ),
        screened_in=frozenset(),
        included=frozenset(range(1, number + 1)),
    )


def simulated(truth: int, chances: tuple[float, ...], *, seed: int) -> SourceResults:
    """So many relevant reports, each found by each source with its chance, independently."""
    rng = random.Random(seed)
    cells: dict[str, int] = {}
    for _ in range(truth):
        pattern = "".join("1" if rng.random() < chance else "0" for chance in chances)
        if "1" in pattern:
            cells[pattern] = cells.get(pattern, 0) + 1
    return of_cells(cells)
