"""Text of a table → rows with their line numbers, whatever separates the cells. Pure.

In Embase's "CSV - Fields by row" the lines are fields, not records: ``"TITLE","…"``, below it
``"AUTHOR NAMES","…","…"`` and so on; the next title begins the next record.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from threading import RLock
from typing import Final
from unicodedata import normalize

import msgspec

from harvester.formats.tables.column_names import ACCESSION_COLUMNS, FIELD_COLUMNS, ID_COLUMNS, IDENTIFIER_COLUMNS

SEPARATORS: Final = (",", ";", "\t", "|")
_LONGEST_CELL: Final = 50_000_000
_LIMIT: Final = RLock()
_END: Final = "\x00end"  # cannot stand in decoded text
_MOST_REPAIRS: Final = 50
UNCLOSED: Final = "a quotation mark is opened and never closed; other rows would vanish in it"
CUT_OFF: Final = "the file ends inside quotation marks"
_NOT_A_NAME: Final = re.compile(r"[^0-9a-z]+")
_LONGEST_NAME: Final = 100
"""So many characters has a column's name at most; an abstract is none."""
_NAME: Final = re.compile(r"[^\W\d_][\w .()/#&'?:%-]{0,39}|[#_]?\w{0,20}")
_TITLE_WORDS: Final = frozenset(FIELD_COLUMNS["title"]) - {"ti", "displayname"}
HEADERS_WITHIN: Final = 12  # lines; Embase puts three before the names of its columns
_KNOWN: Final = frozenset(
    [name for names in FIELD_COLUMNS.values() for name in names]
    + [*ID_COLUMNS, *ACCESSION_COLUMNS, *IDENTIFIER_COLUMNS]
)


class Row(msgspec.Struct, frozen=True, gc=False):
    """A row: the line where it begins, its cells, and what is wrong with it: "", UNCLOSED or CUT_OFF."""

    line: int
    cells: list[str]
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The row of column names: separator, cells as in the file, 1-based line, and the text in front of it."""

    separator: str
    cells: tuple[str, ...]
    line: int
    preamble: str

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names normalised."""
        return tuple(normalise_column_name(cell) for cell in self.cells)


def normalise_column_name(text: str) -> str:
    """Return a column name as it is compared: letters without accents and digits, lower case."""
    return _NOT_A_NAME.sub("", text.casefold() if text.isascii() else normalize("NFKD", text.casefold()))


def find_header(text: str) -> Header | None:
    """Return the header of a table in text, whatever separates the cells of its first lines."""
    lines = text.split("\n", HEADERS_WITHIN)[:HEADERS_WITHIN]
    split = (
        (number, separator, _cells(line, separator)) for number, line in enumerate(lines, 1) for separator in SEPARATORS
    )
    header = choose_header(split)
    return Header(*header, _preamble(lines[: header[2] - 1], header[0])) if header else None


def _preamble(lines: list[str], separator: str) -> str:
    """Return the text in front of the header, without rulers and separators."""
    texts = (" ".join(cell for cell in _cells(line, separator) if cell) for line in lines)
    return "\n".join(text for text in texts if text.strip("-=_ "))


def choose_header(rows_of_cells: Iterable[tuple[int, str, tuple[str, ...]]]) -> tuple[str, tuple[str, ...], int] | None:
    """Return of (line, separator, cells) the one with most known columns: two at least, or only titles.

    A column of titles among unknown ones is enough in the first line that is not empty.
    """
    most, best, first_line = 0, None, 0
    for line, separator, cells in rows_of_cells:
        names = {normalise_column_name(cell) for cell in cells if len(cell) <= _LONGEST_NAME}
        known = len(names & _KNOWN)
        alone = len(cells) == 1 and "title" in names
        if not first_line and any(cells):
            first_line = line
        if line == first_line and known == 1 and not names.isdisjoint(_TITLE_WORDS):
            alone = alone or _are_names(cells)
        if (known >= 2 or alone) and known > most:
            most, best = known, (separator, cells, line)
    return best


def _are_names(cells: tuple[str, ...]) -> bool:
    """Return whether cells look like names of columns: short, different words; one may be empty, that of an index."""
    return len(set(cells)) == len(cells) > 1 and all(map(_NAME.fullmatch, cells))


def split_rows(text: str, header: Header) -> list[Row]:
    """Return the rows below the header. A quotation mark that is never closed does not swallow the file."""
    lines = f"{text}\n".splitlines(keepends=True)  # decoded text has no other line breaks than \n
    table_rows: list[Row] = []
    start = header.line
    with allow_long_cells():
        for _ in range(_MOST_REPAIRS):
            table_rows += _read_from(lines, start, header.separator)
            if not table_rows or not table_rows[-1].flaw:
                break
            resumed = _next_whole_row(lines, table_rows[-1].line, header)
            if resumed is None:
                table_rows[-1] = Row(table_rows[-1].line, table_rows[-1].cells, CUT_OFF)
                break
            start = resumed
    return [row for row in table_rows if any(map(str.strip, row.cells))]


def _read_from(lines: list[str], start: int, separator: str) -> list[Row]:
    """Return the rows from a line on; the last one is flawed when the text ends inside quotation marks."""
    reader = csv.reader(chain(islice(lines, start, None), (f"{_END}\n",)), delimiter=separator)
    table_rows, line = [], start + 1
    for cells in reader:
        table_rows.append(Row(line, cells))
        line = start + reader.line_num + 1
    last = table_rows.pop()
    if last.cells == [_END]:
        return table_rows
    ended = last.cells[-1].partition(f"\n{_END}")[0]
    return [*table_rows, Row(last.line, [*last.cells[:-1], ended.strip()], UNCLOSED)]


def _next_whole_row(lines: list[str], line: int, header: Header) -> int | None:
    """Return the first line after ``line`` that is a row by itself."""
    for number in range(line, len(lines)):
        cells = _cells(lines[number], header.separator)
        if len(cells) == len(header.cells) > 2:
            return number
    return None


@contextmanager
def allow_long_cells() -> Iterator[None]:
    """Raise csv's limit of 128 KiB a cell, which holds for the process (Scopus' references are longer)."""
    with _LIMIT:
        limit = csv.field_size_limit(_LONGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(limit)


def _cells(line: str, separator: str) -> tuple[str, ...]:
    if len(line) > _LONGEST_CELL:
        return ()  # longer than a cell may be: a row of no table
    with allow_long_cells():
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=separator), []))


_TURNED: Final = re.compile(r'^"TITLE"([,;\t])"[^\n]*\n"(?:AUTHOR NAMES|SOURCE|ORIGINAL TITLE)"\1"', re.MULTILINE)
_TITLES: Final = frozenset(FIELD_COLUMNS["title"])


def is_transposed(text: str) -> bool:
    """Return whether the lines of a text are the fields of records."""
    return _TURNED.search(text) is not None


def transpose(text: str) -> tuple[Header, list[Row]]:
    """Return the fields as columns, the records as rows; semicolons separate the values of a field."""
    begins = _TURNED.search(text)
    separator = begins[1] if begins else ","
    records: list[tuple[int, dict[str, str]]] = []
    preamble: list[str] = []
    line = 1
    with allow_long_cells():
        reader = csv.reader(f"{text}\n".splitlines(keepends=True), delimiter=separator)
        for cells in reader:
            name, values = (cells[0].strip(), [cell for cell in cells[1:] if cell.strip()]) if cells else ("", [])
            if normalise_column_name(name) in _TITLES and values:
                records.append((line, {}))
            if records and name:
                fields = records[-1][1]
                fields[name] = "; ".join([*([fields[name]] if name in fields else []), *values])
            elif name:
                preamble.append(" ".join([name, *values]))
            line = reader.line_num + 1
    columns = tuple(dict.fromkeys(name for _, fields in records for name in fields))
    rows = [Row(line, [fields.get(column, "") for column in columns]) for line, fields in records]
    return Header(separator, columns, 1, "\n".join(preamble)), rows
