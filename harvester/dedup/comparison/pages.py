"""Compare pages and article numbers."""

from __future__ import annotations

from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints
from harvester.dedup.comparison.levels import PagesLevel, choose_level
from harvester.dedup.records.columns import Columns, PrefilterColumns

_LONG_RANGE: Final = 2
"""From this difference of last and first page on, the same range is hardly a coincidence."""
_ADJACENT: Final = 2
"""First pages so near to each other are those of neighbours in an issue."""


def compare_pages(columns: Columns, a: Ints, b: Ints) -> Codes:
    """Return the level of the pages; of different kinds (page, article number) not comparable: shape (n,), int8."""
    left, right = columns.page_first[a], columns.page_first[b]
    left_length, right_length = columns.page_last[a] - left, columns.page_last[b] - right
    same_last = columns.page_last[a] == columns.page_last[b]
    same = share_page(columns, a, b)
    ranged = same & same_last & (left_length > 0)
    ambiguous = (columns.page_other[a] | columns.page_other[b]) > 0
    first_a, first_b = ((left == 1) | (columns.page_other[a] == 1), (right == 1) | (columns.page_other[b] == 1))
    from_one = ((left == 1) | (right == 1)) & (left != right)
    other_kind = (columns.page_article[a] != columns.page_article[b]) | ambiguous
    return choose_level(
        (
            (ranged & (left_length >= _LONG_RANGE), PagesLevel.SAME_LONG_RANGE),
            (ranged, PagesLevel.SAME_RANGE),
            (same & first_a & first_b, PagesLevel.BOTH_FROM_ONE),
            (same, PagesLevel.SAME_FIRST),
            ((left == 0) | (right == 0), PagesLevel.MISSING),
            (same_last & (columns.page_last[a] > np.maximum(left, right)), PagesLevel.SAME_LAST),
            (
                from_one & ~ambiguous & (left_length == right_length) & (left_length > _LONG_RANGE),
                PagesLevel.SAME_LENGTH_FROM_ONE,
            ),
            (other_kind | from_one, PagesLevel.DIFFERENT_KINDS),
            (np.abs(left - right) <= _ADJACENT, PagesLevel.ADJACENT),
        ),
        PagesLevel.DIFFERENT,
    )


def share_page(columns: PrefilterColumns, a: Ints, b: Ints) -> Bools:
    """Flag the pairs with the same first page or article number, in whichever field it is: shape (n,), bool."""
    shared = np.zeros(a.size, dtype=np.bool_)
    numbers = (columns.page_first, columns.page_other, columns.article)
    right_numbers = [column[b] for column in numbers]
    for left in (column[a] for column in numbers):
        present = left > 0
        for right in right_numbers:
            shared |= present & (left == right)
    return shared
