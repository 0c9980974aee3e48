"""The rows that hold → people with answers, sorted into the categories of a field. Nobody is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.extraction.form import Field, Form
from harvester.extraction.merging import Row
from harvester.extraction.rules import categories

NOT_REPORTED: Final = "not reported"
"""Where the answer is empty."""
DISAGREE: Final = "extractors disagree"
"""Where two extractors differ and nobody settled it."""
OUTSIDE: Final = "outside the groups"
"""Where a number lies in none of the groups of its field."""


@dataclass(frozen=True, slots=True)
class Person:
    """A row of some level, with how many people it stands for, and the rows above it, the report's first."""

    row: Row
    count: int
    above: tuple[Row, ...]

    def holder(self, level: str) -> Row | None:
        """The row of a level: this one or one above it; None where nobody filled that one in."""
        return next((row for row in (self.row, *self.above) if row.level == level), None)


def people_of(form: Form, rows: Iterable[Row], level: str) -> tuple[Person, ...]:
    """Everybody at a level. A row stands for one unless the level has a field that counts them."""
    by_place = {(row.report, row.level, row.place): row for row in rows}
    depth = form.depth(level)
    found = []
    for row in by_place.values():
        if row.level != level:
            continue
        wanted = [(row.report, form.levels[upper].key, row.place[:upper]) for upper in range(depth)]
        above = tuple(by_place[place] for place in wanted if place in by_place)
        found.append(Person(row, _count(form, row), above))
    return tuple(found)


def _count(form: Form, row: Row) -> int:
    key = form.level(row.level).count
    said = row.values.get(key, "") if key else ""
    return int(said) if said.isdecimal() else 1


def category(field: Field, row: Row | None) -> tuple[str, ...]:
    """What a row is counted under for a field: one category, or for several answers each of them."""
    if row is not None and field.key in row.disputed:
        return (DISAGREE,)
    value = row.values.get(field.key, "") if row is not None else ""
    if not value:
        return (NOT_REPORTED,)
    if value in field.unknown:
        return (value,)
    if field.groups:
        number = number_of(field, row)
        return (next((g.label for g in field.groups if number is not None and g.holds(number)), OUTSIDE),)
    return tuple(value.split("; ")) if field.type == "multi-choice" else (value,)


def number_of(field: Field, row: Row | None) -> float | None:
    """The number a row gives for a field; None where it gives none."""
    value = row.values.get(field.key, "") if row is not None else ""
    if not value or value in field.unknown:
        return None
    try:
        return float(value)
    except ValueError:  # stored when the field was asked otherwise
        return None


def listed(field: Field, found: Iterable[str]) -> tuple[str, ...]:
    """The categories of a table in their order: those of the form always, then unknown ones, then whatever else was
    found, such as answers the form does not know any more."""
    present = set(found)
    known = categories(field)
    always = (*known, *field.unknown)
    rest = sorted(present - set(always) - {OUTSIDE, NOT_REPORTED, DISAGREE})
    last = [name for name in (OUTSIDE, NOT_REPORTED, DISAGREE) if name in present]
    return (*known, *rest, *field.unknown, *last)


def is_known(field: Field, name: str) -> bool:
    """Whether a category is an answer, and not the lack of one."""
    return name not in {*field.unknown, NOT_REPORTED, DISAGREE}


def total(people: Sequence[Person]) -> int:
    """How many people there are."""
    return sum(person.count for person in people)
