"""Parse the cells of an extraction table: the value of a cell, or what is wrong with it and what is allowed. Pure.

A value is stored as one canonical text: numbers without units ("1.8333"), a choice as the form writes it, several
choices joined by "; " in the order of the form, days in ISO form as precise as they are known, "yes" or "no". Ages
become years: a year has 12 months and 365.25 days, as in most analyses of paediatric data; "22 months" are 22/12 =
1.8333 years.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from harvester.extraction.form.model import YES_NO, FormField
from harvester.review.schema import suggest

LONGEST_CELL: Final = 32_767
"""Characters: what a cell of a spreadsheet can hold."""

_NUMBER: Final = re.compile(
    r"(?P<number>[+-]?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?)\s*(?P<unit>[^\d\s,.;:<>=/–-].*)?"
)
_DAY: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ]00:00:00)?")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_YES_NO_WORDS: Final = {"y": "yes", "true": "yes", "n": "no", "false": "no"}


@dataclass(frozen=True, slots=True)
class InvalidCell(Exception):  # noqa: N818 - a finding, returned as a value
    """What is wrong with a cell, and what is allowed in it."""

    problem: str
    allowed: str


def parse_cell(field: FormField, text: str) -> str:
    """Return the canonical value of a cell; "" for an empty one. Raises :class:`InvalidCell`."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()
    if not text:
        return ""
    if len(text) > LONGEST_CELL or _FORBIDDEN.search(text):
        raise InvalidCell("is longer than a cell can be, or has control characters", "plain text")
    if word := find_word(text, field.unknown):
        return word
    return _READERS[field.type](field, text)


def number_text(number: float) -> str:
    """Return a number as it is stored: up to ten significant digits, no trailing zeros."""
    return f"{number:.10g}" if number else "0"


def describe_allowed(field: FormField) -> str:
    """Return a phrase that says what is allowed in a cell of a field."""
    phrase = _PHRASES[field.type](field)
    low, high = _format_bound(field.minimum), _format_bound(field.maximum)
    years = " years" if field.type == "age" else ""
    if low and high:
        phrase += f", from {low} to {high}{years}"
    elif low or high:
        phrase += f", at least {low}{years}" if low else f", at most {high}{years}"
    if field.unknown and not field.choices:
        phrase += f", or {' or '.join(field.unknown)}"
    return phrase


def parse_text(field: FormField, text: str) -> str:  # noqa: ARG001 - each reader is given its field
    """Return a text as it is."""
    return text


def parse_number(field: FormField, text: str) -> str:
    """Return a number in the unit of its field."""
    return number_text(check_number_bounds(field, convert_number(field, text), text))


def parse_integer(field: FormField, text: str) -> str:
    """Return a whole number in the unit of its field."""
    number = convert_number(field, text)
    if number != int(number):
        raise InvalidCell("is no whole number", describe_allowed(field))
    return str(int(check_number_bounds(field, number, text)))


def convert_number(field: FormField, text: str) -> float:
    """Return the number a text gives, in the unit of its field. Raises :class:`InvalidCell`."""
    match = _NUMBER.fullmatch(text.replace("\u2212", "-"))
    if match is None:
        raise InvalidCell(explain_no_number(text), describe_allowed(field))
    number, unit = float(match["number"]), (match["unit"] or "").strip()
    if not unit or (field.unit and fold_word(unit) == fold_word(field.unit)):
        return number
    for name, factor in field.units:
        if fold_word(unit) == fold_word(name):
            return float(number_text(number * factor))
    if not field.unit:
        raise InvalidCell(f"has {unit!r} behind the number", describe_allowed(field))
    raise InvalidCell(f"is in a unit that the form does not know ({unit})", describe_allowed(field))


def explain_no_number(text: str) -> str:
    """Return why a text is not one number."""
    if re.fullmatch(r"[+-]?\d+,\d+.*", text):
        return "has a comma where a decimal point belongs (or none, if it parts thousands)"
    if re.match(r"[<>~≤≥≈]|about |ca\.? |circa ", text, re.IGNORECASE):
        return "is not one number; keep what is about it in a field for notes"
    if re.fullmatch(r"\d.*(-|–|to|/).*\d.*", text):
        return "is a range, not one number; keep it in a field for notes"
    return "is no number"


def parse_age(field: FormField, text: str) -> str:
    """Return an age in years, to four decimals."""
    years = age_in_years(text)
    if years is None:
        raise InvalidCell("is no age" if "," not in text else explain_no_number(text), describe_allowed(field))
    return number_text(check_number_bounds(field, round(years, 4), text))


def check_number_bounds(field: FormField, number: float, text: str) -> float:
    """Return the number. Raises :class:`InvalidCell` where it is out of its field's bounds."""
    low, high = field.minimum, field.maximum
    unit = "years" if field.type == "age" else field.unit
    shown = number_text(number)
    verb = "is" if shown == text else f"makes {shown} {unit}".rstrip() + ", which is"
    if isinstance(low, float) and number < low:
        raise InvalidCell(f"{verb} less than {number_text(low)}", describe_allowed(field))
    if isinstance(high, float) and number > high:
        raise InvalidCell(f"{verb} more than {number_text(high)}", describe_allowed(field))
    return number


def parse_choice(field: FormField, text: str) -> str:
    """Return the choice as the form writes it."""
    word = find_word(text, field.choices)
    if not word:
        near = suggest(text, [choice.lower() for choice in field.choices])
        raise InvalidCell("is none of the choices", f"{near.lower().replace('did', 'Did', 1)}{describe_allowed(field)}")
    return word


def parse_choices(field: FormField, text: str) -> str:
    """Return the choices as the form writes them, in its order."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    chosen = [parse_choice(field, part) for part in parts]
    return "; ".join(choice for choice in field.choices if choice in chosen)


def parse_yes_no(field: FormField, text: str) -> str:
    """Return "yes" or "no"."""
    word = _YES_NO_WORDS.get(text.lower(), text.lower())
    if word not in YES_NO:
        raise InvalidCell("is neither yes nor no", describe_allowed(field))
    return word


def parse_partial_date(field: FormField, text: str) -> str:
    """Return a day, month or year in ISO form."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise InvalidCell("is no date", describe_allowed(field))
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise InvalidCell("is no day of the calendar", describe_allowed(field)) from error
    day_text = "-".join(part for part in match.groups() if part)
    low, high = field.minimum, field.maximum
    if isinstance(low, str) and day_text < low[: len(day_text)]:
        raise InvalidCell(f"is before {low}", describe_allowed(field))
    if isinstance(high, str) and day_text[: len(high)] > high[: len(day_text)]:
        raise InvalidCell(f"is after {high}", describe_allowed(field))
    return day_text


def find_word(text: str, words: tuple[str, ...]) -> str:
    """Return the word that a text is, whatever its capitals and blanks; "" for none."""
    return next((word for word in words if fold_word(word) == fold_word(text)), "")


def fold_word(text: str) -> str:
    """Return a word or unit as it is compared: capitals, blanks and the two signs for micro make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _format_bound(bound: float | str | None) -> str:
    return "" if bound is None else bound if isinstance(bound, str) else number_text(bound)


def _number_phrase(field: FormField) -> str:
    kind = "a whole number" if field.type == "integer" else "a number, with a point for decimals"
    units = " or ".join(name for name, _ in field.units)
    return kind + (f", in {field.unit}" if field.unit else "") + (f" unless {units} follows it" if units else "")


_READERS: Final[Mapping[str, Callable[[FormField, str], str]]] = {
    "text": parse_text,
    "integer": parse_integer,
    "decimal": parse_number,
    "choice": parse_choice,
    "multi-choice": parse_choices,
    "date": parse_partial_date,
    "yes-no": parse_yes_no,
    "age": parse_age,
}
_PHRASES: Final[Mapping[str, Callable[[FormField], str]]] = {
    "text": lambda _: "text",
    "integer": _number_phrase,
    "decimal": _number_phrase,
    "choice": lambda field: f"one of: {', '.join(field.answers)}",
    "multi-choice": lambda field: f"any of these, with semicolons between them: {', '.join(field.answers)}",
    "date": lambda _: "a day (2020-01-31), a month (2020-01) or a year (2020)",
    "yes-no": lambda field: f"one of: {', '.join(field.answers)}",
    "age": lambda _: AGES,
}


AGES: Final = "an age: a number of years, or such as 22 months, 3 weeks, 5 days, 1 year 6 months"
"""What is allowed in a field of this type."""

_IN_YEARS: Final[Mapping[str, float]] = {"y": 1.0, "m": 1 / 12, "w": 7 / 365.25, "d": 1 / 365.25}
_UNITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("y", "yr", "yrs", "yo", "y/o", "year", "years", "year-old", "years-old"), "y"),
    **dict.fromkeys(("m", "mo", "mos", "mth", "mths", "month", "months", "month-old", "months-old"), "m"),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "week-old", "weeks-old"), "w"),
    **dict.fromkeys(("d", "day", "days", "day-old", "days-old"), "d"),
}
_LARGEST_FIRST: Final = "ymwd"
_PART: Final = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,10})?)\s*-?\s*(?P<unit>[a-z][a-z/-]*)?\.?", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s*(?:,|and|&)?\s*", re.IGNORECASE)
_OLD: Final = re.compile(r"[\s-]*(?:old|of age)\Z", re.IGNORECASE)


def age_in_years(text: str) -> float | None:
    """Return the age in years; None for a text that is no age. Several parts go from the larger unit to the smaller."""
    text = _OLD.sub("", text.strip())
    parts: list[tuple[float, str]] = []
    place = 0
    while place < len(text):
        match = _PART.match(text, place)
        unit = _UNITS.get((match["unit"] or "y").lower()) if match else None
        if match is None or unit is None:
            return None
        parts.append((float(match["number"]), unit))
        gap = _BETWEEN.match(text, match.end())
        place = gap.end() if gap else match.end()
    order = [_LARGEST_FIRST.index(unit) for _, unit in parts]
    if not parts or order != sorted(set(order)):
        return None
    return sum(number * _IN_YEARS[unit] for number, unit in parts)
