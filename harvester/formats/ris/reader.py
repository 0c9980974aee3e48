"""Read RIS in all its dialects. Pure.

Field tables: the RIS format specification (Research Information Systems, 2001 and 2011). The dialects come from real
exports; each is recognised by the content of one tag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.author_names import parse_author, remove_degrees
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import RIS_KINDS, classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.ris.tokenizer import RawRecord, RisTokenizer
from harvester.formats.text.cleaning import plain_text, strip_markup
from harvester.formats.text.encoding import DecodedText

BASE_TAGS: Final = {
    "title": ("TI", "T1", "CT"), "title_original": ("TT",), "authors": ("AU", "A1"), "year": ("PY", "Y1", "YR"),
    "date": ("DA",), "journal": ("JF", "T2", "BT", "SO"), "abbreviation": ("J2", "JA", "JI", "J9", "JO"),
    "volume": ("VL", "VO"), "issue": ("IS", "CP"), "first_page": ("SP",), "last_page": ("EP",), "pages": ("PG",),
    "article_number": ("C7",), "doi": ("DO",), "pmid": ("PMID", "PM"), "pmcid": ("PMCID",), "abstract": ("AB", "N2"),
    "keywords": ("KW",), "types": ("M3", "PT"), "language": ("LA",), "publisher": ("PB",), "place": ("CY", "PP"),
    "urls": ("UR",), "databases": ("DB",), "notes": ("N1",), "serial_numbers": ("SN", "BN"),
}  # fmt: skip
"""Field of a citation → its tags, best first."""

FALLBACK_TAGS: Final = {
    "TI": (("TI", "T1", "CT"), ("BT", "TT", "ST")),
    "AU": (("AU", "A1"), ("A2", "A3", "A4", "ED")),
}
"""Tag → (tags, substitutes): without any of the tags the first substitute is used (edited or translated books)."""

OTHER_DOI_TAGS: Final = ("M3", "L3", "UR", "L2", "L1", "LK")
"""Tags that hold a DOI, or its address at doi.org, in exports without DO."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A provider's use of tags; a record is in the dialect when a value of ``tag`` matches ``mark``.

    ``part`` is a substring of every such value, for a quick check.
    """

    name: str
    tag: str
    part: str
    mark: re.Pattern[str]
    table: FieldMap


def _dialect(name: str, tag: str, part: str, mark: str, overrides: Mapping[str, tuple[str, ...]]) -> Dialect:
    return Dialect(name, tag, part, re.compile(mark), FieldMap({**BASE_TAGS, **overrides}))


BASE_FIELD_MAP: Final = FieldMap(BASE_TAGS)
DIALECTS: Final = (
    _dialect("embase.com", "U2", "L", r"L\d{6,}$", {"pmid": ("C5", "PMID")}),
    _dialect("rayyan", "AN", "rayyan-", r"rayyan-", {"place": ()}),  # CY holds an address
    _dialect(
        "web of science",
        "AN",
        "WOS:",
        r"WOS:",
        {"publisher": ("PU", "PB"), "place": ("PI", "CY"), "year": (*BASE_TAGS["year"], "C6")},
    ),  # C6 holds the month of early access, when an article has no year yet
    _dialect("scopus", "DB", "Scopus", r"Scopus$", {"pmid": ("C2",)}),
    _dialect("ebsco", "DP", "EBSCOhost", r"EBSCOhost", {"doi": ("DO", "L3")}),
    _dialect("endnote from pubmed", "DP", "", r"(?i:NLM|PubMed)", {"pmid": ("AN",), "pmcid": ("C2",)}),
    _dialect(
        "ovid psycinfo", "L2", "D=psyc", r".*[?&]D=psyc", {"types": ("PT",)}
    ),  # M3 holds classification codes there
)
"""The known dialects, in the order of trial."""

_EMPTY: Final = "the record is empty: there is nothing between its TY and ER lines"
_ARTICLE_NUMBER: Final = re.compile(r"e\d{2,}|\d{4,7}")
_TELLING: Final = frozenset([dialect.tag for dialect in DIALECTS])
_FULL_NAMES: Final = BASE_TAGS["journal"]
_STATED_PMID: Final = re.compile(r"PMID:? ?(\d{1,8})", re.IGNORECASE)
_JOURNALS_AT_OVID: Final = re.compile(r"\d{8}-\d{9}-\d{5}")
_NOTE_OF_TITLE: Final = re.compile(r"(.*?\S)[\s.]*\[([A-Z][A-Za-z ,:-]{2,40})\][\s.]*")
_ONLY_TYPE: Final = {"TY": None}.keys()
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s?)?10\.\d{4}", re.IGNORECASE)


def read_ris(decoded: DecodedText) -> ParsedFile:
    """Read the records of RIS text. Values that no field holds are kept in ``Citation.extra`` under their tag."""
    tokenizer = RisTokenizer(decoded.text)
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for raw in tokenizer.records():
        raw.text = strip_markup(raw.text)  # not in the whole text: an element may span several lines
        values = raw.tag_values()
        if "A1" in values and "AU" in values:
            _join_authors(values, raw)
        if _is_empty(values):
            unreadable.append(UnreadableRecord(raw.line, _EMPTY))
        else:
            records.append(_build_record(values, raw.line))
    warnings = (*decoded.warnings, *tokenizer.warnings)
    return ParsedFile("ris", decoded.encoding, tuple(records), tuple(unreadable), warnings)


def read_ris_fields(
    decoded: DecodedText,
) -> tuple[list[tuple[ParsedRecord, dict[str, list[str]]]], tuple[UnreadableRecord, ...]]:
    """Read RIS text as :func:`read_ris`: records with their values by tag, markup included; and unreadable records."""
    parsed: list[tuple[ParsedRecord, dict[str, list[str]]]] = []
    unreadable: list[UnreadableRecord] = []
    for raw in RisTokenizer(decoded.text).records():
        fields = raw.tag_values()
        bare = {tag: [line for text in texts if (line := plain_text(text))] for tag, texts in fields.items()}
        values = {tag: texts for tag, texts in bare.items() if texts}
        if "A1" in values and "AU" in values:
            _join_authors(values, raw)
        if _is_empty(values):
            unreadable.append(UnreadableRecord(raw.line, _EMPTY))
        else:
            parsed.append((_build_record(values, raw.line), fields))
    return parsed, tuple(unreadable)


def _join_authors(values: dict[str, list[str]], raw: RawRecord) -> None:
    """Join the authors of A1 and AU in the order of the file; a name of A1 that AU has too is left out."""
    names = raw.values_in_order(("A1", "AU"))
    in_au = {_name_key(name) for tag, name in names if tag == "AU"}
    values["AU"] = [name for tag, name in names if tag == "AU" or _name_key(name) not in in_au]
    del values["A1"]


def _name_key(name: str) -> tuple[str, str]:
    author = parse_author(name)
    return author.family.casefold(), author.given[:1].casefold()


def _is_empty(values: dict[str, list[str]]) -> bool:
    return not values or values.keys() == _ONLY_TYPE


def _build_record(values: dict[str, list[str]], line: int) -> ParsedRecord:
    """Build a record from its values by tag; ``values`` is changed."""
    number = accession.find_in_ris(values)
    file_id = values["ID"][0] if "ID" in values else number
    field_map = _choose_field_map(values)
    if "PMID" not in values and "AN" not in field_map.ranks and (pmid := _find_pmid(values, number)):
        values["PMID"] = [pmid]
    if _JOURNALS_AT_OVID.fullmatch(number):
        _remove_marks_of_ovid(values)
    kind = _prepare(values, number)
    identifiers = _identifiers(values, number)
    citation = build_citation(FieldValues(values, field_map), kind=kind, identifiers=identifiers)
    return ParsedRecord(citation, number, file_id, line)


def _remove_marks_of_ovid(values: dict[str, list[str]]) -> None:
    """Remove degrees and footnotes behind names, and "[Article]" behind the title, as Journals@Ovid writes them."""
    for tag in ("AU", "A1"):
        if tag in values:
            values[tag] = [remove_degrees(name) or name for name in values[tag]]
    for tag in ("TI", "T1"):
        if tag in values and (match := _NOTE_OF_TITLE.fullmatch(values[tag][0])):
            values[tag][0] = match[1]
            values.setdefault("M3", []).append(match[2])


def _find_pmid(values: dict[str, list[str]], number: str) -> str:
    """Return the PMID in ID as Ovid writes it, or in AN where the database is PubMed or MEDLINE."""
    if number.isdecimal() and "AN" in values and ("DB" in values or "DP" in values):
        databases = " ".join([*values.get("DB", ()), *values.get("DP", ())])
        if pmid := accession.find_pubmed_number(number, databases):
            return pmid
    return accession.find_ovid_pmid(values) if "ID" in values else ""


def _choose_field_map(values: dict[str, list[str]]) -> FieldMap:
    if _TELLING.isdisjoint(values):
        return BASE_FIELD_MAP
    for dialect in DIALECTS:
        for text in values.get(dialect.tag, ()):
            if dialect.part in text and dialect.mark.match(text):
                return dialect.table
    return BASE_FIELD_MAP


def _prepare(values: dict[str, list[str]], number: str) -> str:
    """Move values under unusual tags to their usual ones, and return the kind of document."""
    for usual, (present, instead) in FALLBACK_TAGS.items():
        if values.keys().isdisjoint(present):
            tag = next((tag for tag in instead if tag in values), "")
            if tag:
                values[usual] = values.pop(tag)
    if "C7" not in values and "SP" not in values and _ARTICLE_NUMBER.fullmatch(values.get("M1", ("",))[0]):
        values["C7"] = values.pop("M1")
    if "DO" not in values:
        _find_doi(values)
    elif "M3" in values:
        _move_dois(values)
    _unglue(values)
    return _kind(values, number)


def _unglue(values: dict[str, list[str]]) -> None:
    """Move numbers in U1 (Dimensions) and a journal's name in JO (Wiley)."""
    for text in values.pop("U1", ()):
        tag = next((tag for tag in ("PMID", "PMCID") if text.upper().endswith(f"[{tag}]")), "U1")
        values.setdefault(tag, []).append(text)
    if "AN" in values and "PMID" not in values and (number := _STATED_PMID.fullmatch(values["AN"][0])):
        values["PMID"] = [number[1]]
    if "JO" in values and values.keys().isdisjoint(_FULL_NAMES):
        short = next((values[tag][0] for tag in ("J2", "JA") if tag in values), "")
        if short and len(short) < len(values["JO"][0]):
            values["JF"] = values.pop("JO")


def _move_dois(values: dict[str, list[str]]) -> None:
    """Move DOIs from M3, where SAGE and others repeat them instead of a document type, to DO."""
    if dois := [text for text in values["M3"] if _DOI.match(text)]:
        values["DO"] = [*values["DO"], *dois]
        values["M3"] = [text for text in values["M3"] if text not in dois]


def _find_doi(values: dict[str, list[str]]) -> None:
    for tag in OTHER_DOI_TAGS:
        for text in values.get(tag, ()):
            if _DOI.match(text) or normalise.doi_in_address(text):
                values["DO"] = [text]
                if tag == "M3":  # written instead of a document type
                    values[tag].remove(text)
                return


def _kind(values: dict[str, list[str]], number: str) -> str:
    stated_types = values.pop("TY", [""])
    types = [*stated_types, *values.get("M3", ()), *values.get("PT", ())]
    code = stated_types[0].upper()
    if code == "ELEC" and number.startswith("CN-"):  # CENTRAL on Ovid writes it for everything
        code = ""
    if code not in RIS_KINDS and code not in {"", "GEN"}:
        values["TY"] = stated_types
    return classify_publication(types, RIS_KINDS.get(code, "article"))


def _identifiers(values: dict[str, list[str]], number: str) -> list[tuple[str, str]]:
    identifiers = accession.to_identifiers(number)
    if number.startswith("CN-"):  # CENTRAL; Web of Science has institutions in C3
        for kind, other_number in accession.find_cross_references(",".join(values.get("C3", ()))):
            if kind == "pmid":
                values.setdefault("PMID", []).append(other_number)
            else:
                identifiers.append((kind, other_number))
    return identifiers
