"""The tables of a summary, counted. Every percentage names what it is taken of; the unknown have rows of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, Final

from harvester.extraction.form import REPORT, Field, Form, Summary
from harvester.extraction.merging import Row
from harvester.extraction.summary.people import (
    Person,
    category,
    is_known,
    listed,
    number_of,
    people_of,
    total,
)
from harvester.extraction.summary.wilson import wilson

ALL: Final = "all"
"""What the last row of a table that is parted by a field is called."""


@dataclass(frozen=True, slots=True)
class Share:
    """``n`` out of ``of``; with its 95 % interval where one was asked for."""

    n: int
    of: int
    interval: tuple[float, float] | None = None

    @property
    def percent(self) -> float | None:
        """Per hundred; None of nobody."""
        return 100 * self.n / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, quartiles and range of the numbers known; None where none is."""

    known: int
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    range: tuple[float, float] | None = None


Value = int | Share | Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table: its label and a value for each column. ``aside`` marks the unknown, ``whole`` the total."""

    label: str
    values: tuple[Value, ...]
    aside: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: ``columns`` head the values of its lines, ``stub`` heads their labels; notes say what was counted."""

    key: str
    title: str
    kind: str
    stub: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What is summarised: the form, the rows that hold of included reports, and how many reports are included."""

    form: Form
    rows: tuple[Row, ...]
    included: int
    cache: dict[str, tuple[Person, ...]] = field(default_factory=dict, compare=False, repr=False)

    def people(self, level: str) -> tuple[Person, ...]:
        """Everybody at a level."""
        if level not in self.cache:
            self.cache[level] = people_of(self.form, self.rows, level)
        return self.cache[level]


def summarise(data: Data) -> tuple[Table, ...]:
    """Every table the form asks for, in its order."""
    return tuple(_KINDS[summary.kind](data, summary) for summary in data.form.summaries)


def noun(form: Form, level: str) -> str:
    """What the people or things of a level are called: "reports", or the name of the field that counts them."""
    return (form.level(level).count or f"{level}s").replace("_", " ")


def _size(data: Data, summary: Summary) -> Table:
    form = data.form
    lines = [Line(label="included reports", values=(data.included,))]
    extracted = {row.report for row in data.rows}
    lines.append(Line(label="reports with extracted data", values=(len(extracted),)))
    for level in form.levels:
        people = data.people(level.key)
        if level.key == REPORT or not form.fields_at(level.key):
            continue
        if level.count and total(people) != len(people):
            lines.append(Line(label=f"rows ({level.label.lower()})", values=(len(people),)))
        lines.append(Line(label=noun(form, level.key), values=(total(people),)))
    notes = [summary.note] * bool(summary.note)
    if data.included > len(extracted):
        notes.append(f"Included reports from which nothing was extracted yet: {data.included - len(extracted)}.")
    return _table(data, summary, "", ("n",), lines, notes)


def _median(data: Data, summary: Summary) -> Table:
    asked = data.form.field(summary.field)
    people = data.people(asked.level)
    who = noun(data.form, asked.level)
    lines = []
    for label, those in _parted(data, summary, people):
        single = [number_of(asked, person.row) for person in those if person.count == 1]
        spread = _spread([number for number in single if number is not None])
        lines.append(Line(label=label, values=(spread, total(those) - spread.known), whole=label == ALL))
    notes = [
        f"n: {who} of whom it is known. IQR: quartiles, interpolated between ranks (type 7). {_unit(asked)}".strip()
    ]
    if together := total([person for person in people if person.count > 1]):
        notes.append(f"Not known, since reports tell of them only together: {together} {who}.")
    columns = (asked.heading, f"{asked.label.lower()} not known")
    return _table(data, summary, _stub(data, summary), columns, lines, notes)


def _unit(asked: Field) -> str:
    return "An age given in months is twelfths of a year." if asked.type == "age" else ""


def _spread(numbers: Sequence[float]) -> Spread:
    if not numbers:
        return Spread(0)
    ends = min(numbers), max(numbers)
    low, _, high = quantiles(numbers, n=4, method="inclusive") if len(numbers) > 1 else (numbers[0],) * 3
    return Spread(len(numbers), float(median(numbers)), (low, high), ends)


def _frequency(data: Data, summary: Summary) -> Table:
    asked = data.form.field(summary.field)
    people = data.people(asked.level)
    parts = _parted(data, summary, people)
    names = listed(asked, (name for person in people for name in category(asked, person.row)))
    known = summary.of == "known"
    of = [_denominator(asked, those, known=known) for _, those in parts]
    lines = [
        Line(
            label=name,
            values=tuple(
                counted if known and not is_known(asked, name) else Share(counted, whole)
                for (_, those), whole in zip(parts, of, strict=True)
                for counted in (_counted(asked, those, name),)
            ),
            aside=not is_known(asked, name),
        )
        for name in names
    ]
    who = noun(data.form, asked.level)
    heads = tuple(f"{label} (N={whole:,})" for (label, _), whole in zip(parts, of, strict=True))
    taken = f"of {who} of whom it is known" if known else f"of all {who}, the unknown included"
    notes = [f"n (%), {taken}."]
    if asked.type == "multi-choice":
        notes.append("Several answers are possible, so that percentages may add to more than 100.")
    return _table(data, summary, asked.label, heads, lines, notes)


def _proportion(data: Data, summary: Summary) -> Table:
    asked = data.form.field(summary.field)
    people = data.people(asked.level)
    lines = []
    by = data.form.field(summary.by) if summary.by else None
    for label, those in _parted(data, summary, people):
        unknown = sum(person.count for person in those if not _answered(asked, person))
        of = total(those) - (unknown if summary.of == "known" else 0)
        n = _counted(asked, those, summary.event)
        aside = by is not None and label != ALL and not is_known(by, label)
        share = Share(n, of, wilson(n, of))
        lines.append(Line(label=label, values=(total(those), share, unknown), aside=aside, whole=label == ALL))
    who = noun(data.form, asked.level)
    taken = f"{who} of whom it is known" if summary.of == "known" else f"all {who}, the unknown counted as without it"
    notes = [f"N: {taken}. CI: 95% interval by Wilson's score method."]
    columns = (who, summary.event, f"{asked.label.lower()} not known")
    return _table(data, summary, _stub(data, summary), columns, lines, notes)


def _answered(asked: Field, person: Person) -> bool:
    return all(is_known(asked, name) for name in category(asked, person.row))


def _counted(asked: Field, people: Collection[Person], name: str) -> int:
    return sum(person.count for person in people if name in category(asked, person.row))


def _denominator(asked: Field, people: Sequence[Person], *, known: bool) -> int:
    return total([person for person in people if _answered(asked, person)]) if known else total(people)


def _parted(data: Data, summary: Summary, people: Sequence[Person]) -> list[tuple[str, list[Person]]]:
    """The people in each category of the field that parts the table, and then all of them."""
    if not summary.by:
        return [(ALL, list(people))]
    by = data.form.field(summary.by)
    where = [(person, category(by, person.holder(by.level))) for person in people]
    names = listed(by, (name for _, found in where for name in found))
    return [*((name, [person for person, found in where if name in found]) for name in names), (ALL, list(people))]


def _stub(data: Data, summary: Summary) -> str:
    return data.form.field(summary.by).label if summary.by else ""


def _table(
    data: Data, summary: Summary, stub: str, columns: tuple[str, ...], lines: Sequence[Line], notes: Sequence[str]
) -> Table:
    """The table, with what must be said of every one."""
    told = [*notes]
    if summary.note and summary.note not in told:
        told.append(summary.note)
    level = data.form.field(summary.field).level if summary.field else ""
    alone = sum(1 for person in data.people(level) if person.row.only) if level else 0
    if alone:
        told.append(
            f"Counted, though only one of several extractors has them and nobody settled that yet: {alone} rows."
        )
    return Table(
        key=summary.key,
        title=summary.title,
        kind=summary.kind,
        stub=stub,
        columns=columns,
        lines=tuple(lines),
        notes=tuple(told),
        figure=summary.figure,
    )


def table_to_json(table: Table) -> dict[str, Any]:
    """A table for programs: every value as numbers."""
    return {
        "key": table.key,
        "title": table.title,
        "kind": table.kind,
        "rows": [
            {"label": line.label, "unknown": line.aside, "total": line.whole}
            | {"values": {column: _json(value) for column, value in zip(table.columns, line.values, strict=True)}}
            for line in table.lines
        ],
        "notes": list(table.notes),
    }


def _json(value: Value) -> Any:
    match value:
        case Share():
            told: dict[str, Any] = {"n": value.n, "of": value.of, "percent": value.percent}
            return told | ({"ci95": [100 * bound for bound in value.interval]} if value.interval else {})
        case Spread():
            return {
                "n": value.known,
                "median": value.median,
                "quartiles": list(value.quartiles) if value.quartiles else None,
                "range": list(value.range) if value.range else None,
            }
        case _:
            return value


_KINDS: Final[Mapping[str, Callable[[Data, Summary], Table]]] = {
    "size": _size,
    "median": _median,
    "frequency": _frequency,
    "proportion": _proportion,
}
