"""Count the tables of a summary, and format their numbers. Every percentage names its base; the unknown have their own
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median, quantiles
from typing import Final

from harvester.extraction.form.model import REPORT_LEVEL, ExtractionForm, FormField, Summary
from harvester.extraction.reconciliation import ReconciledRow
from harvester.extraction.summary.participants import (
    ParticipantRow,
    categories_of,
    count_participants,
    is_known_answer,
    list_participants,
    numeric_value,
    order_categories,
)

TOTAL_LABEL: Final = "all"
"""What the last row of a table that is parted by a field is called."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """``n`` out of ``of``; with its 95 % interval where one was asked for."""

    n: int
    of: int
    interval: tuple[float, float] | None = None

    @property
    def percent(self) -> float | None:
        """Per hundred; None for 0 out of 0."""
        return 100 * self.n / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Distribution:
    """Median, quartiles and range of the known numbers; None where none is known."""

    known: int
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    range: tuple[float, float] | None = None


ResultValue = int | Proportion | Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A row of a table: its label and a value for each column. ``is_unknown`` marks a lack of answers."""

    label: str
    values: tuple[ResultValue, ...]
    is_unknown: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """A table: ``columns`` head the values of its lines, ``stub`` heads their labels; notes say what was counted."""

    key: str
    title: str
    kind: str
    stub: str
    columns: tuple[str, ...]
    lines: tuple[ResultRow, ...]
    notes: tuple[str, ...] = ()
    figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryData:
    """The data to summarise: the form, the reconciled rows of included reports, and how many reports are included."""

    form: ExtractionForm
    rows: tuple[ReconciledRow, ...]
    included: int
    cache: dict[str, tuple[ParticipantRow, ...]] = field(default_factory=dict, compare=False, repr=False)

    def participants(self, level: str) -> tuple[ParticipantRow, ...]:
        """Return all rows at a level."""
        if level not in self.cache:
            self.cache[level] = list_participants(self.form, self.rows, level)
        return self.cache[level]


def summarise(data: SummaryData) -> tuple[ResultTable, ...]:
    """Return every table the form asks for, in its order."""
    return tuple(_KINDS[summary.kind](data, summary) for summary in data.form.summaries)


def participants_noun(form: ExtractionForm, level: str) -> str:
    """Return the noun for the rows of a level: "reports", or the name of the field that counts people."""
    return (form.level(level).count or f"{level}s").replace("_", " ")


def tabulate_size(data: SummaryData, summary: Summary) -> ResultTable:
    """Count reports, rows and people."""
    form = data.form
    lines = [ResultRow(label="included reports", values=(data.included,))]
    extracted = {row.report for row in data.rows}
    lines.append(ResultRow(label="reports with extracted data", values=(len(extracted),)))
    for level in form.levels:
        people = data.participants(level.key)
        if level.key == REPORT_LEVEL or not form.fields_at(level.key):
            continue
        if level.count and count_participants(people) != len(people):
            lines.append(ResultRow(label=f"rows ({level.label.lower()})", values=(len(people),)))
        lines.append(ResultRow(label=participants_noun(form, level.key), values=(count_participants(people),)))
    notes = [summary.note] * bool(summary.note)
    if data.included > len(extracted):
        notes.append(f"Included reports from which nothing was extracted yet: {data.included - len(extracted)}.")
    return build_result_table(data, summary, "", ("n",), lines, notes)


def tabulate_median(data: SummaryData, summary: Summary) -> ResultTable:
    """Tabulate the median, quartiles and range of a number."""
    asked = data.form.field(summary.field)
    people = data.participants(asked.level)
    who = participants_noun(data.form, asked.level)
    lines = []
    for label, group in split_by_category(data, summary, people):
        single = [numeric_value(asked, person.row) for person in group if person.count == 1]
        spread = summarise_numbers([number for number in single if number is not None])
        lines.append(
            ResultRow(
                label=label, values=(spread, count_participants(group) - spread.known), is_total=label == TOTAL_LABEL
            )
        )
    notes = [f"n: {who} of whom it is known. IQR: quartiles, interpolated between ranks (type 7)."]
    if asked.type == "age":
        notes[0] += " An age given in months is twelfths of a year."
    if together := count_participants([person for person in people if person.count > 1]):
        notes.append(f"Not known, because reports give them only together: {together} {who}.")
    columns = (asked.heading, f"{asked.label.lower()} not known")
    return build_result_table(data, summary, _stub(data, summary), columns, lines, notes)


def wilson_interval(n: int, total: int) -> tuple[float, float] | None:
    """Return the 95 % interval of n out of total by Wilson's score method, as shares from 0 to 1; None for 0 out of 0.

    The method (J Am Stat Assoc 1927;22:209-12) never leaves 0 to 1 and holds for the small numbers of case reports
    (Newcombe, Stat Med 1998;17:857-72, method 3). Raises ``ValueError`` for numbers that are no share.
    """
    if total == 0:
        return None
    if not 0 <= n <= total:
        raise ValueError(f"{n} out of {total} is no share")
    from scipy.stats import binomtest  # slow to import, and few commands need it

    interval = binomtest(n, total).proportion_ci(confidence_level=0.95, method="wilson")
    return float(interval.low), float(interval.high)


def summarise_numbers(numbers: Sequence[float]) -> Distribution:
    """Return median, quartiles and range of some numbers."""
    if not numbers:
        return Distribution(0)
    ends = min(numbers), max(numbers)
    low, _, high = quantiles(numbers, n=4, method="inclusive") if len(numbers) > 1 else (numbers[0],) * 3
    return Distribution(len(numbers), float(median(numbers)), (low, high), ends)


def tabulate_frequency(data: SummaryData, summary: Summary) -> ResultTable:
    """Tabulate how often each answer was given."""
    asked = data.form.field(summary.field)
    people = data.participants(asked.level)
    parts = split_by_category(data, summary, people)
    names = order_categories(asked, (name for person in people for name in categories_of(asked, person.row)))
    known = summary.of == "known"
    of = [count_participants([p for p in group if not known or _has_answer(asked, p)]) for _, group in parts]
    lines = [
        ResultRow(
            label=name,
            values=tuple(
                counted if known and not is_known_answer(asked, name) else Proportion(counted, denominator)
                for (_, group), denominator in zip(parts, of, strict=True)
                for counted in (count_category(asked, group, name),)
            ),
            is_unknown=not is_known_answer(asked, name),
        )
        for name in names
    ]
    who = participants_noun(data.form, asked.level)
    heads = tuple(f"{label} (N={denominator:,})" for (label, _), denominator in zip(parts, of, strict=True))
    base = f"of {who} of whom it is known" if known else f"of all {who}, the unknown included"
    notes = [f"n (%), {base}."]
    if asked.type == "multi-choice":
        notes.append("Several answers are possible, so that percentages may add to more than 100.")
    return build_result_table(data, summary, asked.label, heads, lines, notes)


def tabulate_proportion(data: SummaryData, summary: Summary) -> ResultTable:
    """Tabulate the share with an event, with its 95 % interval."""
    asked = data.form.field(summary.field)
    people = data.participants(asked.level)
    lines = []
    by = data.form.field(summary.by) if summary.by else None
    for label, group in split_by_category(data, summary, people):
        unknown = sum(person.count for person in group if not _has_answer(asked, person))
        of = count_participants(group) - (unknown if summary.of == "known" else 0)
        n = count_category(asked, group, summary.event)
        aside = by is not None and label != TOTAL_LABEL and not is_known_answer(by, label)
        share = Proportion(n, of, wilson_interval(n, of))
        lines.append(
            ResultRow(
                label=label,
                values=(count_participants(group), share, unknown),
                is_unknown=aside,
                is_total=label == TOTAL_LABEL,
            )
        )
    who = participants_noun(data.form, asked.level)
    base = f"{who} of whom it is known" if summary.of == "known" else f"all {who}, the unknown counted as without it"
    notes = [f"N: {base}. CI: 95% interval by Wilson's score method."]
    columns = (who, summary.event, f"{asked.label.lower()} not known")
    return build_result_table(data, summary, _stub(data, summary), columns, lines, notes)


def _has_answer(asked: FormField, person: ParticipantRow) -> bool:
    return all(is_known_answer(asked, name) for name in categories_of(asked, person.row))


def count_category(asked: FormField, people: Collection[ParticipantRow], name: str) -> int:
    """Return how many people are in a category of a field."""
    return sum(person.count for person in people if name in categories_of(asked, person.row))


def split_by_category(
    data: SummaryData, summary: Summary, people: Sequence[ParticipantRow]
) -> list[tuple[str, list[ParticipantRow]]]:
    """Return the participants in each category of the field that divides the table, and then all of them."""
    if not summary.by:
        return [(TOTAL_LABEL, list(people))]
    by = data.form.field(summary.by)
    where = [(person, categories_of(by, person.row_at(by.level))) for person in people]
    names = order_categories(by, (name for _, categories in where for name in categories))
    return [
        *((name, [person for person, categories in where if name in categories]) for name in names),
        (TOTAL_LABEL, list(people)),
    ]


def _stub(data: SummaryData, summary: Summary) -> str:
    return data.form.field(summary.by).label if summary.by else ""


def _is_count_disputed(data: SummaryData, person: ParticipantRow) -> bool:
    return data.form.level(person.row.level).count in person.row.disputed


def build_result_table(
    data: SummaryData,
    summary: Summary,
    stub: str,
    columns: tuple[str, ...],
    lines: Sequence[ResultRow],
    notes: Sequence[str],
) -> ResultTable:
    """Return the table, with the notes that every table has."""
    all_notes = [*notes]
    if summary.note and summary.note not in all_notes:
        all_notes.append(summary.note)
    level = data.form.field(summary.field).level if summary.field else ""
    people = (
        [*data.participants(level)] if level else [p for each in data.form.levels for p in data.participants(each.key)]
    )
    if disputed := sum(_is_count_disputed(data, person) for person in people):
        all_notes.append(f"Not counted, because extractors disagree about the number of people: {disputed} rows.")
    alone = sum(1 for person in data.participants(level) if person.row.sole_extractor) if level else 0
    if alone:
        all_notes.append(
            f"Counted, though only one of several extractors has them and nobody settled that yet: {alone} rows."
        )
    return ResultTable(
        key=summary.key,
        title=summary.title,
        kind=summary.kind,
        stub=stub,
        columns=columns,
        lines=tuple(lines),
        notes=tuple(all_notes),
        figure=summary.figure,
    )


_KINDS: Final[Mapping[str, Callable[[SummaryData, Summary], ResultTable]]] = {
    "size": tabulate_size,
    "median": tabulate_median,
    "frequency": tabulate_frequency,
    "proportion": tabulate_proportion,
}


DASH: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormattedTable:
    """A table as texts: heads of its columns, the label's first; rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[ResultRow, ...]


def format_table(table: ResultTable) -> FormattedTable:
    """Format a table as texts. A proportion with its interval takes three columns, a distribution four."""
    wide = [table.kind == "proportion" and isinstance(value, Proportion) for value in table.lines[-1].values]
    heads = [head for place, head in enumerate(table.columns) for head in _heads(table, place, head, wide=wide[place])]
    rows = [
        (line.label, *(cell for place, value in enumerate(line.values) for cell in _cells(value, wide=wide[place])))
        for line in table.lines
    ]
    return FormattedTable(heads=(table.stub, *heads), rows=tuple(rows), lines=table.lines)


def format_percent(share: Proportion, digits: int = 1) -> str:
    """Format a proportion per hundred: 83.3%; a dash for 0 out of 0."""
    return DASH if share.percent is None else f"{round_half_up(share.percent, digits)}%"


def format_interval(share: Proportion) -> str:
    """Format the 95 % interval per hundred: 43.6 to 97.0."""
    if share.interval is None:
        return DASH
    low, high = (round_half_up(100 * bound) for bound in share.interval)
    return f"{low} to {high}"


def format_decimal(number: float) -> str:
    """Format a number with one decimal, or none where it is whole."""
    return round_half_up(number).removesuffix(".0")


def format_distribution(distribution: Distribution) -> tuple[str, str, str, str]:
    """Format how many numbers are known, their median, quartiles and range: 12, 9.5, 2 to 14, 0.5 to 84."""
    if distribution.median is None or distribution.quartiles is None or distribution.range is None:
        return ("0", DASH, DASH, DASH)
    quartiles = " to ".join(format_decimal(number) for number in distribution.quartiles)
    ends = " to ".join(format_decimal(number) for number in distribution.range)
    return (f"{distribution.known:,}", format_decimal(distribution.median), quartiles, ends)


def round_half_up(number: float, digits: int = 1) -> str:
    """Round half up, as people do. The number is read at 12 digits, so that 62.5 is not 62.49999999999999."""
    return str(Decimal(f"{number:.12g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _heads(table: ResultTable, place: int, head: str, *, wide: bool) -> Sequence[str]:
    if wide:
        return (f"{head}, n/N", "%", "95% CI")
    return ("n", f"median {head}", "IQR", "range") if table.kind == "median" and place == 0 else (head,)


def _cells(value: ResultValue, *, wide: bool) -> Sequence[str]:
    match value:
        case Proportion() if wide:
            return (f"{value.n:,}/{value.of:,}", format_percent(value), format_interval(value))
        case Proportion():
            return (f"{value.n:,} ({format_percent(value)})",)
        case Distribution():
            return format_distribution(value)
        case _:
            return (f"{value:,}",)
