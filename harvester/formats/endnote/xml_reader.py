"""EndNote's XML (File > Export > XML; also written by Covidence, Zotero, Bookends …) → citations. Pure.

Text stands in ``<style>`` elements, several of them where a word is in italics. No entity of the document is expanded,
no DTD loaded, nothing fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from lxml import etree

from harvester import normalise
from harvester.errors import FormatError
from harvester.formats.fields import accession
from harvester.formats.fields.citation_builder import build_citation
from harvester.formats.fields.mapping import FieldMap, FieldValues
from harvester.formats.fields.publication_types import ENDNOTE_KINDS
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.text.cleaning import plain_text

Element = Any  # the published types of lxml know neither the line of an element nor that a parent may be absent
_TABLE: Final = FieldMap(
    {
        "title": ("titles/title",),
        "title_original": ("titles/translated-title",),
        "authors": ("authors/author",),
        "year": ("dates/year",),
        "date": ("pub-dates/date",),
        "journal": ("periodical/full-title", "titles/secondary-title"),
        "abbreviation": ("periodical/abbr-1", "alt-periodical/abbr-1", "titles/alt-title", "alt-periodical/full-title"),
        "volume": ("volume",),
        "issue": ("number", "issue"),
        "pages": ("pages",),
        "article_number": ("custom7",),
        "doi": ("electronic-resource-num",),
        "pmid": ("pmid",),
        "pmcid": ("pmcid",),
        "abstract": ("abstract",),
        "keywords": ("keywords/keyword",),
        "types": ("work-type",),
        "language": ("language",),
        "publisher": ("publisher",),
        "place": ("pub-location",),
        "urls": ("related-urls/url", "web-urls/url"),
        "databases": ("remote-database-name",),
        "notes": ("notes",),
        "serial_numbers": ("isbn", "issn"),
    }
)
_GROUPS: Final = frozenset(["contributors", "urls", "foreign-keys"])
_OF_THE_LIBRARY: Final = frozenset(["database", "source-app", "foreign-keys", "rec-number"])
"""Where a person's EndNote library lies and how it counts: no part of what is said about the document."""
_SEVERAL: Final = {
    "keywords/keyword": re.compile(r"[\r\n]+"),
    "related-urls/url": re.compile(r"[\r\n]+"),
    "isbn": re.compile(r"[\r\n;]+"),
    "notes": re.compile(r"[\r\n]+| \| "),  # our writer's mark between notes, and Rayyan's
}
"""Elements that hold several values, and what stands between these."""
_HINT: Final = "Export it again from EndNote (File > Export, file type XML), or export the records as RIS."


def read_endnote_xml(data: bytes, *, name: str, encoding: str = "utf-8") -> ParsedFile:
    """Records of EndNote's XML. Values no field takes are kept in ``Citation.extra`` under their element's name.

    A document that breaks off keeps the records before the break, and the break is in ``bad``. Raises FormatError when
    it is broken from the start.
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
            _take(record, records, unreadable)
    except etree.XMLSyntaxError as broken:
        reason = f"broken XML ({broken.msg})"
        if not records:
            raise FormatError(f"{name}, line {broken.lineno or 1}: {reason}", hint=_HINT) from broken
        unreadable.append(UnreadableRecord(broken.lineno or 1, f"{reason}; the records before this line were read"))
    return ParsedFile("endnote-xml", encoding, tuple(records), tuple(unreadable), ())


def _take(record: Element, records: list[ParsedRecord], unreadable: list[UnreadableRecord]) -> None:
    line = record.sourceline or 1
    values = _values(record)
    if values.keys() - {"ref-type"}:
        records.append(_entry(values, line))
    else:
        unreadable.append(UnreadableRecord(line, "the record is empty: no element of it has a text"))
    record.clear()
    while record.getprevious() is not None:  # what was read is given back, so that a large file stays small
        del record.getparent()[0]


def _values(record: Element) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for child in record.iterchildren("*"):  # "*": elements, no entity that was left unexpanded
        if child.tag == "ref-type":
            values["ref-type"] = [child.get("name") or plain_text(_text(child))]
        elif child.tag not in _OF_THE_LIBRARY:
            for path, text in _leaves(child, ""):
                parts = _SEVERAL[path].split(text) if path in _SEVERAL else [text]
                if texts := [value for part in parts if (value := plain_text(part))]:
                    values.setdefault(path, []).extend(texts)
    return values


def _leaves(element: Element, group: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The texts below an element, each with the name of its element and of the one around it."""
    path = f"{group}/{element.tag}" if group else str(element.tag)
    children = [child for child in element if isinstance(child.tag, str) and child.tag != "style"]
    if not children or depth > 5:
        yield path, _text(element)
        return
    for child in children:
        yield from _leaves(child, "" if element.tag in _GROUPS else str(element.tag), depth + 1)


def _text(element: Element) -> str:
    """All styled parts joined. White space between the parts is layout of the file, not text."""
    parts: list[str] = list(element.itertext("*"))
    return "".join(part for part in parts if part.strip() or "\n" not in part)


def _entry(values: dict[str, list[str]], line: int) -> ParsedRecord:
    if "authors/author" not in values and (editors := values.pop("secondary-authors/author", [])):
        values["authors/author"] = editors
    kind = ENDNOTE_KINDS.get(values.get("ref-type", [""])[0].casefold(), "")
    if kind:
        values.pop("ref-type")
    number = _accession(values)
    citation = build_citation(
        FieldValues(_named(values), _TABLE), kind=kind or "article", identifiers=accession.to_identifiers(number)
    )
    return ParsedRecord(citation, number, number, line)


def _named(values: dict[str, list[str]]) -> dict[str, list[str]]:
    """The values by the names the table has, others by the name of their element; dates with their year."""
    named: dict[str, list[str]] = {}
    for path, texts in values.items():
        named.setdefault(path if path in _TABLE.ranks else path.rpartition("/")[2], []).extend(texts)
    if (days := named.get("pub-dates/date")) and (years := named.get("dates/year")) and not normalise.year(days[0]):
        days[0] = f"{years[0]} {days[0]}"
    return named


def _accession(values: dict[str, list[str]]) -> str:
    """The database's number; where the record came from PubMed it is the PMID, and custom 2 holds the PMCID."""
    texts = values.pop("accession-num", [])
    number = next(
        (accession.normalise_wos(number_text) for text in texts if (number_text := accession.clean_accession(text))), ""
    )
    if texts and not number:
        values["accession-num"] = texts
    provider = " ".join(values.get("remote-database-provider", ()))
    if accession.is_pubmed(provider) and (pmid := normalise.pmid(number)):
        values["pmid"] = [pmid]
        if normalise.pmcid(" ".join(values.get("custom2", ()))):
            values["pmcid"] = values.pop("custom2")
    return number or accession.find_in_urls([*values.get("related-urls/url", ()), *values.get("web-urls/url", ())])
