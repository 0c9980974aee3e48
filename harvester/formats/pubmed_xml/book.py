"""Read one <PubmedBookArticle> (NCBI Bookshelf: a book, or a chapter of one) as one record. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.keywords import split_keywords
from harvester.formats.fields.placeholders import choose_title, real_abstract
from harvester.formats.model import ParsedRecord, UnreadableRecord
from harvester.formats.pubmed_xml.article import (
    ChildrenByName,
    DocumentNumbers,
    first_text,
    keep_pmid_versions,
    read_keywords,
)
from harvester.formats.pubmed_xml.elements import (
    Element,
    Keep,
    Readers,
    child_text,
    element_text,
    element_texts,
    keep_date_as,
    keep_text_as,
    prefix_name,
    read_abstract,
    read_date,
    take_children,
)
from harvester.formats.pubmed_xml.extra import (
    PUBMED_DATA_CHILDREN,
    keep_abstract_notes,
    keep_grants,
    keep_nothing,
)
from harvester.formats.pubmed_xml.people import BOOK_AUTHOR, EDITOR, keep_investigators, keep_people, read_authors


def _keep_sections(sections: Element, keep: Keep) -> None:
    for section in sections.iter("Section"):
        label = section.find("LocationLabel")
        keep(("Section", f"{_label(label)} {child_text(section, 'SectionTitle')}".strip()))


def _label(element: Element | None) -> str:
    """Return the kind and number of a part: "chapter 1"."""
    return "" if element is None else f"{element.get('Type', '')} {element_text(element)}".strip()


def _keep_label(element: Element, keep: Keep) -> None:
    keep(("LocationLabel", _label(element)))


def _keep_items(items: Element, keep: Keep) -> None:
    kind = items.get("ListType", "")
    for item in items:
        keep(("ItemList", prefix_name(kind, element_text(item))))


DOCUMENT_CHILDREN: Final[Readers] = {
    **dict.fromkeys(
        ("PMID", "ArticleIdList", "Book", "ArticleTitle", "VernacularTitle", "Pagination", "Language", "AuthorList")
    ),
    **dict.fromkeys(("PublicationType", "Abstract", "KeywordList")),
    "InvestigatorList": keep_investigators,
    "LocationLabel": _keep_label,
    "Sections": _keep_sections,
    "ContributionDate": keep_date_as("CTDT"),
    "DateRevised": keep_date_as("DRDT"),
    "GrantList": keep_grants,
    "ItemList": _keep_items,
    "ReferenceList": keep_nothing,
}
"""Children of <BookDocument>."""

BOOK_CHILDREN: Final[Readers] = {
    **dict.fromkeys(("Publisher", "BookTitle", "PubDate", "AuthorList", "Volume", "ELocationID", "Isbn")),
    "InvestigatorList": keep_investigators,
    "BeginningDate": keep_date_as("CDAT"),
    "EndingDate": keep_date_as("EDDT"),
    "VolumeTitle": keep_text_as("VTI"),
    "Edition": keep_text_as("EN"),
    "CollectionTitle": keep_text_as("CTI"),
    "Medium": keep_text_as("Medium"),
    "ReportNumber": keep_text_as("ReportNumber"),
}
"""Children of <Book>."""


def read_book(element: Element, line: int) -> ParsedRecord | UnreadableRecord:
    """Read the record in a <PubmedBookArticle>; without PMID it is unreadable, as it has no accession number."""
    document = element.find("BookDocument")
    pmid = normalise.pmid(child_text(document, "PMID")) if document is not None else ""
    if document is None or not pmid:
        return UnreadableRecord(line, "a <PubmedBookArticle> without PMID")
    return ParsedRecord(_citation(element, document, pmid), pmid, pmid, line)


def _citation(element: Element, document: Element, pmid: str) -> Citation:
    extra: list[tuple[str, str]] = []
    keep = extra.append
    children = take_children(document, DOCUMENT_CHILDREN, keep=keep)
    book = take_children(children["Book"][0], BOOK_CHILDREN, keep=keep) if "Book" in children else {}
    data = element.find("PubmedBookData")
    around = {} if data is None else take_children(data, PUBMED_DATA_CHILDREN, keep=keep)
    keep_pmid_versions(children["PMID"], keep)
    chapter, title = first_text(children, "ArticleTitle"), first_text(book, "BookTitle")
    own_title, title_original = choose_title(chapter or title, first_text(children, "VernacularTitle"))
    numbers = _numbers(children, book, around, pmid, keep)
    people, complete = _people(children.get("AuthorList", []), book.get("AuthorList", []), keep)
    for abstract in children.get("Abstract", []):
        keep_abstract_notes(abstract, keep)
    date = read_date(book["PubDate"][0]) if "PubDate" in book else ""
    types = element_texts(children.get("PublicationType", []))
    publisher, place = _publisher(book)
    return Citation(
        kind="chapter" if chapter else "book",
        title=own_title,
        title_original=title_original,
        authors=people,
        authors_complete=complete,
        year=normalise.year(date),
        date=date,
        journal=title if chapter else "",
        volume=first_text(book, "Volume"),
        pages=_pages(children),
        doi=numbers.doi,
        pmid=pmid,
        pmcid=numbers.pmcid,
        identifiers=tuple(numbers.identifiers),
        isbns=element_texts(book.get("Isbn", [])),
        abstract=real_abstract(
            " ".join(text for abstract in children.get("Abstract", []) if (text := read_abstract(abstract)))
        ),
        keywords=split_keywords(tuple(_keywords(children, keep))),
        publication_types=types,
        language=", ".join(element_texts(children.get("Language", []))),
        publisher=publisher,
        place=place,
        urls=tuple(numbers.urls),
        extra=tuple([pair for pair in extra if pair[1]]),
    )


def _numbers(
    children: ChildrenByName, book: ChildrenByName, around: ChildrenByName, pmid: str, keep: Keep
) -> DocumentNumbers:
    """Return the numbers of the document; those of the book only where the document is the whole book."""
    numbers = DocumentNumbers()
    for ids in (*children.get("ArticleIdList", []), *around.get("ArticleIdList", [])):
        numbers.add_ids(ids, pmid, keep=keep)
    locations = book.get("ELocationID", [])
    if "ArticleTitle" not in children:
        numbers.add_locations(locations, keep)
        return numbers
    for location in locations:
        keep(("BookLID", f"{element_text(location)} [{location.get('EIdType', '')}]"))
    return numbers


def _people(chapter_lists: list[Element], book_lists: list[Element], keep: Keep) -> tuple[tuple[Author, ...], bool]:
    """Return the authors of the chapter, else of the book, else its editors; keep the others in ``extra``."""
    by_type: dict[str, list[Element]] = {}
    for person_list in (*chapter_lists, *book_lists):
        by_type.setdefault(person_list.get("Type", "authors"), []).append(person_list)
    chosen = (by_type.get("authors") or [*chapter_lists, *book_lists])[:1]
    people = tuple(author for person_list in chosen for author in read_authors(person_list, keep))
    for person_list in (*chapter_lists, *book_lists):
        if person_list not in chosen:
            keep_people(
                person_list, BOOK_AUTHOR if person_list.get("Type", "authors") == "authors" else EDITOR, keep=keep
            )
    return people, all(person_list.get("CompleteYN") != "N" for person_list in chosen)


def _pages(children: ChildrenByName) -> str:
    return " ".join(text for pages in children.get("Pagination", []) if (text := child_text(pages, "MedlinePgn")))


def _publisher(book: ChildrenByName) -> tuple[str, str]:
    for publisher in book.get("Publisher", []):
        return child_text(publisher, "PublisherName"), child_text(publisher, "PublisherLocation")
    return "", ""


def _keywords(children: ChildrenByName, keep: Keep) -> Iterator[str]:
    for keywords in children.get("KeywordList", []):
        if owner := keywords.get("Owner"):
            keep(("OTO", owner))
        yield from read_keywords(keywords)
