"""The one writer of CSV: every table of the program, safe to open in a spreadsheet. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Final

FORMULA_START: Final = re.compile(r"'*[=+\-@\t\r]")
"""The beginning of a cell that a spreadsheet takes for a formula, or that :func:`neutralise_formula` has changed."""
_NEGATIVE: Final = re.compile(r"-\d+(?:\.\d+)?")


def write_table(header: Iterable[str], rows: Iterable[Iterable[object]], *, line_end: str = "\n") -> str:
    """Return a CSV table (comma, double quotes): the header, then a line for each row of texts and numbers."""
    return "".join(format_row(cells, line_end=line_end) for cells in (header, *rows))


def format_row(cells: Iterable[object], *, line_end: str = "\n") -> str:
    """Return a line of a CSV table; texts are neutralised, None is an empty cell."""
    line = StringIO()
    safe = [neutralise_formula(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(line, lineterminator=line_end).writerow(safe)
    return line.getvalue()


def neutralise_formula(cell: str) -> str:
    """Return a cell that a spreadsheet shows and never runs: with an apostrophe in front of what begins as a formula
    (OWASP, "CSV injection"). A negative number stays as it is.
    """
    return f"'{cell}" if FORMULA_START.match(cell) and not _NEGATIVE.fullmatch(cell) else cell
