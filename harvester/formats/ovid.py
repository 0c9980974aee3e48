"""Read Ovid's two text exports: "Reprint/Medlars" and "Citation". Pure.

Reprint/Medlars (".cgi", ".ovd"): ``<1. >``, then ``TAG - value``, with tags as in Ovid's field guides of Embase and
MEDLINE. Lines without a tag continue the value above: Ovid indents them by six spaces, but not those of a structured
abstract. Citation: ``<1>``, then each label on a line, its values indented below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from harvester import normalise
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.group_names import is_group_name
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from harvester.formats.text.cleaning import collapse_whitespace, plain_text, split_at, strip_markup
from harvester.formats.text.encoding import DecodedText

_REPRINT_FIELDS: Final = FieldMap({
    "title": ("TI",), "title_original": ("TO", "OT"), "authors": ("AU",), "year": ("YR", "year"), "date": ("DP",),
    "journal": ("JN", "JT", "journal"), "abbreviation": ("JA", "AJ"), "volume": ("VO", "VI", "volume"),
    "issue": ("IP", "issue"), "pages": ("PG", "pages"), "doi": ("DO",), "pmid": ("PMID", "PM"), "abstract": ("AB",),
    "keywords": ("MH", "SH", "KW"), "types": ("PT",), "language": ("LG",), "publisher": ("PB", "publisher"),
    "place": ("CP",), "urls": ("UR",), "databases": ("DB",), "serial_numbers": ("IS", "IB"),
})  # fmt: skip
_REPRINT_HEAD: Final = re.compile(r"^<\d+\.? *>[ \t]*$", re.MULTILINE)
_VALUES: Final = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*)|)$", re.MULTILINE)
_LISTS: Final = frozenset(["AU", "IN", "MH", "OD", "KW", "DJ"])


def read_ovid_reprint(decoded: DecodedText) -> ParsedFile:
    """Read the records of Ovid's tagged text. Values that no field holds are kept in ``extra`` under their tag."""
    text = strip_markup(decoded.text)
    starts = [match.start() for match in _REPRINT_HEAD.finditer(text)] or [0]
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    warnings = list(decoded.warnings)
    if text[: starts[0]].strip():
        warnings.append(ParseWarning(1, "text before the first record was skipped"))
    for line, piece in split_at(text, starts):
        if values := _reprint_values(piece):
            records.append(_build_reprint_record(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no tag of it has a value"))
    return ParsedFile("medlars", decoded.encoding, tuple(records), tuple(unreadable), tuple(warnings))


def _reprint_values(text: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    tags = list(_VALUES.finditer(text))
    ends = [*(tag.start() for tag in tags), len(text)][1:]
    for tag, end in zip(tags, ends, strict=True):
        raw_value = f"{tag[2] or ''}{text[tag.end() : end]}"
        parts = raw_value.split("\n") if tag[1] in _LISTS else [raw_value]
        if texts := [value for part in parts if (value := collapse_whitespace(part))]:
            values.setdefault(tag[1], []).extend(texts)
    return values


def _build_reprint_record(values: dict[str, list[str]], line: int) -> ParsedRecord:
    for name, part in parse_ovid_source(values.get("SO", [""])[0]).items():
        values[name] = [part]
    number = _accession(values)
    kind = classify_publication([*values.get("PT", ()), *values.get("ST", ())])
    citation = build_citation(
        FieldValues(values, _REPRINT_FIELDS), kind=kind, identifiers=accession.to_identifiers(number)
    )
    return ParsedRecord(citation, number, number, line)


def _accession(values: dict[str, list[str]]) -> str:
    """Return the accession number from UI: the PMID in MEDLINE; in Embase its number, which UI has without the L."""
    number = accession.clean_accession(values.pop("UI", values.get("AN", [""]))[0])
    database = " ".join(values.get("DB", ()))
    if accession.is_pubmed(database) and (pmid := normalise.pmid(number)):
        values["PMID"] = [pmid]
        return pmid
    if "embase" in database.casefold() and (pui := accession.parse_pui(number)):
        return pui
    return number


_CITATION_FIELDS: Final = FieldMap({
    "title": ("title",), "title_original": ("original title",), "authors": ("author",),
    "year": ("year of publication", "year"), "journal": ("journal",), "volume": ("volume",), "issue": ("issue",),
    "pages": ("pages",), "doi": ("doi number", "digital object identifier"), "pmid": ("pmid",),
    "abstract": ("abstract",),
    "keywords": ("author keywords", "key words", "subject headings", "mesh subject headings"),
    "types": ("document type", "publication type", "note of title"), "language": ("language",),
    "publisher": ("publisher",), "urls": ("link to the ovid full text or citation", "url"),
    "databases": ("database",), "serial_numbers": ("issn", "isbn"),
})  # fmt: skip
OVID_LABELS: Final = re.compile(
    r"\s*(?:<\d+>[ \t]*\n)?(?:Score|Accession Number|Author|Title|Publication Type)[ \t]*\n[ \t]+\S"
)
"""The beginning of a file in the Citation layout."""
_CITATION_HEAD: Final = re.compile(r"<\d+>\s*")
_LABEL: Final = re.compile(r"[A-Z][\w&/()' -]{1,60}")
_BETWEEN_NAMES: Final = re.compile(r";\s{2,}|\s{2,}")
_DEGREES: Final = re.compile(
    r"(?:[\s,;]+(?:MD|M\.D\.|Ph\.?D\.?|RN|FAAN|MSc|MS|MPH|BSc|BS|BA|MA|DO|DDS|DMD|PharmD|MBBS|MBChB|FRCP|FRCS|DrPH|ScD|EdD"
    r"|DNP|APRN|CNP|MBA|\(Hons\)))+$"
)
_FOOTNOTES: Final = re.compile(r"(?:\s*+(?:\[[^\]]*\]|[*+#\d][*+#\d,; ]*+))++$")
"""Possessive quantifiers: backtracking in a long row of marks would take exponential time."""
_LONGEST_NAME: Final = 1_000
_NOTE_OF_TITLE: Final = re.compile(r"(.*\S)\s*\[([A-Z][A-Za-z ,]{2,40})\]")


def read_ovid_citations(decoded: DecodedText) -> ParsedFile:
    """Read the records of Ovid's labelled text. Values that no field holds are kept in ``extra`` under their label."""
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for line, lines in _citation_records(decoded.text.split("\n")):
        values = _citation_values(lines)
        if values:
            records.append(_build_citation_record(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no label of it has a value"))
    return ParsedFile("ovid", decoded.encoding, tuple(records), tuple(unreadable), decoded.warnings)


def _citation_records(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record's line number and lines: it begins at its number, or where the file's first label recurs."""
    starts = [number for number, line in enumerate(lines) if _CITATION_HEAD.fullmatch(line)]
    if not starts:
        labels = [(number, line.strip()) for number, line in enumerate(lines) if _LABEL.fullmatch(line.rstrip())]
        starts = [number for number, label in labels if label == labels[0][1]]
    for start, end in pairwise([*starts, len(lines)]):
        yield start + 1, lines[start:end]


def _citation_values(lines: list[str]) -> dict[str, list[str]]:
    """Return the stripped lines below each label."""
    values: dict[str, list[str]] = {}
    label = ""
    for line in lines:
        if _LABEL.fullmatch(line.rstrip()):
            label = line.strip()
        elif line.strip() and label:
            values.setdefault(label, []).append(line.strip())
    return values


def _build_citation_record(lines: dict[str, list[str]], line: int) -> ParsedRecord:
    values = {label.casefold(): [plain_text(" ".join(texts))] for label, texts in lines.items()}
    names = {label.casefold(): label for label in lines}
    number = values.pop("accession number", [""])[0].rstrip(".")
    for name, part in parse_ovid_source(values.get("source", [""])[0]).items():
        values.setdefault(name, [part])
    _prepare(values, lines)
    kind = classify_publication(values.get("document type", []) + values.get("publication type", []))
    tagged = {
        label if label in _CITATION_FIELDS.ranks else names.get(label, label): texts for label, texts in values.items()
    }
    citation = build_citation(
        FieldValues(tagged, _CITATION_FIELDS), kind=kind, identifiers=accession.to_identifiers(number)
    )
    return ParsedRecord(citation, number, number, line)


def _prepare(values: dict[str, list[str]], lines: dict[str, list[str]]) -> None:
    """Split the values that Ovid joins in one line, and remove its marks."""
    if "Author" in lines:
        values["author"] = [name for text in _BETWEEN_NAMES.split("  ".join(lines["Author"])) if (name := _name(text))]
    for label in ("author keywords", "key words", "subject headings", "mesh subject headings"):
        if label in values:
            values[label] = [word for part in values[label][0].split(";") if (word := part.strip().rstrip("."))]
    for label in ("language", "document type", "publication type"):
        if label in values:
            values[label] = [part for text in values[label][0].split(":") if (part := text.strip(" .-"))]
    for label in [label for label, texts in values.items() if not any(texts)]:
        del values[label]
    if "title" not in values and (chapter := values.pop("chapter title", None) or values.get("journal")):
        values["title"] = chapter
    elif match := _NOTE_OF_TITLE.fullmatch(values.get("title", [""])[0]):
        values["title"], values["note of title"] = [match[1]], [match[2]]


def _name(text: str) -> str:
    """Return a name without degrees and numbers of institutions: "Hermans, Erik MD +" → "Hermans, Erik"."""
    name = plain_text(text)
    if len(name) <= _LONGEST_NAME:
        name = _DEGREES.sub("", _FOOTNOTES.sub("", name)).rstrip(" ,;")
    return f"{name}," if "," not in name and is_group_name(name) and not name.startswith("et al") else name


_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)"
_VOLUME: Final = r"(?P<volume>[\w-]+(?: Suppl\w* ?\w*)?) ?(?:\((?P<issue>[^()]*(?:\([^()]*\))?[^()]*)\))?"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # the form of Embase, "BMC Proceedings. Conference: …. 12 (Supplement 3) (pp 3-9), 2018.":
        rf"(?P<journal>.+?)\. +(?:Conference: .*\. )?{_VOLUME} \((?:pp? )?(?P<pages>[^()]+)\), {_YEAR}\b.*",
        # MEDLINE: "Lancet. 391(10120):533-544, 2018 02 10." and Journals@Ovid: "Ecohydrology.   8(6):1048-1064, …"
        rf"(?P<journal>.+?)\.\s+{_VOLUME}: ?(?P<pages>[^,]+), (?:[^,]*? )?{_YEAR}\b.*",
        # APA and books: "Title. Vol 28(2) April 2015, 103-106." and "Title. Vol.12(3), 2018, pp. 1-9."
        rf"(?P<journal>.+?)\.\s+Vol\.? ?{_VOLUME},? (?:[A-Z][\w-]+ )?{_YEAR}, (?:pp\. )?(?P<pages>[\w-]+).*",
        # a chapter: "Editor(2015). Title. (pp. 103-106) X pp. Address: Publisher"
        rf"(?:[^(]*)\({_YEAR}\)\. (?P<journal>.+?)\.? \(pp\. (?P<pages>[\w-]+)\).*?(?:: (?P<publisher>[^:]+?)\.?)?\s*",
        # a book: "(2014). Title 58 pp. Address: Publisher."
        rf"(?:[^(]*)\({_YEAR}\)\. (?P<journal>.+?) (?:[\dxivlc]+ pp\.).*?(?:: (?P<publisher>[^:]+?)\.?)?\s*",
        # ahead of print: the name alone
        r"(?P<journal>[^.]+)\.\s*",
    )
)
_LONGEST_SOURCE: Final = 1_000
_SAYS_NOTHING: Final = re.compile(r"no pagination|no page numbers|pagination missing", re.IGNORECASE)


def parse_ovid_source(text: str) -> dict[str, str]:
    """Return the parts of a source line ("Lancet. 391(10120):533-544, 2018"); {} for an unknown layout.

    Keys: ``journal``, ``volume``, ``issue``, ``pages``, ``year``, ``publisher``.
    """
    if len(text) > _LONGEST_SOURCE:
        return {}
    source = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(text.strip()))), None)
    if source is None:
        return {}
    parts = {name: value.strip() for name, value in source.groupdict().items() if value and value.strip()}
    if _SAYS_NOTHING.search(parts.get("pages", "")):
        del parts["pages"]
    return parts
