"""The fields of records → citations: one home for the rules that hold in any format. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.identifiers import find_doi, find_pmcid, find_pmid, find_serial_numbers
from harvester.formats.fields.keywords import split_keywords
from harvester.formats.fields.mapping import FieldValues
from harvester.formats.fields.name_lists import parse_authors
from harvester.formats.fields.placeholders import NO_PAGES, NO_VALUE, choose_title, is_no_abstract
from harvester.registrations import is_register_address, parse_registration, registration_in_address

_NOTICE: Final = "Copyright of "
_COPYRIGHT: Final = re.compile(r"\s+Copyright of \S.{0,300}? is the property of ")
_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})?(?:[-/](\d{1,2})?)?(?:/.*)?")
_SERIAL_DAY: Final = re.compile(r"[1-6]\d{4}")
_FIRST_DAY: Final = date(1899, 12, 30)
"""Excel stores a day as a number of days since then; saved as text without a format, 43831 is 2020-01-01."""
_MIDNIGHT: Final = " 00:00:00"
"""What pandas writes behind each day of a column of dates."""
_SPREADSHEET_DAY: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(\d\d)(?: 00:00:00)?")
"""What spreadsheets turn pages such as 1-9 into, once they are saved as text."""
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY: Final = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""A day without marks between its parts ("20190131"), as EBSCO's tables and the ICTRP write it."""
_DASHES: Final = re.compile(r"(?<=\w)-{2,3}(?=\w)")
_NLM_NUMBERS: Final = re.compile(r"(?:\w{3}, ?)?\d{7,9}(?:, ?\w{3}|, ?\d{7,9})*")
"""NLM's numbers and code of a journal, which Zotero takes out of Ovid's M1 for an issue ("eag, 7805975")."""
_BETWEEN_URLS: Final = re.compile(r"[\s;,|]+(?=https?://)")
_LONGEST_ISSUE: Final = 60


def build_citation(fields: FieldValues, *, kind: str, identifiers: Sequence[tuple[str, str]] = ()) -> Citation:
    """Return the citation of a record; the rules of a dialect have been applied to ``fields`` before.

    The fields are read in a fixed order, because the values that none of them takes go to ``extra`` as they are met.
    """
    authors, complete = parse_authors(fields.values_with_repeats("authors"))
    year, published = _read_date(fields)
    journal, abbreviation, urls = _read_journal(fields)
    if (registration := _find_registration(journal, authors)) is not None:
        kind = "registry-entry"
        identifiers = list(dict.fromkeys([*identifiers, *registration]))
    if journal.startswith(("http://", "https://")):  # CENTRAL has the address of a register's entry there
        journal, urls = "", tuple(dict.fromkeys([*urls, journal]))
    article_number = normalise.whole_number(fields.best("article_number"))
    pages = _read_pages(fields, article_number)
    issns, isbns = find_serial_numbers(fields)
    doi, pmid, pmcid = find_doi(fields), find_pmid(fields), find_pmcid(fields)
    best, all_values = fields.best, fields.all_values
    title, title_original = choose_title(best("title"), best("title_original"))
    return Citation(
        title=title,
        title_original=title_original,
        volume=normalise.whole_number(best("volume")),
        language=best("language"),
        publisher=best("publisher"),
        place=best("place"),
        issue=_read_issue(fields),
        abstract=_read_abstract(fields),
        kind=kind,
        authors=authors,
        authors_complete=complete,
        year=year,
        date=published,
        journal=journal,
        journal_abbreviation=abbreviation,
        pages=pages,
        article_number=article_number,
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        identifiers=tuple(identifiers),
        issns=issns,
        isbns=isbns,
        keywords=split_keywords(all_values("keywords")),
        publication_types=_without_placeholders(all_values("types")),
        urls=urls,
        databases=_without_placeholders(all_values("databases")),
        notes=_without_placeholders(all_values("notes")),
        extra=fields.extra(),
    )


@lru_cache(maxsize=10_000)
def _date(text: str) -> str:
    text = normalise.whole_number(text.removesuffix(_MIDNIGHT))
    if len(text) == 5 and (serial := _SERIAL_DAY.fullmatch(text)) is not None:
        return f"{_FIRST_DAY + timedelta(days=int(serial.group())):%Y-%m-%d}"
    if len(text) == 4 or (match := _DATE.fullmatch(text) or _DAY.fullmatch(text)) is None:
        return text.rstrip("/ ")
    year, month, day = match.groups()
    return "-".join([year, *(part.zfill(2) for part in (month, month and day) if part)])


def _read_date(fields: FieldValues) -> tuple[int | None, str]:
    """Return the year, and the date where it says more."""
    year_text, date_text = fields.best("year"), fields.best("date")
    published = _date(date_text or year_text)
    year = normalise.year(year_text)
    if year is None:
        if year_text and date_text:
            fields.keep_extra("PY", year_text)
        year = normalise.year(published)
    return year, published if published != str(year) else ""


def _read_journal(fields: FieldValues) -> tuple[str, str, tuple[str, ...]]:
    """Return the full name, the abbreviation and the URLs. An abbreviation alone is taken for the name."""
    full, short = fields.best("journal"), fields.best("abbreviation")
    journal, abbreviation = (full, short if short != full else "") if full else (short, "")
    return journal, abbreviation, _read_urls(fields)


def _find_registration(journal: str, authors: Sequence[Author]) -> list[tuple[str, str]] | None:
    """Return the number of an entry of a trial register, [] for an entry without one; None for another document.

    CENTRAL gives the address of the entry, or of the register, as its journal, and the number as its only author.
    """
    by_author = parse_registration(authors[0].family) if len(authors) == 1 and authors[0].group else None
    if by_author is not None and (not journal or is_register_address(journal)):
        return [by_author]
    if "." in journal and "/" in journal and is_register_address(journal):
        number = registration_in_address(journal) or by_author
        return [number] if number else []
    return None


def _read_pages(fields: FieldValues, article_number: str) -> str:
    first, last, pages_text = fields.best("first_page"), fields.best("last_page"), fields.best("pages")
    if pages_text and (day := _SPREADSHEET_DAY.fullmatch(pages_text)) is not None:
        pages_text = f"{day[2]}-{_MONTHS[int(day[1]) - 1]}"  # as the sheet shows it, and workbooks give it
    if "." in first or "." in last or "." in pages_text:
        first, last, pages_text = map(_whole_pages, (first, last, pages_text))
    if pages_text and not last and pages_text.startswith(f"{first}-"):
        first = pages_text  # ProQuest has the first page in a column of its own
    if pages_text and first and pages_text not in {first, f"{first}-{last}"}:
        fields.keep_extra("PG", pages_text)
    if not first:
        pages = pages_text or last
    elif not last or last == first or first.endswith(f"-{last}"):
        pages = first
    elif last.startswith((f"{first}-", f"{first}–")):
        pages = last  # both pages are in the field of the last one
    else:
        pages = f"{first}-{last}"
    if "--" in pages:  # LaTeX's dash, as JabRef writes it into its tables too
        pages = _DASHES.sub("-", pages)
    return "" if pages == article_number or pages.casefold() in NO_PAGES else pages


def _whole_pages(text: str) -> str:
    """Return pages without the fractions of floats ("101.0", "101.0-109.0")."""
    return "-".join(map(normalise.whole_number, text.split("-")))


def _read_issue(fields: FieldValues) -> str:
    """Return the issue; URLs and journal numbers, which Zotero takes out of other tags, go to ``extra``."""
    issue = normalise.whole_number(fields.best("issue"))
    if len(issue) < 7 or (len(issue) <= _LONGEST_ISSUE and not _NLM_NUMBERS.fullmatch(issue)):
        return issue
    fields.keep_extra("IS", issue)
    return ""


def _without_placeholders(texts: list[str]) -> tuple[str, ...]:
    if not texts:
        return ()
    return tuple(texts) if NO_VALUE.isdisjoint(texts) else tuple([text for text in texts if text not in NO_VALUE])


def _read_urls(fields: FieldValues) -> tuple[str, ...]:
    """Return every URL once. RefWorks and EPPI-Reviewer put several into one value."""
    urls = fields.all_values("urls")
    if not NO_VALUE.isdisjoint(urls):
        urls = [url for url in urls if url not in NO_VALUE]
    if len(urls) == 1 and urls[0].find("http", 1) < 0:
        return (urls[0],)
    if any(text.find("http", 1) > 0 for text in urls):
        urls = list(dict.fromkeys(url for text in urls for url in _BETWEEN_URLS.split(text)))
    return tuple(urls)


def _read_abstract(fields: FieldValues) -> str:
    """Return all parts of an abstract as one text. EBSCO's copyright notice goes to ``extra``."""
    parts = fields.best_tag_values(
        "abstract", is_no_abstract
    )  # two tags hold it twice, with or without some of its marks
    text = parts[0] if len(parts) == 1 else " ".join(part for part in parts if not part.startswith(_NOTICE))
    for notice in parts[1:]:
        if notice.startswith(_NOTICE):
            fields.keep_extra("AB", notice)
    if _NOTICE in text and (match := _COPYRIGHT.search(text)):
        fields.keep_extra("AB", text[match.start() :].strip())
        text = text[: match.start()]
    return text
