"""Files of screening tools → records together with what each of their fields says, word for word. Pure.

What a reviewer decided stands in notes and in columns of the tool's own, often with markup that tells rounds of
screening apart; a citation keeps the sense of these, here their words are kept too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from harvester.errors import FormatError
from harvester.formats.detect import detect_format, detect_text_format, is_binary
from harvester.formats.model import ParsedRecord, UnreadableRecord
from harvester.formats.read import parse_file
from harvester.formats.ris.reader import read_ris_fields
from harvester.formats.screening_exports.eppi_json import is_eppi_json, read_eppi_items
from harvester.formats.tables.reader import has_title_column, no_title_column_error, parse_rows
from harvester.formats.tables.rows import Header, Row, find_header, split_rows
from harvester.formats.tables.workbook_reader import WORKBOOK_FORMATS, read_title_sheet
from harvester.formats.text.encoding import DecodedText, decode

_NO_FIELDS: Final[tuple[tuple[str, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class RawRow:
    """A record and its fields: (tag, or column in the file's words; value as it stands), in the order of the file."""

    record: ParsedRecord
    fields: tuple[tuple[str, str], ...] = _NO_FIELDS


@dataclass(frozen=True, slots=True)
class RawFile:
    """The rows of a file, and the records that could not be read."""

    format: str
    rows: tuple[RawRow, ...]
    unreadable: tuple[UnreadableRecord, ...] = ()


def read_raw(data: bytes, *, name: str) -> RawFile:
    """Every record of a file with its fields: all of them of RIS and of tables, of other formats its notes.

    Raises FormatError as :func:`harvester.formats.read` does.
    """
    if is_eppi_json(data):
        items, unreadable = read_eppi_items(data, name=name)
        return RawFile("eppi-json", tuple(RawRow(record, fields) for record, fields in items), unreadable)
    binary = is_binary(data)
    decoded = decode(b"" if binary else data)
    format_ = detect_format(data) if binary else detect_text_format(decoded.text)
    if format_ == "ris":
        raw_file = _ris(decoded)
    elif format_ == "csv":
        raw_file = _table(decoded, name)
    elif format_ in WORKBOOK_FORMATS:
        raw_file = _of_table(format_, *read_title_sheet(data, name=name))
    else:
        parsed = parse_file(data, name=name)
        return RawFile(
            parsed.format, tuple(RawRow(record, _notes(record)) for record in parsed.records), parsed.unreadable
        )
    if not raw_file.rows:
        line, reason = (
            (raw_file.unreadable[0].line, raw_file.unreadable[0].reason)
            if raw_file.unreadable
            else (1, "it is empty but for its frame")
        )
        raise FormatError(
            f"{name}, line {line}: no record can be read from this {raw_file.format} file: {reason}",
            hint="Export the records again; the list may have been empty, or the download was cut off.",
        )
    return raw_file


def _notes(record: ParsedRecord) -> tuple[tuple[str, str], ...]:
    return tuple(("notes", note) for note in record.citation.notes)


def _ris(decoded: DecodedText) -> RawFile:
    records, unreadable = read_ris_fields(decoded)
    rows_ = tuple(
        RawRow(record, tuple((tag, value) for tag, texts in values.items() for value in texts))
        for record, values in records
    )
    return RawFile("ris", rows_, unreadable)


def _table(decoded: DecodedText, name: str) -> RawFile:
    header = find_header(decoded.text)
    if header is None or not has_title_column(header):
        raise no_title_column_error(header, name)
    return _of_table("csv", header, split_rows(decoded.text, header))


def _of_table(format_: str, header: Header, table_rows: Iterable[Row]) -> RawFile:
    all_rows = list(table_rows)
    width = len(header.cells)
    cells = {row.line: [*row.cells, *[""] * (width - len(row.cells))] for row in all_rows}
    parsed = parse_rows(header, all_rows)
    return RawFile(
        format_,
        tuple(RawRow(record, tuple(zip(header.cells, cells[record.line], strict=False))) for record in parsed.records),
        parsed.unreadable,
    )
