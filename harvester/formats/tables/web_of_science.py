"""Tables of Web of Science, whose columns are the tags of its text ("Tab-delimited file") or words → citations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.formats.model import ParsedRecord
from harvester.formats.tagged import SEMICOLONS, build_wos_record
from harvester.formats.text.cleaning import plain_text

_TELLING: Final = frozenset(["PT", "AU", "TI", "SO", "UT"])


_WORDS: Final = {
    "Publication Type": "PT", "Authors": "AU", "Book Authors": "BA", "Book Editors": "BE", "Book Group Authors": "GP",
    "Author Full Names": "AF", "Book Author Full Names": "BF", "Group Authors": "CA", "Article Title": "TI",
    "Source Title": "SO", "Language": "LA", "Document Type": "DT", "Author Keywords": "DE", "Keywords Plus": "ID",
    "Abstract": "AB", "Publisher": "PU", "Publisher City": "PI", "ISSN": "SN", "eISSN": "EI", "ISBN": "BN",
    "Journal Abbreviation": "J9", "Journal ISO Abbreviation": "JI", "Publication Date": "PD", "Publication Year": "PY",
    "Volume": "VL", "Issue": "IS", "Start Page": "BP", "End Page": "EP", "Article Number": "AR", "DOI": "DI",
    "Book DOI": "D2", "Pubmed Id": "PM", "UT (Unique WOS ID)": "UT", "UT (Unique ID)": "UT",
}  # fmt: skip
"""The words that stand for tags which a field takes; other columns stay under their words."""


def wos_tags(cells: Sequence[str]) -> tuple[str, ...]:
    """The tags of the columns of one of Web of Science's tables; () for any other table."""
    tags = tuple(_WORDS.get(cell, cell) for cell in cells)
    return tags if set(tags) >= _TELLING else ()


def read_wos_row(tags: Sequence[str], cells: Sequence[str], line: int) -> ParsedRecord:
    """The record in a row. Several values in a cell are separated by semicolons, as names are within a tag."""
    values: dict[str, list[str]] = {}
    for tag, cell in zip(tags, cells, strict=False):  # rows may be short
        parts = cell.split(";") if tag in SEMICOLONS or tag == "CR" else [cell]
        if texts := [value for part in parts if (value := plain_text(part))]:
            values[tag] = texts
    return build_wos_record(values, line)
