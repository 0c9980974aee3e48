"""The form by which data are extracted from reports, as extraction.toml describes it. Frozen values; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

REPORT_LEVEL: Final = "report"
"""The key of the first level: the report itself, one row each."""

FIELD_TYPES: Final = ("text", "integer", "decimal", "choice", "multi-choice", "date", "yes-no", "age")
NUMERIC_TYPES: Final = ("integer", "decimal", "age")
CHOICE_TYPES: Final = ("choice", "multi-choice", "yes-no")
YES_NO: Final = ("yes", "no")

SUMMARY_KINDS: Final = ("size", "median", "frequency", "proportion")
"""What a summary can count: reports, rows and people; the median of a number; how often each choice was made;
which share had an event, with its interval."""

PERCENTAGE_BASES: Final = ("all", "known")
"""What a percentage is taken of: everybody, or those of whom the answer is known."""

FORM_FILE: Final = "extraction.toml"
"""The file of the form in the folder of a review."""

RowPlace = tuple[str, ...]
"""The place of an answer below its report: the name of the patient or arm, then that of the outcome …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLevel:
    """A level of the form: its rows are reports, or something in them (patients, arms), or outcomes of that.

    ``count`` names the field that gives how many people a row represents; "" where each row is one.
    """

    key: str
    label: str
    help: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueGroup:
    """A range of a number's values: ``at_least`` is included, ``below`` excluded; None where it has no bound."""

    label: str
    at_least: float | None = None
    below: float | None = None

    def holds(self, number: float) -> bool:
        """Return whether a number is in the range."""
        return (self.at_least is None or number >= self.at_least) and (self.below is None or number < self.below)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of the form. ``units`` maps other units to what one of them is in ``unit``.

    ``unknown`` are the words for "the report does not say"; ``minimum`` and ``maximum`` bound numbers (in ``unit``; an
    age in years) and days (ISO texts).
    """

    key: str
    label: str
    level: str
    type: str
    unit: str = ""
    units: tuple[tuple[str, float], ...] = ()
    minimum: float | str | None = None
    maximum: float | str | None = None
    choices: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    groups: tuple[ValueGroup, ...] = ()
    required: bool = False
    help: str = ""

    @property
    def heading(self) -> str:
        """The heading of its column: the label with the unit."""
        unit = "years" if self.type == "age" else self.unit
        return f"{self.label} [{unit}]" if unit else self.label

    @property
    def answers(self) -> tuple[str, ...]:
        """The words that answer it; none where any text or number is allowed."""
        known = YES_NO if self.type == "yes-no" else self.choices
        return (*known, *self.unknown) if known else ()

    @property
    def categories(self) -> tuple[str, ...]:
        """The answers it is counted by: its choices without the words for unknown, or the names of its groups."""
        if self.groups:
            return tuple(group.label for group in self.groups)
        return tuple(word for word in self.answers if word not in self.unknown)

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.type in NUMERIC_TYPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One table of the summary.

    ``by`` names the field whose answers or groups divide it; ``event`` is the choice counted in a proportion;
    ``figure`` asks for a plot too.
    """

    key: str
    title: str
    kind: str
    field: str = ""
    by: str = ""
    event: str = ""
    of: str = "known"
    figure: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionForm:
    """A whole form: levels from the report inwards, fields and summaries in the order of the file."""

    levels: tuple[FormLevel, ...]
    fields: tuple[FormField, ...]
    summaries: tuple[Summary, ...] = ()
    title: str = ""

    def field(self, key: str) -> FormField:
        """Return the field with that key. Raises ``KeyError``."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def has_field(self, key: str) -> bool:
        """Return whether there is a field with that key."""
        return any(field.key == key for field in self.fields)

    def level(self, key: str) -> FormLevel:
        """Return the level with that key. Raises ``KeyError``."""
        return self.levels[self.depth(key)]

    def depth(self, level: str) -> int:
        """Return the depth of a level: 0 is the report. Raises ``KeyError``."""
        for depth, known in enumerate(self.levels):
            if known.key == level:
                return depth
        raise KeyError(level)

    def fields_at(self, level: str) -> tuple[FormField, ...]:
        """Return the fields of a level, in their order."""
        return tuple(field for field in self.fields if field.level == level)
