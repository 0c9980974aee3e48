"""One <PubmedBookArticle> (NCBI Bookshelf: a book, or a chapter of one) → one record. Pure."""

from __future__ import annotations

from harvester import normalise
from harvester.citation import Citation
from harvester.formats.entry import BadEntry, Entry
from harvester.formats.pubmed_article import Element, abstract, date_of, people, text_at, text_of, texts_at


def book_entry(element: Element, line: int) -> Entry | BadEntry:
    """The record in a <PubmedBookArticle>; without its PMID it cannot be kept apart from others, so it is bad."""
    document = element.find("BookDocument")
    pmid = normalise.pmid(text_at(document, "PMID")) if document is not None else ""
    if document is None or not pmid:
        return BadEntry(line, "a <PubmedBookArticle> without PMID")
    return Entry(_citation(document, pmid), pmid, pmid, line)


def _citation(document: Element, pmid: str) -> Citation:
    chapter, book = text_at(document, "ArticleTitle"), text_at(document, "Book/BookTitle")
    lists = [*document.findall("AuthorList"), *document.findall("Book/AuthorList")]
    named = [found for found in lists if found.get("Type", "authors") == "authors"] or lists
    authors, complete = people(named[0] if named else None)
    ids = {found.get("IdType", ""): text_of(found) for found in document.iterfind("ArticleIdList/ArticleId")}
    date = date_of(document.find("Book/PubDate"))
    return Citation(
        kind="chapter" if chapter else "book",
        title=chapter or book,
        title_original=text_at(document, "VernacularTitle"),
        authors=authors,
        authors_complete=complete,
        year=normalise.year(date),
        date=date,
        journal=book if chapter else "",
        volume=text_at(document, "Book/Volume"),
        pages=text_at(document, "Pagination/MedlinePgn"),
        doi=normalise.doi(ids.get("doi", "")),
        pmid=pmid,
        pmcid=normalise.pmcid(ids.get("pmc", "")),
        identifiers=tuple((kind, number) for kind, number in ids.items() if kind == "bookaccession"),
        isbns=texts_at(document, "Book/Isbn"),
        abstract=abstract(document.find("Abstract")),
        keywords=texts_at(document, "KeywordList/Keyword"),
        publication_types=texts_at(document, "PublicationType"),
        language=", ".join(texts_at(document, "Language")),
        publisher=text_at(document, "Book/Publisher/PublisherName"),
        place=text_at(document, "Book/Publisher/PublisherLocation"),
    )
