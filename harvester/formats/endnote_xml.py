"""Read and write EndNote's XML (File > Export > XML; also of Covidence, Zotero, Bookends …). Pure.

Text is in ``<style>`` elements, several of them where a word is in italics. No entity of the document is expanded, no
DTD loaded, nothing fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from lxml import etree

from harvester import normalise
from harvester.errors import FormatError
from harvester.formats.fields import accession
from harvester.formats.fields.author_names import format_author
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.export_fields import database_number, export_keywords, export_notes, report_urls
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import ENDNOTE_KINDS, ENDNOTE_TYPES
from harvester.formats.model import ExportRecord, ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.text.cleaning import escape_markup, plain_text

Element = Any  # the published types of lxml lack sourceline, and a parent that may be absent
_TABLE: Final = FieldMap({
    "title": ("titles/title",), "title_original": ("titles/translated-title",), "authors": ("authors/author",),
    "year": ("dates/year",), "date": ("pub-dates/date",),
    "journal": ("periodical/full-title", "titles/secondary-title"),
    "abbreviation": ("periodical/abbr-1", "alt-periodical/abbr-1", "titles/alt-title", "alt-periodical/full-title"),
    "volume": ("volume",), "issue": ("number", "issue"), "pages": ("pages",), "article_number": ("custom7",),
    "doi": ("electronic-resource-num",), "pmid": ("pmid",), "pmcid": ("pmcid",), "abstract": ("abstract",),
    "keywords": ("keywords/keyword",), "types": ("work-type",), "language": ("language",),
    "publisher": ("publisher",), "place": ("pub-location",), "urls": ("related-urls/url", "web-urls/url"),
    "databases": ("remote-database-name",), "notes": ("notes",), "serial_numbers": ("isbn", "issn"),
})  # fmt: skip
_GROUPS: Final = frozenset(["contributors", "urls", "foreign-keys"])
_OF_THE_LIBRARY: Final = frozenset(["database", "source-app", "foreign-keys", "rec-number"])
"""Elements about a person's EndNote library, not about the document."""
_SEVERAL: Final = {
    "keywords/keyword": re.compile(r"[\r\n]+"),
    "related-urls/url": re.compile(r"[\r\n]+"),
    "isbn": re.compile(r"[\r\n;]+"),
    "notes": re.compile(r"[\r\n]+| \| "),  # the separator of this writer and of Rayyan
}
"""Elements that hold several values → the separator of these."""
_HINT: Final = "Export it again from EndNote (File > Export, file type XML), or export the records as RIS."


def read_endnote_xml(data: bytes, *, name: str, encoding: str = "utf-8") -> ParsedFile:
    """Read the records of EndNote's XML. Values that no field holds are kept in ``extra`` under their element's name.

    A truncated document keeps the records before the break, which is in ``unreadable``. Raises FormatError when no
    record comes before it.
    """
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    events = etree.iterparse(
        BytesIO(data.lstrip()),
        events=("end",),
        tag=("record",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, record in events:
            _read_record(record, records, unreadable)
    except etree.XMLSyntaxError as broken:
        reason = f"broken XML ({broken.msg})"
        if not records:
            raise FormatError(f"{name}, line {broken.lineno or 1}: {reason}", hint=_HINT) from broken
        unreadable.append(UnreadableRecord(broken.lineno or 1, f"{reason}; the records before this line were read"))
    return ParsedFile("endnote-xml", encoding, tuple(records), tuple(unreadable), ())


def _read_record(record: Element, records: list[ParsedRecord], unreadable: list[UnreadableRecord]) -> None:
    line = record.sourceline or 1
    values = _record_values(record)
    if values.keys() - {"ref-type"}:
        records.append(_build_record(values, line))
    else:
        unreadable.append(UnreadableRecord(line, "the record is empty: no element of it has a text"))
    record.clear()
    while record.getprevious() is not None:  # frees the memory of the records before it
        del record.getparent()[0]


def _record_values(record: Element) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for child in record.iterchildren("*"):  # "*": elements only, no unexpanded entities
        if child.tag == "ref-type":
            values["ref-type"] = [child.get("name") or plain_text(_text(child))]
        elif child.tag not in _OF_THE_LIBRARY:
            for path, text in _leaves(child, ""):
                parts = _SEVERAL[path].split(text) if path in _SEVERAL else [text]
                if texts := [value for part in parts if (value := plain_text(part))]:
                    values.setdefault(path, []).extend(texts)
    return values


def _leaves(element: Element, group: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the texts below an element, each with the path "parent/element"."""
    path = f"{group}/{element.tag}" if group else str(element.tag)
    children = [child for child in element if isinstance(child.tag, str) and child.tag != "style"]
    if not children or depth > 5:
        yield path, _text(element)
        return
    for child in children:
        yield from _leaves(child, "" if element.tag in _GROUPS else str(element.tag), depth + 1)


def _text(element: Element) -> str:
    """Return the styled parts joined, without line breaks between them."""
    parts: list[str] = list(element.itertext("*"))
    return "".join(part for part in parts if part.strip() or "\n" not in part)


def _build_record(values: dict[str, list[str]], line: int) -> ParsedRecord:
    if "authors/author" not in values and (editors := values.pop("secondary-authors/author", [])):
        values["authors/author"] = editors
    kind = ENDNOTE_KINDS.get(values.get("ref-type", [""])[0].casefold(), "")
    if kind:
        values.pop("ref-type")
    number = _accession(values)
    identifiers = accession.to_identifiers(number)
    if number.startswith("CN-"):  # CENTRAL lists the numbers in other databases there
        for key, other_number in accession.find_cross_references(",".join(values.get("custom3", ()))):
            if key == "pmid":
                values.setdefault("pmid", []).append(other_number)
            else:
                identifiers.append((key, other_number))
    if number.startswith("WOS:") and "dates/year" not in values and normalise.year(values.get("custom6", [""])[0]):
        values["dates/year"] = values.pop("custom6")  # the month of early access
    citation = build_citation(FieldValues(_named(values), _TABLE), kind=kind or "article", identifiers=identifiers)
    return ParsedRecord(citation, number, number, line)


def _named(values: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the values by the paths of the field table, others by element name; dates with their year."""
    named: dict[str, list[str]] = {}
    for path, texts in values.items():
        named.setdefault(path if path in _TABLE.ranks else path.rpartition("/")[2], []).extend(texts)
    if (days := named.get("pub-dates/date")) and (years := named.get("dates/year")) and not normalise.year(days[0]):
        days[0] = f"{years[0]} {days[0]}"
    return named


def _accession(values: dict[str, list[str]]) -> str:
    """Return the accession number. In a record from PubMed it is the PMID, and custom 2 holds the PMCID."""
    texts = values.pop("accession-num", [])
    number = next(
        (accession.normalise_wos(number_text) for text in texts if (number_text := accession.clean_accession(text))), ""
    )
    if texts and not number:
        values["accession-num"] = texts
    databases = [*values.get("remote-database-provider", ()), *values.get("remote-database-name", ())]
    if pmid := accession.find_pubmed_number(number, " ".join(databases)):
        values["pmid"] = [pmid]
        if normalise.pmcid(" ".join(values.get("custom2", ()))):
            values["pmcid"] = values.pop("custom2")
    return number or accession.find_in_urls([*values.get("related-urls/url", ()), *values.get("web-urls/url", ())])


_STYLE: Final = {"face": "normal", "font": "default", "size": "100%"}
_Value = str | list[str]


def write_endnote_xml(items: Iterable[ExportRecord]) -> Iterator[str]:
    """Write EndNote's XML: its head, one text for each report, its end.

    The report id is the label, custom 1, a keyword, a note and the fragment of the first address.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
    for item in items:
        yield etree.tostring(_record_element(item), encoding="unicode") + "\n"
    yield "</records></xml>\n"


def _record_element(item: ExportRecord) -> Any:
    record = etree.Element("record")
    source = etree.SubElement(record, "source-app", {"name": "harvester", "version": "1"})
    source.text = "harvester"
    name, number = ENDNOTE_TYPES.get(item.citation.kind, ENDNOTE_TYPES["other"])
    etree.SubElement(record, "ref-type", {"name": name}).text = str(number)
    for path, value in _export_values(item):
        for text in [value] if isinstance(value, str) else value:
            if cleaned := escape_markup(text):
                _add_text(record, path, cleaned)
    return record


def _add_text(record: Any, path: str, text: str) -> None:
    """Add a text at a path; parent elements that exist are used."""
    *groups, leaf = path.split("/")
    parent = record
    for group in groups:
        child = parent.find(group)
        parent = etree.SubElement(parent, group) if child is None else child
    style = etree.SubElement(etree.SubElement(parent, leaf), "style", _STYLE)
    style.text = text


def _export_values(item: ExportRecord) -> Iterator[tuple[str, _Value]]:
    citation = item.citation
    journal = citation.journal or citation.journal_abbreviation
    names = [format_author(person, mark_group=True) for person in citation.authors]
    yield "contributors/authors/author", [*names, *([] if citation.authors_complete else ["et al."])]
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
