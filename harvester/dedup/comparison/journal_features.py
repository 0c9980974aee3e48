"""Features of names of journals, derived once for each name, so that many pairs are compared at once.

Words, initials and parallel names are numbered: equal texts have equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.arrays import Bools, Ints, as_bools, as_ints
from harvester.normalise import content_words

Letters = NDArray[np.uint32]

MIN_ACRONYM_LETTERS: Final = 3
"""Letters of the shortest acronym."""
STEM_LETTERS: Final = 3
"""Letters that count as the beginning of a word."""
_SHORTEST_CUT: Final = 10
_MEETING_WORDS: Final = frozenset(("conference", "congress", "symposium", "workshop"))
_EDITION_WORDS: Final = frozenset(
    (
        "annual", "eighteenth", "eighth", "eleventh", "fifteenth", "fifth", "fiftieth", "fifty", "first", "forty",
        "fourteenth", "fourth", "nineteenth", "ninth", "proc", "proceedings", "second", "seventeenth", "seventh",
        "sixteenth", "sixth", "tenth", "third", "thirteenth", "thirtieth", "thirty", "twelfth", "twentieth", "twenty",
    )
)  # fmt: skip
"""Words in the name of a meeting that change from year to year."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberLists:
    """A list of numbers for each name, all lists in one array: ``start`` and ``count`` of each, shape (names,)."""

    numbers: Ints
    start: Ints
    count: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> NumberLists:
        """Build from lists of any length."""
        count = np.array(list(map(len, lists)), dtype=np.int64)
        numbers = np.array([number for values in lists for number in values], dtype=np.int64)
        return cls(numbers, np.cumsum(count) - count, count)

    def value_at(self, names: Ints, place: Ints | int) -> Ints:
        """Return the number at a place of each name's list, which must be as long: shape (n,)."""
        return self.numbers[self.start[names] + place]


@dataclass(frozen=True, slots=True, eq=False)
class JournalFeatures:
    """Features of some names of journals. Words, initials and parallel names are numbers of ``texts``.

    ``content_words`` are the words of a name without stop words, ``yearly`` those that the name of a meeting has every
    year, ``first_word`` the first of these; ``single_word_length`` is the length of a name of one word, else 0. The
    last four have a row for each text: its length, its first three letters and its first ten, and whether it is a
    parallel name that was cut.
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
        """Derive the features of names and of the parallel names of each, all separated by spaces."""
        codes: dict[str, int] = {}
        content, yearly = list(map(content_words, names)), list(map(_yearly_words, names))
        parallel_words = list(map(str.split, parallels))
        number_lists = [
            NumberLists.of([_number_texts(word_list, codes) for word_list in texts_in])
            for texts_in in (content, yearly, parallel_words)
        ]
        initials = ["".join(word[0] for word in words) for words in content]
        first = [words[0] if words else "" for words in yearly]
        full_name, initial, begins = (as_ints(_number_texts(texts_in, codes)) for texts_in in (names, initials, first))
        texts = tuple(codes)
        return cls(
            texts=texts,
            content_words=number_lists[0],
            yearly=number_lists[1],
            parallels=number_lists[2],
            full_name=full_name,
            initials=initial,
            first_word=begins,
            single_word_length=as_ints([0 if " " in name else len(name) for name in names]),
            meeting=as_bools([not _MEETING_WORDS.isdisjoint(words) for words in yearly]),
            text_length=as_ints(list(map(len, texts))),
            stem_letters=letter_matrix(texts, STEM_LETTERS, end=1),
            prefix=as_ints(_number_texts([text[:_SHORTEST_CUT] for text in texts], {})),
            is_cut=as_bools([text.endswith("…") and len(text) > _SHORTEST_CUT for text in texts]),
        )


def _yearly_words(name: str) -> list[str]:
    """Return the words that the name of a meeting has every year."""
    words = [word for word in content_words(name) if word not in _EDITION_WORDS and not any(map(str.isdigit, word))]
    return (
        words[:-1]
        if len(words) > MIN_ACRONYM_LETTERS and "".join(word[0] for word in words[:-1]) == words[-1]
        else words
    )


def _number_texts(texts: Iterable[str], codes: dict[str, int]) -> list[int]:
    return [codes.setdefault(text, len(codes)) for text in texts]


def letter_matrix(texts: Sequence[str], size: int, *, end: int = 0) -> Letters:
    """Return the first letters of texts as code points, padded with ``end``: shape (texts, size), uint32."""
    letters = np.array(texts, dtype=f"U{size}").view(np.uint32).reshape(len(texts), size)
    letters[letters == 0] = end
    return letters
