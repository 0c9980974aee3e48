"""Texts with a tag in front of each value: RefWorks' tagged format, and the Cochrane Library's plain text.

RefWorks: ``RT Journal Article`` begins a record (RefWorks' help, "RefWorks Tagged Format"; also written by EBSCOhost,
HighWire and CNKI). Cochrane: ``Record #1 of 20``, then ``ID: CN-…`` and so on. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import REFWORKS_KINDS, classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.text.cleaning import plain_text, split_at
from harvester.formats.text.encoding import DecodedText

Values = dict[str, list[str]]

REFWORKS_START: Final = re.compile(r"^RT [A-Z][^\n]*\n(?:[A-Za-z][A-Z0-9a-z] [^\n]*\n)*?(?:A1|T1) ", re.MULTILINE)
COCHRANE_START: Final = re.compile(r"\s*Record #\d+ of \d+[ \t]*\n\s*ID: ")
"""How texts in these layouts begin."""
_CROSS_REFERENCE: Final = re.compile(r"(PUBMED|EMBASE) (\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a record begins with, a line with a tag, which tags hold lists, and which fill which field."""

    name: str
    start: re.Pattern[str]
    tag: re.Pattern[str]
    lists: frozenset[str]
    table: FieldMap
    build: Callable[[Values, int], ParsedRecord]


def read_refworks(decoded: DecodedText) -> ParsedFile:
    """Records of RefWorks' tagged text. Values no field takes are kept in ``Citation.extra`` under their tag."""
    return _read(decoded, _REFWORKS)


def read_cochrane(decoded: DecodedText) -> ParsedFile:
    """Records of Cochrane's plain text. Values no field takes are kept in ``Citation.extra`` under their tag."""
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
    """The values by tag; lines without a tag go on with the value above."""
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
    if number and accession.is_pubmed(provider) and (pmid := normalise.pmid(number)):
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
    for database, number_text in _CROSS_REFERENCE.findall(" ".join(values.get("PM", []) + values.get("XR", []))):
        if database.upper() == "PUBMED":
            values.setdefault("PMID", []).append(number_text)
        else:
            identifiers.append(("pui", accession.parse_pui(number_text) or number_text))
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
