"""Excel workbooks (.xlsx) of Embase, Lens, EPPI-Reviewer and people → citations. Pure.

The sheet is read as a table of values; formulas count as what they last gave. Before anything is unpacked, what it
would become is looked at: a small archive can hold gigabytes.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from harvester.errors import FormatError
from harvester.formats.model import ParsedFile, ParseWarning
from harvester.formats.tables.reader import has_title_column, no_title_column_error, parse_rows
from harvester.formats.tables.rows import HEADERS_WITHIN, Header, Row, choose_header

Sheet = Any  # the published types of openpyxl say that a sheet opened for reading cannot be iterated
_WORKBOOK: Final = "xl/workbook.xml"
_MOST_BYTES: Final = 500_000_000
_MOST_PARTS: Final = 5_000
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
"""Rows and columns of a sheet: Excel's own limits."""
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_DATES: Final = frozenset(["pages", "page", "pagerange", "pagination", "issue", "issuenumber", "number", "volume"])
_HINT: Final = "Open it in Excel or LibreOffice and save the sheet as CSV UTF-8 (File > Save as)."
_BROKEN: Final = (
    BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError, ParseError,
    NotImplementedError, RuntimeError, OverflowError, SyntaxError, zlib.error,
)  # fmt: skip
"""What zipfile, the XML parser and openpyxl raise for a damaged or foreign workbook; none has an error of its own."""


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip archive with a workbook in it."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _WORKBOOK in archive.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def read_xlsx(data: bytes, *, name: str) -> ParsedFile:
    """Every row of the first sheet with a column of titles as a record; ``line`` is the number of its row.

    Raises FormatError for a workbook that is damaged, too large, or has no such sheet.
    """
    _check(data, name)
    try:
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions that hold no values
            return _read(data, name)
    except _BROKEN as broken:
        raise _damaged(name, broken) from broken


def first_table(data: bytes, *, name: str) -> tuple[Header, tuple[Row, ...]]:
    """The header and rows of the first sheet with a column of titles, as :func:`read_xlsx` reads it.

    Raises FormatError for a workbook that is damaged, too large, or has no such sheet.
    """
    _check(data, name)
    try:
        with warnings.catch_warnings(action="ignore"):
            sheet, header, _ = _with_titles(data, name)
            return header, tuple(_rows(sheet, header))
    except _BROKEN as broken:
        raise _damaged(name, broken) from broken


def _damaged(name: str, broken: BaseException) -> FormatError:
    return FormatError(
        f"{name}, line 1: this Excel workbook is damaged ({type(broken).__name__}: {broken})", hint=_HINT
    )


def _check(data: bytes, name: str) -> None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > _MOST_BYTES or len(parts) > _MOST_PARTS:
                raise FormatError(
                    f"{name}, line 1: this Excel workbook would grow to {size:,} bytes in {len(parts):,} parts; "
                    f"it was not unpacked for safety (limit {_MOST_BYTES:,})",
                    hint=_HINT,
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares_entities(archive, part.filename):
                    raise FormatError(
                        f"{name}, line 1: {part.filename} in this Excel workbook declares XML entities, as none "
                        "that Excel writes does; it was not read for safety",
                        hint=_HINT,
                    )
    except _BROKEN as broken:
        raise FormatError(f"{name}, line 1: this zip archive is damaged ({broken})", hint=_HINT) from broken


def _declares_entities(archive: ZipFile, part: str) -> bool:
    with archive.open(part) as file:
        head = file.read(4_000)
    return any(declaration in head for declaration in _DECLARATIONS)


def _read(data: bytes, name: str) -> ParsedFile:
    sheet, header, others = _with_titles(data, name)
    parsed = parse_rows(header, _rows(sheet, header))
    sheet_warnings = (
        [ParseWarning(1, f"only the sheet {sheet.title!r} was read, not {', '.join(others)}")] if others else []
    )
    return ParsedFile(
        "xlsx", "utf-8", parsed.records, parsed.unreadable, (*sheet_warnings, *parsed.warnings), header.preamble
    )


def _with_titles(data: bytes, name: str) -> tuple[Sheet, Header, list[str]]:
    """The first sheet with a column of titles, its header, and the names of the other sheets."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    first: Header | None = None
    for sheet in book.worksheets:
        header = _header(sheet)
        first = first or header
        if header is not None and has_title_column(header):
            return sheet, header, [title for title in book.sheetnames if title != sheet.title]
    raise no_title_column_error(first, name)


def _header(sheet: Sheet) -> Header | None:
    top = [(number, row) for number, row in islice(_cells(sheet), HEADERS_WITHIN)]
    texts = [(number, "", tuple(_text(value, "").strip() for value in row)) for number, row in top]
    best = choose_header(texts)
    if best is None:
        return None
    above = ["\t".join(cell for cell in cells if cell) for number, _, cells in texts if number < best[2]]
    return Header(*best, "\n".join(line for line in above if line))


def _rows(sheet: Sheet, header: Header) -> Iterator[Row]:
    names = (*header.names, *[""] * _MOST_COLUMNS)
    for number, values in _cells(sheet):
        cells = [_text(value, name) for value, name in zip(values, names, strict=False)]  # rows end at their last cell
        if number > header.line and any(cell.strip() for cell in cells):
            cells += [""] * (len(header.cells) - len(cells))
            yield Row(number, cells)


def _cells(sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """The filled rows with their numbers. The size a sheet states is not believed: it is often wrong."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
    for number, row in enumerate(rows, start=1):
        values = list(row[:_MOST_COLUMNS])
        while values and values[-1] is None:
            values.pop()
        if values:
            yield number, values


def _text(value: object, column: str) -> str:
    """A value as the sheet shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return _day(value, column)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _day(value: datetime | date, column: str) -> str:
    """A day. Excel takes pages such as 1-7 for the seventh of January, and shows "07-Jan"."""
    if column in _NOT_DATES:
        return f"{value.day:02d}-{_MONTHS[value.month - 1]}"
    is_whole_day = not isinstance(value, datetime) or value.time() == time()
    return f"{value:%Y-%m-%d}" if is_whole_day else value.isoformat()


def read_sheets(data: bytes, *, name: str) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Every sheet that is shown, with its filled rows: (title, (row number, cells as texts)).

    Raises FormatError for a workbook that is damaged or too large.
    """
    _check(data, name)
    try:
        with warnings.catch_warnings(action="ignore"):
            return _texts_of_sheets(data)
    except _BROKEN as broken:
        raise FormatError(
            f"{name}: this Excel workbook is damaged ({type(broken).__name__}: {broken})", hint=_HINT
        ) from broken


def _texts_of_sheets(data: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    return [
        (sheet.title, [(number, [_text(value, "") for value in cells]) for number, cells in _cells(sheet)])
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    ]
