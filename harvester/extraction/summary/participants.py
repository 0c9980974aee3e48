"""Sort participants into the categories of a field by their answers. Nobody is dropped. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.extraction.form.model import ExtractionForm, FormField
from harvester.extraction.reconciliation import ReconciledRow

NOT_REPORTED: Final = "not reported"
"""Where the answer is empty."""
DISAGREE: Final = "extractors disagree"
"""Where two extractors differ and nobody settled it."""
OUTSIDE: Final = "outside the groups"
"""Where a number lies in none of the groups of its field."""


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """A row of some level, with how many people it represents, and the rows above it, the report's first."""

    row: ReconciledRow
    count: int
    above: tuple[ReconciledRow, ...]

    def row_at(self, level: str) -> ReconciledRow | None:
        """Return the row of a level: this one or one above it; None where nobody filled that one in."""
        return next((row for row in (self.row, *self.above) if row.level == level), None)


def list_participants(form: ExtractionForm, rows: Iterable[ReconciledRow], level: str) -> tuple[ParticipantRow, ...]:
    """Return all rows at a level. A row represents one person unless the level has a field that counts them.

    Where extractors disagree about that number, it is unknown and nobody is counted.
    """
    by_place = {(row.report, row.level, row.place): row for row in rows}
    depth = form.depth(level)
    participants = []
    for row in by_place.values():
        if row.level != level:
            continue
        keys = [(row.report, form.levels[upper].key, row.place[:upper]) for upper in range(depth)]
        above = tuple(by_place[place] for place in keys if place in by_place)
        participants.append(ParticipantRow(row, _count(form, row), above))
    return tuple(participants)


def _count(form: ExtractionForm, row: ReconciledRow) -> int:
    key = form.level(row.level).count
    if key in row.disputed:
        return 0
    value = row.values.get(key, "") if key else ""
    return int(value) if value.isdecimal() else 1


def categories_of(field: FormField, row: ReconciledRow | None) -> tuple[str, ...]:
    """Return the categories a row is counted under for a field: one, or for several answers each of them."""
    if row is not None and field.key in row.disputed:
        return (DISAGREE,)
    value = row.values.get(field.key, "") if row is not None else ""
    if not value:
        return (NOT_REPORTED,)
    if value in field.unknown:
        return (value,)
    if field.groups:
        number = numeric_value(field, row)
        return (next((g.label for g in field.groups if number is not None and g.holds(number)), OUTSIDE),)
    return tuple(value.split("; ")) if field.type == "multi-choice" else (value,)


def numeric_value(field: FormField, row: ReconciledRow | None) -> float | None:
    """Return the number a row gives for a field; None where it gives none."""
    value = row.values.get(field.key, "") if row is not None else ""
    if not value or value in field.unknown:
        return None
    try:
        return float(value)
    except ValueError:  # stored when the field was asked otherwise
        return None


def order_categories(field: FormField, names: Iterable[str]) -> tuple[str, ...]:
    """Return the categories of a table in order: those of the form, then others found, then unknown ones.

    The form's are always listed; others are answers that the form had once.
    """
    present = set(names)
    known = field.categories
    always = (*known, *field.unknown)
    unlisted = sorted(present - set(always) - {OUTSIDE, NOT_REPORTED, DISAGREE})
    last = [name for name in (OUTSIDE, NOT_REPORTED, DISAGREE) if name in present]
    return (*known, *unlisted, *field.unknown, *last)


def is_known_answer(field: FormField, name: str) -> bool:
    """Return whether a category is an answer, not the lack of one."""
    return name not in {*field.unknown, NOT_REPORTED, DISAGREE}


def count_participants(people: Sequence[ParticipantRow]) -> int:
    """Return how many people these rows represent."""
    return sum(person.count for person in people)
