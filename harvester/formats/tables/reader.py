"""Tables of whatever columns (comma, semicolon, tab, or the XML of the WHO's ICTRP) → citations. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from harvester.csv_table import restore_formula
from harvester.errors import FormatError
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.name_lists import split_family_and_given, split_names
from harvester.formats.fields.placeholders import NO_VALUE
from harvester.formats.fields.publication_types import RIS_KINDS, classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.tables.column_names import (
    ACCESSION_COLUMNS,
    AUTHORS_KEY,
    FIELD_COLUMNS,
    ID_COLUMNS,
    IDENTIFIER_COLUMNS,
    LIST_COLUMNS,
    MARKED_COLUMNS,
    REPEATING_COLUMN,
)
from harvester.formats.tables.composite_cells import (
    EXTRACTED_FIELDS,
    OLD_PUBMED_COLUMNS,
    SOURCE_KEY,
    is_trial_register,
    names_family_and_given_in_turn,
    resolve_column,
    split_composite_cells,
    split_marked_numbers,
    use_sponsors_as_authors,
)
from harvester.formats.tables.rows import (
    CUT_OFF,
    UNCLOSED,
    Header,
    Row,
    find_header,
    is_transposed,
    normalise_column_name,
    split_rows,
    transpose,
)
from harvester.formats.tagged import SEMICOLONS, build_wos_record
from harvester.formats.text.cleaning import clean_line, plain_text
from harvester.formats.text.encoding import DecodedText
from harvester.registrations import find_registrations, parse_registration

_SPREADSHEET_TEXT: Final = re.compile(r'="(.*)"')
_MISSING: Final = NO_VALUE - {"na", "Na", "nA", "-", "--"}
"""Words for no value in any column; a table of chemistry has cells with Na in them."""
_COMMA: Final = re.compile(r"(?:,\s+|(?<=[^\d\s]),(?=\S)|(?<=\d),(?=[^\d\s]))(?![^()\[\]]{0,200}[)\]])")
"""A comma between values: not one in brackets, not one in the name of a chemical ("1,2-propanediol")."""
_TABLE: Final = FieldMap({**FIELD_COLUMNS, "authors": (AUTHORS_KEY,)})
_KNOWN: Final = frozenset([*_TABLE.ranks, *IDENTIFIER_COLUMNS, *ACCESSION_COLUMNS, *ID_COLUMNS])


def read_table(decoded: DecodedText, *, name: str) -> ParsedFile:
    """Return each row as a record, also without a title. Raises FormatError when no column holds titles."""
    header = find_header(decoded.text)
    if (header is None or not has_title_column(header)) and is_transposed(decoded.text):
        header, table_rows = transpose(decoded.text)
    elif header is None or not has_title_column(header):
        raise no_title_column_error(header, name)
    else:
        table_rows = split_rows(decoded.text, header)
    parsed = parse_rows(header, table_rows)
    preamble = "" if header.preamble.startswith("sep=") else header.preamble
    return ParsedFile(
        "csv", decoded.encoding, parsed.records, parsed.unreadable, (*decoded.warnings, *parsed.warnings), preamble
    )


def has_title_column(header: Header) -> bool:
    """Return whether a column holds titles."""
    return bool(set(header.names) & set(FIELD_COLUMNS["title"]))


def no_title_column_error(header: Header | None, name: str) -> FormatError:
    """Return the error for a table without titles."""
    return FormatError(
        f"{name}, line {header.line if header else 1}: no column of titles among the column names",
        hint="Give the first row the names of the columns, one of them Title (also useful: Authors, Year, DOI).",
    )


@dataclass(frozen=True, slots=True)
class ParsedRows:
    """The records of the rows of a table, the rows that could not be read, and warnings."""

    records: tuple[ParsedRecord, ...]
    unreadable: tuple[UnreadableRecord, ...]
    warnings: tuple[ParseWarning, ...]


def parse_rows(header: Header, table_rows: Iterable[Row]) -> ParsedRows:
    """Return each row as a record."""
    reader = _Reader(header)
    warnings: list[ParseWarning] = []
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for row in table_rows:
        if not row.flaw and len(row.cells) == 1 < len(header.cells) - 1:
            warnings.append(ParseWarning(row.line, f"a line that is no row was skipped: {row.cells[0][:60]!r}"))
            continue
        if (reason := reader.fault(row)) is not None:
            unreadable.append(UnreadableRecord(row.line, reason))
            continue
        warnings += reader.warnings_for(row)
        records.append(reader.record(row))
    return ParsedRows(tuple(records), tuple(unreadable), tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its name in the file, and the name under which it is looked up ("" for unknown ones)."""

    words: str
    name: str


class _Reader:
    """Reader of the rows below a header."""

    def __init__(self, header: Header) -> None:
        names = header.names
        self._header = header.cells
        self._tags = wos_tags(header.cells)
        self._names = frozenset(names)
        named = (words or f"column {position}" for position, words in enumerate(header.cells, start=1))
        self._columns = [_column(words, name, self._names) for words, name in zip(named, names, strict=True)]
        self._keys = [(column.name or column.words, column.name in LIST_COLUMNS) for column in self._columns]
        self._titles = min(position for position, name in enumerate(names) if name in FIELD_COLUMNS["title"])
        used = {key for key, _ in self._keys} | EXTRACTED_FIELDS
        self._authors = [name for name in FIELD_COLUMNS["authors"] if name in used]
        self._author_places = [position for position, (key, _) in enumerate(self._keys) if key in self._authors]
        self._accessions = [name for name in ACCESSION_COLUMNS if name in used]
        self._identifiers = [(name, kind) for name, kind in IDENTIFIER_COLUMNS.items() if name in used]
        self._own_ids = [name for name in ID_COLUMNS if name in used]
        self._types = [name for name in FIELD_COLUMNS["types"] if name in used]
        self._addresses = [name for name in ("id", *FIELD_COLUMNS["urls"]) if name in used]
        marked = (key for key, _ in self._keys if not self._names >= OLD_PUBMED_COLUMNS)
        self._marked = [key for key in marked if normalise_column_name(key) in MARKED_COLUMNS]
        self._source_words = next((column.words for column in self._columns if column.name == SOURCE_KEY), "")
        self._split_names: Callable[[str], list[str]]
        self._split_names = split_family_and_given if names_family_and_given_in_turn(self._names) else split_names
        self._repeating = names.index(REPEATING_COLUMN) if REPEATING_COLUMN in names else None
        self._databases = [name for name in FIELD_COLUMNS["databases"] if name in used or SOURCE_KEY in used]
        self._pmid_in_accession = (
            bool(self._databases) and self._names.isdisjoint(FIELD_COLUMNS["pmid"]) and bool(self._accessions)
        )
        self._register = is_trial_register(names)
        self._is_our_export = {"reportid", "records", "sources"} <= set(names)
        if self._is_our_export:
            self._split_names = _split_at_semicolons

    def fault(self, row: Row) -> str | None:
        """Return why a row cannot be read, or None."""
        width = len(self._columns)
        if row.flaw == UNCLOSED:
            return row.flaw
        if len(row.cells) > width and self._repeating is None and any(map(str.strip, row.cells[width:])):
            return f"{len(row.cells)} cells in {width} columns: a separator in a value without quotation marks?"
        if len(row.cells) <= self._titles:
            return f"only {len(row.cells)} of {width} cells, the title is not among them"
        return None

    def warnings_for(self, row: Row) -> list[ParseWarning]:
        """Return warnings about what is tolerated in a row."""
        warnings = (
            [ParseWarning(row.line, f"{CUT_OFF}; what is there of the last record was kept")]
            if row.flaw == CUT_OFF
            else []
        )
        if len(row.cells) < len(self._columns):
            warnings.append(
                ParseWarning(row.line, f"{len(row.cells)} of {len(self._columns)} cells; the others count as empty")
            )
        return warnings

    def record(self, row: Row) -> ParsedRecord:
        """Return the record in a row."""
        if self._tags:
            return read_wos_row(self._tags, row.cells, row.line)
        values = self._values(row)
        number = self._accession(values)
        id_column = next((name for name in self._own_ids if name in values), "")
        file_id = values.pop(id_column)[0] if id_column else number
        if self._pmid_in_accession and (pmid := self._find_pmid(values, number)):
            values["pmid"] = [pmid]
        identifiers = self._numbers(values)
        self._drop_accession(values, number)
        for column, _ in self._identifiers:
            if column not in _TABLE.ranks:
                values.pop(column, None)
        if self._is_our_export:
            values["report_id"] = [file_id]
        types = tuple([value for name in self._types for value in values.get(name, ())])
        kind = "registry-entry" if self._register else _kind(types) if types else "article"
        citation = build_citation(FieldValues(values, _TABLE), kind=kind, identifiers=identifiers)
        return ParsedRecord(citation, number, file_id, row.line)

    def _values(self, row: Row) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        cells = self._aligned(row.cells)
        for position in self._author_places:
            if position < len(cells) and "\n" in cells[position]:
                cells = [*cells[:position], _join_names(cells[position]), *cells[position + 1 :]]
        for (key, is_list), cell in zip(self._keys, cells, strict=False):  # rows may be short: see fault
            if cell and (value := self._value(cell)):
                texts = _split_list(value) if is_list else [value]
                if key in values:
                    values[key] += texts
                else:
                    values[key] = texts
        split_composite_cells(values, self._names, self._source_words)
        if self._register:
            use_sponsors_as_authors(values, self._header)
        chosen = next((name for name in self._authors if name in values), None)
        if chosen is not None:
            values[AUTHORS_KEY] = [part for cell in values.pop(chosen) for part in self._split_names(cell)]
        return values

    def _accession(self, values: Mapping[str, list[str]]) -> str:
        for name in self._accessions:
            if name in values:
                number = accession.find_in_urls(values[name]) or accession.clean_accession(values[name][0])
                if number and number != "0":
                    return accession.parse_pui(number) or number if name == "pui" else number
        return accession.find_in_urls([url for name in self._addresses for url in values.get(name, ())])

    def _drop_accession(self, values: dict[str, list[str]], number: str) -> None:
        """Remove the cell of the accession number; an address that it was found in is one of the record."""
        for name in self._accessions:
            if name in _TABLE.ranks or name not in values:
                continue
            if values[name] == [number]:
                del values[name]
            elif number and accession.find_in_urls(values[name]) == number:
                values.setdefault("url", []).extend(values.pop(name))

    def _find_pmid(self, values: Mapping[str, list[str]], number: str) -> str:
        """Return the PMID where the accession number of a row from PubMed or MEDLINE is one."""
        if not number.removeprefix("NLM").isdecimal():
            return ""
        databases = [text for name in self._databases for text in values.get(name, ())]
        return accession.find_pubmed_number(number, " ".join(databases)) if databases else ""

    def _numbers(self, values: dict[str, list[str]]) -> list[tuple[str, str]]:
        identifiers = [pair for name in self._marked for pair in split_marked_numbers(values, name)]
        for name, kind in self._identifiers:
            for cell in values.get(name, ()):
                if kind == "registrations":
                    identifiers += find_registrations(cell)
                elif kind == "registration":
                    identifiers.append(parse_registration(cell) or ("ictrp", accession.clean_accession(cell) or cell))
                elif kind == "pui":
                    identifiers.append((kind, accession.parse_pui(cell) or cell))
                else:
                    number = accession.find_in_urls([cell]) or accession.clean_accession(cell)
                    identifiers.append((kind, number or cell))
        return list(dict.fromkeys(identifiers))

    def _aligned(self, cells: list[str]) -> list[str]:
        surplus = len(cells) - len(self._columns)
        if surplus <= 0 or self._repeating is None:
            return cells
        first, rest_start = self._repeating, self._repeating + surplus + 1
        return [*cells[:first], " ".join(cells[first:rest_start]), *cells[rest_start:]]

    def _value(self, cell: str) -> str:
        value = plain_text(cell) if "<" in cell or "&" in cell else clean_line(cell)
        if value.startswith('="') and (match := _SPREADSHEET_TEXT.fullmatch(value)):
            return match[1].strip()
        if value in _MISSING and not self._is_our_export:
            return ""
        return restore_formula(value) if self._is_our_export else value


def _split_at_semicolons(cell: str) -> list[str]:
    return [name for part in cell.split(";") if (name := part.strip())]


def _column(words: str, name: str, names: frozenset[str]) -> _Column:
    name = resolve_column(name, names)
    if name == "source":
        return _Column(words, SOURCE_KEY)
    return _Column(words, name if name in _KNOWN or name in FIELD_COLUMNS["authors"] else "")


def _join_names(names: str) -> str:
    """Join names on lines of their own by semicolons; where a line holds several, join lines by blanks."""
    lines = [line for text in names.splitlines() if (line := text.strip(" ,"))]
    several = ";" in names or "|" in names or any(line.count(",") > 1 for line in lines)
    return " ".join(names.split()) if several else "; ".join(lines)


@lru_cache(maxsize=10_000)
def _kind(types: tuple[str, ...]) -> str:
    return classify_publication(
        types, next((RIS_KINDS[code] for value in types if (code := value.upper()) in RIS_KINDS), "article")
    )


def _split_list(cell: str) -> list[str]:
    if cell.startswith("[") and cell.endswith("]"):
        return split_names(cell)
    mark = next((mark for mark in (";", "|") if mark in cell), None)
    parts = cell.split(mark) if mark else _COMMA.split(cell) if "," in cell else [cell]
    return [value for part in parts if (value := part.strip())]


_WOS_TAGS: Final = frozenset(["PT", "AU", "TI", "SO", "UT"])


_WOS_COLUMNS: Final = {
    "Publication Type": "PT", "Authors": "AU", "Book Authors": "BA", "Book Editors": "BE", "Book Group Authors": "GP",
    "Author Full Names": "AF", "Book Author Full Names": "BF", "Group Authors": "CA", "Article Title": "TI",
    "Source Title": "SO", "Language": "LA", "Document Type": "DT", "Author Keywords": "DE", "Keywords Plus": "ID",
    "Abstract": "AB", "Publisher": "PU", "Publisher City": "PI", "ISSN": "SN", "eISSN": "EI", "ISBN": "BN",
    "Journal Abbreviation": "J9", "Journal ISO Abbreviation": "JI", "Publication Date": "PD", "Publication Year": "PY",
    "Early Access Date": "EA",
    "Volume": "VL", "Issue": "IS", "Start Page": "BP", "End Page": "EP", "Article Number": "AR", "DOI": "DI",
    "Book DOI": "D2", "Pubmed Id": "PM", "UT (Unique WOS ID)": "UT", "UT (Unique ID)": "UT",
}  # fmt: skip
"""The words that stand for tags which a field takes; other columns stay under their words."""


def wos_tags(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the tags of the columns of a table of Web of Science, whose headings are tags or words; else ()."""
    tags = tuple(_WOS_COLUMNS.get(cell, cell) for cell in cells)
    return tags if set(tags) >= _WOS_TAGS else ()


def read_wos_row(tags: Sequence[str], cells: Sequence[str], line: int) -> ParsedRecord:
    """Return the record in a row. Semicolons separate the values of a cell, as they separate names within a tag."""
    values: dict[str, list[str]] = {}
    for tag, cell in zip(tags, cells, strict=False):  # rows may be short
        parts = cell.split(";") if tag in SEMICOLONS or tag == "CR" else [cell]
        if texts := [value for part in parts if (value := plain_text(part))]:
            values[tag] = texts
    return build_wos_record(values, line)
