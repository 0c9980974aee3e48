"""Web of Science's tagged text (``FN … VR … PT … UT … ER … EF``, ".ciw", ".isi") → citations. Pure.

Two-letter field tags as in Clarivate's "Web of Science Core Collection Field Tags"; a line that begins with three
spaces goes on with the field above. Files of MEDLINE and Inspec on the same platform have some tags of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.text.cleaning import plain_text
from harvester.formats.text.encoding import DecodedText

_TABLE: Final = FieldMap(
    {
        "title": ("TI",),
        "title_original": ("FT", "Z1"),
        "authors": ("authors",),
        "year": ("PY",),
        "date": ("date",),
        "journal": ("SO",),
        "abbreviation": ("JI", "J9"),
        "volume": ("VL",),
        "issue": ("IS",),
        "first_page": ("BP",),
        "last_page": ("EP",),
        "pages": ("PS",),
        "article_number": ("AR",),
        "doi": ("DI", "D2"),
        "pmid": ("PM",),
        "abstract": ("AB",),
        "keywords": ("DE", "ID"),
        "types": ("DT",),
        "language": ("LA",),
        "publisher": ("PU",),
        "place": ("PI",),
        "serial_numbers": ("SN", "EI", "BN"),
    }
)
_LINE: Final = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)")
_EACH_LINE: Final = frozenset(["AU", "AF", "BA", "BE", "BF", "CA", "C1", "CR", "ED"])
SEMICOLONS: Final = frozenset(["DE", "ID", "DT"])
_OF_FILE: Final = frozenset(["FN", "VR", "EF"])
_PLACES: Final = {"B": "book", "S": "article", "P": "other", "C": "conference-paper"}


@dataclass(slots=True)
class _Record:
    """A record as lines by tag, the line where it begins, and whether its ER line was seen."""

    line: int
    lines: dict[str, list[list[str]]] = field(default_factory=dict)
    has_end: bool = False


def read_wos(decoded: DecodedText) -> ParsedFile:
    """Records of Web of Science's text. Values no field takes are kept in ``Citation.extra`` under their tag."""
    warnings = list(decoded.warnings)
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for record in _records(decoded.text, warnings):
        values = _values(record)
        if not values.keys() - {"PT"}:
            unreadable.append(UnreadableRecord(record.line, "the record is empty: no tag but PT has a value"))
            continue
        if not record.has_end:
            warnings.append(ParseWarning(record.line, "the record has no ER line; it ends where the next one begins"))
        records.append(build_wos_record(values, record.line))
    return ParsedFile("wos", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _records(text: str, warnings: list[ParseWarning]) -> list[_Record]:
    records: list[_Record] = []
    open_record: _Record | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _LINE.match(line)
        name = tag[1] if tag else ""
        if name == "ER":
            if open_record is not None:
                open_record.has_end = True
            open_record = None
        elif tag and (open_record is None or name == "PT") and name not in _OF_FILE:
            open_record = _Record(number, {name: [[tag[2] or ""]]})
            records.append(open_record)
        elif open_record is not None:
            _add(open_record, tag, line)
        elif not tag and line.strip():
            warnings.append(ParseWarning(number, f"text between records was skipped: {line.strip()[:60]!r}"))
    return records


def _add(record: _Record, tag: re.Match[str] | None, line: str) -> None:
    if tag and tag[1] in _OF_FILE:
        return
    if tag:
        record.lines.setdefault(tag[1], []).append([tag[2] or ""])
        record.lines[tag[1]] = record.lines.pop(tag[1])  # the tag of the last line stands last
    elif line.strip():
        record.lines[next(reversed(record.lines))][-1].append(line)


def _values(record: _Record) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for tag, value_lines in record.lines.items():
        texts = [part for lines in value_lines for part in (lines if tag in _EACH_LINE else [" ".join(lines)])]
        if tag in SEMICOLONS:
            texts = [part for text in texts for part in text.split(";")]
        if filled := [value for text in texts if (value := plain_text(text))]:
            values[tag] = filled
    return values


def build_wos_record(values: dict[str, list[str]], line: int) -> ParsedRecord:
    """The record in the values of its tags, which are used up."""
    number = _accession(values)
    if names := _authors(values):
        values["authors"] = names
    date_text = values.pop("PD", [""])[0]
    year_text = values.get("PY", [""])[0]
    if date_text:
        values["date"] = [date_text if normalise.year(date_text) else f"{year_text} {date_text}".strip()]
    types = [*values.get("DT", ()), *(["Conference"] if values.get("TY", [""])[0].upper().startswith("CONF") else [])]
    kind = classify_publication(types, _PLACES.get(values.get("PT", [""])[0].upper(), "article"))
    if values.get("PT", [""])[0].upper() in {"J", *_PLACES}:
        values.pop("PT")
    citation = build_citation(FieldValues(values, _TABLE), kind=kind, identifiers=accession.to_identifiers(number))
    return ParsedRecord(citation, number, number, line)


def _authors(values: dict[str, list[str]]) -> list[str]:
    """Full names where there are some (their short forms stay under AU), editors of a book that has no authors."""
    source = next((tag for tag in ("AF", "AU", "BF", "BA", "BE", "ED") if tag in values), "")
    names = [name.strip() for text in values.pop(source, []) for name in text.split(";")]
    return [name for name in names if name] + [f"{group.rstrip(',')}," for group in values.pop("CA", [])]


def _accession(values: dict[str, list[str]]) -> str:
    number = accession.normalise_wos(values.pop("UT", [""])[0])
    if number.startswith("MEDLINE:") and "PM" not in values:
        values["PM"] = [number.removeprefix("MEDLINE:")]
    return number
