"""The summary of extracted data as a document, and as CSV for statistics programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from harvester.csv_table import write_table
from harvester.documents import Block, Document, Figure, Heading, Paragraph, Table
from harvester.extraction.summary.proportion_plot import proportion_plot
from harvester.extraction.summary.tables import Distribution, Proportion, ResultTable, ResultValue, format_table

SUMMARY_CSV_COLUMNS: Final = (
    "table", "title", "row", "unknown", "column", "n", "of", "percent", "ci95_low", "ci95_high",
    "median", "quartile1", "quartile3", "minimum", "maximum",
)  # fmt: skip
"""One value in each row, so that R and others read it without splitting cells."""


def build_summary_document(*, title: str, remarks: Sequence[str], tables: Sequence[ResultTable]) -> Document:
    """Return the summary as a document: its title, remarks, and each table with its notes and its plot."""
    opening: list[Block] = [Heading(title, 1), *map(Paragraph, remarks)]
    return Document(title, (*opening, *(block for table in tables for block in table_blocks(table))))


def table_blocks(table: ResultTable) -> Iterator[Block]:
    """Yield the heading of a table of results, the table, its notes and, where it is drawn, its plot."""
    formatted = format_table(table)
    yield Heading(table.title, 2, key=table.key)
    yield Table(
        columns=formatted.heads,
        rows=formatted.rows,
        label_columns=1,
        styles=tuple("total" if row.is_total else "unknown" if row.is_unknown else "" for row in formatted.lines),
    )
    yield from (Paragraph(note, is_note=True) for note in table.notes)
    if table.figure:
        yield Figure(proportion_plot(table))


def summary_to_csv(tables: Sequence[ResultTable]) -> str:
    """Return every value of every table as a row of numbers, as CSV under ``SUMMARY_CSV_COLUMNS``."""
    rows = (
        (table.key, table.title, line.label, "yes" if line.is_unknown else "no", column, *value_cells(value))
        for table in tables
        for line in table.lines
        for column, value in zip(table.columns, line.values, strict=True)
    )
    return write_table(SUMMARY_CSV_COLUMNS, rows)


def value_cells(value: ResultValue) -> tuple[str, ...]:
    """Return the cells of a value in the CSV, from ``n`` on."""
    match value:
        case Proportion():
            low, high = (_number(100 * bound) for bound in value.interval) if value.interval else ("", "")
            return (str(value.n), str(value.of), _number(value.percent), low, high, "", "", "", "", "")
        case Distribution():
            numbers = (value.median, *(value.quartiles or (None, None)), *(value.range or (None, None)))
            return (str(value.known), "", "", "", "", *map(_number, numbers))
        case _:
            return (str(value), *[""] * 9)


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"


def table_to_json(table: ResultTable) -> dict[str, Any]:
    """Return a table for programs: every value as numbers."""
    return {
        "key": table.key,
        "title": table.title,
        "kind": table.kind,
        "rows": [
            {"label": line.label, "unknown": line.is_unknown, "total": line.is_total}
            | {
                "values": {
                    column: value_to_json(value) for column, value in zip(table.columns, line.values, strict=True)
                }
            }
            for line in table.lines
        ],
        "notes": list(table.notes),
    }


def value_to_json(value: ResultValue) -> Any:
    """Return a value of a table as JSON."""
    match value:
        case Proportion():
            value_json: dict[str, Any] = {"n": value.n, "of": value.of, "percent": value.percent}
            return value_json | ({"ci95": [100 * bound for bound in value.interval]} if value.interval else {})
        case Distribution():
            return {
                "n": value.known,
                "median": value.median,
                "quartiles": list(value.quartiles) if value.quartiles else None,
                "range": list(value.range) if value.range else None,
            }
        case _:
            return value
