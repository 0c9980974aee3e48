"""Read filled-in tables as answers, each checked, and everything that is wrong with them at once. Pure.

A wide table has a column for each field; a long one has one answer per row, in the columns ``field`` and ``value``. A
row names its report by our number, its DOI or its PMID, and its place below it (which patient, which outcome). A row
without any answer is not filled in yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from harvester.extraction.form.cell_values import InvalidCell, describe_allowed, parse_cell
from harvester.extraction.form.model import ExtractionForm, FormField, FormLevel, RowPlace
from harvester.extraction.form.template import LONG_TABLE_COLUMNS, READ_ONLY_COLUMNS, REPORT_COLUMNS, is_guide
from harvester.formats.tables.grid import Grid
from harvester.review.schema import suggest

EMPTY_ANSWER: Final = "(empty)"
"""In a long table: the answer is that there is none. A blank cell there is one that nobody filled in."""

_LONGEST_NAME: Final = 100
_NAME: Final = "a number or a name of up to 100 characters that says which {}"
_INFORMATION_COLUMNS: Final = frozenset(
    ["level", "given", "allowed", "entered", "extractor", "version", "settles", "at", "file", "status", "title"]
)
"""Columns of tables that harvester writes for information; nothing in them is imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMistake:
    """A mistake in a cell: where it is, what the cell holds, and what is allowed."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    problem: str
    allowed: str

    def __str__(self) -> str:
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        shown = self.value if len(self.value) <= 60 else f"{self.value[:60]}…"
        finding = f'"{shown}" {self.problem}' if self.value else self.problem
        return f"{self.file}{sheet}, row {self.row}, column {self.column}: {finding}. Allowed: {self.allowed}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReference:
    """How a row names its report; "" where a column is absent or empty."""

    report: str = ""
    doi: str = ""
    pmid: str = ""

    def __str__(self) -> str:
        return self.report or self.doi or self.pmid


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRow:
    """The answers of a row at one level: field → (text of the cell, its value).

    ``is_wide``: the row of a wide table, whose empty cells mean that there is no answer, or that nobody gave one.
    """

    file: str
    sheet: str
    row: int
    naming: ReportReference
    level: str
    place: RowPlace
    answers: Mapping[str, tuple[str, str]]
    is_wide: bool

    def mistake(self, column: str, value: str, problem: str, allowed: str) -> CellMistake:
        """Return a mistake in a cell of this row."""
        return CellMistake(
            file=self.file, sheet=self.sheet, row=self.row, column=column, value=value, problem=problem, allowed=allowed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedTable:
    """The rows and mistakes of some tables. Rows with a mistake are not among ``rows``."""

    rows: tuple[ParsedRow, ...]
    mistakes: tuple[CellMistake, ...]


def read_extraction_tables(form: ExtractionForm, grids: Iterable[Grid], *, file: str) -> ParsedTable:
    """Read the answers in the tables of one file; a sheet without a column of the form is a mistake."""
    reader = _Reader(form, file)
    for grid in grids:
        if grid.rows and not is_guide(grid.sheet):
            reader.read(grid)
    return ParsedTable(rows=tuple(reader.rows), mistakes=tuple(reader.mistakes))


@dataclass(slots=True)
class _Columns:
    """The columns of a table: index in the row by the key of what they hold."""

    headings: tuple[str, ...]
    naming: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    long: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a table: as many cells as there are headings."""

    columns: _Columns
    sheet: str
    row: int
    cells: tuple[str, ...]

    def naming(self) -> ReportReference:
        """Return how the row names its report."""
        return ReportReference(**{name: self.cells[place] for name, place in self.columns.naming.items()})

    def place(self, levels: Sequence[FormLevel]) -> RowPlace:
        """Return the row's place at these levels; "" where it gives none."""
        where = self.columns.levels
        return tuple(self.cells[where[level.key]] if level.key in where else "" for level in levels)


@dataclass(frozen=True, slots=True)
class _CellToCheck:
    """A cell to check: its field, its text, the heading of its column."""

    field: FormField
    text: str
    heading: str


class _Reader:
    """Collects the rows and mistakes of one file."""

    def __init__(self, form: ExtractionForm, file: str) -> None:
        self._form, self._file = form, file
        self._meanings = map_headings(form)
        self.rows: list[ParsedRow] = []
        self.mistakes: list[CellMistake] = []

    def read(self, grid: Grid) -> None:
        """Read one table."""
        (number, headings), *rows = grid.rows
        columns = self._recognise_columns(headings, grid.sheet, number)
        if columns is None:
            return
        width = len(headings)
        for row, cells in rows:
            line = _Line(columns, grid.sheet, row, (*cells[:width], *[""] * (width - len(cells))))
            if beyond := next((cell for cell in cells[width:] if cell), ""):
                where = (grid.sheet, row, f"{width + 1}")
                self._add_mistake(where, beyond, "is in a column without a heading", "nothing")
            elif columns.long:
                self._read_long(line)
            else:
                self._read_wide(line)

    def _recognise_columns(self, headings: Sequence[str], sheet: str, row: int) -> _Columns | None:
        """Return the columns; None, with a mistake added, for a table that is not of the form."""
        columns = _Columns(tuple(headings))
        strange = []
        for place, heading in enumerate(headings):
            group, key = self._meanings.get(_fold(heading), ("", ""))
            if not group:
                strange.append(heading)
            elif group != "ignored":
                slot: dict[str, int] = getattr(columns, group)
                if key in slot:
                    self._add_mistake((sheet, row, heading), "", "is there twice", "each column once")
                slot[key] = place
        keys = ", ".join([*(level.key for level in self._form.levels[1:]), *(field.key for field in self._form.fields)])
        if not columns.naming or not (columns.fields or columns.long):
            allowed = f"a first row with report, doi or pmid, and any of: {keys}"
            self._add_mistake((sheet, row, headings[0]), "", "this is no table of the form", allowed)
            return None
        for heading in filter(None, strange):
            near = suggest(_fold(heading), list(self._meanings))
            self._add_mistake((sheet, row, heading), "", "is no column of the form", f"{near}{keys}")
        return columns

    def _read_wide(self, line: _Line) -> None:
        where = line.columns.fields
        for level in self._form.levels:
            asked = [
                _CellToCheck(field, line.cells[where[field.key]], line.columns.headings[where[field.key]])
                for field in self._form.fields_at(level.key)
                if field.key in where
            ]
            if any(field.text for field in asked):
                self._check_row(line, level, asked, is_wide=True)

    def _read_long(self, line: _Line) -> None:
        where = line.columns.long
        text = line.cells[where["value"]] if "value" in where else ""
        if not text:
            return
        key = line.cells[where["field"]] if "field" in where else ""
        if not self._form.has_field(key):
            keys = [field.key for field in self._form.fields]
            allowed = f"{suggest(key, keys)}{', '.join(keys)}"
            self._add_mistake((line.sheet, line.row, "field"), key, "is no field of the form", allowed)
            return
        asked = self._form.field(key)
        written = "" if text == EMPTY_ANSWER else text
        self._check_row(line, self._form.level(asked.level), [_CellToCheck(asked, written, "value")], is_wide=False)

    def _check_row(self, line: _Line, level: FormLevel, asked: Sequence[_CellToCheck], *, is_wide: bool) -> None:
        """Check the answers of one row at one level; ``is_wide``: required answers must be filled in."""
        above = self._form.levels[1 : self._form.depth(level.key) + 1]
        row = ParsedRow(
            file=self._file,
            sheet=line.sheet,
            row=line.row,
            naming=line.naming(),
            level=level.key,
            place=line.place(above),
            answers={},
            is_wide=is_wide,
        )
        wrong = [
            row.mistake(checked.label, name, "is too long" if name else "is empty", _NAME.format(checked.label.lower()))
            for checked, name in zip(above, row.place, strict=True)
            if not 0 < len(name) <= _LONGEST_NAME
        ]
        if not str(row.naming):
            wrong.append(row.mistake("/".join(line.columns.naming), "", "names no report", "R000123, a DOI or a PMID"))
        answers: dict[str, tuple[str, str]] = {}
        for checked in asked:
            try:
                answers[checked.field.key] = (checked.text, parse_cell(checked.field, checked.text))
            except InvalidCell as refused:
                wrong.append(row.mistake(checked.heading, checked.text, refused.problem, refused.allowed))
            if is_wide and checked.field.required and not checked.text:
                wrong.append(
                    row.mistake(checked.heading, "", "is empty, and must be filled in", describe_allowed(checked.field))
                )
        self.mistakes += wrong
        if not wrong:
            self.rows.append(replace(row, answers=answers))

    def _add_mistake(self, where: tuple[str, int, str], value: str, problem: str, allowed: str) -> None:
        """Add a mistake; ``where`` is the sheet, the row and the column."""
        sheet, row, column = where
        self.mistakes.append(
            CellMistake(
                file=self._file, sheet=sheet, row=row, column=column, value=value, problem=problem, allowed=allowed
            )
        )


def map_headings(form: ExtractionForm) -> dict[str, tuple[str, str]]:
    """Return heading as it is compared → (group of columns, key). A key wins over an equal label."""
    meanings = {name: ("ignored", name) for name in (*READ_ONLY_COLUMNS, *_INFORMATION_COLUMNS)}
    meanings |= {_fold(level.label): ("levels", level.key) for level in form.levels[1:]}
    meanings |= {_fold(name): ("fields", f.key) for f in form.fields for name in (f.heading, f.label)}
    meanings |= {f.key: ("fields", f.key) for f in form.fields}
    meanings |= {level.key: ("levels", level.key) for level in form.levels[1:]}
    return (
        meanings
        | {name: ("naming", name) for name in REPORT_COLUMNS}
        | {name: ("long", name) for name in LONG_TABLE_COLUMNS}
    )


def _fold(heading: str) -> str:
    return " ".join(heading.casefold().split())
