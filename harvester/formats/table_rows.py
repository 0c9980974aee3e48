"""Text of a table → rows with their line numbers, whatever separates the cells. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock
from typing import Final
from unicodedata import normalize

from harvester.formats.table_columns import ACCESSIONS, COLUMNS, IDENTIFIERS, OWN_IDS
from harvester.frozen import quickly_made

SEPARATORS: Final = (",", ";", "\t", "|")
_LONGEST_CELL: Final = 50_000_000
_LIMIT: Final = Lock()
_END: Final = "\x00end"  # cannot stand in decoded text
_MOST_REPAIRS: Final = 50
UNCLOSED: Final = "a quotation mark is opened and never closed; other rows would vanish in it"
CUT: Final = "the file ends inside quotation marks"
_NOT_A_NAME: Final = re.compile(r"[^0-9a-z]+")
_LONGEST_NAME: Final = 100
"""So many characters has a column's name at most; an abstract is none."""
HEADERS_WITHIN: Final = 12  # lines; Embase puts three before the names of its columns
_KNOWN: Final = frozenset(
    [name for names in COLUMNS.values() for name in names] + [*OWN_IDS, *ACCESSIONS, *IDENTIFIERS]
)


@quickly_made
@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line where it begins, its cells, and what is wrong with it: nothing, UNCLOSED or CUT."""

    line: int
    cells: list[str]
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the names of the columns stand: separator, cells in the file's words, line, and what is in front of it."""

    separator: str
    cells: tuple[str, ...]
    line: int
    preamble: str

    @property
    def names(self) -> tuple[str, ...]:
        """The columns by their letters and digits."""
        return tuple(column_name(cell) for cell in self.cells)


def column_name(text: str) -> str:
    """A column's name as it is compared: letters without accents and digits, lower case."""
    return _NOT_A_NAME.sub("", text.casefold() if text.isascii() else normalize("NFKD", text.casefold()))


def find_header(text: str) -> Header | None:
    """The header of a table in text, whatever separates the cells of its first lines."""
    lines = text.split("\n", HEADERS_WITHIN)[:HEADERS_WITHIN]
    split = (
        (number, separator, _cells(line, separator)) for number, line in enumerate(lines, 1) for separator in SEPARATORS
    )
    found = best_header(split)
    return Header(*found, _preamble(lines[: found[2] - 1], found[0])) if found else None


def _preamble(lines: list[str], separator: str) -> str:
    """What stands in front of the header, without rulers and the marks of a table."""
    texts = (" ".join(cell for cell in _cells(line, separator) if cell) for line in lines)
    return "\n".join(text for text in texts if text.strip("-=_ "))


def best_header(rows_of_cells: Iterable[tuple[int, str, tuple[str, ...]]]) -> tuple[str, tuple[str, ...], int] | None:
    """Among (line, separator, cells), the one with most known columns: two at least, or only titles."""
    most, best = 0, None
    for line, separator, cells in rows_of_cells:
        names = {column_name(cell) for cell in cells if len(cell) <= _LONGEST_NAME}
        known = len(names & _KNOWN)
        alone = len(cells) == 1 and "title" in names
        if (known >= 2 or alone) and known > most:
            most, best = known, (separator, cells, line)
    return best


def rows(text: str, header: Header) -> list[Row]:
    """The rows below the header. A quotation mark that is never closed is found out; it does not swallow the file."""
    lines = f"{text}\n".splitlines(keepends=True)  # decoded text has no other line breaks than \n
    found: list[Row] = []
    start = header.line
    with long_cells():
        for _ in range(_MOST_REPAIRS):
            found += _read_from(lines, start, header.separator)
            if not found or not found[-1].flaw:
                break
            resumed = _next_whole_row(lines, found[-1].line, header)
            if resumed is None:
                found[-1] = Row(found[-1].line, found[-1].cells, CUT)
                break
            start = resumed
    return [row for row in found if any(map(str.strip, row.cells))]


def _read_from(lines: list[str], start: int, separator: str) -> list[Row]:
    """The rows from a line on; the last one is flawed when the end of the text stands inside quotation marks."""
    reader = csv.reader(chain(islice(lines, start, None), (f"{_END}\n",)), delimiter=separator)
    found, line = [], start + 1
    for cells in reader:
        found.append(Row(line, cells))
        line = start + reader.line_num + 1
    last = found.pop()
    if last.cells == [_END]:
        return found
    ended = last.cells[-1].partition(f"\n{_END}")[0]
    return [*found, Row(last.line, [*last.cells[:-1], ended.strip()], UNCLOSED)]


def _next_whole_row(lines: list[str], line: int, header: Header) -> int | None:
    """The first line after the given one that is a row by itself."""
    for number in range(line, len(lines)):
        cells = next(csv.reader([lines[number]], delimiter=header.separator), [])
        if len(cells) == len(header.cells) > 2:
            return number
    return None


@contextmanager
def long_cells() -> Iterator[None]:
    """csv refuses cells over 128 KiB (Scopus' references are longer) by a limit of the process: lent, given back."""
    with _LIMIT:
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(before)


def _cells(line: str, separator: str) -> tuple[str, ...]:
    with long_cells():
        return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=separator), []))
