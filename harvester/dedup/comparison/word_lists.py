"""Find the words that differ in pairs of titles, for all pairs at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.arrays import Bools, Ints, Texts

WordMatrix = NDArray[np.int32]
_Value = TypeVar("_Value", bound=Hashable)

_BATCH_PAIRS: Final = 4096
"""Pairs compared at a time: so few that they fit into the cache of the processor."""


@dataclass(frozen=True, slots=True, eq=False)
class WordLists:
    """Lists of words: the words of all lists as numbers of a vocabulary, and how many each list has, shape (lists,)."""

    words: Ints
    counts: Ints

    @property
    def starts(self) -> Ints:
        """The position of the first word of each list: shape (lists,)."""
        return np.cumsum(self.counts) - self.counts

    @property
    def owners(self) -> Ints:
        """The list of each word: shape (words,)."""
        return np.repeat(np.arange(self.counts.size), self.counts)

    def select(self, lists: Bools) -> WordLists:
        """Return some of the lists, given as flags, shape (lists,)."""
        return WordLists(self.words[lists[self.owners]], self.counts[lists])

    def filter_words(self, kind: Bools) -> WordLists:
        """Return every list with those of its words that are flagged in the vocabulary."""
        selected = kind[self.words]
        return WordLists(self.words[selected], np.bincount(self.owners[selected], minlength=self.counts.size))


@dataclass(frozen=True, slots=True, eq=False)
class TitleDifference:
    """Words that differ in n pairs of titles: those that one has and the other has not, or fewer times, in order."""

    vocabulary: Texts
    left: WordLists
    right: WordLists

    def select(self, pairs: Bools) -> TitleDifference:
        """Return some of the pairs, given as flags, shape (n,)."""
        return TitleDifference(self.vocabulary, self.left.select(pairs), self.right.select(pairs))

    def filter_words(self, kind: Bools) -> TitleDifference:
        """Return every pair with those of its words that are flagged in the vocabulary."""
        return TitleDifference(self.vocabulary, self.left.filter_words(kind), self.right.filter_words(kind))

    def swapped(self) -> TitleDifference:
        """Return the pairs with left and right exchanged."""
        return TitleDifference(self.vocabulary, self.right, self.left)

    def flag_words(self, predicate: Callable[[str], bool]) -> Bools:
        """Flag the words of the vocabulary for which a predicate holds: shape (vocabulary,), bool."""
        return np.fromiter(map(predicate, self.vocabulary), dtype=np.bool_, count=self.vocabulary.size)


def number_values(values: Sequence[_Value]) -> tuple[list[_Value], Ints]:
    """Return the distinct values, and the position of each value among them, shape (n,)."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), np.fromiter(map(places.__getitem__, values), dtype=np.int64, count=len(values))


def find_title_differences(titles: Sequence[str], a: Ints, b: Ints) -> TitleDifference:
    """Return the words that differ in the titles of rows ``a`` and ``b``."""
    vocabulary, lists = _split_titles(titles)
    left, right = _unmatched_words(lists, a, b), _unmatched_words(lists, b, a)
    used, words = np.unique(np.r_[left.words, right.words], return_inverse=True)
    words_one, words_two = np.split(words, [left.words.size])
    used_words = np.array(vocabulary, dtype=object)[used]
    return TitleDifference(used_words, WordLists(words_one, left.counts), WordLists(words_two, right.counts))


def _split_titles(titles: Sequence[str]) -> tuple[list[str], WordLists]:
    """Split titles into words, without keeping a list for each title, which would slow the garbage collector."""
    words: list[str] = []
    counts = np.zeros(len(titles), dtype=np.int64)
    for place, title in enumerate(titles):
        split = title.split()
        words += split
        counts[place] = len(split)
    vocabulary, places = number_values(words)
    return vocabulary, WordLists(places, counts)


def _unmatched_words(lists: WordLists, a: Ints, b: Ints) -> WordLists:
    """Return the words that each list of ``a`` has and the list of ``b`` has not, or fewer times."""
    starts, filled = lists.starts, np.r_[lists.words, -1].astype(np.int32)
    owners, words = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for rows in _batches(np.maximum(lists.counts[a], lists.counts[b])):
        left, right = (_matrix(filled, starts[side[rows]], lists.counts[side[rows]]) for side in (a, b))
        column, place = np.nonzero(_is_unmatched(left, right).T)
        owners.append(rows[column])
        words.append(left[place, column].astype(np.int64))
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return WordLists(np.concatenate(words)[order], np.bincount(owner, minlength=a.size))


def _batches(sizes: Ints) -> Iterator[Ints]:
    """Yield rows of about one size, a few thousand at a time: one long title would widen the matrix of all."""
    grades = np.ceil(np.log2(np.maximum(sizes, 1)))
    order = np.argsort(grades, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(grades[order])) + 1):
        yield from np.split(rows, range(_BATCH_PAIRS, rows.size, _BATCH_PAIRS))


def _matrix(filled: WordMatrix, starts: Ints, counts: Ints) -> WordMatrix:
    """Return lists as columns of a matrix, padded with the last of ``filled``."""
    places = np.arange(counts.max(initial=0))[:, None]
    return filled[np.where(places < counts, starts + places, -1)]


def _is_unmatched(words: WordMatrix, right_words: WordMatrix) -> Bools:
    """Flag the words of each column beyond the times that the other column has them, so the later ones."""
    before, occurrences = np.zeros(words.shape, dtype=np.int32), np.zeros(words.shape, dtype=np.int32)
    for place, word in enumerate(words):
        before[place + 1 :] += words[place + 1 :] == word
    for word in right_words:
        occurrences += words == word
    return (words >= 0) & (before >= occurrences)
