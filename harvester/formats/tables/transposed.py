"""Embase's "CSV - Fields by row", whose lines are fields, not records → header and rows of a usual table. Pure.

``"TITLE","…"``, below it ``"AUTHOR NAMES","…","…"`` and so on; the next title begins the next record.
"""

from __future__ import annotations

import csv
import re
from typing import Final

from harvester.formats.tables.column_names import FIELD_COLUMNS
from harvester.formats.tables.rows import Header, Row, allow_long_cells, normalise_column_name

_TURNED: Final = re.compile(r'^"TITLE"([,;\t])"[^\n]*\n"(?:AUTHOR NAMES|SOURCE|ORIGINAL TITLE)"\1"', re.MULTILINE)
_TITLES: Final = frozenset(FIELD_COLUMNS["title"])


def is_transposed(text: str) -> bool:
    """Whether the lines of a text are the fields of records."""
    return _TURNED.search(text) is not None


def transpose(text: str) -> tuple[Header, list[Row]]:
    """The fields as columns, the records as rows; several values of a field are in one cell, with semicolons."""
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
