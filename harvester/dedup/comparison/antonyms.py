"""Words that make two reports of titles otherwise alike, however alike their own letters are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

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
"""Words of which each makes another report in the place of any other of its line."""
_EXCLUSIVE_GROUP: Final = {word: group for group, words in enumerate(_EXCLUSIVE_WORDS) for word in words.split()}

_ANTONYM: Final = {one: two for pair in ANTONYM_PAIRS for one, two in (pair, pair[::-1])}
_OPPOSITE_PREFIXES: Final = (
    ("hypo", "hyper", "normo"), ("pre", "post", "peri", "intra"), ("ante", "post"), ("intra", "extra", "inter"),
    ("micro", "macro", "nano"), ("mono", "poly"), ("uni", "bi", "multi"), ("in", "out"), ("over", "under"),
    ("in", "de"), ("up", "down"), ("endo", "exo"), ("homo", "hetero"), ("pro", "anti"), ("ipsi", "contra"),
    ("sub", "supra"),
)  # fmt: skip
"""Beginnings that do the same ("hypotension", "hypertension")."""
_PREFIXES: Final = tuple(beginning for beginnings in _OPPOSITE_PREFIXES for beginning in beginnings)

_NEGATING_PREFIXES: Final = ("a", "an", "ab", "anti", "dis", "il", "im", "in", "ir", "non", "para", "pre", "sub", "un")
"""Beginnings that make another word of one that goes without ("symptomatic", "asymptomatic")."""

_MIN_ROOT_LETTERS: Final = 4

AntonymLinks = dict[tuple[int, int], str]
"""Two opposite words, by their places among some words, either way round; and how they look when written apart.

"Non smokers" and "nonsmokers" are one word: where a title has the text, the two are no opposites. "" for none.
"""


def find_antonyms(words: Sequence[str]) -> AntonymLinks:
    """Which of some words, all distinct, are opposites."""
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
    """The beginnings that may have turned the word's meaning, and what goes without each."""
    if word.startswith(_NEGATING_PREFIXES):
        for turn in _NEGATING_PREFIXES:
            if word.startswith(turn) and len(word) - len(turn) >= _MIN_ROOT_LETTERS:
                yield turn, word.removeprefix(turn)


def _antonyms_of(word: str) -> Iterator[str]:
    """The words that say the opposite of a word, or another of its group, whether or not there is such a word."""
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
