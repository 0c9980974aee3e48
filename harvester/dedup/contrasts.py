"""Two titles that are nearly the same: is a word misspelt, or is it another word, which makes another report of it?"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from harvester.normalise import STOP_WORDS

OPPOSITES: Final = (
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
"""Words that make two reports of titles otherwise alike, however alike their letters are."""

_GROUPS: Final = (
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
_GROUP: Final = {word: group for group, words in enumerate(_GROUPS) for word in words.split()}

_OTHER: Final = {one: two for pair in OPPOSITES for one, two in (pair, pair[::-1])}
_OPPOSED: Final = (
    ("hypo", "hyper", "normo"), ("pre", "post", "peri", "intra"), ("ante", "post"), ("intra", "extra", "inter"),
    ("micro", "macro", "nano"), ("mono", "poly"), ("uni", "bi", "multi"), ("in", "out"), ("over", "under"),
    ("in", "de"), ("up", "down"), ("endo", "exo"), ("homo", "hetero"), ("pro", "anti"), ("ipsi", "contra"),
    ("sub", "supra"),
)  # fmt: skip
"""Beginnings that do the same ("hypotension", "hypertension")."""

_TURNED: Final = ("a", "an", "ab", "anti", "dis", "il", "im", "in", "ir", "non", "para", "pre", "sub", "un")
"""Beginnings that make another word of one that goes without ("symptomatic", "asymptomatic")."""

_NEGATED: Final[list[list[str]]] = [[], ["non"]]
_LONGEST_ACRONYM: Final = 6
_UNRELATED: Final = 34
_REPLACED: Final = 60
_SHORTEST_ROOT: Final = 4
_SHORTEST_WORD: Final = 5
_SAME_STEM: Final = 4
_SLIPS: Final = 2
"""So many letters are wrong in a word that is misspelt, at most."""


def replaced(left: str, right: str) -> int:
    """Whether two titles each have words of their own that are no spellings of each other.

    0 no; 1 other words, with less than three fifths of their letters in common, or a single word with more than two
    letters and its beginning replaced; 2 quite others: less than a third, words that are opposites, or another letter
    that stands alone ("hepatitis B", "hepatitis C").
    """
    own_one, own_two = _own(left, right), _own(right, left)
    if _lettered(own_one, own_two) or sorted((own_one, own_two)) == _NEGATED:
        return 2
    own_one, own_two = _counted(own_one), _counted(own_two)
    if any(_opposed(word, own_two, left, right) for word in own_one):
        return 2
    first, second = "".join(own_one), "".join(own_two)
    if min(len(first), len(second)) < 3 or first in second or second in first:
        return 0
    if _spells_out(own_one, own_two) or _spells_out(own_two, own_one):
        return 0
    like = fuzz.ratio(first, second)
    if like < _UNRELATED:
        return 2
    return int(like < _REPLACED or _another(own_one, own_two))


def _own(title: str, other: str) -> list[str]:
    """The words of a title that the other has not, or has fewer times."""
    words, others = title.split(), other.split()
    known = set(others)
    if len(known) == len(others) and len(set(words)) == len(words):
        return [word for word in words if word not in known]
    left = Counter(others)
    own = []
    for word in words:
        left[word] -= 1
        if left[word] < 0:
            own.append(word)
    return own


def _counted(words: list[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS]


def _lettered(own_one: list[str], own_two: list[str]) -> bool:
    """Whether nothing differs but a letter that stands alone: a type, a vitamin, a grade. No 's of a genitive."""
    lone = len(own_one) == len(own_two) == 1
    return lone and all(len(word) == 1 and word.isalpha() and word != "s" for word in own_one + own_two)


def _another(own_one: list[str], own_two: list[str]) -> bool:
    """Whether a single word is replaced by one that is neither a misspelling nor another form of it."""
    if len(own_one) != 1 or len(own_two) != 1:
        return False
    one, two = own_one[0], own_two[0]
    if not (one.isalpha() and two.isalpha()) or min(len(one), len(two)) < _SHORTEST_WORD:
        return False
    return one[:_SAME_STEM] != two[:_SAME_STEM] and Levenshtein.distance(one, two) > _SLIPS


def _spells_out(short: list[str], long: list[str]) -> bool:
    """Whether one word abbreviates several: begins with their first letter, and its letters follow in them."""
    if len(short) != 1 or len(long) < 2 or len(short[0]) > _LONGEST_ACRONYM:
        return False
    letters = iter("".join(long))
    initials = iter(short[0])
    return all(letter in letters for letter in short[0]) and all(word[0] in initials for word in long[:2])


def _opposed(word: str, others: list[str], own_title: str, other_title: str) -> bool:
    """Whether a word's opposite is among the others. "Non smokers" and "nonsmokers" are one word."""
    if _OTHER.get(word) in others:
        return True
    if word in _GROUP and any(_GROUP.get(other) == _GROUP[word] for other in others):
        return True
    both = f" {own_title} | {other_title} "
    for other in others:
        turn = _turn(word, other)
        if turn == "":
            return True
        if turn is not None and f" {turn} {min(word, other, key=len)} " not in both:
            return True
    return False


@lru_cache(maxsize=20_000)
def _turn(one: str, two: str) -> str | None:
    """What turns one word into the other: a beginning that one goes without, "" for one replaced; None for nothing."""
    short, long = sorted((one, two), key=len)
    turn = long[: len(long) - len(short)]
    if turn in _TURNED and len(short) >= _SHORTEST_ROOT and long.endswith(short):
        return turn
    for beginnings in _OPPOSED:
        for first in beginnings:
            if one.startswith(first) and any(
                second != first and second + one[len(first) :] == two for second in beginnings
            ):
                return ""
    return None


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


def in_two_languages(left: str, right: str) -> bool:
    """Whether one normalised title is in English and the other is not, by their small words."""
    one, two = _foreign(left), _foreign(right)
    return one != two and not (_ENGLISH & set((left if one else right).split()))


def _foreign(title: str) -> bool:
    return not _OTHER_TONGUES.isdisjoint(title.split())
