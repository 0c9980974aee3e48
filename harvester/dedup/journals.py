"""Names of journals side by side: abbreviated, without subtitle or place, translated beside the name, as an acronym."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from harvester.dedup.columns import Columns, Ints
from harvester.dedup.likeness import Percent, alike, lengths, shares
from harvester.normalise import STOP_WORDS


def compare_journal(columns: Columns, a: Ints, b: Ints) -> tuple[Ints, Percent]:
    """Journals by ISSN, or by the stems of their names: abbreviated, without subtitle or place, as acronym."""
    codes = np.minimum(columns.journal[a], columns.journal[b]) * (columns.journal_stems.size + 1) + np.maximum(
        columns.journal[a], columns.journal[b]
    )
    distinct, where = np.unique(codes, return_inverse=True)
    one, two = distinct // (columns.journal_stems.size + 1), distinct % (columns.journal_stems.size + 1)
    like = _journals_alike(columns, one, two)[where]
    missing = (columns.journal[a] == 0) | (columns.journal[b] == 0)
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
    _spelt_out(columns, one, two, like)
    return _unless_other_words(columns, one, two, like)


def _unless_other_words(columns: Columns, one: Ints, two: Ints, like: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stems can agree where words do not ("Diabetes", "Diabetologia"); looks at each pair of journals once."""
    rows = np.flatnonzero((like >= 85) & (one != two))
    names = zip(columns.journal_names[one[rows]], columns.journal_names[two[rows]], strict=True)
    other = np.fromiter((clash(left, right) for left, right in names), dtype=np.bool_, count=rows.size)
    like[rows[other]] = 60
    return like


def _spelt_out(columns: Columns, one: Ints, two: Ints, like: NDArray[np.float32]) -> None:
    rows = np.flatnonzero(like < 65)
    names = zip(columns.journal_names[one[rows]], columns.journal_names[two[rows]], strict=True)
    found = np.fromiter((spelt_in(a, b) or spelt_in(b, a) for a, b in names), dtype=np.bool_, count=rows.size)
    like[rows[found]] = 90


def spelt_in(short: str, long: str) -> bool:
    """Whether a name begins with the other's acronym, made of beginnings: "AMCIS 2017", "Americas Conference on …"."""
    first = short.split(" ", 1)[0]
    words = [word for word in long.split() if word not in STOP_WORDS]
    return len(first) >= 4 and len(words) >= 3 and first[:1] == words[0][:1] and _made_of(first, words)


def _made_of(letters: str, words: list[str]) -> bool:
    """Whether letters are beginnings of all these words, one after the other."""
    if not letters or not words:
        return not letters and not words
    taken = range(1, min(3, len(letters)) + 1)
    return any(words[0].startswith(letters[:size]) and _made_of(letters[size:], words[1:]) for size in taken)


def clash(left: str, right: str) -> bool:
    """Whether two names of a journal begin with words of which neither abbreviates the other."""
    return any(
        one[:3] == two[:3] and not abbreviates(one, two) and not abbreviates(two, one)
        for one, two in zip(left.split(), right.split(), strict=False)
    )


def abbreviates(short: str, long: str) -> bool:
    """Whether a word is another's beginning ("gynecol"), its contraction ("natl"), or a spelling of it."""
    letters = iter(long)
    return long.startswith(short) or all(letter in letters for letter in short) or fuzz.ratio(short, long) >= 80
