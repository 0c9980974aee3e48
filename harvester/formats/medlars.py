"""Ovid's "Reprint/Medlars" text (``<1. >``, then ``TAG - value``; ".cgi", ".ovd") → citations. Pure.

Tags as in Ovid's field guides of Embase and MEDLINE. Lines without a tag go on with the value above: Ovid indents them
by six spaces, but not those of a structured abstract.
"""

from __future__ import annotations

import re
from typing import Final

from harvester import normalise
from harvester.formats import accession
from harvester.formats.citations import citation_of
from harvester.formats.decoding import Decoded
from harvester.formats.entry import BadEntry, Entry, Oddity, ReadFile
from harvester.formats.fields import Fields, Table
from harvester.formats.kinds import kind_of
from harvester.formats.medlars_source import parts_of_source
from harvester.formats.text import one_line, pieces, without_markup

_TABLE: Final = Table(
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
HEAD: Final = re.compile(r"^<\d+\.? *>[ \t]*$", re.MULTILINE)
_VALUES: Final = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*)|)$", re.MULTILINE)
_LISTS: Final = frozenset(["AU", "IN", "MH", "OD", "KW", "DJ"])


def read_medlars(decoded: Decoded) -> ReadFile:
    """Records of Ovid's tagged text. Values no field takes are kept in ``Citation.extra`` under their tag."""
    text = without_markup(decoded.text)
    starts = [found.start() for found in HEAD.finditer(text)] or [0]
    entries: list[Entry] = []
    bad: list[BadEntry] = []
    oddities = list(decoded.oddities)
    if text[: starts[0]].strip():
        oddities.append(Oddity(1, "text before the first record was skipped"))
    for line, piece in pieces(text, starts):
        if values := _values(piece):
            entries.append(_entry(values, line))
        else:
            bad.append(BadEntry(line, "the record is empty: no tag of it has a value"))
    return ReadFile("medlars", decoded.encoding, tuple(entries), tuple(bad), tuple(oddities))


def _values(text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    tags = list(_VALUES.finditer(text))
    ends = [*(tag.start() for tag in tags), len(text)][1:]
    for tag, end in zip(tags, ends, strict=True):
        found = f"{tag[2] or ''}{text[tag.end() : end]}"
        parts = found.split("\n") if tag[1] in _LISTS else [found]
        if kept := [value for part in parts if (value := one_line(part))]:
            values.setdefault(tag[1], []).extend(kept)
    return values


def _entry(values: dict[str, list[str]], line: int) -> Entry:
    for name, part in parts_of_source(values.get("SO", [""])[0]).items():
        values[name] = [part]
    number = _accession(values)
    kind = kind_of([*values.get("PT", ()), *values.get("ST", ())])
    citation = citation_of(Fields(values, _TABLE), kind=kind, identifiers=accession.identifiers(number))
    return Entry(citation, number, number, line)


def _accession(values: dict[str, list[str]]) -> str:
    """UI is Embase's number without its L in Embase, the PMID in MEDLINE, and its own number elsewhere."""
    stated = accession.stated(values.pop("UI", values.get("AN", [""]))[0])
    database = " ".join(values.get("DB", ()))
    if accession.from_pubmed(database) and (pmid := normalise.pmid(stated)):
        values["PMID"] = [pmid]
        return pmid
    if "embase" in database.casefold() and (pui := accession.pui(stated)):
        return pui
    return stated
