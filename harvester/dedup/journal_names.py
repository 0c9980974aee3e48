"""What the name of a journal tells, found out once for each name, so that many pairs can be compared at once.

Words, initials and parallel names are numbered: equal texts have equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import Bools, Ints
from harvester.normalise import content_words

Letters = NDArray[np.uint32]

INITIALS: Final = 3
"""So many letters are an acronym, at least."""
STEM: Final = 3
"""So many letters are the beginning of a word."""
_SHORTEST_CUT: Final = 10
_MEETINGS: Final = frozenset(("conference", "congress", "symposium", "workshop"))
_EACH_YEAR: Final = frozenset(
    (
        "annual", "eighteenth", "eighth", "eleventh", "fifteenth", "fifth", "fiftieth", "fifty", "first", "forty",
        "fourteenth", "fourth", "nineteenth", "ninth", "proc", "proceedings", "second", "seventeenth", "seventh",
        "sixteenth", "sixth", "tenth", "third", "thirteenth", "thirtieth", "thirty", "twelfth", "twentieth", "twenty",
    )
)  # fmt: skip
"""What the name of a meeting has besides in this or that year."""


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """A list of numbers for each name, all lists one after the other."""

    numbers: Ints
    start: Ints
    count: Ints

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Lists:
        """Lists of their own lengths."""
        count = np.array(list(map(len, lists)), dtype=np.int64)
        numbers = np.array([number for own in lists for number in own], dtype=np.int64)
        return cls(numbers, np.cumsum(count) - count, count)

    def at(self, names: Ints, place: Ints | int) -> Ints:
        """The number at a place of each name's list, which must be as long."""
        found: Ints = self.numbers[self.start[names] + place]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Some names of journals. All words, initials and parallel names are numbers of ``texts``.

    ``content`` are the words that tell a name, ``yearly`` those that a meeting bears each year, ``first`` the first of
    these; ``single`` is the length of a name that is one word, else 0. The last four have a row for each text: its
    length, its first three letters and its first ten, and whether it is a parallel name that was cut.
    """

    texts: Sequence[str]
    content: Lists
    yearly: Lists
    parallels: Lists
    whole: Ints
    initials: Ints
    first: Ints
    single: Ints
    meeting: Bools
    size: Ints
    stem: Letters
    head: Ints
    cut: Bools

    @classmethod
    def of(cls, names: Sequence[str], parallels: Sequence[str]) -> Names:
        """Names, words parted by spaces, and the parallel names of each, parted by spaces too."""
        codes: dict[str, int] = {}
        content, yearly = list(map(content_words, names)), list(map(_unnumbered, names))
        known = list(map(str.split, parallels))
        listed = [Lists.of([_numbered(own, codes) for own in each]) for each in (content, yearly, known)]
        initials = ["".join(word[0] for word in words) for words in content]
        first = [words[0] if words else "" for words in yearly]
        whole, initial, begins = (_ints(_numbered(each, codes)) for each in (names, initials, first))
        texts = tuple(codes)
        return cls(
            texts=texts,
            content=listed[0],
            yearly=listed[1],
            parallels=listed[2],
            whole=whole,
            initials=initial,
            first=begins,
            single=_ints([0 if " " in name else len(name) for name in names]),
            meeting=_bools([not _MEETINGS.isdisjoint(words) for words in yearly]),
            size=_ints(list(map(len, texts))),
            stem=spelling(texts, STEM, end=1),
            head=_ints(_numbered([text[:_SHORTEST_CUT] for text in texts], {})),
            cut=_bools([text.endswith("…") and len(text) > _SHORTEST_CUT for text in texts]),
        )


def _unnumbered(name: str) -> list[str]:
    """The words of a meeting's name that it bears each year."""
    words = [word for word in content_words(name) if word not in _EACH_YEAR and not any(map(str.isdigit, word))]
    return words[:-1] if len(words) > INITIALS and "".join(word[0] for word in words[:-1]) == words[-1] else words


def _numbered(texts: Iterable[str], codes: dict[str, int]) -> list[int]:
    return [codes.setdefault(text, len(codes)) for text in texts]


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _bools(values: Sequence[bool]) -> Bools:
    return np.array(values, dtype=np.bool_)


def spelling(texts: Sequence[str], size: int, *, end: int = 0) -> Letters:
    """The first letters of texts as a matrix of numbers, filled up with ``end``."""
    letters = np.array(texts, dtype=f"U{size}").view(np.uint32).reshape(len(texts), size)
    letters[letters == 0] = end
    return letters
