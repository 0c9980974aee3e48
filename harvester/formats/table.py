"""Tables (comma, semicolon, tab) of whatever columns → citations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from harvester.errors import FormatError
from harvester.formats import accession
from harvester.formats.decoding import Decoded
from harvester.formats.entry import BadEntry, Entry, Oddity, ReadFile
from harvester.formats.fields import Table
from harvester.formats.kinds import RIS_KINDS, kind_of
from harvester.formats.names import split_names
from harvester.formats.record_numbers import trial_numbers
from harvester.formats.steps import AT_A_TIME, Told, entries_of
from harvester.formats.table_columns import ACCESSIONS, AUTHORS, COLUMNS, IDENTIFIERS, LISTS, OWN_IDS, REPEATING
from harvester.formats.table_registers import of_register, registration, sponsors_for_authors
from harvester.formats.table_rows import CUT, UNCLOSED, Header, Row, find_header, rows
from harvester.formats.table_sources import TAKEN_OUT, column_in_use, taken_apart
from harvester.formats.table_turned import is_turned, turned
from harvester.formats.table_wos import entry_of_row, tags_of
from harvester.formats.text import clean, plain

_SPREADSHEET_TEXT: Final = re.compile(r'="(.*)"')
_NEUTRALISED: Final = re.compile(r"'+[=+\-@]")
_MISSING: Final = frozenset(["NA", "NaN", "nan", "NULL", "null", "#N/A", "<NA>"])
"""What R, pandas, databases and Excel write for "no value"."""
_COMMA: Final = re.compile(r"(?:,\s+|(?<=[^\d\s]),(?=\S)|(?<=\d),(?=[^\d\s]))(?![^()\[\]]{0,200}[)\]])")
"""A comma between values: not one in brackets, not one in the name of a chemical ("1,2-propanediol")."""
_TABLE: Final = Table({**COLUMNS, "authors": (AUTHORS,)})
_KNOWN: Final = frozenset([*_TABLE.places, *IDENTIFIERS, *ACCESSIONS, *OWN_IDS])
_DATABASES: Final = frozenset(COLUMNS["databases"])
_SOURCE_TITLES: Final = frozenset(["sourcetitle", "journal", "journaltitle", "publicationtitle"])


def read_table(decoded: Decoded, *, name: str) -> ReadFile:
    """Every row as a record, also rows without a title. Raises FormatError when no column is one of titles."""
    header = find_header(decoded.text)
    if (header is None or not has_titles(header)) and is_turned(decoded.text):
        header, found = turned(decoded.text)
    elif header is None or not has_titles(header):
        raise without_titles(header, name)
    else:
        found = rows(decoded.text, header)
    read = read_rows(header, found)
    preamble = "" if header.preamble.startswith("sep=") else header.preamble
    return ReadFile("csv", decoded.encoding, read.entries, read.bad, (*decoded.oddities, *read.oddities), preamble)


def has_titles(header: Header) -> bool:
    """Whether one of the columns is one of titles."""
    return bool(set(header.names) & set(COLUMNS["title"]))


def without_titles(header: Header | None, name: str) -> FormatError:
    """The error for a table without titles, which no record can do without."""
    return FormatError(
        f"{name}, line {header.line if header else 1}: no column of titles among the column names",
        hint="Give the first row the names of the columns, one of them Title (also useful: Authors, Year, DOI).",
    )


@dataclass(frozen=True, slots=True)
class ReadRows:
    """What was found in the rows of a table."""

    entries: tuple[Entry, ...]
    bad: tuple[BadEntry, ...]
    oddities: tuple[Oddity, ...]


def read_rows(header: Header, found: Iterable[Row]) -> ReadRows:
    """Each row as a record, whatever kind of table it is of."""
    reader = _Reader(header)
    oddities: list[Oddity] = []
    sound: list[Row] = []
    bad: list[BadEntry] = []
    for row in found:
        if not row.flaw and len(row.cells) == 1 < len(header.cells) - 1:
            oddities.append(Oddity(row.line, f"a line that is no row was skipped: {row.cells[0][:60]!r}"))
            continue
        if (reason := reader.fault(row)) is not None:
            bad.append(BadEntry(row.line, reason))
            continue
        oddities += reader.mended(row)
        sound.append(row)
    starts = range(0, len(sound), AT_A_TIME)
    entries = tuple(chain.from_iterable(reader.entries(sound[start : start + AT_A_TIME]) for start in starts))
    return ReadRows(entries, tuple(bad), tuple(oddities))


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its name in the file, and the name by which it is looked up ("" for unknown ones)."""

    words: str
    name: str


class _Reader:
    """Makes records of rows, for one header."""

    def __init__(self, header: Header) -> None:
        names = header.names
        self._header = header.cells
        self._tags = tags_of(header.cells)
        self._names = frozenset(names)
        named = (words or f"column {place}" for place, words in enumerate(header.cells, start=1))
        self._columns = [_column(words, name, self._names) for words, name in zip(named, names, strict=True)]
        self._keys = [(column.name or column.words, column.name in LISTS) for column in self._columns]
        self._titles = min(place for place, name in enumerate(names) if name in COLUMNS["title"])
        used = {key for key, _ in self._keys} | TAKEN_OUT
        self._authors = [name for name in COLUMNS["authors"] if name in used]
        self._of_authors = [place for place, (key, _) in enumerate(self._keys) if key in self._authors]
        self._accessions = [name for name in ACCESSIONS if name in used]
        self._identifiers = [(name, kind) for name, kind in IDENTIFIERS.items() if name in used]
        self._own_ids = [name for name in OWN_IDS if name in used]
        self._types = [name for name in COLUMNS["types"] if name in used]
        self._addresses = [name for name in ("id", *COLUMNS["urls"]) if name in used]
        self._repeating = names.index(REPEATING) if REPEATING in names else None
        self._register = of_register(names)
        self._ours = {"reportid", "records", "sources"} <= set(names)

    def fault(self, row: Row) -> str | None:
        """Why a row cannot be read, or None."""
        width = len(self._columns)
        if row.flaw == UNCLOSED:
            return row.flaw
        if len(row.cells) > width and self._repeating is None and any(map(str.strip, row.cells[width:])):
            return f"{len(row.cells)} cells in {width} columns: a separator in a value without quotation marks?"
        if len(row.cells) <= self._titles:
            return f"only {len(row.cells)} of {width} cells, the title is not among them"
        return None

    def mended(self, row: Row) -> list[Oddity]:
        """What is tolerated in a row."""
        found = [Oddity(row.line, f"{CUT}; what is there of the last record was kept")] if row.flaw == CUT else []
        if len(row.cells) < len(self._columns):
            found.append(Oddity(row.line, f"{len(row.cells)} of {len(self._columns)} cells; the others count as empty"))
        return found

    def entries(self, rows: Sequence[Row]) -> list[Entry]:
        """The records of some rows, which take each step together (``steps`` says why)."""
        if self._tags:
            return [entry_of_row(self._tags, row.cells, row.line) for row in rows]
        valued = [self._values(row) for row in rows]
        return entries_of([self._told(row, values) for row, values in zip(rows, valued, strict=True)])

    def _told(self, row: Row, values: dict[str, list[str]]) -> Told:
        number = self._accession(values)
        named = next((name for name in self._own_ids if name in values), "")
        own = values.pop(named)[0] if named else number
        identifiers = self._numbers(values)
        for name in self._accessions:
            if name not in _TABLE.places and values.get(name) == [number]:
                del values[name]
        for column, _ in self._identifiers:
            if column not in _TABLE.places:
                values.pop(column, None)
        if self._ours:
            values["report_id"] = [own]
        types = tuple([value for name in self._types for value in values.get(name, ())])
        kind = "registry-entry" if self._register else _kind(types) if types else "article"
        return Told(values, _TABLE, number, own, kind, identifiers, row.line)

    def _values(self, row: Row) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        cells = self._aligned(row.cells)
        for place in self._of_authors:
            if place < len(cells) and "\n" in cells[place]:
                cells = [*cells[:place], _in_a_row(cells[place]), *cells[place + 1 :]]
        for (key, listed), cell in zip(self._keys, cells, strict=False):  # rows may be short; see fault and mended
            if cell and (value := self._value(cell)):
                found = _several(value) if listed else [value]
                if key in values:
                    values[key] += found
                else:
                    values[key] = found
        taken_apart(values, self._names)
        if self._register:
            sponsors_for_authors(values, self._header)
        chosen = next((name for name in self._authors if name in values), None)
        if chosen is not None:
            values[AUTHORS] = [part for cell in values.pop(chosen) for part in split_names(cell)]
        return values

    def _accession(self, values: Mapping[str, list[str]]) -> str:
        for name in self._accessions:
            if name in values:
                number = accession.stated(values[name][0])
                if number and number != "0":
                    return accession.pui(number) or number if name == "pui" else number
        return accession.from_urls([url for name in self._addresses for url in values.get(name, ())])

    def _numbers(self, values: Mapping[str, list[str]]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name, kind in self._identifiers:
            for cell in values.get(name, ()):
                if kind == "registration":
                    found.append(registration(cell))
                elif kind == "nct":
                    found += trial_numbers([cell])
                else:
                    found.append((kind, accession.pui(cell) or cell if kind == "pui" else cell))
        return list(dict.fromkeys(found))

    def _aligned(self, cells: list[str]) -> list[str]:
        surplus = len(cells) - len(self._columns)
        if surplus <= 0 or self._repeating is None:
            return cells
        first, after = self._repeating, self._repeating + surplus + 1
        return [*cells[:first], " ".join(cells[first:after]), *cells[after:]]

    def _value(self, cell: str) -> str:
        value = plain(cell) if "<" in cell or "&" in cell else clean(cell)
        if value.startswith('="') and (found := _SPREADSHEET_TEXT.fullmatch(value)):
            return found[1].strip()
        if value in _MISSING and not self._ours:
            return ""
        return value[1:] if self._ours and _NEUTRALISED.match(value) else value


def _column(words: str, name: str, names: frozenset[str]) -> _Column:
    name = column_in_use(name, names)
    if name == "source" and _SOURCE_TITLES & names:  # Scopus: the journal is in "Source title", and this says "Scopus"
        return _Column(words, "" if _DATABASES & names else "database")
    return _Column(words, name if name in _KNOWN or name in COLUMNS["authors"] else "")


def _in_a_row(names: str) -> str:
    """Names on lines of their own, with a mark between them; where lines hold several, a break is but a blank."""
    lines = [line for text in names.splitlines() if (line := text.strip(" ,"))]
    several = ";" in names or "|" in names or any(line.count(",") > 1 for line in lines)
    return " ".join(names.split()) if several else "; ".join(lines)


@lru_cache(maxsize=10_000)
def _kind(types: tuple[str, ...]) -> str:
    return kind_of(types, next((RIS_KINDS[code] for value in types if (code := value.upper()) in RIS_KINDS), "article"))


def _several(cell: str) -> list[str]:
    if cell.startswith("[") and cell.endswith("]"):
        return split_names(cell)
    mark = next((mark for mark in (";", "|") if mark in cell), None)
    parts = cell.split(mark) if mark else _COMMA.split(cell) if "," in cell else [cell]
    return [value for part in parts if (value := part.strip())]
