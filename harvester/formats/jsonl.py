"""JSON Lines: our own format without any loss, one report a line. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from harvester.citation import Author, Citation, citation_from_json, citation_to_json
from harvester.formats.model import ExportRecord, ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.text.encoding import DecodedText

_TEXTS = frozenset(
    [
        "kind",
        "title",
        "title_original",
        "date",
        "journal",
        "journal_abbreviation",
        "volume",
        "issue",
        "pages",
        "article_number",
        "doi",
        "pmid",
        "pmcid",
        "abstract",
        "language",
        "publisher",
        "place",
    ]
)
_LISTS = frozenset(["issns", "isbns", "keywords", "publication_types", "urls", "databases", "notes"])
_PAIRS = frozenset(["identifiers", "extra"])


def read_jsonl(decoded: DecodedText) -> ParsedFile:
    """Records of lines that :func:`write_jsonl` wrote; the citation comes back exactly."""
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append(_entry(json.loads(line), number))
        except (ValueError, TypeError, RecursionError) as broken:
            unreadable.append(UnreadableRecord(number, f"not a record of ours: {broken}"))
    return ParsedFile("jsonl", decoded.encoding, tuple(records), tuple(unreadable), decoded.warnings)


def write_jsonl(items: Iterable[ExportRecord]) -> Iterator[str]:
    """One line of ASCII JSON for each report: ``report_id``, ``sources``, ``record_ids``, ``citation``."""
    for item in items:
        line = {
            "report_id": item.report_id,
            "sources": item.sources,
            "record_ids": item.record_ids,
            "citation": json.loads(citation_to_json(item.citation)),
        }
        yield json.dumps(line, separators=(",", ":")) + "\n"


def _entry(line: Any, number: int) -> ParsedRecord:
    # whatever JSON the line holds arrives here
    if not isinstance(line, dict) or not isinstance(line.get("citation"), dict):
        raise TypeError("the line is no object with a citation")
    citation = _checked(citation_from_json(json.dumps(line["citation"])))
    record_ids, file_id = line.get("record_ids") or [], line.get("report_id") or ""
    first = record_ids[0] if isinstance(record_ids, list) and record_ids else ""
    number_of_first = str(first).partition(":")[2]
    return ParsedRecord(citation, number_of_first if len(record_ids) == 1 else "", str(file_id), number)


def _checked(citation: Citation) -> Citation:
    """The citation, if every field is of its type; JSON made by others can hold anything."""
    wrong = [name for name in _TEXTS if not isinstance(getattr(citation, name), str)]
    wrong += [name for name in _LISTS if not _all(getattr(citation, name), str)]
    wrong += [name for name in _PAIRS if not all(_all(pair, str) for pair in getattr(citation, name))]
    if not _all(citation.authors, Author) or not all(isinstance(author.family, str) for author in citation.authors):
        wrong.append("authors")
    year: object = citation.year
    if not isinstance(year, int | None) or isinstance(year, bool):
        wrong.append("year")
    if wrong:
        raise TypeError(f"wrong type of value in {', '.join(sorted(wrong))}")
    return citation


def _all(values: object, kind: type) -> bool:
    return isinstance(values, tuple) and all(isinstance(value, kind) for value in values)
