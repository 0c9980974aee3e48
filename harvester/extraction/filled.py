"""Tables that were filled in → answers, each checked, and everything that is wrong with them at once. Pure.

A wide table has a column for each field; a long one has an answer a row, in the columns ``field`` and ``value``. A row
names its report by our number, its DOI or its PMID, and its place below it (which patient, which outcome). A row
without any answer is one that nobody filled in yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from harvester.extraction.cells import Refused, allowed_in, value_of
from harvester.extraction.form import Field, Form, Level
from harvester.extraction.layout import FOR_READING, LONG, NAMES, Place, is_guide
from harvester.formats.grids import Grid
from harvester.review.shapes import suggestion

EMPTY: Final = "(empty)"
"""In a long table: the answer is that there is none. A blank cell there is one that nobody filled in."""

_LONGEST_NAME: Final = 100
_NAME: Final = "a number or a name of up to 100 characters that says which {}"
_TOLD: Final = frozenset(["level", "given", "allowed", "entered", "extractor", "version", "settles", "at", "file",
                          "status", "title"])  # fmt: skip
"""Columns of tables that harvester writes, which tell and ask nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMistake:
    """What is wrong with a cell: where it is, what stands there, and what may."""

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
        said = f'"{shown}" {self.problem}' if self.value else self.problem
        return f"{self.file}{sheet}, row {self.row}, column {self.column}: {said}. Allowed: {self.allowed}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How a row names its report; "" where a column is absent or empty."""

    report: str = ""
    doi: str = ""
    pmid: str = ""

    def __str__(self) -> str:
        return self.report or self.doi or self.pmid


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """The answers of a row at one level: field → (as it stands, the value it means).

    ``whole`` tells the row of a wide table, whose empty cells say that there is no answer, or that nobody gave one.
    """

    file: str
    sheet: str
    row: int
    naming: Naming
    level: str
    place: Place
    answers: Mapping[str, tuple[str, str]]
    whole: bool

    def mistake(self, column: str, value: str, problem: str, allowed: str) -> CellMistake:
        """What is wrong with a cell of this row."""
        return CellMistake(
            file=self.file, sheet=self.sheet, row=self.row, column=column, value=value, problem=problem, allowed=allowed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Everything that stands in some tables. Rows with a mistake are not among ``rows``."""

    rows: tuple[FilledRow, ...]
    mistakes: tuple[CellMistake, ...]


def read_filled(form: Form, grids: Iterable[Grid], *, file: str) -> Filled:
    """The answers in the tables of one file; sheets that have no column of the form's are passed over but told."""
    reader = _Reader(form, file)
    for grid in grids:
        if grid.rows and not is_guide(grid.sheet):
            reader.read(grid)
    return Filled(rows=tuple(reader.rows), mistakes=tuple(reader.mistakes))


@dataclass(slots=True)
class _Columns:
    """Which column means what: places in the row by the key of what stands there."""

    headings: tuple[str, ...]
    naming: dict[str, int] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    long: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as it stands: as many cells as there are headings."""

    columns: _Columns
    sheet: str
    row: int
    cells: tuple[str, ...]

    def naming(self) -> Naming:
        """How it names its report."""
        return Naming(**{name: self.cells[place] for name, place in self.columns.naming.items()})

    def place(self, levels: Sequence[Level]) -> Place:
        """Its place at these levels; "" where it names none."""
        where = self.columns.levels
        return tuple(self.cells[where[level.key]] if level.key in where else "" for level in levels)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A cell to check: its field, what stands in it, the heading of its column."""

    field: Field
    text: str
    heading: str


class _Reader:
    """Collects rows and mistakes of one file."""

    def __init__(self, form: Form, file: str) -> None:
        self._form, self._file = form, file
        self._meanings = _meanings(form)
        self.rows: list[FilledRow] = []
        self.mistakes: list[CellMistake] = []

    def read(self, grid: Grid) -> None:
        """Read one table."""
        (number, headings), *rows = grid.rows
        columns = self._columns(headings, grid.sheet, number)
        if columns is None:
            return
        width = len(headings)
        for row, cells in rows:
            line = _Line(columns, grid.sheet, row, (*cells[:width], *[""] * (width - len(cells))))
            if beyond := next((cell for cell in cells[width:] if cell), ""):
                where = (grid.sheet, row, f"{width + 1}")
                self._tell(where, beyond, "stands in a column without a heading", "nothing")
            elif columns.long:
                self._long(line)
            else:
                self._wide(line)

    def _columns(self, headings: Sequence[str], sheet: str, row: int) -> _Columns | None:
        """What the columns mean; None for a table that is not of the form, which is told."""
        columns = _Columns(tuple(headings))
        strange = []
        for place, heading in enumerate(headings):
            group, key = self._meanings.get(_folded(heading), ("", ""))
            if not group:
                strange.append(heading)
            elif group != "told":
                slot: dict[str, int] = getattr(columns, group)
                if key in slot:
                    self._tell((sheet, row, heading), "", "stands twice", "each column once")
                slot[key] = place
        keys = ", ".join(self._keys())
        if not columns.naming or not (columns.fields or columns.long):
            wanted = f"a first row with report, doi or pmid, and any of: {keys}"
            self._tell((sheet, row, headings[0]), "", "this is no table of the form", wanted)
            return None
        for heading in filter(None, strange):
            near = suggestion(_folded(heading), list(self._meanings))
            self._tell((sheet, row, heading), "", "is no column of the form", f"{near}{keys}")
        return columns

    def _keys(self) -> list[str]:
        return [*(level.key for level in self._form.levels[1:]), *(each.key for each in self._form.fields)]

    def _wide(self, line: _Line) -> None:
        where = line.columns.fields
        for level in self._form.levels:
            asked = [
                _Asked(each, line.cells[where[each.key]], line.columns.headings[where[each.key]])
                for each in self._form.fields_at(level.key)
                if each.key in where
            ]
            if any(each.text for each in asked):
                self._add(line, level, asked, whole=True)

    def _long(self, line: _Line) -> None:
        where = line.columns.long
        text = line.cells[where["value"]] if "value" in where else ""
        if not text:
            return
        key = line.cells[where["field"]] if "field" in where else ""
        if not self._form.has(key):
            keys = [each.key for each in self._form.fields]
            allowed = f"{suggestion(key, keys)}{', '.join(keys)}"
            self._tell((line.sheet, line.row, "field"), key, "is no field of the form", allowed)
            return
        asked = self._form.field(key)
        written = "" if text == EMPTY else text
        self._add(line, self._form.level(asked.level), [_Asked(asked, written, "value")], whole=False)

    def _add(self, line: _Line, level: Level, asked: Sequence[_Asked], *, whole: bool) -> None:
        """Check the answers of one row at one level; ``whole`` says that what is required must stand in it."""
        above = self._form.levels[1 : self._form.depth(level.key) + 1]
        row = FilledRow(
            file=self._file,
            sheet=line.sheet,
            row=line.row,
            naming=line.naming(),
            level=level.key,
            place=line.place(above),
            answers={},
            whole=whole,
        )
        wrong = [
            row.mistake(each.label, name, "is too long" if name else "is empty", _NAME.format(each.label.lower()))
            for each, name in zip(above, row.place, strict=True)
            if not 0 < len(name) <= _LONGEST_NAME
        ]
        if not str(row.naming):
            wrong.append(row.mistake("/".join(line.columns.naming), "", "names no report", "R000123, a DOI or a PMID"))
        answers: dict[str, tuple[str, str]] = {}
        for each in asked:
            try:
                answers[each.field.key] = (each.text, value_of(each.field, each.text))
            except Refused as refused:
                wrong.append(row.mistake(each.heading, each.text, refused.problem, refused.allowed))
            if whole and each.field.required and not each.text:
                wrong.append(row.mistake(each.heading, "", "is empty, and must be filled in", allowed_in(each.field)))
        self.mistakes += wrong
        if not wrong:
            self.rows.append(replace(row, answers=answers))

    def _tell(self, where: tuple[str, int, str], value: str, problem: str, allowed: str) -> None:
        """Note a mistake; ``where`` is the sheet, the row and the column."""
        sheet, row, column = where
        self.mistakes.append(
            CellMistake(
                file=self._file, sheet=sheet, row=row, column=column, value=value, problem=problem, allowed=allowed
            )
        )


def _meanings(form: Form) -> dict[str, tuple[str, str]]:
    """Heading as it is compared → (group of columns, key). A key wins over a label that reads the same."""
    found = {name: ("told", name) for name in (*FOR_READING, *_TOLD)}
    found |= {_folded(level.label): ("levels", level.key) for level in form.levels[1:]}
    for each in form.fields:
        found |= {_folded(each.heading): ("fields", each.key), _folded(each.label): ("fields", each.key)}
    found |= {each.key: ("fields", each.key) for each in form.fields}
    found |= {level.key: ("levels", level.key) for level in form.levels[1:]}
    return found | {name: ("naming", name) for name in NAMES} | {name: ("long", name) for name in LONG}


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split())
