"""What the name of a journal tells, found out once for each name, so that many pairs can be compared at once.

Words, initials and parallel names are numbered: equal texts have equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.arrays import Bools, Ints
from harvester.normalise import content_words

Letters = NDArray[np.uint32]

MIN_ACRONYM_LETTERS: Final = 3
"""So many letters are an acronym, at least."""
STEM_LETTERS: Final = 3
"""So many letters are the beginning of a word."""
_SHORTEST_CUT: Final = 10
_MEETING_WORDS: Final = frozenset(("conference", "congress", "symposium", "workshop"))
_EDITION_WORDS: Final = frozenset(
    (
        "annual", "eighteenth", "eighth", "eleventh", "fifteenth", "fifth", "fiftieth", "fifty", "first", "forty",
        "fourteenth", "fourth", "nineteenth", "ninth", "proc", "proceedings", "second", "seventeenth", "seventh",
        "sixteenth", "sixth", "tenth", "third", "thirteenth", "thirtieth", "thirty", "twelfth", "twentieth", "twenty",
    )
)  # fmt: skip
"""What the name of a meeting has besides in this or that year."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberLists:
    """A list of numbers for each name, all lists one after the other."""

    numbers: Ints
    start: Ints
    count: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> NumberLists:
        """Lists of their own lengths."""
        count = np.array(list(map(len, lists)), dtype=np.int64)
        numbers = np.array([number for values in lists for number in values], dtype=np.int64)
        return cls(numbers, np.cumsum(count) - count, count)

    def value_at(self, names: Ints, place: Ints | int) -> Ints:
        """The number at a place of each name's list, which must be as long."""
        found: Ints = self.numbers[self.start[names] + place]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class JournalFeatures:
    """Some names of journals. All words, initials and parallel names are numbers of ``texts``.

    ``content`` are the words that tell a name, ``yearly`` those that a meeting bears each year, ``first`` the first of
    these; ``single`` is the length of a name that is one word, else 0. The last four have a row for each text: its
    length, its first three letters and its first ten, and whether it is a parallel name that was cut.
    """

    texts: Sequence[str]
    content_words: NumberLists
    yearly: NumberLists
    parallels: NumberLists
    full_name: Ints
    initials: Ints
    first_word: Ints
    single_word_length: Ints
    meeting: Bools
    text_length: Ints
    stem_letters: Letters
    prefix: Ints
    is_cut: Bools

    @classmethod
    def of(cls, names: Sequence[str], parallels: Sequence[str]) -> JournalFeatures:
        """Names, words parted by spaces, and the parallel names of each, parted by spaces too."""
        codes: dict[str, int] = {}
        content, yearly = list(map(content_words, names)), list(map(_yearly_words, names))
        parallel_words = list(map(str.split, parallels))
        number_lists = [
            NumberLists.of([_number_texts(word_list, codes) for word_list in texts_in])
            for texts_in in (content, yearly, parallel_words)
        ]
        initials = ["".join(word[0] for word in words) for words in content]
        first = [words[0] if words else "" for words in yearly]
        full_name, initial, begins = (_ints(_number_texts(texts_in, codes)) for texts_in in (names, initials, first))
        texts = tuple(codes)
        return cls(
            texts=texts,
            content_words=number_lists[0],
            yearly=number_lists[1],
            parallels=number_lists[2],
            full_name=full_name,
            initials=initial,
            first_word=begins,
            single_word_length=_ints([0 if " " in name else len(name) for name in names]),
            meeting=_bools([not _MEETING_WORDS.isdisjoint(words) for words in yearly]),
            text_length=_ints(list(map(len, texts))),
            stem_letters=letter_matrix(texts, STEM_LETTERS, end=1),
            prefix=_ints(_number_texts([text[:_SHORTEST_CUT] for text in texts], {})),
            is_cut=_bools([text.endswith("…") and len(text) > _SHORTEST_CUT for text in texts]),
        )


def _yearly_words(name: str) -> list[str]:
    """The words of a meeting's name that it bears each year."""
    words = [word for word in content_words(name) if word not in _EDITION_WORDS and not any(map(str.isdigit, word))]
    return (
        words[:-1]
        if len(words) > MIN_ACRONYM_LETTERS and "".join(word[0] for word in words[:-1]) == words[-1]
        else words
    )


def _number_texts(texts: Iterable[str], codes: dict[str, int]) -> list[int]:
    return [codes.setdefault(text, len(codes)) for text in texts]


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _bools(values: Sequence[bool]) -> Bools:
    return np.array(values, dtype=np.bool_)


def letter_matrix(texts: Sequence[str], size: int, *, end: int = 0) -> Letters:
    """The first letters of texts as a matrix of numbers, filled up with ``end``."""
    letters = np.array(texts, dtype=f"U{size}").view(np.uint32).reshape(len(texts), size)
    letters[letters == 0] = end
    return letters
