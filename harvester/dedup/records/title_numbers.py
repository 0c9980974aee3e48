"""Numbers in a normalised title: in digits, in Roman figures, in words. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

ROMAN_NUMERALS: Final = {
    name: value
    for value, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii"), 1)
}
_ROMAN_ALONE: Final = frozenset(ROMAN_NUMERALS) - {"v", "x"}
_COUNTS: Final = {
    name: str(value)
    for value, name in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
} | {"twelve": "12", "twenty": "20"}
_NUMERALS: Final = {name: str(value) for name, value in ROMAN_NUMERALS.items() if name in _ROMAN_ALONE} | _COUNTS
"""Words that say a number: "type II" is type 2, and a two-year study one of 2 years."""
_NUMERAL: Final = re.compile(rf"\b(?:{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})\b")
_THOUSANDS: Final = re.compile(r"\b\d{1,3}(?: \d{3})+\b")
_YEARS: Final = re.compile(r"\b(1[89]|20)(\d\d) (\d\d)\b")
DIGITS: Final = re.compile(r"\d+")
_YEAR_AND_FOOTNOTE: Final = re.compile(r"(?:19|20)\d{3}$")


def has_no_number(words: list[str]) -> bool:
    """Whether no word holds a digit or says a number: true of most titles, and quickly found."""
    return "".join(words).isalpha() and _NUMERALS.keys().isdisjoint(words)


@lru_cache(maxsize=50_000)
def numbers_to_digits(title: str) -> str:
    """A title whose numbers are in digits, without marks of thousands, and both years of a span in full."""
    digits = _NUMERAL.sub(lambda match: _NUMERALS[match.group()], title)
    joined = _THOUSANDS.sub(lambda match: match.group().replace(" ", ""), digits)
    return _YEARS.sub(_expand_year_span, joined)


def list_title_numbers(title: str) -> tuple[str, ...]:
    """The numbers of a title in their order; of a year with the mark of a footnote ("20051") the year."""
    if has_no_number(title.split()):
        return ()
    return tuple(
        [word[:4] if _YEAR_AND_FOOTNOTE.match(word) else word for word in DIGITS.findall(numbers_to_digits(title))]
    )


def mask_numbers(title: str) -> str:
    """What a title says besides its numbers, which are marked by "#"."""
    return DIGITS.sub("#", numbers_to_digits(title))


def mask_roman_numerals(title: str) -> tuple[str, tuple[int, ...]]:
    """A title whose Roman figures are marked by "#", "v" and "x" too, which alone say nothing; and their values."""
    words = title.split()
    if ROMAN_NUMERALS.keys().isdisjoint(words):
        return title, ()
    return " ".join(["#" if word in ROMAN_NUMERALS else word for word in words]), tuple(
        [ROMAN_NUMERALS[word] for word in words if word in ROMAN_NUMERALS]
    )


def _expand_year_span(span: re.Match[str]) -> str:
    century, begin, end = span.groups()
    return f"{century}{begin} {int(century) + (end < begin)}{end}"
