"""Ovid's "Reprint/Medlars" text (``<1. >``, then ``TAG - value``; ".cgi", ".ovd") → citations. Pure.

Tags as in Ovid's field guides of Embase and MEDLINE. Lines without a tag go on with the value above: Ovid indents them
by six spaces, but not those of a structured abstract.
"""

from __future__ import annotations

import re
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.ovid.source_line import parse_ovid_source
from harvester.formats.text.cleaning import collapse_whitespace, split_at, strip_markup
from harvester.formats.text.encoding import DecodedText

_TABLE: Final = FieldMap(
    {
        "title": ("TI",),
        "title_original": ("TO", "OT"),
        "authors": ("AU",),
        "year": ("YR", "year"),
        "date": ("DP",),
        "journal": ("JN", "JT", "journal"),
        "abbreviation": ("JA", "AJ"),
        "volume": ("VO", "VI", "volume"),
        "issue": ("IP", "issue"),
        "pages": ("PG", "pages"),
        "doi": ("DO",),
        "pmid": ("PMID", "PM"),
        "abstract": ("AB",),
        "keywords": ("MH", "SH", "KW"),
        "types": ("PT",),
        "language": ("LG",),
        "publisher": ("PB", "publisher"),
        "place": ("CP",),
        "urls": ("UR",),
        "databases": ("DB",),
        "serial_numbers": ("IS", "IB"),
    }
)
OVID_HEAD: Final = re.compile(r"^<\d+\.? *>[ \t]*$", re.MULTILINE)
_VALUES: Final = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*)|)$", re.MULTILINE)
_LISTS: Final = frozenset(["AU", "IN", "MH", "OD", "KW", "DJ"])


def read_ovid_reprint(decoded: DecodedText) -> ParsedFile:
    """Records of Ovid's tagged text. Values no field takes are kept in ``Citation.extra`` under their tag."""
    text = strip_markup(decoded.text)
    starts = [match.start() for match in OVID_HEAD.finditer(text)] or [0]
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    warnings = list(decoded.warnings)
    if text[: starts[0]].strip():
        warnings.append(ParseWarning(1, "text before the first record was skipped"))
    for line, piece in split_at(text, starts):
        if values := _values(piece):
            records.append(_entry(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no tag of it has a value"))
    return ParsedFile("medlars", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _values(text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    tags = list(_VALUES.finditer(text))
    ends = [*(tag.start() for tag in tags), len(text)][1:]
    for tag, end in zip(tags, ends, strict=True):
        raw_value = f"{tag[2] or ''}{text[tag.end() : end]}"
        parts = raw_value.split("\n") if tag[1] in _LISTS else [raw_value]
        if texts := [value for part in parts if (value := collapse_whitespace(part))]:
            values.setdefault(tag[1], []).extend(texts)
    return values


def _entry(values: dict[str, list[str]], line: int) -> ParsedRecord:
    for name, part in parse_ovid_source(values.get("SO", [""])[0]).items():
        values[name] = [part]
    number = _accession(values)
    kind = classify_publication([*values.get("PT", ()), *values.get("ST", ())])
    citation = build_citation(FieldValues(values, _TABLE), kind=kind, identifiers=accession.to_identifiers(number))
    return ParsedRecord(citation, number, number, line)


def _accession(values: dict[str, list[str]]) -> str:
    """UI is Embase's number without its L in Embase, the PMID in MEDLINE, and its own number elsewhere."""
    number = accession.clean_accession(values.pop("UI", values.get("AN", [""]))[0])
    database = " ".join(values.get("DB", ()))
    if accession.is_pubmed(database) and (pmid := normalise.pmid(number)):
        values["PMID"] = [pmid]
        return pmid
    if "embase" in database.casefold() and (pui := accession.parse_pui(number)):
        return pui
    return number
