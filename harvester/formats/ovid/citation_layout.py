"""Read Ovid's "Citation" layout: ``<1>``, then each label on a line, its values indented below it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from harvester.formats.fields import accession
from harvester.formats.fields.author_names import remove_degrees
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.group_names import is_group_name
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.ovid.source_line import parse_ovid_source
from harvester.formats.text.cleaning import plain_text
from harvester.formats.text.encoding import DecodedText

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
    number = accession.clean_accession(values.pop("accession number", [""])[0])
    if "pmid" not in values and (pmid := accession.find_pubmed_number(number, " ".join(values.get("database", ())))):
        values["pmid"] = [pmid]
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
    name = remove_degrees(plain_text(text))
    return f"{name}," if "," not in name and is_group_name(name) and not name.startswith("et al") else name
