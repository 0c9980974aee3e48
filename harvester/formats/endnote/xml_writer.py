"""Citations → EndNote's XML, which Covidence, Zotero and EndNote import. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree

from harvester.citation import Citation
from harvester.formats.fields.author_names import format_author
from harvester.formats.fields.export_fields import database_number, export_keywords, export_notes, report_urls
from harvester.formats.fields.publication_types import ENDNOTE_TYPES
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import escape_markup

_STYLE: Final = {"face": "normal", "font": "default", "size": "100%"}
_Value = str | list[str]


def write_endnote_xml(items: Iterable[ExportRecord]) -> Iterator[str]:
    """EndNote's XML: its head, one text for each report, its end.

    Our id is the label, custom 1, a keyword, a note and the fragment of the first address.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
    for item in items:
        yield etree.tostring(_record(item), encoding="unicode") + "\n"
    yield "</records></xml>\n"


def _record(item: ExportRecord) -> Any:
    record = etree.Element("record")
    source = etree.SubElement(record, "source-app", {"name": "harvester", "version": "1"})
    source.text = "harvester"
    name, number = ENDNOTE_TYPES.get(item.citation.kind, ENDNOTE_TYPES["other"])
    etree.SubElement(record, "ref-type", {"name": name}).text = str(number)
    for path, value in _values(item):
        for text in [value] if isinstance(value, str) else value:
            if cleaned := escape_markup(text):
                _add(record, path, cleaned)
    return record


def _add(record: Any, path: str, text: str) -> None:
    """The text at the end of the path; the elements around it are made once."""
    *groups, leaf = path.split("/")
    parent = record
    for group in groups:
        child = parent.find(group)
        parent = etree.SubElement(parent, group) if child is None else child
    style = etree.SubElement(etree.SubElement(parent, leaf), "style", _STYLE)
    style.text = text


def _values(item: ExportRecord) -> Iterator[tuple[str, _Value]]:
    citation = item.citation
    journal = citation.journal or citation.journal_abbreviation
    yield "contributors/authors/author", _authors(citation)
    yield "titles/title", citation.title
    yield "titles/secondary-title", journal
    yield "titles/translated-title", citation.title_original
    yield "periodical/full-title", journal
    yield "periodical/abbr-1", citation.journal_abbreviation if citation.journal else ""
    yield "pages", citation.pages
    yield "volume", citation.volume
    yield "number", citation.issue
    yield "keywords/keyword", export_keywords(item)
    yield "dates/year", str(citation.year or "")
    yield "dates/pub-dates/date", citation.date
    yield "pub-location", citation.place
    yield "publisher", citation.publisher
    yield "isbn", "; ".join([*citation.issns, *citation.isbns])
    yield "accession-num", database_number(item)
    yield "electronic-resource-num", citation.doi
    yield "abstract", citation.abstract
    yield "notes", " | ".join(export_notes(item))
    yield "work-type", citation.publication_types[0] if citation.publication_types else ""
    yield "label", item.report_id
    yield "custom1", item.report_id
    yield "custom2", citation.pmcid
    yield "custom7", citation.article_number
    yield "urls/related-urls/url", report_urls(citation, item.report_id)
    yield "remote-database-name", item.sources[0] if item.sources else ""
    yield "remote-database-provider", "NLM" if citation.pmid else ""
    yield "language", citation.language


def _authors(citation: Citation) -> list[str]:
    return [format_author(person) for person in citation.authors] + ([] if citation.authors_complete else ["et al."])
