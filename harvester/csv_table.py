"""The one writer of CSV: every table of the program, safe to open in a spreadsheet. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Final

from harvester.printable import remove_control_codes

_FORMULA_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""``= + - @``, and their full-width forms, which spreadsheets in East Asian languages take for the same."""
_BLANKS: Final = "[\\s\\ufeff\\u200b-\\u200d\\u2060]*"
_FORMULA_START: Final = re.compile(rf"'*{_BLANKS}[{_FORMULA_SIGNS}]|'*[\t\r\n]")
"""The beginning of a cell that a spreadsheet takes for a formula, or that :func:`neutralise_formula` has changed."""
_NEGATIVE: Final = re.compile(r"-\d+(?:\.\d+)?")
_FORMULA_INSIDE: Final = re.compile(rf"([;\t|])(?='*{_BLANKS}[{_FORMULA_SIGNS}])(?!\s*-\d+(?:\.\d+)?(?:[;\t|]|$))")
"""A formula behind what a spreadsheet takes for the end of a cell in many countries, as Excel does the semicolon there:
quotation marks are of no use, since they count at the beginning of a cell only."""
_NEUTRALISED_INSIDE: Final = re.compile(rf"([;\t|])'(?='*{_BLANKS}[{_FORMULA_SIGNS}])")


def write_table(header: Iterable[str], rows: Iterable[Iterable[object]], *, line_end: str = "\n") -> str:
    """Return a CSV table (comma, double quotes): the header, then a line for each row of texts and numbers."""
    return "".join(format_row(cells, line_end=line_end) for cells in (header, *rows))


def format_row(cells: Iterable[object], *, line_end: str = "\n") -> str:
    """Return a line of a CSV table; texts are neutralised, None is an empty cell."""
    safe = [neutralise_formula(cell) if isinstance(cell, str) else cell for cell in cells]
    line = StringIO()
    csv.writer(line, lineterminator=line_end).writerow(safe)
    return line.getvalue()


def neutralise_formula(cell: str) -> str:
    """Return a cell that a spreadsheet shows and never runs: without control codes, and with an apostrophe in front of
    what begins as a formula (OWASP, "CSV injection"), also behind a separator. A negative number stays as it is.
    """
    cell = _FORMULA_INSIDE.sub(r"\1'", remove_control_codes(cell))
    return f"'{cell}" if _FORMULA_START.match(cell) and not _NEGATIVE.fullmatch(cell) else cell


def restore_formula(cell: str) -> str:
    """Return the cell that :func:`neutralise_formula` has changed as it was, any other cell unchanged."""
    if cell.startswith("'") and _FORMULA_START.match(cell):
        cell = cell[1:]
    return _NEUTRALISED_INSIDE.sub(r"\1", cell)
