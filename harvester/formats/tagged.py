"""Read texts with a tag before each value: Web of Science, RefWorks and the Cochrane Library. Pure.

- Web of Science (``FN … VR … PT … UT … ER … EF``, ".ciw", ".isi"): field tags of two letters as in Clarivate's "Web of
  Science Core Collection Field Tags"; a line that begins with three spaces continues the field above. Files of MEDLINE
  and Inspec on the same platform have further tags.
- RefWorks: ``RT Journal Article`` begins a record (RefWorks' help, "RefWorks Tagged Format"; also written by EBSCOhost,
  HighWire and CNKI).
- Cochrane: ``Record #1 of 20``, then ``ID: CN-…``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import REFWORKS_KINDS, classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.text.cleaning import plain_text, split_at
from harvester.formats.text.encoding import DecodedText

_WOS_FIELDS: Final = FieldMap({
    "title": ("TI",), "title_original": ("FT", "Z1"), "authors": ("authors",), "year": ("PY", "EA"), "date": ("date",),
    "journal": ("SO",), "abbreviation": ("JI", "J9"), "volume": ("VL",), "issue": ("IS",), "first_page": ("BP",),
    "last_page": ("EP",), "pages": ("PS",), "article_number": ("AR",), "doi": ("DI", "D2"), "pmid": ("PM",),
    "abstract": ("AB",), "keywords": ("DE", "ID"), "types": ("DT",), "language": ("LA",), "publisher": ("PU",),
    "place": ("PI",), "urls": ("DL",), "serial_numbers": ("SN", "EI", "BN"),
})  # fmt: skip
_LINE: Final = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)")
_EACH_LINE: Final = frozenset(["AU", "AF", "BA", "BE", "BF", "CA", "C1", "CR", "ED"])
SEMICOLONS: Final = frozenset(["DE", "ID", "DT"])
_OF_FILE: Final = frozenset(["FN", "VR", "EF"])
_PLACES: Final = {"B": "book", "S": "article", "P": "other", "C": "conference-paper"}


@dataclass(slots=True)
class _WosRecord:
    """A record: the number of its first line, its lines by tag, and whether it has an ER line."""

    line: int
    lines: dict[str, list[list[str]]] = field(default_factory=dict)
    has_end: bool = False


def read_wos(decoded: DecodedText) -> ParsedFile:
    """Read the records of Web of Science's text. Values that no field holds are kept in ``extra`` under their tag."""
    warnings = list(decoded.warnings)
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for record in _wos_records(decoded.text, warnings):
        values = _wos_values(record)
        if not values.keys() - {"PT"}:
            unreadable.append(UnreadableRecord(record.line, "the record is empty: no tag but PT has a value"))
            continue
        if not record.has_end:
            warnings.append(ParseWarning(record.line, "the record has no ER line; it ends where the next one begins"))
        records.append(build_wos_record(values, record.line))
    return ParsedFile("wos", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _wos_records(text: str, warnings: list[ParseWarning]) -> list[_WosRecord]:
    records: list[_WosRecord] = []
    open_record: _WosRecord | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tag = _LINE.match(line)
        name = tag[1] if tag else ""
        if name == "ER":
            if open_record is not None:
                open_record.has_end = True
            open_record = None
        elif tag and (open_record is None or name == "PT") and name not in _OF_FILE:
            open_record = _WosRecord(number, {name: [[tag[2] or ""]]})
            records.append(open_record)
        elif open_record is not None:
            _add_wos_line(open_record, tag, line)
        elif not tag and line.strip():
            warnings.append(ParseWarning(number, f"text between records was skipped: {line.strip()[:60]!r}"))
    return records


def _add_wos_line(record: _WosRecord, tag: re.Match[str] | None, line: str) -> None:
    if tag and tag[1] in _OF_FILE:
        return
    if tag:
        record.lines.setdefault(tag[1], []).append([tag[2] or ""])
        record.lines[tag[1]] = record.lines.pop(tag[1])  # the tag of the last line is the last key
    elif line.strip():
        record.lines[next(reversed(record.lines))][-1].append(line)


def _wos_values(record: _WosRecord) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for tag, value_lines in record.lines.items():
        texts = [part for lines in value_lines for part in (lines if tag in _EACH_LINE else [" ".join(lines)])]
        if tag in SEMICOLONS:
            texts = [part for text in texts for part in text.split(";")]
        if filled := [value for text in texts if (value := plain_text(text))]:
            values[tag] = filled
    return values


def build_wos_record(values: dict[str, list[str]], line: int) -> ParsedRecord:
    """Build a record from its values by tag; ``values`` is changed."""
    number = _wos_accession(values)
    if names := _wos_authors(values):
        values["authors"] = names
    date_text = values.pop("PD", [""])[0]
    year_text = values.get("PY", [""])[0]
    if date_text:
        values["date"] = [date_text if normalise.year(date_text) else f"{year_text} {date_text}".strip()]
    types = [*values.get("DT", ()), *(["Conference"] if values.get("TY", [""])[0].upper().startswith("CONF") else [])]
    kind = classify_publication(types, _PLACES.get(values.get("PT", [""])[0].upper(), "article"))
    if values.get("PT", [""])[0].upper() in {"J", *_PLACES}:
        values.pop("PT")
    citation = build_citation(FieldValues(values, _WOS_FIELDS), kind=kind, identifiers=accession.to_identifiers(number))
    return ParsedRecord(citation, number, number, line)


def _wos_authors(values: dict[str, list[str]]) -> list[str]:
    """Remove and return the full names, else the short ones, else the editors of a book; then the groups."""
    source = next((tag for tag in ("AF", "AU", "BF", "BA", "BE", "ED") if tag in values), "")
    names = [name.strip() for text in values.pop(source, []) for name in text.split(";")]
    return [name for name in names if name] + [f"{group.rstrip(',')}," for group in values.pop("CA", [])]


def _wos_accession(values: dict[str, list[str]]) -> str:
    number = accession.normalise_wos(values.pop("UT", [""])[0])
    if number.startswith("MEDLINE:") and "PM" not in values:
        values["PM"] = [number.removeprefix("MEDLINE:")]
    return number


Values = dict[str, list[str]]

REFWORKS_START: Final = re.compile(r"^RT [A-Z][^\n]*\n(?:[A-Za-z][A-Z0-9a-z] [^\n]*\n)*?(?:A1|T1) ", re.MULTILINE)
COCHRANE_START: Final = re.compile(r"\s*Record #\d+ of \d+[ \t]*\n\s*ID: ")
"""The beginnings of texts in these formats."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """A format: patterns of a record's first line and of a tag, the tags of lists, and the tags of each field."""

    name: str
    start: re.Pattern[str]
    tag: re.Pattern[str]
    lists: frozenset[str]
    table: FieldMap
    build: Callable[[Values, int], ParsedRecord]


def read_refworks(decoded: DecodedText) -> ParsedFile:
    """Read the records of RefWorks' tagged text. Values that no field holds are kept in ``extra`` under their tag."""
    return _read(decoded, _REFWORKS)


def read_cochrane(decoded: DecodedText) -> ParsedFile:
    """Read the records of Cochrane's plain text. Values that no field holds are kept in ``extra`` under their tag."""
    return _read(decoded, _COCHRANE)


def _read(decoded: DecodedText, layout: _Layout) -> ParsedFile:
    text = decoded.text
    starts = [match.start() for match in layout.start.finditer(text)]
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    warnings = list(decoded.warnings)
    if text[: starts[0] if starts else 0].strip():
        warnings.append(ParseWarning(1, "text before the first record was skipped"))
    for line, piece in split_at(text, starts):
        values = _values(piece, layout)
        if values.keys() - {"RT"}:
            records.append(layout.build(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no tag of it has a value"))
    return ParsedFile(layout.name, decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _values(text: str, layout: _Layout) -> Values:
    """Return the values by tag; lines without a tag continue the value above."""
    values: Values = {}
    tags = list(layout.tag.finditer(text))
    ends = [*(tag.start() for tag in tags), len(text)][1:]
    for tag, end in zip(tags, ends, strict=True):
        raw_value = text[tag.end() : end]
        parts = re.split(r"[;\n]", raw_value) if tag[1].upper() in layout.lists else [raw_value]
        if texts := [value for part in parts if (value := plain_text(part))]:
            values.setdefault(tag[1].upper(), []).extend(texts)
    return values


def _refworks_record(values: Values, line: int) -> ParsedRecord:
    number = next(
        (number_text for text in values.get("AN", ()) if (number_text := accession.clean_accession(text))), ""
    )
    provider = " ".join([*values.get("DB", ()), *values.get("DS", ()), *values.get("SF", ())])
    if pmid := accession.find_pubmed_number(number, provider):
        values["PMID"] = [pmid]
    if "FD" in values and "YR" in values and not normalise.year(values["FD"][0]):
        values["FD"] = [f"{values['YR'][0]} {values['FD'][0]}"]
    if "A1" not in values and "A2" in values:  # an edited book
        values["A1"] = values.pop("A2")
    kind = REFWORKS_KINDS.get(values.get("RT", [""])[0].casefold(), "")
    if kind:
        values.pop("RT")
    citation = build_citation(
        FieldValues(values, _REFWORKS.table), kind=kind or "article", identifiers=accession.to_identifiers(number)
    )
    file_id = values.get("ID", [number])[0]
    return ParsedRecord(citation, number, file_id, line)


def _cochrane_record(values: Values, line: int) -> ParsedRecord:
    number = values.pop("ID", [""])[0]
    identifiers = accession.to_identifiers(number)
    for kind, number_text in accession.find_cross_references(" ".join(values.get("PM", []) + values.get("XR", []))):
        if kind == "pmid":
            values.setdefault("PMID", []).append(number_text)
        else:
            identifiers.append((kind, number_text))
    kind = classify_publication(values.get("PT", ()))
    return ParsedRecord(
        build_citation(FieldValues(values, _COCHRANE.table), kind=kind, identifiers=identifiers), number, number, line
    )


_REFWORKS_TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("T1",), "title_original": ("OT",), "authors": ("A1",), "year": ("YR",), "date": ("FD",),
    "journal": ("JF", "T2"), "abbreviation": ("JO",), "volume": ("VO",), "issue": ("IS",), "first_page": ("SP",),
    "last_page": ("OP",), "doi": ("DO",), "pmid": ("PMID",), "pmcid": ("PMCID",), "abstract": ("AB",),
    "keywords": ("K1",), "language": ("LA",), "publisher": ("PB",), "place": ("PP",), "urls": ("UL", "LK"),
    "databases": ("DB", "DS"), "notes": ("NO",), "serial_numbers": ("SN",),
}  # fmt: skip
_OTHER_TAGS: Final = (
    "RT", "SR", "ID", "A2", "A3", "A4", "A5", "A6", "T3", "ED", "AD", "AV", "AN", "CL", "SF", "CN", "IP", "RD", "ST",
    "U[1-9]", "SL", "LL", "CR", "WT", "WV", "WP", "OL",
)  # fmt: skip
_COCHRANE_TABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("TI",), "authors": ("AU",), "year": ("YR",), "journal": ("SO",), "volume": ("VL",), "issue": ("NO",),
    "pages": ("PG",), "doi": ("DOI",), "pmid": ("PMID",), "abstract": ("AB",), "keywords": ("KY",), "types": ("PT",),
    "language": ("LA",), "publisher": ("PB",), "urls": ("US", "UR"), "databases": ("DB",), "serial_numbers": ("SN",),
}  # fmt: skip
_KNOWN: Final = "|".join([*(tag for tags in _REFWORKS_TABLE.values() for tag in tags), *_OTHER_TAGS])
_REFWORKS: Final = _Layout(
    "refworks",
    re.compile(r"^RT ", re.MULTILINE),
    re.compile(rf"^({_KNOWN}|vo)(?: |$)", re.MULTILINE),
    frozenset(["A1", "A2", "K1"]),
    FieldMap(_REFWORKS_TABLE),
    _refworks_record,
)
_COCHRANE: Final = _Layout(
    "cochrane",
    re.compile(r"^Record #\d+ of \d+[ \t]*$", re.MULTILINE),
    re.compile(r"^([A-Z]{2,3}):(?: |$)", re.MULTILINE),
    frozenset(["AU", "KY", "PT"]),
    FieldMap(_COCHRANE_TABLE),
    _cochrane_record,
)
