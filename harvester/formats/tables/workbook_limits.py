"""How much a workbook may unpack to: found from its parts before a library opens it.

A small archive can unpack to gigabytes: one text stands for any number of cells, a row or cell says how often it is
repeated, and a stated position far away makes the reader allocate every cell between.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile

from harvester.errors import FormatError

HINT: Final = "Open it in Excel or LibreOffice and save the sheet as CSV UTF-8 (File > Save as)."
BROKEN_ZIP: Final = (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error)
"""What zipfile raises for archives that are damaged, encrypted or compressed by an unknown method."""

_MOST_BYTES: Final = 500_000_000
_MOST_PARTS: Final = 5_000
_SUSPICIOUS_BYTES: Final = 30_000_000
_MOST_COMPRESSED: Final = 100
"""How many times smaller than its content an archive may be: sheets of text are 5 to 30 times smaller."""
_MOST_CELLS: Final = 10_000_000
"""Cells from the first row and column to the last filled ones; each takes 40 bytes of memory."""
_SUSPICIOUS_CELLS: Final = 1_000_000
_MOST_EMPTY: Final = 50
"""How many cells there may be for each cell that is stored."""
_MOST_TEXT: Final = 200_000_000
"""Characters of all cells together, a text as often as cells show it."""
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")

_XLSX_CELL: Final = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_XLSX_PLACE: Final = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)(\d+)")
_XLSX_SHARED: Final = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_XLSX_SHARED_NUMBER: Final = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:[\w.-]+:)?v\s*>\s*(\d+)\s*<")
_XLSX_TEXT_END: Final = re.compile(rb"</(?:[\w.-]+:)?si\s*>")
_ODS_ROWS: Final = re.compile(rb"number-rows-repeated\s*=\s*[\"']\s*(\d+)")
_ODS_COLUMNS: Final = re.compile(rb"number-columns-repeated\s*=\s*[\"']\s*(\d+)")


def check_archive(data: bytes, name: str) -> None:
    """Raise FormatError for an archive that is damaged or would need too much memory.

    Every part is unpacked once: the size that an archive states may be wrong, which its check sums reveal.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if excess := describe_excess(archive, len(data)):
                raise too_large(name, f"{excess} when unpacked")
            shared: list[int] = []
            used: Counter[int] = Counter()
            unknown = 0
            for part in parts:
                content = archive.read(part)
                is_xml = part.filename.endswith((".xml", ".rels"))
                if is_xml and any(declaration in content[:4_000] for declaration in _DECLARATIONS):
                    raise too_large(name, f"XML entities in {part.filename}, which no spreadsheet program writes")
                _check_cells(content, part.filename, name)
                if b"<sst" in content[:4_000] or b":sst" in content[:4_000]:
                    shared = [len(text) for text in _XLSX_TEXT_END.split(content)]
                elif b"sheetData" in content:
                    numbers = [int(digits) for digits in _XLSX_SHARED_NUMBER.findall(content)]
                    used.update(numbers)
                    unknown += len(_XLSX_SHARED.findall(content)) - len(numbers)
            text = sum(shared[number] * times for number, times in used.items() if number < len(shared))
            text += unknown * max(shared, default=0)
            if text > _MOST_TEXT:
                raise too_large(name, f"{text:,} characters in its cells")
    except BROKEN_ZIP as broken:
        raise FormatError(f"{name}, line 1: this zip archive is damaged ({broken})", hint=HINT) from broken


def describe_excess(archive: ZipFile, packed_size: int) -> str:
    """Return to what an archive would unpack where that is too much, else ""."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    is_suspicious = size > _SUSPICIOUS_BYTES and size > _MOST_COMPRESSED * packed_size
    return (
        f"{size:,} bytes in {len(parts):,} parts"
        if is_suspicious or size > _MOST_BYTES or len(parts) > _MOST_PARTS
        else ""
    )


def too_large(name: str, reason: str) -> FormatError:
    """Return the error for a workbook that is not opened."""
    return FormatError(f"{name}, line 1: this workbook has {reason}; it was not read for safety", hint=HINT)


def _check_cells(content: bytes, part: str, name: str) -> None:
    """Raise FormatError for a sheet with too many cells up to its last one, or too much text."""
    if b"sheetData" in content:
        sheets = [(_count_xlsx_cells(content), len(_XLSX_CELL.findall(content)), 0)]
    elif b"<table:table-row" in content:
        sheets = [_measure_ods_table(table) for table in content.split(b"</table:table>")]
    else:
        return
    for cells, stored, text in sheets:
        if cells > _MOST_CELLS:
            raise too_large(name, f"more than {_MOST_CELLS:,} cells up to the last one in {part}")
        if cells > _SUSPICIOUS_CELLS and cells > _MOST_EMPTY * stored:
            raise too_large(name, f"{cells:,} cells up to the last one in {part}, of which {stored:,} are stored")
        if text > _MOST_TEXT:
            raise too_large(name, f"{text:,} characters in its cells in {part}")


def _count_xlsx_cells(content: bytes) -> int:
    places = _XLSX_PLACE.findall(content)
    columns = max((_column_number(letters) for letters in {letters for letters, _ in places}), default=0)
    rows = max((_to_int(digits) for digits in {digits for _, digits in places}), default=0)
    if sum(bool(letters) for letters, _ in places) < len(_XLSX_CELL.findall(content)):  # cells that state no place
        columns += max(len(_XLSX_CELL.findall(row)) for row in content.split(b"</row>"))
        rows += content.count(b"<row")
    return columns * rows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:10].upper():
        number = number * 26 + letter - 64
    return number


def _measure_ods_table(table: bytes) -> tuple[int, int, int]:
    """Return the cells up to the last filled one, the cells that are stored, and the bytes of the filled ones, each as
    often as it is repeated.
    """
    rows = last_row = columns = stored = text = 0
    for row in table.split(b"<table:table-row")[1:]:
        head, _, cells = row.partition(b">")
        repeated_row = _to_int(repeated[1]) if (repeated := _ODS_ROWS.search(head)) else 1
        rows += repeated_row
        last = max(map(cells.rfind, (b"office:", b"</table:table-cell", b"</table:covered")))
        if last >= 0:
            filled = cells[: cells.find(b">", last)]
            last_row = rows
            stored += filled.count(b"<table:")
            repeats = [_to_int(digits) for digits in _ODS_COLUMNS.findall(filled)]
            columns = max(columns, filled.count(b"<table:") + sum(repeats))
            text += repeated_row * _count_ods_text(filled)
    return last_row * columns, stored, text


def _count_ods_text(filled: bytes) -> int:
    """Return the bytes of the texts in a row, those of each cell as often as it is repeated."""
    size = 0
    for cell in filled.split(b"<table:")[1:]:
        head, _, content = cell.partition(b">")
        size += len(content) * (_to_int(repeated[1]) if (repeated := _ODS_COLUMNS.search(head)) else 1)
    return size


def _to_int(digits: bytes) -> int:
    """Return a number; a very long one is cut, since it is beyond every limit anyway."""
    return int(digits[:15])
