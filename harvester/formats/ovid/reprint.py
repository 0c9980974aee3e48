"""Read Ovid's "Reprint/Medlars" (".cgi", ".ovd", Citavi's and EndNote's export). Pure.

``<1. >``, then ``TAG - value``, with tags as in Ovid's field guides: of MEDLINE and Embase, and those of PsycINFO,
BIOSIS, Zoological Record, Journals@Ovid and Books@Ovid, which have their own tags and forms. Lines without a tag
continue the value above: Ovid indents them by six spaces, but not those of a structured abstract. Some exports have one
blank before the dash, or every line indented.
"""

from __future__ import annotations

import re
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.author_names import remove_addresses, remove_degrees
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.ovid.source_line import has_no_pages, parse_ovid_source
from harvester.formats.text.cleaning import collapse_whitespace, split_at, strip_markup
from harvester.formats.text.encoding import DecodedText

_FIELDS: Final = {
    "title": ("TI",), "title_original": ("TO", "OT"), "authors": ("AU",), "year": ("YR", "year"), "date": ("DP",),
    "journal": ("JN", "JT", "journal"), "abbreviation": ("JA", "AJ"), "volume": ("VO", "VI", "volume"),
    "issue": ("IP", "issue"), "pages": ("PG", "pages"), "doi": ("DO", "DI"), "pmid": ("PMID", "PM"),
    "abstract": ("AB",), "keywords": ("MH", "SH", "KW", "DE", "ID"), "types": ("PT", "DT"), "language": ("LG",),
    "publisher": ("PB", "PU", "publisher"), "place": ("CP", "place"), "urls": ("UR",), "databases": ("DB",),
    "serial_numbers": ("IS", "IB"),
}  # fmt: skip
_FIELD_MAP: Final = FieldMap(_FIELDS)
REPRINT_START: Final = re.compile(r"^[ \t]{0,3}(?:<\d+\.? *>[ \t]*\n[ \t]{0,3}[A-Z][A-Z0-9]|VN) {1,2}- ", re.MULTILINE)
"""The beginning of a record in this layout."""
_HEAD: Final = re.compile(r"^<\d+\.? *>[ \t]*$", re.MULTILINE)
_VENDOR: Final = re.compile(r"^VN {1,2}- ", re.MULTILINE)
_INDENTED: Final = re.compile(r"([ \t]{1,3})(?:<\d+\.? *>|VN )")
_ONE_BLANK: Final = re.compile(r"^(?:VN|DB|TI) - ", re.MULTILINE)
_TWO_BLANKS: Final = re.compile(r"^(?:VN|DB|TI)  - ", re.MULTILINE)
_VALUES: Final = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*)|)$", re.MULTILINE)
_LOOSE_VALUES: Final = re.compile(r"^([A-Z][A-Z0-9]) {1,2}-(?: (.*)|)$", re.MULTILINE)
_LISTS: Final = frozenset(["AU", "IN", "MH", "OD", "KW", "DJ", "DE", "ED"])
_LISTS_IN_A_LINE: Final = frozenset(["KW", "DE", "ID"])
_APA: Final = re.compile(r"psyc(?:info|articles|books|extra|tests)|\beric\b", re.IGNORECASE)
"""Databases that have keywords in ID."""
_FULL_TEXT: Final = re.compile(r"(?:journals|books)@ovid", re.IGNORECASE)
_NOTE_OF_TITLE: Final = re.compile(r"(.*?\S)[\s.]*\[([A-Z][A-Za-z ,:-]{2,40})\][\s.]*")
_NOTES_OF_TITLES: Final = frozenset(["references", "article", "report", "miscellaneous", "reprint", "dissertation"])
_FINAL_STOP: Final = frozenset(["LG", "DT", "AN", "UI"])


def read_ovid_reprint(decoded: DecodedText) -> ParsedFile:
    """Read the records of Ovid's tagged text. Values that no field holds are kept in ``extra`` under their tag."""
    text = strip_markup(_without_indent(decoded.text))
    one_blank = _ONE_BLANK.search(text) is not None and _TWO_BLANKS.search(text) is None
    form = _LOOSE_VALUES if one_blank else _VALUES
    starts = [match.start() for match in (_HEAD if _HEAD.search(text) else _VENDOR).finditer(text)] or [0]
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    warnings = list(decoded.warnings)
    if text[: starts[0]].strip():
        warnings.append(ParseWarning(1, "text before the first record was skipped"))
    for line, piece in split_at(text, starts):
        if values := _values(piece, form):
            records.append(_build_record(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no tag of it has a value"))
    return ParsedFile("medlars", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _without_indent(text: str) -> str:
    """Return a text without the blanks in front of every line, where its first record begins with some."""
    first = _INDENTED.match(text.lstrip("\n"))
    return re.sub(rf"^{first[1]}", "", text, flags=re.MULTILINE) if first else text


def _values(text: str, form: re.Pattern[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    tags = list(form.finditer(text))
    ends = [*(tag.start() for tag in tags), len(text)][1:]
    for tag, end in zip(tags, ends, strict=True):
        raw_value = f"{tag[2] or ''}{text[tag.end() : end]}"
        parts = raw_value.split("\n") if tag[1] in _LISTS else [raw_value]
        if texts := [value for part in parts if (value := collapse_whitespace(part))]:
            values.setdefault(tag[1], []).extend(texts)
    return values


def _build_record(values: dict[str, list[str]], line: int) -> ParsedRecord:
    database = " ".join(values.get("DB", ()))
    for tag in _FINAL_STOP & values.keys():
        values[tag] = [text.rstrip(". ") or text for text in values[tag]]
    number = _accession(values, database)
    _split_title(values, database)
    _split_lists(values, database)
    _place_publisher(values)
    _fill_from_source(values)
    kind = _kind(values, database)
    citation = build_citation(FieldValues(values, _FIELD_MAP), kind=kind, identifiers=accession.to_identifiers(number))
    return ParsedRecord(citation, number, number, line)


def _accession(values: dict[str, list[str]], database: str) -> str:
    """Return the accession number from UI: the PMID in MEDLINE; in Embase its number, which UI has without the L."""
    number = accession.clean_accession(values.pop("UI", values.get("AN", [""]))[0])
    if values.get("AN") == [number]:
        del values["AN"]
    if pmid := accession.find_pubmed_number(number, database):
        values["PMID"] = [pmid]
        return pmid
    if "embase" in database.casefold() and (pui := accession.parse_pui(number)):
        return pui
    return number


def _split_title(values: dict[str, list[str]], database: str) -> None:
    """Move the note behind a title ("[References].", "[Article]") to the types; remove quotation marks around it."""
    title = values.get("TI", [""])[0]
    match = _NOTE_OF_TITLE.fullmatch(title) if title.rstrip(" .").endswith("]") else None
    if match is not None and (match[2].casefold() in _NOTES_OF_TITLES or _FULL_TEXT.search(database)):
        title = match[1].rstrip(" .")
        if match[2].casefold() != "references":
            values.setdefault("PT", []).append(match[2])
    if len(title) > 2 and title[0] == title[-1] == '"' and '"' not in title[1:-1]:
        title = title[1:-1]
    if title:
        values["TI"] = [title, *values["TI"][1:]]


def _split_lists(values: dict[str, list[str]], database: str) -> None:
    """Split keywords in one line, and remove what follows names: degrees, roles, marks of footnotes."""
    if not _APA.search(database) and "ID" in values:
        values["ID "] = values.pop("ID")  # another database's numbers, no keywords
    for tag in _LISTS_IN_A_LINE & values.keys():
        values[tag] = [word for text in values[tag] for word in _split_words(text)]
    if "AU" not in values and "ED" in values:  # an edited book
        values["AU"] = values.pop("ED")
    if "AU" in values:
        names = [part for text in values["AU"] for part in remove_addresses(text).split(";")]
        values["AU"] = [name for text in names if (name := remove_degrees(text.strip()))] or values["AU"]


def _split_words(text: str) -> list[str]:
    mark = ";" if ";" in text else "," if ":" not in text else None
    return [word for part in (text.split(mark) if mark else [text]) if (word := part.strip().rstrip("."))]


def _place_publisher(values: dict[str, list[str]]) -> None:
    """Split the country from a publisher of PsycINFO's; the holder of a copyright (CP) is no place there."""
    if "PU" in values:
        name, mark, country = values["PU"][0].rpartition(";")
        if mark and name.strip():
            values["PU"] = [name.strip()]
            values["place"] = [country.strip()]
    if values.get("CP", [""])[0].startswith("HOLDER:"):
        values["CP "] = values.pop("CP")


def _fill_from_source(values: dict[str, list[str]]) -> None:
    """Fill fields that no tag has from the source line, or from that of the book; remove what says "no pages"."""
    for tag in ("PG", "pages"):
        if has_no_pages(values.get(tag, [""])[0]):
            del values[tag]
    sources = [*values.get("SO", ()), *values.get("BT", ())]
    for name, part in next((parts for text in sources if (parts := parse_ovid_source(text))), {}).items():
        if values.keys().isdisjoint(_FIELDS[name]):
            values[name] = [part]
    book = values.get("BT", [""])[0].rstrip(".")
    if book and "[" not in book and values.keys().isdisjoint(_FIELDS["journal"]):
        values["journal"] = [book]


def _kind(values: dict[str, list[str]], database: str) -> str:
    """Return the kind of document: of DT, which is more exact, else of PT and ST, else of the database."""
    by_form = classify_publication(values.get("DT", ()), fallback="")
    kind = by_form or classify_publication([*values.get("PT", ()), *values.get("ST", ())], fallback="")
    if not kind:
        kind = "book" if "books@ovid" in database.casefold() else "article"
    if kind == "book" and "journal" in values:  # the source line of a book has its own title, not a journal's
        title = normalise.words(values.get("TI", [""])[0])
        if title and normalise.words(values["journal"][0]).startswith(title[:40]):
            del values["journal"]
    return kind
