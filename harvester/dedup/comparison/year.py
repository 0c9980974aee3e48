"""Compare years of publication."""

from __future__ import annotations

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints
from harvester.dedup.comparison.levels import YearLevel, choose_level
from harvester.dedup.records.columns import PrefilterColumns


def compare_year(columns: PrefilterColumns, a: Ints, b: Ints) -> Codes:
    """Return the level of the years: the same, one apart (online first), two apart, farther: shape (n,), int8."""
    left, right = columns.year[a], columns.year[b]
    gap = np.abs(left - right)
    return choose_level(
        (
            ((left == 0) | (right == 0), YearLevel.MISSING),
            (gap == 0, YearLevel.SAME),
            (gap == 1, YearLevel.ONE_APART),
            (gap == 2, YearLevel.TWO_APART),
        ),
        YearLevel.FAR_APART,
    )


def adjust_year(year: Codes, *, elsewhere: Bools) -> Codes:
    """Return the levels with adjacent years of pairs that share no place told apart (flagged ``elsewhere``)."""
    return np.where((year == YearLevel.ONE_APART) & elsewhere, np.int8(YearLevel.ONE_APART_ELSEWHERE), year)
