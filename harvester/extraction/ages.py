"""Ages as reports give them → years. Pure.

A year has 12 months and 365.25 days, as in most analyses of paediatric data; "22 months" are 22/12 = 1.8333 years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

AGES: Final = "an age: a number of years, or such as 22 months, 3 weeks, 5 days, 1 year 6 months"
"""What may stand in a field of this type."""

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
    """The age in years; None for a text that gives none. Several parts go from the larger unit to the smaller."""
    text = _OLD.sub("", text.strip())
    parts: list[tuple[float, str]] = []
    place = 0
    while place < len(text):
        match = _PART.match(text, place)
        unit = _UNITS.get((match["unit"] or "y").lower()) if match else None
        if match is None or unit is None:
            return None
        parts.append((float(match["number"]), unit))
        place = _end_of_gap(text, match.end())
    order = [_LARGEST_FIRST.index(unit) for _, unit in parts]
    if not parts or order != sorted(set(order)):
        return None
    return sum(number * _IN_YEARS[unit] for number, unit in parts)


def _end_of_gap(text: str, place: int) -> int:
    gap = _BETWEEN.match(text, place)
    return gap.end() if gap else place
