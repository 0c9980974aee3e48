"""Titles as lists of words, in columns; and what differs in two of them, for all pairs at once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import Bools, Ints, Texts

Matrix = NDArray[np.int32]
_Value = TypeVar("_Value", bound=Hashable)

_AT_A_TIME: Final = 4096
"""Pairs whose words are compared together: so few that the processor has them at hand."""


@dataclass(frozen=True, slots=True, eq=False)
class WordLists:
    """Lists of words, one after another: each word's number in a vocabulary, and how many words each list has."""

    words: Ints
    counts: Ints

    @property
    def starts(self) -> Ints:
        """Where each list begins."""
        return np.cumsum(self.counts) - self.counts

    @property
    def owners(self) -> Ints:
        """The list of each word."""
        return np.repeat(np.arange(self.counts.size), self.counts)

    def of(self, lists: Bools) -> WordLists:
        """Some of the lists."""
        return WordLists(self.words[lists[self.owners]], self.counts[lists])

    def among(self, kind: Bools) -> WordLists:
        """Every list, with those of its words that are of a kind (a flag for each word of the vocabulary)."""
        kept = kind[self.words]
        return WordLists(self.words[kept], np.bincount(self.owners[kept], minlength=self.counts.size))


@dataclass(frozen=True, slots=True, eq=False)
class Differing:
    """What differs in pairs of titles: the words that one has and the other has not, or has fewer times, in order."""

    vocabulary: Texts
    one: WordLists
    two: WordLists

    def of(self, pairs: Bools) -> Differing:
        """Some of the pairs."""
        return Differing(self.vocabulary, self.one.of(pairs), self.two.of(pairs))

    def among(self, kind: Bools) -> Differing:
        """Every pair, with those of its words that are of a kind."""
        return Differing(self.vocabulary, self.one.among(kind), self.two.among(kind))

    def turned(self) -> Differing:
        """The pairs the other way round."""
        return Differing(self.vocabulary, self.two, self.one)

    def kind(self, told: Callable[[str], bool]) -> Bools:
        """Which words of the vocabulary are of a kind."""
        return np.fromiter(map(told, self.vocabulary), dtype=np.bool_, count=self.vocabulary.size)


def numbered(values: Sequence[_Value]) -> tuple[list[_Value], Ints]:
    """The distinct values, and for each value its place among them."""
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return list(places), np.fromiter(map(places.__getitem__, values), dtype=np.int64, count=len(values))


def differing(titles: Sequence[str], a: Ints, b: Ints) -> Differing:
    """What differs in the titles of rows ``a`` and ``b``."""
    vocabulary, lists = _split(titles)
    one, two = _own_words(lists, a, b), _own_words(lists, b, a)
    used, words = np.unique(np.r_[one.words, two.words], return_inverse=True)
    words_one, words_two = np.split(words, [one.words.size])
    known = np.array(vocabulary, dtype=object)[used]
    return Differing(known, WordLists(words_one, one.counts), WordLists(words_two, two.counts))


def _split(titles: Sequence[str]) -> tuple[list[str], WordLists]:
    """The words of all titles; no list of a title's own is kept, for the collector would go through them all."""
    words: list[str] = []
    counts = np.zeros(len(titles), dtype=np.int64)
    for place, title in enumerate(titles):
        split = title.split()
        words += split
        counts[place] = len(split)
    vocabulary, places = numbered(words)
    return vocabulary, WordLists(places, counts)


def _own_words(lists: WordLists, a: Ints, b: Ints) -> WordLists:
    """The words that each list of ``a`` has and that of ``b`` has not, or has fewer times."""
    starts, filled = lists.starts, np.r_[lists.words, -1].astype(np.int32)
    owners, words = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for rows in _batches(np.maximum(lists.counts[a], lists.counts[b])):
        one, two = (_matrix(filled, starts[side[rows]], lists.counts[side[rows]]) for side in (a, b))
        column, place = np.nonzero(_own(one, two).T)
        owners.append(rows[column])
        words.append(one[place, column].astype(np.int64))
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return WordLists(np.concatenate(words)[order], np.bincount(owner, minlength=a.size))


def _batches(sizes: Ints) -> Iterator[Ints]:
    """Rows of about one size, a few thousand at a time: one long title would widen the matrix of all."""
    grades = np.ceil(np.log2(np.maximum(sizes, 1)))
    order = np.argsort(grades, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(grades[order])) + 1):
        yield from np.split(rows, range(_AT_A_TIME, rows.size, _AT_A_TIME))


def _matrix(filled: Matrix, starts: Ints, counts: Ints) -> Matrix:
    """Lists as columns of a matrix, filled up with the last of ``filled``."""
    places = np.arange(counts.max(initial=0))[:, None]
    matrix: Matrix = filled[np.where(places < counts, starts + places, -1)]
    return matrix


def _own(words: Matrix, others: Matrix) -> Bools:
    """Which words of each column are its own: those beyond the times that the other has them, so the later ones."""
    before, there = np.zeros(words.shape, dtype=np.int32), np.zeros(words.shape, dtype=np.int32)
    for place, word in enumerate(words):
        before[place + 1 :] += words[place + 1 :] == word
    for word in others:
        there += words == word
    own: Bools = (words >= 0) & (before >= there)
    return own
