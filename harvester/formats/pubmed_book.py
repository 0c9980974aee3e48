"""One <PubmedBookArticle> (NCBI Bookshelf: a book, or a chapter of one) → one record. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.entry import BadEntry, Entry
from harvester.formats.pubmed_article import Taken, first_text, keep_numbers, keywords_of
from harvester.formats.pubmed_ids import Numbers
from harvester.formats.pubmed_people import BOOK_AUTHOR, EDITOR, authors, keep_investigators, keep_people
from harvester.formats.pubmed_rest import PUBMED, drop, keep_abstract_notes, keep_grants
from harvester.formats.pubmed_text import (
    Element,
    Keep,
    Readers,
    abstract_of,
    date_of,
    date_under,
    said_of,
    sorted_out,
    text_at,
    text_of,
    text_under,
    texts_of,
)


def _keep_sections(sections: Element, keep: Keep) -> None:
    for section in sections.iter("Section"):
        label = section.find("LocationLabel")
        keep(("Section", f"{_label(label)} {text_at(section, 'SectionTitle')}".strip()))


def _label(element: Element | None) -> str:
    """The kind of a part and its number: "chapter 1"."""
    return "" if element is None else f"{element.get('Type', '')} {text_of(element)}".strip()


def _keep_label(element: Element, keep: Keep) -> None:
    keep(("LocationLabel", _label(element)))


def _keep_items(items: Element, keep: Keep) -> None:
    kind = items.get("ListType", "")
    for item in items:
        keep(("ItemList", said_of(kind, text_of(item))))


DOCUMENT: Final[Readers] = {
    **dict.fromkeys(
        ("PMID", "ArticleIdList", "Book", "ArticleTitle", "VernacularTitle", "Pagination", "Language", "AuthorList")
    ),
    **dict.fromkeys(("PublicationType", "Abstract", "KeywordList")),
    "InvestigatorList": keep_investigators,
    "LocationLabel": _keep_label,
    "Sections": _keep_sections,
    "ContributionDate": date_under("CTDT"),
    "DateRevised": date_under("DRDT"),
    "GrantList": keep_grants,
    "ItemList": _keep_items,
    "ReferenceList": drop,
}
"""Children of <BookDocument>."""

BOOK: Final[Readers] = {
    **dict.fromkeys(("Publisher", "BookTitle", "PubDate", "AuthorList", "Volume", "ELocationID", "Isbn")),
    "InvestigatorList": keep_investigators,
    "BeginningDate": date_under("CDAT"),
    "EndingDate": date_under("EDDT"),
    "VolumeTitle": text_under("VTI"),
    "Edition": text_under("EN"),
    "CollectionTitle": text_under("CTI"),
    "Medium": text_under("Medium"),
    "ReportNumber": text_under("ReportNumber"),
}
"""Children of <Book>."""


def book_entry(element: Element, line: int) -> Entry | BadEntry:
    """The record in a <PubmedBookArticle>; without its PMID it cannot be kept apart from others, so it is bad."""
    document = element.find("BookDocument")
    pmid = normalise.pmid(text_at(document, "PMID")) if document is not None else ""
    if document is None or not pmid:
        return BadEntry(line, "a <PubmedBookArticle> without PMID")
    return Entry(_citation(element, document, pmid), pmid, pmid, line)


def _citation(element: Element, document: Element, pmid: str) -> Citation:
    kept: list[tuple[str, str]] = []
    keep = kept.append
    own = sorted_out(document, DOCUMENT, keep=keep)
    book = sorted_out(own["Book"][0], BOOK, keep=keep) if "Book" in own else {}
    data = element.find("PubmedBookData")
    around = {} if data is None else sorted_out(data, PUBMED, keep=keep)
    keep_numbers(own["PMID"], keep)
    chapter, title = first_text(own, "ArticleTitle"), first_text(book, "BookTitle")
    numbers = _numbers(own, book, around, pmid, keep)
    people, complete = _people(own.get("AuthorList", []), book.get("AuthorList", []), keep)
    for abstract in own.get("Abstract", []):
        keep_abstract_notes(abstract, keep)
    date = date_of(book["PubDate"][0]) if "PubDate" in book else ""
    types = texts_of(own.get("PublicationType", []))
    publisher, place = _publisher(book)
    return Citation(
        kind="chapter" if chapter else "book",
        title=chapter or title,
        title_original=first_text(own, "VernacularTitle"),
        authors=people,
        authors_complete=complete,
        year=normalise.year(date),
        date=date,
        journal=title if chapter else "",
        volume=first_text(book, "Volume"),
        pages=_pages(own),
        doi=numbers.doi,
        pmid=pmid,
        pmcid=numbers.pmcid,
        identifiers=tuple(numbers.identifiers),
        isbns=texts_of(book.get("Isbn", [])),
        abstract=" ".join(text for abstract in own.get("Abstract", []) if (text := abstract_of(abstract))),
        keywords=tuple(_keywords(own, keep)),
        publication_types=types,
        language=", ".join(texts_of(own.get("Language", []))),
        publisher=publisher,
        place=place,
        urls=tuple(numbers.urls),
        extra=tuple([pair for pair in kept if pair[1]]),
    )


def _numbers(own: Taken, book: Taken, around: Taken, pmid: str, keep: Keep) -> Numbers:
    """The numbers of the document. Those of the book are its own only where it is the whole book."""
    numbers = Numbers()
    for ids in (*own.get("ArticleIdList", []), *around.get("ArticleIdList", [])):
        numbers.add_ids(ids, pmid, keep=keep)
    locations = book.get("ELocationID", [])
    if "ArticleTitle" not in own:
        numbers.add_locations(locations, keep)
        return numbers
    for location in locations:
        keep(("BookLID", f"{text_of(location)} [{location.get('EIdType', '')}]"))
    return numbers


def _people(own: list[Element], of_the_book: list[Element], keep: Keep) -> tuple[tuple[Author, ...], bool]:
    """The authors of the chapter, else of the book, else its editors; whoever is left is kept apart."""
    by_type: dict[str, list[Element]] = {}
    for listed in (*own, *of_the_book):
        by_type.setdefault(listed.get("Type", "authors"), []).append(listed)
    chosen = (by_type.get("authors") or [*own, *of_the_book])[:1]
    people = tuple(author for listed in chosen for author in authors(listed, keep))
    for listed in (*own, *of_the_book):
        if listed not in chosen:
            keep_people(listed, BOOK_AUTHOR if listed.get("Type", "authors") == "authors" else EDITOR, keep=keep)
    return people, all(listed.get("CompleteYN") != "N" for listed in chosen)


def _pages(own: Taken) -> str:
    return " ".join(text for pages in own.get("Pagination", []) if (text := text_at(pages, "MedlinePgn")))


def _publisher(book: Taken) -> tuple[str, str]:
    for publisher in book.get("Publisher", []):
        return text_at(publisher, "PublisherName"), text_at(publisher, "PublisherLocation")
    return "", ""


def _keywords(own: Taken, keep: Keep) -> Iterator[str]:
    for keywords in own.get("KeywordList", []):
        if owner := keywords.get("Owner"):
            keep(("OTO", owner))
        yield from keywords_of(keywords)
