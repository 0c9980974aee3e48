"""Names of journals side by side: abbreviated, without subtitle or place, translated beside the name, as an acronym."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from harvester.dedup.columns import Columns, Ints
from harvester.dedup.likeness import Percent, alike, lengths, shares
from harvester.dedup.normal import foreign
from harvester.normalise import content_words

_SAME: Final = 85
_NEAR: Final = 65
_ABBREVIATED: Final = 95
_SIMILAR: Final = 70
_INITIALS: Final = 3
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


def compare_journal(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Journals by ISSN, or by the stems of their names: abbreviated, without subtitle or place, as acronym."""
    codes = np.minimum(columns.journal[a], columns.journal[b]) * (columns.journal_stems.size + 1) + np.maximum(
        columns.journal[a], columns.journal[b]
    )
    distinct, where = np.unique(codes, return_inverse=True)
    one, two = distinct // (columns.journal_stems.size + 1), distinct % (columns.journal_stems.size + 1)
    like = _journals_alike(columns, one, two)[where]
    script = np.fromiter((foreign(name) for name in columns.journal_names), np.bool_, columns.journal_names.size)
    missing = (columns.journal[a] == 0) | (columns.journal[b] == 0)
    missing |= script[columns.journal[a]] != script[columns.journal[b]]
    same = shares(columns.issns, a, b)
    like[same] = 100
    return np.select((same, missing, like >= 85, like >= 65, like >= 45), (1, 0, 1, 2, 3), 4), like.astype(np.uint8)


def _journals_alike(columns: Columns, one: Ints, two: Ints) -> NDArray[np.float32]:
    stems, heads = columns.journal_stems, columns.journal_heads
    like = np.maximum(alike(stems, one, two, fuzz.ratio), alike(heads, one, two, fuzz.ratio))
    long = np.minimum(lengths(stems[one]), lengths(stems[two])) >= 11
    like[long] = np.maximum(like[long], alike(stems, one[long], two[long], fuzz.token_set_ratio))
    for left, right in ((one, two), (two, one)):
        short = columns.journal_acronyms[left]
        named = (short != "") & (lengths(short) >= 4) & np.equal(short.astype(str), stems[right].astype(str))
        like[named] = 100
    like = _unless_other_words(columns, one, two, like)
    rows = np.flatnonzero((like < _SAME) & (one != two))
    names, parallels = columns.journal_names, columns.journal_parallels
    sides = (names[one[rows]], names[two[rows]], parallels[one[rows]], parallels[two[rows]])
    named = np.fromiter((named_alike(*side) for side in zip(*sides, strict=True)), dtype=np.float32, count=rows.size)
    like[rows] = np.maximum(like[rows], named)
    return like


def _unless_other_words(columns: Columns, one: Ints, two: Ints, like: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stems can agree where words do not ("Diabetes", "Diabetologia"); looks at each pair of journals once."""
    rows = np.flatnonzero((like >= _NEAR) & (one != two))
    names = zip(columns.journal_names[one[rows]], columns.journal_names[two[rows]], strict=True)
    other = np.fromiter((clash(left, right) for left, right in names), dtype=np.bool_, count=rows.size)
    like[rows[other]] = 60
    return like


def named_alike(one: str, two: str, parallels_one: str, parallels_two: str) -> int:
    """Likeness (0–100) of two names that letters alone do not tell: parallel, cut, abbreviated, acronyms.

    Words of the first two names are parted by spaces, and so are the parallel names, each without spaces itself.
    """
    if _parallel(parallels_one.split(), parallels_two.split()):
        return 100
    if spelt_in(one, two) or spelt_in(two, one):
        return 90
    return max(shortened(one, two), shortened(two, one))


def _parallel(ones: list[str], twos: list[str]) -> bool:
    return any(left == right or _cut_from(left, right) or _cut_from(right, left) for left in ones for right in twos)


def _cut_from(short: str, long: str) -> bool:
    return short.endswith("…") and len(short) > _SHORTEST_CUT and long.startswith(short[:-1])


def shortened(short: str, long: str) -> int:
    """Whether a name abbreviates another word by word (95), or its beginning or by initials (70); else 0."""
    words = content_words(long)
    initials = "".join(word[0] for word in words)
    if len(short) == _INITIALS and short == initials:
        return _SIMILAR
    if len(short) > _INITIALS and (initials.startswith(short) or initials.endswith(short)):
        return _SIMILAR
    place = 0
    for word in content_words(short):
        place = _after(word, words, place)
        if place < 0:
            return 0
    return _ABBREVIATED if place == len(words) else _SIMILAR if place > 1 else 0


def _after(word: str, words: list[str], place: int) -> int:
    """The place after the words that one word abbreviates ("neuropsychopharmacol"), or -1."""
    while place < len(words):
        full, place = words[place], place + 1
        if full.startswith(word) or (len(word) > 2 and full[0] == word[0] and _contracted(word, full)):
            return place
        if not word.startswith(full):
            return -1
        word = word[len(full) :]
    return -1


def _contracted(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def spelt_in(short: str, long: str) -> bool:
    """Whether a name begins with the other's acronym: made of beginnings ("AMCIS 2017", "Americas Conference on …"),
    or written in it ("CHI '18", "Proceedings of the 2018 CHI Conference on …").
    """
    first, words = next(iter(_unnumbered(short)), ""), _unnumbered(long)
    if not _MEETINGS.isdisjoint(words) and first in words and len(_unnumbered(short)) == 1 and len(first) >= _INITIALS:
        return True
    sides = (words, content_words(long)) if len(first) > _INITIALS else ()
    return any(len(own) >= _INITIALS and first[:1] == own[0][:1] and _made_of(first, own) for own in sides)


def _unnumbered(name: str) -> list[str]:
    """The words of a meeting's name that it bears each year."""
    words = [word for word in content_words(name) if word not in _EACH_YEAR and not any(map(str.isdigit, word))]
    return words[:-1] if len(words) > _INITIALS and "".join(word[0] for word in words[:-1]) == words[-1] else words


def _made_of(letters: str, words: list[str]) -> bool:
    """Whether letters are beginnings of all these words, one after the other."""
    if not letters or not words:
        return not letters and not words
    taken = range(1, min(3, len(letters)) + 1)
    return any(words[0].startswith(letters[:size]) and _made_of(letters[size:], words[1:]) for size in taken)


def clash(left: str, right: str) -> bool:
    """Whether two names differ in a word of which neither abbreviates the other, though the rest is alike.

    Words that begin alike clash anywhere ("Diabetes", "Diabetologia"); others where the names have as many words.
    """
    ones, twos = content_words(left), content_words(right)
    aligned = len(ones) == len(twos)
    return any(
        (aligned or one[:3] == two[:3]) and not abbreviates(one, two) and not abbreviates(two, one)
        for one, two in zip(ones, twos, strict=False)
    )


def abbreviates(short: str, long: str) -> bool:
    """Whether a word is another's beginning ("gynecol"), its contraction ("natl"), or a spelling of it."""
    return long.startswith(short) or _contracted(short, long) or fuzz.ratio(short, long) >= 80
