"""What every export format writes alike: report ids, numbers, URLs, sources. Pure.

Screening tools keep few fields: the URL and the keywords come back from most, so the report id ("R000123") is written
into several fields and looked for in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, quote_plus

from harvester.citation import Citation
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import clean_line

_ID: Final = re.compile(r"R\d{6,}")
_FRAGMENT: Final = re.compile(r"#lsr-(R\d{6,})(?!\d)")
_MARK: Final = re.compile(r"(?<!\w)lsr:(R\d{6,})(?!\d)")
_TAGS: Final = frozenset(["ID", "LB", "CN", "C1", "report_id", "label", "custom1", "OldItemId"])


def find_report_id(citation: Citation) -> str | None:
    """Return the report id in a re-imported citation; None when it has none, or two different ones.

    Looked for in the fragment of an address (``#lsr-R000123``), in keywords and notes (``lsr:R000123``), and in the
    fields for labels.
    """
    ids = set(find_report_ids(citation))
    return ids.pop() if len(ids) == 1 else None


def find_report_ids(citation: Citation) -> tuple[str, ...]:
    """Return every report id in a re-imported citation, each once."""
    return tuple(dict.fromkeys(_carried(citation)))


def report_id_mark(report_id: str) -> str:
    """Return a report id as a keyword or note."""
    return f"lsr:{report_id}"


def add_report_id(url: str, report_id: str) -> str:
    """Return a URL with the report id as its fragment."""
    return f"{url.partition('#')[0]}#lsr-{report_id}"


def _carried(citation: Citation) -> Iterator[str]:
    for url in citation.urls:
        yield from _FRAGMENT.findall(url)
    for text in (*citation.keywords, *citation.notes):
        yield from _MARK.findall(text)
    for tag, value in citation.extra:
        if tag in _TAGS and _ID.fullmatch(value):
            yield value
        yield from _MARK.findall(value)


_NUMBERS: Final = ("pui", "wos", "eid", "central", "nct")
_PAGES: Final = {
    "pui": "https://www.embase.com/search/results?subaction=viewrecord&id={}&from=export",
    "wos": "https://www.webofscience.com/wos/woscc/full-record/{}",
    "eid": "https://www.scopus.com/record/display.uri?eid={}&origin=resultslist",
    "central": "https://www.cochranelibrary.com/central/doi/10.1002/central/{}/full",
    "nct": "https://clinicaltrials.gov/study/{}",
}
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def database_number(item: ExportRecord) -> str:
    """Return the number of the report in a database: PubMed's, else another's, else that of the first record."""
    citation = item.citation
    numbers = [citation.pmid, *(citation.identifier(kind) for kind in _NUMBERS)]
    return next((number for number in numbers if number), "") or (
        item.record_ids[0].partition(":")[2] if item.record_ids else ""
    )


def report_urls(citation: Citation, report_id: str, *, always: bool = False) -> list[str]:
    """Return the URLs of a report, the best first, with its id as fragment; ";" is escaped, programs cut there.

    A record with no address at its database and none of its own gets, with ``always``, a search for its title.
    """
    urls = [f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/"] if citation.pmid else []
    urls += [f"https://doi.org/{citation.doi}"] if citation.doi else []
    urls += citation.urls or _at_its_database(citation)
    if not urls and always:
        urls = [f"https://scholar.google.com/scholar?q={quote_plus(clean_line(citation.title))}"]
    urls = [address.replace(";", "%3B").replace(" ", "%20") for address in dict.fromkeys(urls)]
    return [add_report_id(urls[0], report_id), *urls[1:]] if urls else []


def _at_its_database(citation: Citation) -> list[str]:
    """Addresses under which databases show a record by its number."""
    return [
        page.format(quote(number, safe=":")) for kind, page in _PAGES.items() if (number := citation.identifier(kind))
    ]


def format_sources_note(item: ExportRecord) -> list[str]:
    """Return a note that names the searches of the report; [] when none is known."""
    return [f"lsr-sources: {'; '.join(item.sources)}"] if item.sources else []


def export_notes(item: ExportRecord) -> list[str]:
    """Return the report id, the searches and the notes of the record."""
    return [report_id_mark(item.report_id), *format_sources_note(item), *item.citation.notes]


def export_keywords(item: ExportRecord) -> list[str]:
    """Return the keywords, ";" replaced (most programs take it for a separator), and the report id."""
    return [*(word.replace(";", ",") for word in item.citation.keywords), report_id_mark(item.report_id)]


def split_iso_date(citation: Citation) -> tuple[str, str, str] | None:
    """Return year, month and day ("" if unknown) of an ISO date; None for any other."""
    match = _ISO_DATE.fullmatch(citation.date)
    return (match[1], match[2], match[3] or "") if match and 1 <= int(match[2]) <= 12 else None


_PAGE_RANGE: Final = re.compile(r"([^\s-]+)-([^\s-]+)")


def split_pages(citation: Citation) -> tuple[str, str]:
    """Return first and last page in full (MEDLINE's "1639-41" ends on page 1641); without pages the article number."""
    pages = clean_line(citation.pages)
    if not pages:
        return citation.article_number, ""
    match = _PAGE_RANGE.fullmatch(pages)
    return (match[1], _full_page(match[1], match[2])) if match and match[1] != match[2] else (pages, "")


def _full_page(first: str, last: str) -> str:
    missing = len(first) - len(last)
    if missing <= 0 or not (last.isdecimal() and first[missing:].isdecimal()) or int(last) <= int(first[missing:]):
        return last
    return first[:missing] + last
