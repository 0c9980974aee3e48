"""One <PubmedArticle> → one record. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from typing import Final

from lxml import etree

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.entry import BadEntry, Entry
from harvester.formats.fields import issn
from harvester.formats.kinds import kind_of
from harvester.formats.text import plain

Element = etree._Element  # noqa: SLF001 - the only name lxml has for the type

_HISTORY: Final = {"entrez": "CRDT", "pubmed": "EDAT", "medline": "MHDA"}
"""PubMed's own dates under the names MEDLINE text has for them (attribute PubStatus of the NLM DTD)."""
_REGISTRIES: Final = {"ClinicalTrials.gov": "nct", "ISRCTN": "isrctn", "EudraCT": "eudract", "ChiCTR": "chictr"}
_MONTHS: Final = {month: f"{number:02d}" for number, month in enumerate(calendar.month_abbr[1:], start=1)}


def article_entry(element: Element, line: int) -> Entry | BadEntry:
    """The record in a <PubmedArticle>; without its PMID it cannot be kept apart from others, so it is bad."""
    medline, article = element.find("MedlineCitation"), element.find("MedlineCitation/Article")
    pmid = normalise.pmid(text_at(medline, "PMID")) if medline is not None else ""
    if medline is None or article is None or not pmid:
        return BadEntry(line, "a <PubmedArticle> without PMID or <Article>")
    return Entry(_citation(element, medline, article, pmid), pmid, pmid, line)


def text_of(element: Element | None) -> str:
    """All text of an element on one line, inline markup left out but not what it marks."""
    if element is None:
        return ""
    text = "".join(str(part) for part in element.itertext()) if len(element) else element.text
    return plain(text) if text else ""


def text_at(element: Element, path: str) -> str:
    """The text of the first element at a path, or ""."""
    return text_of(element.find(path))


def texts_at(element: Element, path: str) -> tuple[str, ...]:
    """The texts at a path that say anything, each once."""
    return tuple(dict.fromkeys(text for found in element.iterfind(path) if (text := text_of(found))))


def people(author_list: Element | None) -> tuple[tuple[Author, ...], bool]:
    """The authors of an <AuthorList>, and whether it says to be complete."""
    if author_list is None:
        return (), True
    found = tuple(author for element in author_list.iterfind("Author") if (author := _author(element)).family)
    return found, author_list.get("CompleteYN", "Y") == "Y"


def abstract(element: Element | None) -> str:
    """An <Abstract> with its labels in line: "METHODS: …"."""
    if element is None:
        return ""
    return " ".join(part for found in element.iterfind("AbstractText") if (part := _part(found)))


def date_of(element: Element | None) -> str:
    """A date as ISO, as exact as it is given ("2021-03"), or in the source's words ("2000 Spring")."""
    if element is None:
        return ""
    parts = _parts(element)
    if words := parts.get("MedlineDate"):
        return words
    year, month, day = parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", "")
    number = _MONTHS.get(month[:3].title(), month.zfill(2) if month.isdecimal() else "")
    if not number:
        return f"{year} {parts.get('Season', month)}".strip()
    return f"{year}-{number}-{day.zfill(2)}" if day else f"{year}-{number}"


def _parts(element: Element) -> dict[str, str]:
    """The texts of the children of an element that has each of them once."""
    return {part.tag: text_of(part) for part in element}


def _citation(element: Element, medline: Element, article: Element, pmid: str) -> Citation:
    authors, complete = people(_authors_of(article))
    ids = _article_ids(element)
    journal = {part.tag: text_of(part) for part in article.iterfind("Journal/*") if part.tag != "JournalIssue"}
    date = date_of(article.find("Journal/JournalIssue/PubDate"))
    types = texts_at(article, "PublicationTypeList/PublicationType")
    return Citation(
        kind=kind_of(types),
        title=text_at(article, "ArticleTitle"),
        title_original=text_at(article, "VernacularTitle"),
        authors=authors,
        authors_complete=complete,
        year=normalise.year(date) or normalise.year(date_of(article.find("ArticleDate"))),
        date=date,
        journal=journal.get("Title", ""),
        journal_abbreviation=journal.get("ISOAbbreviation") or text_at(medline, "MedlineJournalInfo/MedlineTA"),
        volume=text_at(article, "Journal/JournalIssue/Volume"),
        issue=text_at(article, "Journal/JournalIssue/Issue"),
        pages=_pages(article),
        doi=_doi(article) or normalise.doi(ids.get("doi", "")),
        pmid=pmid,
        pmcid=normalise.pmcid(ids.get("pmc", "")),
        identifiers=_identifiers(article, ids),
        issns=_issns(medline, article),
        abstract=abstract(article.find("Abstract")),
        keywords=_keywords(medline),
        publication_types=types,
        language=", ".join(texts_at(article, "Language")),
        place=text_at(medline, "MedlineJournalInfo/Country"),
        notes=texts_at(medline, "GeneralNote"),
        extra=tuple(_extra(element, medline)),
    )


def _authors_of(article: Element) -> Element | None:
    lists = article.findall("AuthorList")
    return next((found for found in lists if found.get("Type", "authors") == "authors"), None)


def _author(element: Element) -> Author:
    parts = {part.tag: text_of(part) for part in element if part.tag != "AffiliationInfo"}
    if group := parts.get("CollectiveName"):
        return Author(group, group=True)
    return Author(
        parts.get("LastName", ""), parts.get("ForeName") or parts.get("Initials", ""), parts.get("Suffix", "")
    )


def _part(element: Element) -> str:
    text, label = text_of(element), element.get("Label", "")
    return f"{label}: {text}" if text and label and label != "UNLABELLED" else text


def _pages(article: Element) -> str:
    if printed := text_at(article, "Pagination/MedlinePgn"):
        return printed
    first, last = text_at(article, "Pagination/StartPage"), text_at(article, "Pagination/EndPage")
    return f"{first}-{last}" if first and last and first != last else first


def _article_ids(element: Element) -> dict[str, str]:
    """The ids of the article itself; those of its references stand deeper, in lists of their own."""
    found = element.iterfind("PubmedData/ArticleIdList/ArticleId")
    return {article_id.get("IdType", ""): text_of(article_id) for article_id in found}


def _doi(article: Element) -> str:
    valid = [e for e in article.iterfind("ELocationID") if e.get("EIdType") == "doi" and e.get("ValidYN", "Y") == "Y"]
    return next((doi for element in valid if (doi := normalise.doi(text_of(element)))), "")


def _identifiers(article: Element, ids: dict[str, str]) -> tuple[tuple[str, str], ...]:
    found = [("pii", text_of(e)) for e in article.iterfind("ELocationID") if e.get("EIdType") == "pii"]
    found += [(kind, number) for kind, number in ids.items() if kind in {"pii", "mid", "sici"} and number]
    for bank in article.iterfind("DataBankList/DataBank"):
        name = text_at(bank, "DataBankName")
        kind = _REGISTRIES.get(name, name.casefold())
        found += [(kind, number) for number in texts_at(bank, "AccessionNumberList/AccessionNumber")]
    return tuple(dict.fromkeys(found))


def _issns(medline: Element, article: Element) -> tuple[str, ...]:
    texts = (text_at(article, "Journal/ISSN"), text_at(medline, "MedlineJournalInfo/ISSNLinking"))
    return tuple(dict.fromkeys(number for text in texts if (number := issn(text))))


def _keywords(medline: Element) -> tuple[str, ...]:
    words = [_heading(heading) for heading in medline.iterfind("MeshHeadingList/MeshHeading")]
    words += [text_of(word) for word in medline.iterfind("KeywordList/Keyword")]
    return tuple(dict.fromkeys(word for word in words if word))


def _heading(heading: Element) -> str:
    """A MeSH heading as MEDLINE text writes it: "Anemia/*drug therapy"."""
    return "/".join(f"{'*' if part.get('MajorTopicYN') == 'Y' else ''}{text_of(part)}" for part in heading)


def _extra(element: Element, medline: Element) -> Iterator[tuple[str, str]]:
    for link in medline.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        if other := text_at(link, "PMID") or text_at(link, "RefSource"):
            yield link.get("RefType", "CommentsCorrections"), other
    for date in element.iterfind("PubmedData/History/PubMedPubDate"):
        status = date.get("PubStatus", "")
        yield _HISTORY.get(status, f"PHST {status}"), date_of(date)
    for tag, path in (("DCOM", "DateCompleted"), ("LR", "DateRevised")):
        if stated := date_of(medline.find(path)):
            yield tag, stated
    if stage := medline.get("Status"):
        yield "STAT", stage
    for translated in medline.iterfind("OtherAbstract"):
        yield "OAB", abstract(translated)
    for name in texts_at(medline, "ChemicalList/Chemical/NameOfSubstance"):
        yield "RN", name
