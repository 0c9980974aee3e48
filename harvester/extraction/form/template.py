"""Write the form as tables to fill in: a sheet for each level or one flat table, with the answers known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.csv_table import write_table
from harvester.extraction.form.cell_values import describe_allowed
from harvester.extraction.form.model import ExtractionForm, FormField, FormLevel, RowPlace
from harvester.formats.tables.writer import SheetColumn, WorkbookSheet

REPORT_COLUMNS: Final = ("report", "doi", "pmid")
"""Columns that name a report; one of them is enough."""
READ_ONLY_COLUMNS: Final = ("citation", "link")
"""Columns for the person who fills in the table; nothing in them is imported."""
LONG_TABLE_COLUMNS: Final = ("field", "value")
"""Columns of a long table, which has one answer in each row."""

_FIRST: Final = "1"
_ABOUT: Final = {
    "report": "The report's number in this review. Copy it down where a report needs more rows.",
    "citation": "For reading only; nothing in this column is imported.",
    "link": "Where the full text may be found; for reading only.",
}
_GUIDE: Final = "How to fill in"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReport:
    """A report in the table, and the answers that are filled in already: (level, place) → field → text."""

    name: str
    citation: str = ""
    link: str = ""
    answers: Mapping[tuple[str, RowPlace], Mapping[str, str]] | None = None


def form_to_sheets(
    form: ExtractionForm, reports: Sequence[TemplateReport], *, flat: bool = False
) -> tuple[WorkbookSheet, ...]:
    """Return the sheets of a workbook: one for each level that has fields (or a flat one), and a guide."""
    asked = [level for level in form.levels if form.fields_at(level.key)]
    parts = [tuple(asked)] if flat else [(level,) for level in asked]
    return (*(build_sheet(form, levels, reports) for levels in parts), build_guide(form))


def form_to_csv(form: ExtractionForm, reports: Sequence[TemplateReport]) -> str:
    """Return one flat table. Its columns are headed by the keys of the fields; cells that look like formulas are
    neutralised.
    """
    levels = tuple(level for level in form.levels if form.fields_at(level.key))
    columns = ("report", *READ_ONLY_COLUMNS, *(key for key, _ in _columns(form, levels)))
    return write_table(columns, template_rows(form, levels, reports))


def build_sheet(
    form: ExtractionForm, levels: tuple[FormLevel, ...], reports: Sequence[TemplateReport]
) -> WorkbookSheet:
    """Return the sheet to fill in for these levels."""
    information_columns = [
        SheetColumn(heading="report", help=_ABOUT["report"], read_only=True, width=11),
        SheetColumn(heading="citation", help=_ABOUT["citation"], read_only=True, width=42),
        SheetColumn(heading="link", help=_ABOUT["link"], read_only=True, width=28),
    ]
    asked = [
        _place_column(level) if field is None else field_column(field) for level, field in form_columns(form, levels)
    ]
    return WorkbookSheet(
        title=levels[-1].label if len(levels) == 1 else form.title or "Extraction",
        columns=(*information_columns, *asked),
        rows=tuple(template_rows(form, levels, reports)),
        frozen_columns=2,
    )


def _place_column(level: FormLevel) -> SheetColumn:
    about = f"Which {level.label.lower()} of the report: a number or short name. " + level.help
    return SheetColumn(heading=level.label, help=f"{about.strip()} Add a row for each.", required=True, width=12)


def field_column(field: FormField) -> SheetColumn:
    """Return the column of a field, with what is allowed in it."""
    allowed = describe_allowed(field)
    asked = " Must be filled in." if field.required else ""
    return SheetColumn(
        heading=field.heading,
        help=f"{field.help} {allowed[:1].upper()}{allowed[1:]}.{asked}".strip(),
        choices=field.answers,
        several=field.type == "multi-choice",
        required=field.required,
        width=32 if field.type == "text" else 18,
    )


def form_columns(form: ExtractionForm, levels: Sequence[FormLevel]) -> list[tuple[FormLevel, FormField | None]]:
    """Return the columns to fill in: for each level below the report that of its places (None), then its fields."""
    columns: list[tuple[FormLevel, FormField | None]] = []
    reached = 0
    for level in levels:
        depth = form.depth(level.key)
        columns += [(between, None) for between in form.levels[reached + 1 : depth + 1]]
        columns += [(level, field) for field in form.fields_at(level.key)]
        reached = max(reached, depth)
    return columns


def _columns(form: ExtractionForm, levels: Sequence[FormLevel]) -> list[tuple[str, FormField | None]]:
    return [(level.key if field is None else field.key, field) for level, field in form_columns(form, levels)]


def template_rows(
    form: ExtractionForm, levels: Sequence[FormLevel], reports: Iterable[TemplateReport]
) -> list[tuple[str, ...]]:
    """Return the rows to fill in: one for each place of each report."""
    columns = _columns(form, levels)
    depth_of = {level.key: depth for depth, level in enumerate(form.levels)}
    deepest = max((form.depth(level.key) for level in levels), default=0)
    rows = []
    for report in reports:
        answers = report.answers or {}
        for place in _places(form, levels, answers, deepest):
            cells = [
                answers.get((field.level, place[: depth_of[field.level]]), {}).get(field.key, "")
                if field is not None
                else (*place, *[""] * deepest)[depth_of[key] - 1]
                for key, field in columns
            ]
            rows.append((report.name, report.citation, report.link, *cells))
    return rows


def _places(
    form: ExtractionForm,
    levels: Sequence[FormLevel],
    answers: Mapping[tuple[str, RowPlace], Mapping[str, str]],
    deepest: int,
) -> list[RowPlace]:
    """Return a place for each row: those that have answers, or place "1" at every level."""
    shown = {level.key for level in levels}
    answered = [place for level, place in answers if level in shown and form.depth(level) <= deepest]
    deepest_places = [
        place for place in answered if not any(longer != place and longer[: len(place)] == place for longer in answered)
    ]
    return list(dict.fromkeys(deepest_places)) or [(_FIRST,) * deepest]


def build_guide(form: ExtractionForm) -> WorkbookSheet:
    """Return every field in words, for people; a sheet of this title is not read when the workbook is imported."""
    columns = tuple(
        SheetColumn(heading=heading, read_only=True, width=width)
        for heading, width in (("Sheet", 14), ("Column", 28), ("What is allowed", 56), ("Help", 56))
    )
    rows = [
        (form.level(field.level).label, field.heading, describe_allowed(field), f"{field.help}{_must(field)}".strip())
        for level in form.levels
        for field in form.fields_at(level.key)
    ]
    return WorkbookSheet(title=_GUIDE, columns=columns, rows=tuple(rows))


def _must(field: FormField) -> str:
    return " Must be filled in." if field.required else ""


def is_guide(sheet: str) -> bool:
    """Return whether a sheet is the guide of a workbook made here."""
    return sheet == _GUIDE
