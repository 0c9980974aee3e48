"""Compare similar titles word by word: is a word misspelt, or replaced by another, which makes them two reports?

Vectorised: loops go over distinct titles, distinct words or the letters of a word, not over pairs.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from harvester.dedup.arrays import Bools, Codes, Floats, Ints, Texts, text_lengths
from harvester.dedup.comparison.levels import NEARLY_SAME_TITLE, TitleLevel, WordsLevel, choose_level
from harvester.dedup.comparison.word_lists import TitleDifference, WordLists, find_title_differences, number_values
from harvester.dedup.records.columns import Columns
from harvester.normalise import STOP_WORDS

_LONGEST_ACRONYM: Final = 6
_UNRELATED_BELOW: Final = 34
_REPLACED_BELOW: Final = 60
_SHORTEST_WORD: Final = 5
_SAME_STEM: Final = 4
_MAX_TYPING_ERRORS: Final = 2
"""Most letters that are wrong in a misspelt word."""

_HOLDS: Final = np.frompyfunc(operator.contains, 2, 1)
_FIND: Final = np.frompyfunc(str.find, 3, 1)


class WordSubstitution(IntEnum):
    """Whether each of two titles has words that are no spellings of words of the other."""

    NONE = 0
    REPLACED = 1
    """Words with less than 60 % similarity, or a single word whose beginning and more than two letters differ."""
    UNRELATED = 2
    """Words with less than 34 % similarity, antonyms, or another single letter ("hepatitis B", "hepatitis C")."""


def compare_words(
    columns: Columns, a: Ints, b: Ints, title: Codes, *, may_be_reworded: Bools, translated: Bools
) -> Codes:
    """Return how words differ in titles that are nearly the same: shape (n,), members of :class:`WordSubstitution`.

    ``title`` are the levels of the titles. Titles that agree in part are compared too, unless they ``may_be_reworded``:
    in one place, or with few authors in common anyway. Titles ``translated`` by two databases may differ in any word.
    """
    comparable = NEARLY_SAME_TITLE[title] | (title == TitleLevel.PARTIAL) & ~may_be_reworded
    rows = np.flatnonzero(comparable & ~translated)
    substitution = np.zeros(a.size, dtype=np.int8)
    substitution[rows] = compare_title_words(columns.title_words[a[rows]], columns.title_words[b[rows]])
    return substitution


def choose_words_level(substitution: Codes, *, on_page: Bools, in_issue: Bools) -> Codes:
    """Return the level of a replaced word in view of a page or an issue in common: shape (n,), int8."""
    in_place = on_page | in_issue & (substitution == WordSubstitution.REPLACED)
    return choose_level(
        (
            (substitution == WordSubstitution.NONE, WordsLevel.NOT_COMPARED),
            (in_place, WordsLevel.REPLACED_IN_PLACE),
            (in_issue, WordsLevel.UNRELATED_IN_ISSUE),
        ),
        WordsLevel.UNRELATED,
    )


def compare_title_words(left: Texts, right: Texts) -> Codes:
    """Return how the words of pairs of normalised titles differ: shape (n,), members of :class:`WordSubstitution`."""
    titles, places = number_values([*left.tolist(), *right.tolist()])
    left_places, right_places = np.split(places, [left.size])
    pairs, inverse = np.unique(left_places * len(titles) + right_places, return_inverse=True)
    return _compare_unique_pairs(np.array(titles, dtype=object), *np.divmod(pairs, max(len(titles), 1)))[inverse]


def _compare_unique_pairs(titles: Texts, a: Ints, b: Ints) -> Codes:
    """Compare pairs of rows of distinct titles, each pair given once."""
    differences = find_title_differences(titles.tolist(), a, b)
    unrelated = differ_in_letter(differences) | differ_in_negation(differences)
    level = choose_level(((unrelated, WordSubstitution.UNRELATED),), WordSubstitution.NONE)
    differences = differences.filter_words(differences.flag_words(lambda word: word not in STOP_WORDS))
    undecided = ~unrelated & (differences.left.counts > 0) & (differences.right.counts > 0)
    differences, a, b = differences.select(undecided), a[undecided], b[undecided]
    level[undecided] = compare_spelling(differences, antonyms=have_antonyms(differences, titles[a], titles[b]))
    return level


def differ_in_letter(differences: TitleDifference) -> Bools:
    """Flag the pairs that differ only in a single letter: a type, a vitamin, a grade; not in the 's of a genitive."""
    letters = differences.filter_words(
        differences.flag_words(lambda word: len(word) == 1 and word.isalpha() and word != "s")
    )
    alone = (differences.left.counts == 1) & (differences.right.counts == 1)
    return alone & (letters.left.counts == 1) & (letters.right.counts == 1)


def differ_in_negation(differences: TitleDifference) -> Bools:
    """Flag the pairs that differ only in a "non" of one title: shape (n,), bool."""
    negations = differences.filter_words(differences.flag_words(lambda word: word == "non"))
    alone = differences.left.counts + differences.right.counts == 1
    return alone & (negations.left.counts + negations.right.counts == 1)


def have_antonyms(differences: TitleDifference, left: Texts, right: Texts) -> Bools:
    """Flag the pairs with a word whose antonym is in the other title: shape (n,). "Non smokers" is "nonsmokers"."""
    pairs, apart = _antonym_pairs(differences)
    written = _contains(" " + left[pairs] + " | " + right[pairs] + " ", apart)
    opposed = np.zeros(left.size, dtype=np.bool_)
    opposed[pairs[(apart == "") | ~written]] = True
    return opposed


def _antonym_pairs(differences: TitleDifference) -> tuple[Ints, Texts]:
    """Return the pairs with antonyms, and how the two words look when written apart."""
    size = differences.vocabulary.size
    links = find_antonyms(differences.vocabulary.tolist())
    codes = np.array([left * size + right for left, right in links], dtype=np.int64)
    order = np.argsort(codes)
    pairs, code = _cross_words(differences.filter_words(np.isin(np.arange(size), codes // max(size, 1))))
    linked = np.isin(code, codes)
    place = order[np.searchsorted(codes[order], code[linked])]
    return pairs[linked], np.array(list(links.values()), dtype=object)[place]


def _cross_words(differences: TitleDifference) -> tuple[Ints, Ints]:
    """Combine each word of one title with each of the other: the pair, and a number for the two words."""
    left, right = differences.left, differences.right
    right_counts = right.counts[left.owners]
    place = np.arange(right_counts.sum()) - np.repeat(np.cumsum(right_counts) - right_counts, right_counts)
    right_words = right.words[np.repeat(right.starts[left.owners], right_counts) + place]
    return np.repeat(left.owners, right_counts), np.repeat(
        left.words, right_counts
    ) * differences.vocabulary.size + right_words


def compare_spelling(differences: TitleDifference, *, antonyms: Bools) -> Codes:
    """Compare the words that differ by their letters; pairs flagged ``antonyms`` are unrelated."""
    first, second = (
        _concatenate_words(differences.vocabulary, words) for words in (differences.left, differences.right)
    )
    same = np.minimum(text_lengths(first), text_lengths(second)) < 3
    same |= _contains(first, second) | _contains(second, first)
    same |= are_spelled_out(differences) | are_spelled_out(differences.swapped())
    similarity = _score_texts(first, second, fuzz.ratio)
    return choose_level(
        (
            (antonyms, WordSubstitution.UNRELATED),
            (same, WordSubstitution.NONE),
            (similarity < _UNRELATED_BELOW, WordSubstitution.UNRELATED),
            ((similarity < _REPLACED_BELOW) | are_other_words(differences), WordSubstitution.REPLACED),
        ),
        WordSubstitution.NONE,
    )


def _concatenate_words(vocabulary: Texts, lists: WordLists) -> Texts:
    """Concatenate the words of each list, of which none is empty."""
    return np.add.reduceat(vocabulary[lists.words], lists.starts)


def are_other_words(differences: TitleDifference) -> Bools:
    """Flag the pairs with one word replaced by a word that is no misspelling or form of it: shape (n,), bool."""
    long = differences.filter_words(differences.flag_words(lambda word: word.isalpha() and len(word) >= _SHORTEST_WORD))
    another = (differences.left.counts == 1) & (differences.right.counts == 1)
    another &= (long.left.counts == 1) & (long.right.counts == 1)
    left, right = differences.left.select(another).words, differences.right.select(another).words
    _, stems = number_values([word[:_SAME_STEM] for word in differences.vocabulary])
    slips = _score_texts(differences.vocabulary[left], differences.vocabulary[right], Levenshtein.distance)
    another[another] = (stems[left] != stems[right]) & (slips > _MAX_TYPING_ERRORS)
    return another


def are_spelled_out(differences: TitleDifference) -> Bools:
    """Flag the pairs of which one word abbreviates several: same first letter, and its letters follow in them."""
    brief = differences.left.filter_words(differences.flag_words(lambda word: len(word) <= _LONGEST_ACRONYM))
    spelt = (differences.left.counts == 1) & (brief.counts == 1) & (differences.right.counts > 1)
    words, spelled_words = differences.vocabulary[differences.left.select(spelt).words], differences.right.select(spelt)
    letters = words.astype(f"U{_LONGEST_ACRONYM}").view("U1").reshape(-1, _LONGEST_ACRONYM).T
    initials = differences.vocabulary[
        spelled_words.words[np.stack((spelled_words.starts, spelled_words.starts + 1))]
    ].astype("U1")
    spelt[spelt] = _contains_in_order(
        _concatenate_words(differences.vocabulary, spelled_words), letters
    ) & _contains_in_order(words, initials)
    return spelt


def _contains_in_order(texts: Texts, letters: Iterable[NDArray[np.str_]]) -> Bools:
    """Flag the texts that contain some letters in order; "" stands for no letter: shape (n,), bool."""
    place = np.zeros(texts.size, dtype=np.int64)
    in_order = np.ones(texts.size, dtype=np.bool_)
    for letter in letters:
        place = np.asarray(_FIND(texts, letter, place), dtype=np.int64) + 1
        in_order &= (place > 0) | (letter == "")
    return in_order


def _contains(texts: Texts, parts: Texts) -> Bools:
    """Flag the texts that contain a part: shape (n,), bool."""
    return np.asarray(_HOLDS(texts, parts), dtype=np.bool_)


def _score_texts(left: Texts, right: Texts, scorer: Any) -> Floats:
    """Score short texts: in float64, as a score may equal the threshold, and without threads."""
    if not left.size:
        return np.zeros(0)
    return np.asarray(cpdist(left.tolist(), right.tolist(), scorer=scorer, dtype=np.float64))


_ENGLISH_STOP_WORDS: Final = frozenset(
    ("and", "at", "between", "by", "from", "how", "is", "of", "the", "to", "using", "what", "with")
)
_FOREIGN_STOP_WORDS: Final = frozenset(
    (
        "al", "au", "aux", "avec", "bei", "beim", "com", "como", "con", "da", "das", "de", "dei", "del", "della", "des",
        "di", "die", "do", "dos", "du", "e", "ein", "eine", "einer", "el", "em", "en", "entre", "est", "et", "fra",
        "fur", "gli", "het", "hos", "il", "im", "las", "le", "les", "los", "med", "mit", "na", "nach", "nel", "nos",
        "och", "og", "op", "os", "para", "por", "pour", "se", "sobre", "su", "sur", "um", "uma", "un", "una", "und",
        "van", "vom", "von", "voor", "y", "zum", "zur",
    )
)  # fmt: skip
"""Small words of other languages than English."""


def are_in_two_languages(left: Texts, right: Texts) -> Bools:
    """Flag the pairs with one title in English and one in another language, by their small words: shape (n,), bool."""
    titles, places = number_values([*left.tolist(), *right.tolist()])
    left_places, right_places = np.split(places, [left.size])
    english, foreign = (_uses_words(words, titles) for words in (_ENGLISH_STOP_WORDS, _FOREIGN_STOP_WORDS))
    other = np.where(foreign[left_places], left_places, right_places)
    return (foreign[left_places] != foreign[right_places]) & ~english[other]


def _uses_words(words: frozenset[str], titles: Sequence[str]) -> Bools:
    """Flag the titles that use one of some words."""
    return np.array([not words.isdisjoint(title.split()) for title in titles], dtype=np.bool_)


ANTONYM_PAIRS: Final = (
    ("men", "women"), ("male", "female"), ("males", "females"), ("boys", "girls"), ("mother", "father"),
    ("mothers", "fathers"), ("maternal", "paternal"), ("adult", "paediatric"), ("adults", "children"), ("rat", "mouse"),
    ("rats", "mice"), ("human", "animal"), ("left", "right"), ("upper", "lower"), ("proximal", "distal"),
    ("anterior", "posterior"), ("internal", "external"), ("systolic", "diastolic"), ("short", "long"),
    ("early", "late"), ("acute", "chronic"), ("primary", "secondary"), ("before", "after"), ("with", "without"),
    ("vitro", "vivo"), ("urban", "rural"), ("public", "private"), ("oral", "intravenous"), ("north", "south"),
    ("northern", "southern"), ("east", "west"), ("eastern", "western"), ("positive", "negative"), ("high", "low"),
    ("benefits", "harms"), ("first", "second"), ("qualitative", "quantitative"), ("theory", "practice"),
    ("implicit", "explicit"), ("medial", "lateral"), ("ventral", "dorsal"), ("superior", "inferior"),
    ("majority", "minority"), ("parents", "patients"), ("parent", "patient"), ("employees", "employers"),
    ("undergraduate", "postgraduate"), ("afferent", "efferent"), ("ascending", "descending"),
    ("convergent", "divergent"), ("morbidity", "mortality"), ("systemic", "systematic"), ("benign", "malignant"),
    ("agonist", "antagonist"), ("agonists", "antagonists"),
    ("austria", "australia"), ("austrian", "australian"), ("iran", "iraq"), ("iranian", "iraqi"), ("niger", "nigeria"),
    ("slovenia", "slovakia"), ("gambia", "zambia"), ("mali", "malawi"), ("iceland", "ireland"),
    ("mauritius", "mauritania"), ("paraguay", "uruguay"),
)  # fmt: skip
_EXCLUSIVE_WORDS: Final = (
    "january february march april may june july august september october november december",
    "spring summer autumn winter",
    "monday tuesday wednesday thursday friday saturday sunday",
    "daily weekly monthly quarterly yearly",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "mild moderate severe",
    "primary secondary tertiary",
    "single double triple",
)
"""Words of which each, in place of another of its line, makes a different report."""
_EXCLUSIVE_GROUP: Final = {word: group for group, words in enumerate(_EXCLUSIVE_WORDS) for word in words.split()}

_ANTONYM: Final = {one: two for pair in ANTONYM_PAIRS for one, two in (pair, pair[::-1])}
_OPPOSITE_PREFIXES: Final = (
    ("hypo", "hyper", "normo"), ("pre", "post", "peri", "intra"), ("ante", "post"), ("intra", "extra", "inter"),
    ("micro", "macro", "nano"), ("mono", "poly"), ("uni", "bi", "multi"), ("in", "out"), ("over", "under"),
    ("in", "de"), ("up", "down"), ("endo", "exo"), ("homo", "hetero"), ("pro", "anti"), ("ipsi", "contra"),
    ("sub", "supra"),
)  # fmt: skip
"""Prefixes that do the same ("hypotension", "hypertension")."""
_PREFIXES: Final = tuple(beginning for beginnings in _OPPOSITE_PREFIXES for beginning in beginnings)

_NEGATING_PREFIXES: Final = ("a", "an", "ab", "anti", "dis", "il", "im", "in", "ir", "non", "para", "pre", "sub", "un")
"""Prefixes that negate a word ("symptomatic", "asymptomatic")."""

_MIN_ROOT_LETTERS: Final = 4

AntonymLinks = dict[tuple[int, int], str]
"""Antonyms among some words, by their positions, in both directions; and how the two look when written apart.

"Non smokers" and "nonsmokers" are one word: where a title has the text, the two are no antonyms. "" for none.
"""


def find_antonyms(words: Sequence[str]) -> AntonymLinks:
    """Return which of some distinct words are antonyms."""
    places = {word: place for place, word in enumerate(words)}
    links: AntonymLinks = {}
    for word, place in places.items():
        for turn, root in _negated_roots(word):
            if root in places:
                links[place, places[root]] = links[places[root], place] = f" {turn} {root} "
    for word, place in places.items():
        for antonym in _antonyms_of(word):
            if antonym in places:
                links[place, places[antonym]] = ""
    return links


def _negated_roots(word: str) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that may negate the word, and the word without each."""
    if word.startswith(_NEGATING_PREFIXES):
        for turn in _NEGATING_PREFIXES:
            if word.startswith(turn) and len(word) - len(turn) >= _MIN_ROOT_LETTERS:
                yield turn, word.removeprefix(turn)


def _antonyms_of(word: str) -> Iterator[str]:
    """Yield the antonyms of a word, and the other words of its group, whether or not they exist."""
    if word in _ANTONYM:
        yield _ANTONYM[word]
    if word in _EXCLUSIVE_GROUP:
        yield from (
            member
            for member in _EXCLUSIVE_GROUP
            if member != word and _EXCLUSIVE_GROUP[member] == _EXCLUSIVE_GROUP[word]
        )
    if word.startswith(_PREFIXES):
        yield from (
            second + word.removeprefix(first)
            for beginnings in _OPPOSITE_PREFIXES
            for first in beginnings
            if word.startswith(first)
            for second in beginnings
            if second != first
        )
