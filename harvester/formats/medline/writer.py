"""Citations → MEDLINE text as PubMed's "Send to > Citation manager" gives it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from harvester.citation import Author, Citation
from harvester.formats.fields.author_names import format_author
from harvester.formats.fields.export_fields import export_keywords, export_notes, report_urls, split_iso_date
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import escape_markup

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OWN_TYPES: Final = {
    "preprint": "Preprint",
    "conference-abstract": "Meeting Abstract",
    "book": "Book",
    "thesis": "Academic Dissertation",
    "report": "Technical Report",
    "dataset": "Dataset",
}
"""The publication type of MEDLINE that says a kind."""


def write_nbib(items: Iterable[ExportRecord]) -> Iterator[str]:
    """MEDLINE text, one text for each report, each value on one line.

    Our id is a keyword, a note and the fragment of the first address. Tags as in
    https://www.nlm.nih.gov/bsd/mms/medlineelements.html; addresses (UR) are an addition of reference managers.
    """
    for item in items:
        lines = [f"{tag:<4}- {text}" for tag, value in _tagged(item) if (text := escape_markup(value))]
        yield "\n".join(lines) + "\n\n"


def _tagged(item: ExportRecord) -> Iterator[tuple[str, str]]:
    citation = item.citation
    yield "PMID", citation.pmid
    yield "OWN", "NLM" if citation.pmid else "harvester"
    yield from _bibliographic(citation)
    yield from (("OT", word) for word in export_keywords(item))
    yield from (("UR", address) for address in report_urls(citation, item.report_id))
    yield from (("GN", note) for note in export_notes(item))


def _bibliographic(citation: Citation) -> Iterator[tuple[str, str]]:
    yield from (("IS", number) for number in citation.issns)
    yield from (("ISBN", number) for number in citation.isbns)
    yield "VI", citation.volume
    yield "IP", citation.issue
    yield "DP", _published(citation)
    yield "TI", citation.title
    yield "TT", citation.title_original
    yield "PG", citation.pages
    yield "LID", f"{citation.doi} [doi]" if citation.doi else ""
    yield "LID", f"{citation.article_number} [pii]" if citation.article_number else ""
    yield "AB", citation.abstract
    yield from _people(citation)
    yield "LA", citation.language
    yield from (("PT", name) for name in _types(citation))
    yield "PB", citation.publisher
    yield "PL", citation.place
    yield "TA", citation.journal_abbreviation if citation.journal else ""
    yield "JT", citation.journal or citation.journal_abbreviation
    yield "PMC", citation.pmcid


def _people(citation: Citation) -> Iterator[tuple[str, str]]:
    for person in citation.authors:
        if person.group:
            yield "CN", person.family
        else:
            yield "FAU", f"{person.family}, {person.given} {person.suffix}" if person.suffix else format_author(person)
            yield "AU", _in_short(person)
    if not citation.authors_complete:
        yield "AU", "et al."


def _in_short(person: Author) -> str:
    initials = "".join(part[0] for part in person.given.replace("-", " ").split())
    return " ".join(part for part in (person.family, initials, person.suffix) if part)


def _published(citation: Citation) -> str:
    if day := split_iso_date(citation):
        return f"{day[0]} {_MONTHS[int(day[1]) - 1]} {day[2].lstrip('0')}".strip()
    year = str(citation.year or "")
    return citation.date if year and year in citation.date else year


def _types(citation: Citation) -> tuple[str, ...]:
    types = citation.publication_types
    if classify_publication(types) != citation.kind and citation.kind in _OWN_TYPES:
        return (*types, _OWN_TYPES[citation.kind])
    return types or ("Journal Article",)
