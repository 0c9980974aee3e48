"""Tables that are no lists of records: CSV and Excel files → rows of cells as texts, whatever they hold. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from harvester.csv_table import restore_formula
from harvester.errors import FormatError
from harvester.formats.tables.workbook_reader import detect_workbook, read_sheets
from harvester.formats.text.encoding import decode

_SEPARATORS: Final = (",", ";", "\t")  # a vertical bar may stand between several answers in a cell
_MOST_ROWS: Final = 200_000
_MOST_CELLS: Final = 5_000_000
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the name of its sheet ("" for CSV) and its rows that are not empty, with their 1-based numbers."""

    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_grids(data: bytes, *, name: str) -> tuple[Grid, ...]:
    """Return each sheet of a workbook, or the table of a CSV file (comma, semicolon or tab), cells stripped.

    An apostrophe in front of what a spreadsheet takes for a formula (``neutralise_formula``) is removed.
    Raises ``FormatError`` for a file that is neither, is damaged or too large.
    """
    if detect_workbook(data):
        grids = [Grid(title, _rows(rows)) for title, rows in read_sheets(data, name=name)]
    elif data.startswith((_ZIP, _OLE)):
        raise FormatError(f"{name} is neither a workbook nor a CSV file.", hint="Save it as .xlsx or CSV.")
    else:
        grids = [Grid("", _rows(_csv_rows(decode(data).text, name)))]
    if sum(len(cells) for grid in grids for _, cells in grid.rows) > _MOST_CELLS:
        raise FormatError(f"{name} has more than {_MOST_CELLS:,} cells.", hint="Split it into several files.")
    return tuple(grids)


def _rows(rows: list[tuple[int, list[str]]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    stripped = ((number, tuple(restore_formula(cell.strip()) for cell in cells)) for number, cells in rows)
    return tuple((number, cells) for number, cells in stripped if any(cells))


def _csv_rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    head = text.lstrip("\n").split("\n", 1)[0]
    if head.lower().startswith("sep=") and len(head) == 5:
        separator, text = head[4], text.replace(head, "", 1)
    else:
        separator = max(_SEPARATORS, key=head.count)
    cell_limit = csv.field_size_limit()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > _MOST_ROWS:
                raise FormatError(f"{name} has more than {_MOST_ROWS:,} rows.", hint="Split it into several files.")
    except csv.Error as error:
        raise FormatError(
            f"{name}, line {line}: this is no row of a CSV file ({error}; a cell holds at most {cell_limit:,} "
            "characters).",
            hint="Open it in a spreadsheet and save it as CSV UTF-8, or as .xlsx.",
        ) from error
    return rows
