"""Two titles that are nearly the same: is a word misspelt, or is it another word, which makes another report of it?

All pairs are asked at once: loops go over distinct titles, distinct words or the letters of a word, not over pairs.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from harvester.dedup.columns import Bools, Ints, Texts
from harvester.dedup.likeness import lengths
from harvester.dedup.opposites import opposites
from harvester.dedup.wordings import Differing, WordLists, differing, numbered
from harvester.normalise import STOP_WORDS

_LONGEST_ACRONYM: Final = 6
_UNRELATED: Final = 34
_REPLACED: Final = 60
_SHORTEST_WORD: Final = 5
_SAME_STEM: Final = 4
_SLIPS: Final = 2
"""So many letters are wrong in a word that is misspelt, at most."""

_HOLDS: Final = np.frompyfunc(operator.contains, 2, 1)
_FIND: Final = np.frompyfunc(str.find, 3, 1)


def replaced(left: Texts, right: Texts) -> Ints:
    """Whether the two titles of each pair have words of their own that are no spellings of each other.

    0 no; 1 other words, with less than three fifths of their letters in common, or a single word with more than two
    letters and its beginning replaced; 2 quite others: less than a third, words that are opposites, or another letter
    that stands alone ("hepatitis B", "hepatitis C").
    """
    titles, places = numbered([*left.tolist(), *right.tolist()])
    one, two = np.split(places, [left.size])
    pairs, asked = np.unique(one * len(titles) + two, return_inverse=True)
    return _replaced(np.array(titles, dtype=object), *np.divmod(pairs, max(len(titles), 1)))[asked]


def _replaced(titles: Texts, a: Ints, b: Ints) -> Ints:
    """The same of titles and pairs that are all distinct."""
    found = differing(titles.tolist(), a, b)
    level = np.where(_lettered(found) | _negated(found), 2, 0)
    found = found.among(found.kind(lambda word: word not in STOP_WORDS))
    asked = (level == 0) & (found.one.counts > 0) & (found.two.counts > 0)
    found, a, b = found.of(asked), a[asked], b[asked]
    level[asked] = np.where(_opposed(found, titles[a], titles[b]), 2, _spelt(found))
    return level


def _lettered(found: Differing) -> Bools:
    """Whether nothing differs but a letter that stands alone: a type, a vitamin, a grade. No 's of a genitive."""
    letters = found.among(found.kind(lambda word: len(word) == 1 and word.isalpha() and word != "s"))
    alone = (found.one.counts == 1) & (found.two.counts == 1)
    lettered: Bools = alone & (letters.one.counts == 1) & (letters.two.counts == 1)
    return lettered


def _negated(found: Differing) -> Bools:
    """Whether nothing differs but a "non" that one title has."""
    negations = found.among(found.kind(lambda word: word == "non"))
    alone = found.one.counts + found.two.counts == 1
    negated: Bools = alone & (negations.one.counts + negations.two.counts == 1)
    return negated


def _opposed(found: Differing, left: Texts, right: Texts) -> Bools:
    """Whether a word's opposite is among the others. "Non smokers" and "nonsmokers" are one word."""
    pairs, apart = _opposites(found)
    written = _holds(" " + left[pairs] + " | " + right[pairs] + " ", apart)
    opposed = np.zeros(left.size, dtype=np.bool_)
    opposed[pairs[(apart == "") | ~written]] = True
    return opposed


def _opposites(found: Differing) -> tuple[Ints, Texts]:
    """Where a word's opposite is among the others: the pair, and how the two look when written apart."""
    size = found.vocabulary.size
    links = opposites(found.vocabulary.tolist())
    codes = np.array([one * size + two for one, two in links], dtype=np.int64)
    order = np.argsort(codes)
    pairs, code = _crossed(found.among(np.isin(np.arange(size), codes // max(size, 1))))
    linked = np.isin(code, codes)
    place = order[np.searchsorted(codes[order], code[linked])]
    return pairs[linked], np.array(list(links.values()), dtype=object)[place]


def _crossed(found: Differing) -> tuple[Ints, Ints]:
    """Each word of one title beside each of the other: the pair, and a number for the two words."""
    one, two = found.one, found.two
    others = two.counts[one.owners]
    place = np.arange(others.sum()) - np.repeat(np.cumsum(others) - others, others)
    beside = two.words[np.repeat(two.starts[one.owners], others) + place]
    return np.repeat(one.owners, others), np.repeat(one.words, others) * found.vocabulary.size + beside


def _spelt(found: Differing) -> Ints:
    """Whether words that are no opposites are spellings of each other (0), others (1) or quite others (2)."""
    first, second = (_joined(found.vocabulary, words) for words in (found.one, found.two))
    same = np.minimum(lengths(first), lengths(second)) < 3
    same |= _holds(first, second) | _holds(second, first)
    same |= _spells_out(found) | _spells_out(found.turned())
    like = _compared(first, second, fuzz.ratio)
    return np.select((same, like < _UNRELATED, (like < _REPLACED) | _another(found)), (0, 2, 1), 0)


def _joined(vocabulary: Texts, lists: WordLists) -> Texts:
    """The words of each list, of which none is empty, in one."""
    joined: Texts = np.add.reduceat(vocabulary[lists.words], lists.starts)
    return joined


def _another(found: Differing) -> Bools:
    """Whether a single word is replaced by one that is neither a misspelling nor another form of it."""
    long = found.among(found.kind(lambda word: word.isalpha() and len(word) >= _SHORTEST_WORD))
    another: Bools = (found.one.counts == 1) & (found.two.counts == 1)
    another &= (long.one.counts == 1) & (long.two.counts == 1)
    one, two = found.one.of(another).words, found.two.of(another).words
    _, stems = numbered([word[:_SAME_STEM] for word in found.vocabulary])
    slips = _compared(found.vocabulary[one], found.vocabulary[two], Levenshtein.distance)
    another[another] = (stems[one] != stems[two]) & (slips > _SLIPS)
    return another


def _spells_out(found: Differing) -> Bools:
    """Whether one word abbreviates several: begins with their first letter, and its letters follow in them."""
    brief = found.one.among(found.kind(lambda word: len(word) <= _LONGEST_ACRONYM))
    spelt: Bools = (found.one.counts == 1) & (brief.counts == 1) & (found.two.counts > 1)
    words, many = found.vocabulary[found.one.of(spelt).words], found.two.of(spelt)
    letters = words.astype(f"U{_LONGEST_ACRONYM}").view("U1").reshape(-1, _LONGEST_ACRONYM).T
    initials = found.vocabulary[many.words[np.stack((many.starts, many.starts + 1))]].astype("U1")
    spelt[spelt] = _in_order(_joined(found.vocabulary, many), letters) & _in_order(words, initials)
    return spelt


def _in_order(texts: Texts, letters: Iterable[NDArray[np.str_]]) -> Bools:
    """Whether each text has some letters, one after another; where there is none ("") nothing is asked."""
    place = np.zeros(texts.size, dtype=np.int64)
    found = np.ones(texts.size, dtype=np.bool_)
    for letter in letters:
        place = np.asarray(_FIND(texts, letter, place), dtype=np.int64) + 1
        found &= (place > 0) | (letter == "")
    return found


def _holds(texts: Texts, parts: Texts) -> Bools:
    """Whether each text has a part in it."""
    return np.asarray(_HOLDS(texts, parts), dtype=np.bool_)


def _compared(one: Texts, two: Texts, scorer: Any) -> NDArray[np.float64]:
    """What a scorer says of short texts: exactly, for a likeness may be that of the threshold, and without threads."""
    if not one.size:
        return np.zeros(0)
    return np.asarray(cpdist(one.tolist(), two.tolist(), scorer=scorer, dtype=np.float64))


_ENGLISH: Final = frozenset(
    ("and", "at", "between", "by", "from", "how", "is", "of", "the", "to", "using", "what", "with")
)
_OTHER_TONGUES: Final = frozenset(
    (
        "al", "au", "aux", "avec", "bei", "beim", "com", "como", "con", "da", "das", "de", "dei", "del", "della", "des",
        "di", "die", "do", "dos", "du", "e", "ein", "eine", "einer", "el", "em", "en", "entre", "est", "et", "fra",
        "fur", "gli", "het", "hos", "il", "im", "las", "le", "les", "los", "med", "mit", "na", "nach", "nel", "nos",
        "och", "og", "op", "os", "para", "por", "pour", "se", "sobre", "su", "sur", "um", "uma", "un", "una", "und",
        "van", "vom", "von", "voor", "y", "zum", "zur",
    )
)  # fmt: skip
"""Small words that English has not."""


def in_two_languages(left: Texts, right: Texts) -> Bools:
    """Whether of each pair one normalised title is in English and the other is not, by their small words."""
    titles, places = numbered([*left.tolist(), *right.tolist()])
    one, two = np.split(places, [left.size])
    english, foreign = (_using(words, titles) for words in (_ENGLISH, _OTHER_TONGUES))
    two_languages: Bools = (foreign[one] != foreign[two]) & ~english[np.where(foreign[one], one, two)]
    return two_languages


def _using(words: frozenset[str], titles: Sequence[str]) -> Bools:
    """Which titles use one of some words."""
    return np.array([not words.isdisjoint(title.split()) for title in titles], dtype=np.bool_)
