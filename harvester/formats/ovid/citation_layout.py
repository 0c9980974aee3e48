"""Ovid's "Citation" text (``<1>``, then a label and below it, indented, its values) → citations. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from harvester.formats.fields import accession
from harvester.formats.fields.author_names import is_group_name
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.ovid.source_line import parse_ovid_source
from harvester.formats.text.cleaning import plain_text
from harvester.formats.text.encoding import DecodedText

_TABLE: Final = FieldMap(
    {
        "title": ("title",),
        "title_original": ("original title",),
        "authors": ("author",),
        "year": ("year of publication", "year"),
        "journal": ("journal",),
        "volume": ("volume",),
        "issue": ("issue",),
        "pages": ("pages",),
        "doi": ("doi number", "digital object identifier"),
        "pmid": ("pmid",),
        "abstract": ("abstract",),
        "keywords": ("author keywords", "key words", "subject headings", "mesh subject headings"),
        "types": ("document type", "publication type", "note of title"),
        "language": ("language",),
        "publisher": ("publisher",),
        "urls": ("link to the ovid full text or citation", "url"),
        "databases": ("database",),
        "serial_numbers": ("issn", "isbn"),
    }
)
OVID_LABELS: Final = re.compile(
    r"\s*(?:<\d+>[ \t]*\n)?(?:Score|Accession Number|Author|Title|Publication Type)[ \t]*\n[ \t]+\S"
)
"""How a file in this layout begins."""
_HEAD: Final = re.compile(r"<\d+>\s*")
_LABEL: Final = re.compile(r"[A-Z][\w&/()' -]{1,60}")
_BETWEEN_NAMES: Final = re.compile(r";\s{2,}|\s{2,}")
_DEGREES: Final = re.compile(
    r"(?:[\s,;]+(?:MD|M\.D\.|Ph\.?D\.?|RN|FAAN|MSc|MS|MPH|BSc|BS|BA|MA|DO|DDS|DMD|PharmD|MBBS|MBChB|FRCP|FRCS|DrPH|ScD|EdD"
    r"|DNP|APRN|CNP|MBA|\(Hons\)))+$"
)
_FOOTNOTES: Final = re.compile(r"(?:\s*+(?:\[[^\]]*\]|[*+#\d][*+#\d,; ]*+))++$")
"""Possessive, since there is but one way to read such a row: trying others takes for ever."""
_LONGEST_NAME: Final = 1_000
_NOTE_OF_TITLE: Final = re.compile(r"(.*\S)\s*\[([A-Z][A-Za-z ,]{2,40})\]")


def read_ovid_citations(decoded: DecodedText) -> ParsedFile:
    """Records of Ovid's labelled text. Values no field takes are kept in ``Citation.extra`` under their label."""
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for line, lines in _records(decoded.text.split("\n")):
        values = _values(lines)
        if values:
            records.append(_entry(values, line))
        else:
            unreadable.append(UnreadableRecord(line, "the record is empty: no label of it has a value"))
    return ParsedFile("ovid", decoded.encoding, tuple(records), tuple(unreadable), decoded.warnings)


def _records(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each record with its first line: it begins at its number, or where the label that began the last comes again."""
    begins = _beginnings(lines)
    for start, end in pairwise([*begins, len(lines)]):
        yield start + 1, lines[start:end]


def _beginnings(lines: list[str]) -> list[int]:
    heads = [number for number, line in enumerate(lines) if _HEAD.fullmatch(line)]
    if heads:
        return heads
    labels = [(number, line.strip()) for number, line in enumerate(lines) if _LABEL.fullmatch(line.rstrip())]
    return [number for number, label in labels if label == labels[0][1]]


def _values(lines: list[str]) -> dict[str, list[str]]:
    """The lines below each label, as they are."""
    values: dict[str, list[str]] = {}
    label = ""
    for line in lines:
        if _LABEL.fullmatch(line.rstrip()):
            label = line.strip()
        elif line.strip() and label:
            values.setdefault(label, []).append(line.strip())
    return values


def _entry(lines: dict[str, list[str]], line: int) -> ParsedRecord:
    values = {label.casefold(): [plain_text(" ".join(texts))] for label, texts in lines.items()}
    names = {label.casefold(): label for label in lines}
    number = values.pop("accession number", [""])[0].rstrip(".")
    for name, part in parse_ovid_source(values.get("source", [""])[0]).items():
        values.setdefault(name, [part])
    _prepare(values, lines)
    kind = classify_publication(values.get("document type", []) + values.get("publication type", []))
    tagged = {label if label in _TABLE.ranks else names.get(label, label): texts for label, texts in values.items()}
    citation = build_citation(FieldValues(tagged, _TABLE), kind=kind, identifiers=accession.to_identifiers(number))
    return ParsedRecord(citation, number, number, line)


def _prepare(values: dict[str, list[str]], lines: dict[str, list[str]]) -> None:
    """Takes apart what Ovid writes in one line, and takes off its marks."""
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
    """ "Hermans, Erik MD +" → "Hermans, Erik": degrees and the numbers of institutions are no part of a name."""
    name = plain_text(text)
    if len(name) <= _LONGEST_NAME:
        name = _DEGREES.sub("", _FOOTNOTES.sub("", name)).rstrip(" ,;")
    return f"{name}," if "," not in name and is_group_name(name) and not name.startswith("et al") else name
