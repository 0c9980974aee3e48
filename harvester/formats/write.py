"""Reports → a file in any format that is written. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

from harvester.errors import UsageError
from harvester.formats.bibtex.writer import write_bibtex
from harvester.formats.endnote_xml import write_endnote_xml
from harvester.formats.jsonl import write_jsonl
from harvester.formats.medline import write_nbib
from harvester.formats.model import ExportRecord
from harvester.formats.ris.writer import write_ris
from harvester.formats.tables.writer import write_csv

EXPORT_FORMATS = {
    "ris": "RIS, for screening tools and reference managers",
    "nbib": "PubMed's MEDLINE text, for tools that take nothing else",
    "bibtex": "BibTeX, for LaTeX, JabRef and Zotero",
    "endnote-xml": "EndNote's XML, for EndNote and Covidence",
    "csv": "a table with a row for each report",
    "jsonl": "JSON Lines, without any loss",
}
"""The formats that are written, and what for."""


EXPORT_EXTENSIONS: Final = {
    ".ris": "ris",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".nbib": "nbib",
    ".bib": "bibtex",
    ".xml": "endnote-xml",
}
"""File extension → format to write."""

_WRITERS: Final[dict[str, Callable[[Iterable[ExportRecord]], Iterator[str]]]] = {
    "nbib": write_nbib,
    "bibtex": write_bibtex,
    "endnote-xml": write_endnote_xml,
    "csv": write_csv,
    "jsonl": write_jsonl,
}
"""The writers that know no profiles."""


def write_records(
    format: str,  # noqa: A002 - the word the command line has for it
    items: Iterable[ExportRecord],
    *,
    profile: str = "generic",
    crlf: bool = False,
    bom: bool = False,
    excel: bool = False,
) -> Iterator[str]:
    """Yield the text of a file, to be written as UTF-8 without changing line breaks.

    ``profile`` (a key of PROFILES), ``crlf`` and ``bom`` (byte order mark) are for RIS only. ``excel`` is for CSV: it
    puts a byte order mark in front, without which Excel reads UTF-8 as an older encoding.
    Raises UsageError for a format or profile that does not exist.
    """
    if format == "ris":
        return write_ris(items, profile=profile, crlf=crlf, bom=bom)
    if format not in _WRITERS:
        raise UsageError(f"there is no format {format!r} to write", hint=f"Choose one of {', '.join(EXPORT_FORMATS)}.")
    pieces = _WRITERS[format](items)
    return chain(["\ufeff"], pieces) if excel and format == "csv" else pieces
