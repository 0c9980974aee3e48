"""Workbooks (.xlsx, .xls, .ods) of Embase, Lens, EPPI-Reviewer and people → citations.

A sheet is read as a table of values; a formula counts as its last result. Before a workbook is opened its size is
checked (:mod:`harvester.formats.tables.workbook_limits`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple
from zipfile import ZipFile

from harvester.errors import FormatError
from harvester.formats.model import ParsedFile, ParseWarning
from harvester.formats.tables.reader import has_title_column, no_title_column_error, parse_rows
from harvester.formats.tables.rows import HEADERS_WITHIN, Header, Row, choose_header
from harvester.formats.tables.workbook_limits import BROKEN_ZIP, HINT, check_archive

if TYPE_CHECKING:
    from xlrd.sheet import Cell

WORKBOOK_FORMATS: Final = ("xlsx", "xls", "ods")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_XLS_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_DATES: Final = frozenset(["pages", "page", "pagerange", "pagination", "issue", "issuenumber", "number", "volume"])


def detect_workbook(data: bytes) -> str | None:
    """Return "xlsx", "ods" or "xls" for the bytes of a workbook, None for anything else."""
    if data.startswith(_OLE):
        return "xls" if any(stream in data for stream in _XLS_STREAMS) else None
    if not data.startswith(_ZIP):
        return None
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                return "xlsx"
            return "ods" if "mimetype" in names and archive.read("mimetype").strip() == _ODS_TYPE else None
    except BROKEN_ZIP:
        return None


class _Sheet(NamedTuple):
    title: str
    is_shown: bool
    rows: list[list[Any]]


def read_workbook(data: bytes, *, name: str) -> ParsedFile:
    """Return each row of the first sheet with a column of titles as a record; ``line`` is the number of its row.

    Raises FormatError for a workbook that is damaged, too large, or has no such sheet.
    """
    sheet, header, others = _find_title_sheet(_load_sheets(data, name), name)
    parsed = parse_rows(header, _iter_rows(sheet, header))
    sheet_warnings = [ParseWarning(1, f"only the sheet {sheet.title!r} was read, not {', '.join(others)}")]
    return ParsedFile(
        detect_workbook(data) or "xlsx",
        "utf-8",
        parsed.records,
        parsed.unreadable,
        (*(sheet_warnings if others else ()), *parsed.warnings),
        header.preamble,
    )


def read_title_sheet(data: bytes, *, name: str) -> tuple[Header, tuple[Row, ...]]:
    """Return the header and rows of the first sheet with a column of titles, as :func:`read_workbook` reads it.

    Raises FormatError for a workbook that is damaged, too large, or has no such sheet.
    """
    sheet, header, _ = _find_title_sheet(_load_sheets(data, name), name)
    return header, tuple(_iter_rows(sheet, header))


def read_sheets(data: bytes, *, name: str) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Return every visible sheet with its filled rows: (title, (row number, cells as texts)).

    Raises FormatError for a workbook that is damaged or too large.
    """
    return [
        (sheet.title, [(number, [_cell_text(value, "") for value in cells]) for number, cells in _filled_rows(sheet)])
        for sheet in _load_sheets(data, name)
        if sheet.is_shown
    ]


def _load_sheets(data: bytes, name: str) -> list[_Sheet]:
    try:
        if data.startswith(_OLE):
            return _parse_xls(data)
        check_archive(data, name)
        return _parse_sheets(data)
    except FormatError:
        raise
    except BaseException as broken:  # a panic of calamine, which is in Rust, is no Exception
        if not isinstance(broken, Exception) and type(broken).__name__ != "PanicException":
            raise
        reason = f"{type(broken).__name__}: {broken}"
        raise FormatError(f"{name}, line 1: this workbook is damaged ({reason})", hint=HINT) from broken


def _parse_xls(data: bytes) -> list[_Sheet]:
    """Parse an .xls file by xlrd, which is in Python: a damaged one makes calamine abort or take all memory."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, logfile=StringIO(), ragged_rows=True)
    return [
        _Sheet(
            sheet.name,
            sheet.visibility == 0,
            [[_xls_value(cell, book.datemode) for cell in row] for row in sheet.get_rows()],
        )
        for sheet in book.sheets()
    ]


def _xls_value(cell: Cell, datemode: Literal[0, 1]) -> object:
    import xlrd

    if isinstance(cell.value, str):
        return cell.value.replace("\0", "")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(cell.value), "")
    return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value


def _parse_sheets(data: bytes) -> list[_Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheets = []
    for entry in book.sheets_metadata:
        is_table = entry.typ == SheetTypeEnum.WorkSheet
        rows = book.get_sheet_by_name(entry.name).to_python(skip_empty_area=False) if is_table else []
        sheets.append(_Sheet(entry.name, is_table and entry.visible == SheetVisibleEnum.Visible, rows))
    return sheets


def _find_title_sheet(sheets: list[_Sheet], name: str) -> tuple[_Sheet, Header, list[str]]:
    """Return the first sheet with a column of titles, its header, and the names of the other sheets."""
    first: Header | None = None
    for sheet in sheets:
        header = _find_header(sheet)
        first = first or header
        if header is not None and has_title_column(header):
            return sheet, header, [other.title for other in sheets if other.title != sheet.title]
    raise no_title_column_error(first, name)


def _find_header(sheet: _Sheet) -> Header | None:
    top = list(islice(_filled_rows(sheet), HEADERS_WITHIN))
    texts = [(number, "", tuple(_cell_text(value, "").strip() for value in row)) for number, row in top]
    best = choose_header(texts)
    if best is None:
        return None
    above = ["\t".join(cell for cell in cells if cell) for number, _, cells in texts if number < best[2]]
    return Header(*best, "\n".join(line for line in above if line))


def _iter_rows(sheet: _Sheet, header: Header) -> Iterator[Row]:
    names = header.names
    for number, values in _filled_rows(sheet):
        columns = (*names, *[""] * (len(values) - len(names)))
        cells = [_cell_text(value, column) for value, column in zip(values, columns, strict=False)]
        if number > header.line and any(cell.strip() for cell in cells):
            cells += [""] * (len(header.cells) - len(cells))
            yield Row(number, cells)


def _filled_rows(sheet: _Sheet) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that are not empty with their numbers, each up to its last filled cell."""
    for number, row in enumerate(sheet.rows, start=1):
        while row and row[-1] == "":
            row.pop()
        if row:
            yield number, row


def _cell_text(value: object, column: str) -> str:
    """Return a value as the sheet shows it."""
    if isinstance(value, datetime | date):
        return _date_text(value, column)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _date_text(value: datetime | date, column: str) -> str:
    """Return a day. Excel takes pages such as 1-7 for the seventh of January, and shows "07-Jan"."""
    if column in _NOT_DATES:
        return f"{value.day:02d}-{_MONTHS[value.month - 1]}"
    is_whole_day = not isinstance(value, datetime) or value.time() == time()
    return f"{value:%Y-%m-%d}" if is_whole_day else value.isoformat()
