"""The fields of records → citations: one home for the rules that hold in any format. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, product
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.author_names import parse_authors
from harvester.formats.fields.identifiers import find_doi, find_pmcid, find_pmid, find_serial_numbers
from harvester.formats.fields.mapping import FieldValues
from harvester.frozen import row_maker

_NOTICE: Final = "Copyright of "
_COPYRIGHT: Final = re.compile(r"\s+Copyright of \S.{0,300}? is the property of ")
_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})?(?:[-/](\d{1,2})?)?(?:/.*)?")
_DAY: Final = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""A day without marks between its parts ("20190131"), as EBSCO's tables and the ICTRP write it."""
NO_PAGES: Final = frozenset(["no-specified", "no specified", "no specified pages", "n.pag", "no pagination"])
_NOTHING: Final = ("na", "n/a", "null", "none", "nan", "-")
NO_VALUE: Final = frozenset(
    map("".join, chain.from_iterable(product(*zip(word, word.upper(), strict=True)) for word in _NOTHING))
)
"""What R, pandas, SciVal and publishers' sites write where there is no volume, issue, page or abstract, in any case."""
_NLM_NUMBERS: Final = re.compile(r"(?:\w{3}, ?)?\d{7,9}(?:, ?\w{3}|, ?\d{7,9})*")
"""NLM's numbers and code of a journal, which Zotero takes out of Ovid's M1 for an issue ("eag, 7805975")."""
_BETWEEN_URLS: Final = re.compile(r"[\s;,|]+(?=https?://)")
_LONGEST_ISSUE: Final = 60
_MADE: Final = row_maker(Citation)
_Published = tuple[str, str, tuple[str, ...], str, str]
"""Journal, its abbreviation, addresses, article number, pages."""
_Texts = tuple[str, str, str, str, str, str, str, str]
"""Title, original title, volume, language, publisher, place, issue, abstract."""


def build_citation(fields: FieldValues, *, kind: str, identifiers: Sequence[tuple[str, str]] = ()) -> Citation:
    """The citation of a record. Rules of a dialect have been applied to ``fields`` before."""
    return build_citations([fields], [kind], [identifiers])[0]


def build_citations(
    records: Sequence[FieldValues], kinds: Sequence[str], identifiers: Sequence[Sequence[tuple[str, str]]]
) -> list[Citation]:
    """The citations of records. They take each step together: one after the other through all took a seventh more."""
    people = [parse_authors(fields.values_with_repeats("authors")) for fields in records]
    days = [_day(fields) for fields in records]
    published = [_published(fields) for fields in records]
    numbers = [_numbers(fields) for fields in records]
    texts = [_texts(fields) for fields in records]
    steps = zip(records, kinds, identifiers, people, days, published, numbers, texts, strict=True)
    return [_citation(*parts) for parts in steps]


def _citation(
    fields: FieldValues,
    kind: str,
    identifiers: Sequence[tuple[str, str]],
    people: tuple[tuple[Author, ...], bool],
    days: tuple[int | None, str],
    published: _Published,
    numbers: tuple[str, str, str, tuple[str, ...], tuple[str, ...]],
    texts: _Texts,
) -> Citation:
    journal, abbreviation, urls, article_number, pages = published
    doi, pmid, pmcid, issns, isbns = numbers
    title, title_original, volume, language, publisher, place, issue, abstract = texts
    all_values = fields.all_values
    return _MADE(
        (
            kind,
            title,
            title_original,
            *people,
            *days,
            journal,
            abbreviation,
            volume,
            issue,
            pages,
            article_number,
            doi,
            pmid,
            pmcid,
            tuple(identifiers),
            issns,
            isbns,
            abstract,
            tuple(all_values("keywords")),
            tuple(all_values("types")),
            language,
            publisher,
            place,
            urls,
            tuple(all_values("databases")),
            tuple(all_values("notes")),
            fields.extra(),
        )
    )


@lru_cache(maxsize=10_000)
def _date(text: str) -> str:
    if len(text) == 4 or (match := _DATE.fullmatch(text) or _DAY.fullmatch(text)) is None:
        return text.rstrip("/ ")
    year, month, day = match.groups()
    return "-".join([year, *(part.zfill(2) for part in (month, month and day) if part)])


def _day(fields: FieldValues) -> tuple[int | None, str]:
    """The year, and the date where it says more."""
    year_text, date_text = fields.best("year"), fields.best("date")
    date = _date(date_text or year_text)
    year = normalise.year(year_text)
    if year is None:
        if year_text and date_text:
            fields.keep_extra("PY", year_text)
        year = normalise.year(date)
    return year, date if date != str(year) else ""


def _published(fields: FieldValues) -> _Published:
    journal, abbreviation = _journal(fields)
    urls = _urls(fields)
    if journal.startswith("http"):  # CENTRAL has the address of a register's entry there
        journal, urls = "", tuple(dict.fromkeys([*urls, journal]))
    article_number = "" if (number := fields.best("article_number")) in NO_VALUE else number
    return journal, abbreviation, urls, article_number, _pages(fields, article_number)


def _numbers(fields: FieldValues) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...]]:
    issns, isbns = find_serial_numbers(fields)
    return find_doi(fields), find_pmid(fields), find_pmcid(fields), issns, isbns


def _texts(fields: FieldValues) -> _Texts:
    best = fields.best
    title, title_original, volume = best("title"), best("title_original"), best("volume")
    language, publisher, place = best("language"), best("publisher"), best("place")
    volume = "" if volume in NO_VALUE else volume
    return title, title_original, volume, language, publisher, place, _issue(fields), _abstract(fields)


def _journal(fields: FieldValues) -> tuple[str, str]:
    """Full name and abbreviation. A short name stands in when it is all there is."""
    full, short = fields.best("journal"), fields.best("abbreviation")
    return (full, short if short != full else "") if full else (short, "")


def _pages(fields: FieldValues, article_number: str) -> str:
    first, last, pages_text = fields.best("first_page"), fields.best("last_page"), fields.best("pages")
    if first in NO_VALUE or last in NO_VALUE or pages_text in NO_VALUE:
        first, last, pages_text = ("" if text in NO_VALUE else text for text in (first, last, pages_text))
    if pages_text and not last and pages_text.startswith(f"{first}-"):
        first = pages_text  # ProQuest has the first page in a column of its own
    if pages_text and first and pages_text not in {first, f"{first}-{last}"}:
        fields.keep_extra("PG", pages_text)
    if not first:
        pages = pages_text or last
    elif not last or last == first or first.endswith(f"-{last}"):
        pages = first
    else:
        pages = f"{first}-{last}"
    return "" if pages == article_number or pages.casefold() in NO_PAGES else pages


def _issue(fields: FieldValues) -> str:
    """Zotero takes an address, or numbers of the journal, out of other tags for an issue; they are none."""
    issue = fields.best("issue")
    if len(issue) < 7 or (len(issue) <= _LONGEST_ISSUE and not _NLM_NUMBERS.fullmatch(issue)):
        return "" if issue in NO_VALUE else issue
    fields.keep_extra("IS", issue)
    return ""


def _urls(fields: FieldValues) -> tuple[str, ...]:
    """Every address once. RefWorks and EPPI-Reviewer put several into one value."""
    urls = fields.all_values("urls")
    if len(urls) == 1 and urls[0].find("http", 1) < 0:
        return (urls[0],)
    if any(text.find("http", 1) > 0 for text in urls):
        urls = list(dict.fromkeys(url for text in urls for url in _BETWEEN_URLS.split(text)))
    return tuple(urls)


def _abstract(fields: FieldValues) -> str:
    """All parts of an abstract in one text. EBSCO's copyright notice, behind it or beside it, is kept apart."""
    parts = fields.best_tag_values("abstract")  # two tags hold it twice, with or without some of its marks
    text = parts[0] if len(parts) == 1 else " ".join(part for part in parts if not part.startswith(_NOTICE))
    for notice in parts[1:]:
        if notice.startswith(_NOTICE):
            fields.keep_extra("AB", notice)
    if _NOTICE in text and (match := _COPYRIGHT.search(text)):
        fields.keep_extra("AB", text[match.start() :].strip())
        text = text[: match.start()]
    return "" if len(text) < 5 and text in NO_VALUE else text
