"""Files of screening tools → records together with what each of their fields says, word for word. Pure.

What a reviewer decided stands in notes and in columns of the tool's own, often with markup that tells rounds of
screening apart; a citation keeps the sense of these, here their words are kept too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from harvester.errors import FormatError
from harvester.formats.decoding import Decoded, decode
from harvester.formats.detection import detect, detect_text, is_binary
from harvester.formats.entry import BadEntry, Entry
from harvester.formats.eppi_json import is_eppi_json, read_items
from harvester.formats.reading import read
from harvester.formats.ris import read_ris_fields
from harvester.formats.table import has_titles, read_rows, without_titles
from harvester.formats.table_rows import Header, Row, find_header, rows
from harvester.formats.xlsx import first_table

_NO_FIELDS: Final[tuple[tuple[str, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class RawRow:
    """A record and its fields: (tag, or column in the file's words; value as it stands), in the order of the file."""

    entry: Entry
    fields: tuple[tuple[str, str], ...] = _NO_FIELDS


@dataclass(frozen=True, slots=True)
class RawFile:
    """The rows of a file, and the records that could not be read."""

    format: str
    rows: tuple[RawRow, ...]
    bad: tuple[BadEntry, ...] = ()


def read_raw(data: bytes, *, name: str) -> RawFile:
    """Every record of a file with its fields: all of them of RIS and of tables, of other formats its notes.

    Raises FormatError as :func:`harvester.formats.read` does.
    """
    if is_eppi_json(data):
        items, bad = read_items(data, name=name)
        return RawFile("eppi-json", tuple(RawRow(entry, fields) for entry, fields in items), bad)
    binary = is_binary(data)
    decoded = decode(b"" if binary else data)
    format_ = detect(data) if binary else detect_text(decoded.text)
    if format_ == "ris":
        found = _ris(decoded)
    elif format_ == "csv":
        found = _table(decoded, name)
    elif format_ == "xlsx":
        found = _of_table("xlsx", *first_table(data, name=name))
    else:
        plain = read(data, name=name)
        return RawFile(plain.format, tuple(RawRow(entry, _notes(entry)) for entry in plain.entries), plain.bad)
    if not found.rows:
        line, reason = (found.bad[0].line, found.bad[0].reason) if found.bad else (1, "it is empty but for its frame")
        raise FormatError(
            f"{name}, line {line}: no record can be read from this {found.format} file: {reason}",
            hint="Export the records again; the list may have been empty, or the download was cut off.",
        )
    return found


def _notes(entry: Entry) -> tuple[tuple[str, str], ...]:
    return tuple(("notes", note) for note in entry.citation.notes)


def _ris(decoded: Decoded) -> RawFile:
    found, bad = read_ris_fields(decoded)
    rows_ = tuple(
        RawRow(entry, tuple((tag, value) for tag, those in values.items() for value in those))
        for entry, values in found
    )
    return RawFile("ris", rows_, bad)


def _table(decoded: Decoded, name: str) -> RawFile:
    header = find_header(decoded.text)
    if header is None or not has_titles(header):
        raise without_titles(header, name)
    return _of_table("csv", header, rows(decoded.text, header))


def _of_table(format_: str, header: Header, found: Iterable[Row]) -> RawFile:
    kept = list(found)
    width = len(header.cells)
    cells = {row.line: [*row.cells, *[""] * (width - len(row.cells))] for row in kept}
    read_ = read_rows(header, kept)
    return RawFile(
        format_,
        tuple(RawRow(entry, tuple(zip(header.cells, cells[entry.line], strict=False))) for entry in read_.entries),
        read_.bad,
    )
