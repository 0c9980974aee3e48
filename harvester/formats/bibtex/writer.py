"""Write BibTeX that LaTeX, JabRef, Zotero and Rayyan read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from harvester.citation import Citation
from harvester.formats.bibtex.fields import BIBTEX_KINDS, BIBTEX_TYPES, MONTHS, format_bibtex_name
from harvester.formats.bibtex.latex import text_to_latex
from harvester.formats.fields.export_fields import (
    database_number,
    export_keywords,
    export_notes,
    report_urls,
    split_iso_date,
)
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import clean_line, escape_markup

_KIND_WORDS: Final = {
    "conference-abstract": "Conference Abstract",
    "preprint": "Preprint",
    "registry-entry": "Trial registry record",
    "dataset": "Dataset",
    "webpage": "Webpage",
}
_PUBLISHERS: Final = {"thesis": "school", "report": "institution"}
_VERBATIM: Final = frozenset(["url", "doi"])
_UNSAFE: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write_bibtex(items: Iterable[ExportRecord]) -> Iterator[str]:
    """Write BibTeX: one text for each report, with accented letters in UTF-8.

    The report id is the key, a keyword, a note and the fragment of the address.
    """
    for item in items:
        fields = "".join(f"  {name} = {value},\n" for name, value in _fields(item) if value)
        yield f"@{BIBTEX_TYPES.get(item.citation.kind, 'misc')}{{{item.report_id},\n{fields}}}\n\n"


def _fields(item: ExportRecord) -> Iterator[tuple[str, str]]:
    for name, text in _texts(item):
        value = clean_line(text).translate(_UNSAFE) if name in _VERBATIM else text_to_latex(escape_markup(text))
        yield name, f"{{{value}}}" if value else ""
    yield "author", _authors(item.citation)
    if day := split_iso_date(item.citation):
        yield "month", MONTHS[int(day[1]) - 1]


def _texts(item: ExportRecord) -> Iterator[tuple[str, str]]:
    citation = item.citation
    day = split_iso_date(citation)
    yield "title", citation.title
    yield "origtitle", citation.title_original
    yield "year", str(citation.year or "")
    yield "day", day[2] if day else ""
    yield "date", "" if day else citation.date
    in_periodical = BIBTEX_TYPES.get(citation.kind) in {"article", "unpublished"}
    yield "journal" if in_periodical else "booktitle", citation.journal or citation.journal_abbreviation
    yield "shortjournal", citation.journal_abbreviation if citation.journal else ""
    yield "volume", citation.volume
    yield "number", citation.issue
    yield "pages", citation.pages
    yield "eid", citation.article_number
    yield _PUBLISHERS.get(citation.kind, "publisher"), citation.publisher
    yield "address", citation.place
    yield "type", _type(citation)
    yield "language", citation.language
    yield "issn", "; ".join(citation.issns)
    yield "isbn", "; ".join(citation.isbns)
    yield "doi", citation.doi
    yield "pmid", citation.pmid
    yield "pmcid", citation.pmcid
    yield "accession_number", database_number(item)
    yield "url", next(iter(report_urls(citation, item.report_id)), "")
    yield "abstract", citation.abstract
    yield "keywords", "; ".join(export_keywords(item))
    yield "database", item.sources[0] if item.sources else ""
    yield "note", " | ".join(export_notes(item))


def _authors(citation: Citation) -> str:
    names = [format_bibtex_name(person) for person in citation.authors]
    if not citation.authors_complete:
        names.append("others")
    return f"{{{' and '.join(names)}}}" if names else ""


def _type(citation: Citation) -> str:
    """Return a publication type that states the kind where the entry type does not."""
    first_type = citation.publication_types[0] if citation.publication_types else ""
    by_entry = BIBTEX_KINDS[BIBTEX_TYPES.get(citation.kind, "misc")]
    return (
        first_type
        if classify_publication([first_type], by_entry) == citation.kind
        else _KIND_WORDS.get(citation.kind, first_type)
    )
