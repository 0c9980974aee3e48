"""Compare the numbers in titles. Loops go over distinct titles, not over pairs."""

from __future__ import annotations

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints, Texts, mark_rows
from harvester.dedup.comparison.levels import COMPARABLE_WORDS_TITLE, NumbersLevel, TitleLevel, choose_level
from harvester.dedup.comparison.word_lists import number_values
from harvester.dedup.records.columns import Columns
from harvester.dedup.records.title_traits import list_title_numbers, mask_numbers, mask_roman_numerals


def compare_numbers(columns: Columns, a: Ints, b: Ints, title: Codes) -> Codes:
    """Return the level of the numbers in the titles, given the level of the titles: shape (n,), int8.

    Where titles are similar, number by number; elsewhere by the sets of numbers in them.
    """
    left, right = columns.numbers[a], columns.numbers[b]
    level = choose_level(
        (
            (((left & ~right) != 0) & ((right & ~left) != 0), NumbersLevel.DIFFERENT),
            ((left != right) & (title != TitleLevel.CONTAINED), NumbersLevel.ONE_SIDED),
        ),
        NumbersLevel.SAME,
    )
    numbered = np.where(title == TitleLevel.EXACT, left != right, (left | right) != 0)
    rows = np.flatnonzero(numbered & COMPARABLE_WORDS_TITLE[title])
    level[rows] = compare_title_numbers(columns.title_words, a[rows], b[rows])
    return level


def compare_title_numbers(titles: Texts, a: Ints, b: Ints) -> Codes:
    """Return the level of the numbers in the titles of rows ``a`` and ``b``: shape (n,), int8."""
    level = np.zeros(a.size, dtype=np.int8)
    rows, left, right = _unique_rows(a, b)
    numbers = [list_title_numbers(title) for title in titles[rows]]
    _, order = number_values(numbers)
    pairs = np.flatnonzero(order[left] != order[right])
    more, less = _unmatched_numbers(numbers, left[pairs], right[pairs])
    level[pairs] = choose_level(
        ((more & less, NumbersLevel.DIFFERENT), (more | less, NumbersLevel.ONE_SIDED)), NumbersLevel.SAME
    )
    both = more & less
    alone = np.zeros(pairs.size, dtype=np.bool_)
    alone[both] = _same_without_numbers(titles, a[pairs[both]], b[pairs[both]])
    alone[~both] = _differ_in_roman_numeral(titles, a[pairs[~both]], b[pairs[~both]])
    level[pairs[alone]] = NumbersLevel.ONLY_DIFFERENCE
    return level


def _unique_rows(a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the distinct rows that occur, and the positions of ``a`` and of ``b`` among them."""
    rows, places = np.unique(np.r_[a, b], return_inverse=True)
    return rows, places[: a.size], places[a.size :]


def _unmatched_numbers(numbers: list[tuple[str, ...]], first: Ints, second: Ints) -> tuple[Bools, Bools]:
    """Flag the pairs with numbers left on the one side, and on the other, when equal numbers cancel out."""
    from scipy.sparse import coo_matrix

    vocabulary, words = number_values([word for title_numbers in numbers for word in title_numbers])
    owners = np.repeat(np.arange(len(numbers)), [len(title_numbers) for title_numbers in numbers])
    shape = (len(numbers), max(len(vocabulary), 1))
    counts = coo_matrix((np.ones(words.size, dtype=np.int32), (owners, words)), shape=shape).tocsr()
    surplus = (counts[first] - counts[second]).tocoo()
    return mark_rows(surplus.row[surplus.data > 0], first.size), mark_rows(surplus.row[surplus.data < 0], first.size)


def _same_without_numbers(titles: Texts, a: Ints, b: Ints) -> Bools:
    rows, left, right = _unique_rows(a, b)
    _, frames = number_values([mask_numbers(title) for title in titles[rows]])
    return frames[left] == frames[right]


def _differ_in_roman_numeral(titles: Texts, a: Ints, b: Ints) -> Bools:
    """Flag the pairs that differ in one Roman numeral only; "v" and "x", ambiguous elsewhere, count as numerals."""
    rows, left, right = _unique_rows(a, b)
    marked = [mask_roman_numerals(title) for title in titles[rows]]
    _, frames = number_values([frame for frame, _ in marked])
    values = np.zeros((rows.size, max((len(numerals) for _, numerals in marked), default=0)), dtype=np.int8)
    for place, (_, numerals) in enumerate(marked):
        values[place, : len(numerals)] = numerals
    return (frames[left] == frames[right]) & ((values[left] != values[right]).sum(axis=1) == 1)
