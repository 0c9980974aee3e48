"""Two columns of titles side by side → how their numbers differ. Loops over titles, not over pairs of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.comparison.word_lists import number_values
from harvester.dedup.records.columns import Bools, Ints, Texts
from harvester.dedup.records.title_numbers import list_title_numbers, mask_numbers, mask_roman_numerals

SAME, ONE_SIDED, DIFFERENT, ALL_THAT_DIFFERS = range(4)


def compare_title_numbers(titles: Texts, a: Ints, b: Ints) -> Ints:
    """How the numbers of the titles of rows ``a`` and ``b`` differ: 0 not, 1 on one side only, 2 on both, 3 on both and
    nothing else does.
    """
    level = np.zeros(a.size, dtype=np.int64)
    rows, left, right = _unique_rows(a, b)
    numbers = [list_title_numbers(title) for title in titles[rows]]
    _, order = number_values(numbers)
    pairs = np.flatnonzero(order[left] != order[right])
    more, less = _unmatched_numbers(numbers, left[pairs], right[pairs])
    level[pairs] = np.where(more & less, DIFFERENT, np.where(more | less, ONE_SIDED, SAME))
    both = more & less
    alone = np.zeros(pairs.size, dtype=np.bool_)
    alone[both] = _same_without_numbers(titles, a[pairs[both]], b[pairs[both]])
    alone[~both] = _differ_in_roman_numeral(titles, a[pairs[~both]], b[pairs[~both]])
    level[pairs[alone]] = ALL_THAT_DIFFERS
    return level


def _unique_rows(a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """The rows that occur, each once, and where among them each of ``a`` and of ``b`` stands."""
    rows, places = np.unique(np.r_[a, b], return_inverse=True)
    return rows, places[: a.size], places[a.size :]


def _unmatched_numbers(numbers: list[tuple[str, ...]], first: Ints, second: Ints) -> tuple[Bools, Bools]:
    """Whether numbers remain on the one side, and on the other, when each takes an equal one away from the other."""
    from scipy.sparse import coo_matrix

    vocabulary, words = number_values([word for title_numbers in numbers for word in title_numbers])
    owners = np.repeat(np.arange(len(numbers)), [len(title_numbers) for title_numbers in numbers])
    shape = (len(numbers), max(len(vocabulary), 1))
    counts = coo_matrix((np.ones(words.size, dtype=np.int32), (owners, words)), shape=shape).tocsr()
    surplus = (counts[first] - counts[second]).tocoo()
    return _mark_rows(surplus.row[surplus.data > 0], first.size), _mark_rows(surplus.row[surplus.data < 0], first.size)


def _mark_rows(rows: NDArray[np.integer], size: int) -> Bools:
    marks = np.zeros(size, dtype=np.bool_)
    marks[rows] = True
    return marks


def _same_without_numbers(titles: Texts, a: Ints, b: Ints) -> Bools:
    rows, left, right = _unique_rows(a, b)
    _, frames = number_values([mask_numbers(title) for title in titles[rows]])
    found: Bools = frames[left] == frames[right]
    return found


def _differ_in_roman_numeral(titles: Texts, a: Ints, b: Ints) -> Bools:
    """Whether a single word differs, and "v" or "x", which alone say nothing, stand for it where the other title has a
    Roman number.
    """
    rows, left, right = _unique_rows(a, b)
    marked = [mask_roman_numerals(title) for title in titles[rows]]
    _, frames = number_values([frame for frame, _ in marked])
    values = np.zeros((rows.size, max((len(numerals) for _, numerals in marked), default=0)), dtype=np.int8)
    for place, (_, numerals) in enumerate(marked):
        values[place, : len(numerals)] = numerals
    found: Bools = (frames[left] == frames[right]) & ((values[left] != values[right]).sum(axis=1) == 1)
    return found
