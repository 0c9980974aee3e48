"""Files of screening tools → records together with each of their fields, word for word. Pure.

A reviewer's decisions are in notes and in columns of the tool, often with markup that tells rounds of screening apart.
A citation keeps the sense of these, here their words are kept too. EPPI-Reviewer exports JSON, others zip archives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from harvester.errors import FormatError
from harvester.formats.detect import detect_format, detect_text_format, is_binary
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.name_lists import split_names
from harvester.formats.model import ParsedRecord, UnreadableRecord
from harvester.formats.read import parse_file
from harvester.formats.ris.reader import read_ris_fields
from harvester.formats.tables.reader import has_title_column, no_title_column_error, parse_rows
from harvester.formats.tables.rows import Header, Row, find_header, split_rows
from harvester.formats.tables.workbook_limits import BROKEN_ZIP, describe_excess
from harvester.formats.tables.workbook_reader import WORKBOOK_FORMATS, read_title_sheet
from harvester.formats.text.cleaning import plain_text
from harvester.formats.text.encoding import DecodedText, decode
from harvester.formats.text.mojibake import fix_mojibake_of_record

_TYPED: Final = {"include": "Include", "exclude": "Exclude"}
_DEEPEST: Final = 50
_EPPI_FIELDS: Final = FieldMap({
    "title": ("Title",), "authors": ("Authors",), "year": ("Year",), "journal": ("ParentTitle",),
    "volume": ("Volume",), "issue": ("Issue",), "pages": ("Pages",), "doi": ("DOI",), "abstract": ("Abstract",),
    "keywords": ("Keywords",), "urls": ("URL",), "notes": ("Comments",),
})  # fmt: skip


def is_eppi_json(data: bytes) -> bool:
    """Return whether bytes look like EPPI-Reviewer's JSON."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and (b'"CodeSets"' in data or b'"References"' in data)


def read_eppi_items(
    data: bytes, *, name: str
) -> tuple[list[tuple[ParsedRecord, tuple[tuple[str, str], ...]]], tuple[UnreadableRecord, ...]]:
    """Return each item with its fields; a code is a field of its name, with its text or "1". ``line`` counts items.

    Raises FormatError for anything that is not such an export.
    """
    try:
        export = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as broken:
        raise FormatError(f"{name}: this JSON cannot be read: {broken}", hint="Export from EPPI-Reviewer again.") from (
            broken
        )
    items = export.get("References") if isinstance(export, dict) else None
    if not isinstance(items, list):
        raise FormatError(
            f"{name}: this is no export of EPPI-Reviewer: it has no list References",
            hint="In EPPI-Reviewer: Export > JSON, with the coding tools you screened with.",
        )
    codes = dict(_codes(export.get("CodeSets"), 0))
    records: list[tuple[ParsedRecord, tuple[tuple[str, str], ...]]] = []
    unreadable: list[UnreadableRecord] = []
    for position, item in enumerate(items, start=1):
        if isinstance(item, dict):
            records.append(_item(item, codes, position))
        else:
            unreadable.append(UnreadableRecord(position, "the item is no object"))
    return records, tuple(unreadable)


def _codes(tree: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Yield attribute id and name of each code; the name of one that includes or excludes begins with that."""
    if isinstance(tree, list):
        for branch in tree:
            yield from _codes(branch, depth)
    elif isinstance(tree, dict) and depth < _DEEPEST:
        if "AttributeId" in tree:
            kind = _TYPED.get(_text(tree.get("AttributeType")).partition(" ")[0].casefold(), "")
            label = plain_text(_text(tree.get("AttributeName")))
            typed = kind and not label.casefold().startswith(kind.casefold())
            yield _text(tree["AttributeId"]), f"{kind}: {label}" if typed else label
        attributes = tree.get("Attributes")
        if isinstance(attributes, dict):
            yield from _codes(attributes.get("AttributesList"), depth + 1)


def _item(
    item: Mapping[str, Any], codes: Mapping[str, str], position: int
) -> tuple[ParsedRecord, tuple[tuple[str, str], ...]]:
    members = {key: _text(value) for key, value in item.items() if isinstance(value, str | int | float)}
    values = {name: texts for name, text in members.items() if (texts := _split_member(name, text))}
    values.pop("ItemId", None)
    citation = build_citation(FieldValues(values, _EPPI_FIELDS), kind="article")
    record = ParsedRecord(citation, "", members.get("ItemId", ""), position)
    codes_list = item.get("Codes")
    coded = [code for code in codes_list if isinstance(code, dict)] if isinstance(codes_list, list) else []
    named = (
        (codes.get(_text(code.get("AttributeId")), ""), plain_text(_text(code.get("AdditionalText")))) for code in coded
    )
    return record, (*members.items(), *((label, text or "1") for label, text in named if label))


def _split_member(name: str, text: str) -> list[str]:
    """Return the values of a member, which has several of some on lines of their own, without markup."""
    if name == "Authors":
        return split_names(plain_text(text))
    parts = text.split() if name == "URL" else text.splitlines() if name == "Keywords" else [text]
    return [value for part in parts if (value := plain_text(part))]


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def is_zip_archive(data: bytes) -> bool:
    """Return whether bytes begin as a zip archive does."""
    return data.startswith(b"PK\x03\x04")


def unpack_archive(data: bytes, *, name: str, names: tuple[str, ...] | None = None) -> dict[str, bytes]:
    """Return name → content of the files in an archive; the content only of those in ``names`` (None: of all).

    Raises FormatError for an archive that is damaged, encrypted, or would grow to too much.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            if excess := describe_excess(archive, len(data)):
                raise FormatError(
                    f"{name}: this zip archive would grow to {excess}; it was not unpacked for safety",
                    hint="Unpack it yourself and name the file in it.",
                )
            parts = [part for part in archive.infolist() if not part.is_dir()]
            return {
                part.filename: archive.read(part) if names is None or part.filename in names else b"" for part in parts
            }
    except BROKEN_ZIP as broken:
        raise FormatError(
            f"{name}: this zip archive cannot be unpacked ({broken})", hint="Download it again, or unpack it yourself."
        ) from broken


_NO_FIELDS: Final[tuple[tuple[str, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class RawRow:
    """A record and its fields, in the order of the file: (tag or column as in the file, value word for word)."""

    record: ParsedRecord
    fields: tuple[tuple[str, str], ...] = _NO_FIELDS


@dataclass(frozen=True, slots=True)
class RawFile:
    """The records of a file with their fields, and those that could not be read."""

    format: str
    rows: tuple[RawRow, ...]
    unreadable: tuple[UnreadableRecord, ...] = ()


def read_raw(data: bytes, *, name: str) -> RawFile:
    """Return each record of a file with its fields: all of RIS and of tables, the notes of other formats.

    Raises FormatError as :func:`harvester.formats.read` does.
    """
    if is_eppi_json(data):
        items, unreadable = read_eppi_items(data, name=name)
        return RawFile(
            "eppi-json", tuple(RawRow(fix_mojibake_of_record(record), fields) for record, fields in items), unreadable
        )
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
        RawRow(fix_mojibake_of_record(record), tuple((tag, value) for tag, texts in values.items() for value in texts))
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
