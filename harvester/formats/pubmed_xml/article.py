"""Read one <PubmedArticle> as one record. Pure.

What no field of a citation holds is kept in ``extra`` under the tags of ``EXTRA_TAGS``; elements that no table names
are kept under their own names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.identifiers import parse_issn
from harvester.formats.fields.keywords import split_keywords
from harvester.formats.fields.placeholders import choose_title, real_abstract
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedRecord, UnreadableRecord
from harvester.formats.pubmed_xml.elements import (
    Element,
    Keep,
    child_text,
    child_texts,
    element_text,
    element_texts,
    find_child,
    read_abstract,
    read_date,
    take_children,
)
from harvester.formats.pubmed_xml.extra import (
    ARTICLE_CHILDREN,
    CATALOGUE_CHILDREN,
    JOURNAL_CHILDREN,
    PUBMED_DATA_CHILDREN,
    RECORD_CHILDREN,
    databank_identifier,
    keep_abstract_notes,
    keep_databanks,
)
from harvester.formats.pubmed_xml.people import EDITOR, keep_people, read_authors

_IDENTIFIERS: Final = frozenset(["pii", "mid", "sici", "medline", "bookaccession", "pmpid"])
"""Values of the DTD's attribute IdType that are identifiers of the document."""
_E_LOCATOR: Final = re.compile(r"e\d{3,}", re.IGNORECASE)


def find_e_locator(identifiers: Iterable[tuple[str, str]]) -> str:
    """Return the article number ("e29102") that a journal gives as publisher item identifier (pii), or "".

    Digits alone don't count: they are as often a number of the publisher's files.
    """
    return next((number for kind, number in identifiers if kind == "pii" and _E_LOCATOR.fullmatch(number)), "")


@dataclass(slots=True)
class DocumentNumbers:
    """The numbers of a document while they are collected, best first."""

    doi: str = ""
    pmcid: str = ""
    identifiers: dict[tuple[str, str], None] = field(default_factory=dict)
    urls: dict[str, None] = field(default_factory=dict)

    def add_locations(self, elements: Iterable[Element], keep: Keep) -> None:
        """Add each <ELocationID>; one that NLM marks as invalid never becomes the DOI."""
        for element in elements:
            kind, number = element.get("EIdType", ""), element_text(element)
            if element.get("ValidYN") == "N":
                keep(("LID invalid", f"{number} [{kind}]"))
            elif number:
                self._add(kind, number, keep)

    def add_ids(self, elements: Iterable[Element], pmid: str, *, keep: Keep) -> None:
        """Add each <ArticleId> of the document."""
        for element in elements:
            kind, number = element.get("IdType", ""), element_text(element)
            if number and not (kind == "pubmed" and number == pmid):
                self._add(kind, number, keep)

    def _add(self, kind: str, number: str, keep: Keep) -> None:
        if kind == "doi":
            self._add_doi(number, keep)
        elif kind in {"pmc", "pmcid"} and (pmcid := normalise.pmcid(number)) and self.pmcid in {"", pmcid}:
            self.pmcid = pmcid
            if number.casefold() != pmcid.casefold():  # e.g. "PMC1234; manuscript id: …"
                keep(("AID", f"{number} [{kind}]"))
        elif kind in _IDENTIFIERS:
            self.identifiers[kind, number] = None
        elif kind == "url":
            self.urls[number] = None
        else:
            keep(("AID", f"{number} [{kind}]"))

    def _add_doi(self, text: str, keep: Keep) -> None:
        doi = normalise.doi(text)
        if doi and self.doi in {"", doi}:
            self.doi = doi
        else:
            keep(("AID", f"{text} [doi]"))


ChildrenByName = dict[str, list[Element]]
"""Children of an element that a field of the citation reads, by name."""

_STATED: Final = {
    "Status": "STAT",
    "Owner": "OWN",
    "IndexingMethod": "IndexingMethod",
    "VersionID": "VersionID",
    "VersionDate": "VersionDate",
}
"""Attributes of <MedlineCitation> → tags."""


def read_article(element: Element, line: int) -> ParsedRecord | UnreadableRecord:
    """Read the record in a <PubmedArticle>; without PMID it is unreadable, as it has no accession number."""
    medline = find_child(element, "MedlineCitation")
    article = find_child(medline, "Article") if medline is not None else None
    pmid = normalise.pmid(child_text(medline, "PMID")) if medline is not None else ""
    if medline is None or article is None or not pmid:
        return UnreadableRecord(line, "a <PubmedArticle> without PMID or <Article>")
    return ParsedRecord(_citation(element, medline, article, pmid), pmid, pmid, line)


def first_text(children: ChildrenByName, name: str) -> str:
    """Return the text of the first child with a name, or ""."""
    elements = children.get(name)
    return element_text(elements[0]) if elements else ""


def keep_pmid_versions(pmids: list[Element], keep: Keep) -> None:
    """Keep the version of a record from the second on, and any PMID after its first."""
    for pmid in pmids:
        if (version := pmid.get("Version", "1")) != "1":
            keep(("PMID version", version))
    for pmid in pmids[1:]:
        keep(("PMID", element_text(pmid)))


def _citation(element: Element, medline: Element, article: Element, pmid: str) -> Citation:
    extra: list[tuple[str, str]] = []
    keep = extra.append
    for name, tag in _STATED.items():
        if value := medline.get(name):
            keep((tag, value))
    record = take_children(medline, RECORD_CHILDREN, keep=keep)
    keep_pmid_versions(record["PMID"], keep)
    children = take_children(article, ARTICLE_CHILDREN, keep=keep)
    data = find_child(element, "PubmedData")
    numbers = _numbers(
        children, {} if data is None else take_children(data, PUBMED_DATA_CHILDREN, keep=keep), pmid, keep
    )
    types = _list_texts(children, "PublicationTypeList")
    people, complete = _people(children.get("AuthorList", []), keep)
    if "Abstract" in children:
        keep_abstract_notes(children["Abstract"][0], keep)
    if model := article.get("PubModel"):
        keep(("PUBM", model))
    pages = _pages(children, keep)
    title, title_original = choose_title(first_text(children, "ArticleTitle"), first_text(children, "VernacularTitle"))
    return Citation(
        kind=classify_publication(types),
        title=title,
        title_original=title_original,
        authors=people,
        authors_complete=complete,
        pages=pages,
        article_number="" if pages else find_e_locator(numbers.identifiers),
        doi=numbers.doi,
        pmid=pmid,
        pmcid=numbers.pmcid,
        identifiers=tuple(numbers.identifiers),
        abstract=real_abstract(read_abstract(children["Abstract"][0])) if "Abstract" in children else "",
        keywords=_keywords(record, keep),
        publication_types=types,
        language=", ".join(element_texts(children.get("Language", []))),
        urls=tuple(numbers.urls),
        notes=_notes(record, keep),
        **_journal(record, children, keep),
        extra=tuple([pair for pair in extra if pair[1]]),
    )


def _list_texts(children: ChildrenByName, name: str) -> tuple[str, ...]:
    return element_texts(children[name][0]) if name in children else ()


def _numbers(children: ChildrenByName, data: ChildrenByName, pmid: str, keep: Keep) -> DocumentNumbers:
    numbers = DocumentNumbers()
    numbers.add_locations(children.get("ELocationID", []), keep)
    for ids in data.get("ArticleIdList", []):
        numbers.add_ids(ids, pmid, keep=keep)
    for banks in children.get("DataBankList", []):
        keep_databanks(banks, keep)
        for bank in banks:
            name = child_text(bank, "DataBankName")
            for number in bank.iterfind("AccessionNumberList/AccessionNumber"):
                numbers.identifiers[databank_identifier(name, element_text(number))] = None
    return numbers


def _people(lists: list[Element], keep: Keep) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, and whether the list is complete."""
    people: tuple[Author, ...] = ()
    complete = True
    for author_list in lists:
        if author_list.get("Type", "authors") == "authors":
            people += read_authors(author_list, keep)
            complete = complete and author_list.get("CompleteYN") != "N"
        else:
            keep_people(author_list, EDITOR, keep=keep)
    return people, complete


def _pages(children: ChildrenByName, keep: Keep) -> str:
    """Return the pages as printed; keep the first and last page that these don't contain in full ("264-9")."""
    if "Pagination" not in children:
        return ""
    parts = child_texts(children["Pagination"][0])
    first, last, printed = parts.get("StartPage", ""), parts.get("EndPage", ""), parts.get("MedlinePgn", "")
    if not printed:
        return f"{first}-{last}" if first and last and first != last else first or last
    if not printed.startswith(first):
        keep(("StartPage", first))
    if not printed.endswith(last):
        keep(("EndPage", last))
    return printed


def _journal(record: ChildrenByName, children: ChildrenByName, keep: Keep) -> dict[str, Any]:
    """Return the fields of the journal and its issue, by name."""
    journal = take_children(children["Journal"][0], JOURNAL_CHILDREN, keep=keep) if "Journal" in children else {}
    catalogue = (
        take_children(record["MedlineJournalInfo"][0], CATALOGUE_CHILDREN, keep=keep)
        if "MedlineJournalInfo" in record
        else {}
    )
    iso, short = first_text(journal, "ISOAbbreviation"), first_text(catalogue, "MedlineTA")
    if iso and short and iso != short:
        keep(("TA", short))
    return {
        "journal": first_text(journal, "Title"),
        "journal_abbreviation": iso or short,
        "issns": _issns(journal.get("ISSN", []), catalogue.get("ISSNLinking", []), keep),
        "place": first_text(catalogue, "Country"),
        **_issue(journal.get("JournalIssue", []), children.get("ArticleDate", []), keep),
    }


def _issns(elements: list[Element], linking: list[Element], keep: Keep) -> tuple[str, ...]:
    issn_texts = [(element_text(number), number.get("IssnType", "")) for number in elements]
    issn_texts += [(element_text(number), "Linking") for number in linking]
    for text, kind in issn_texts:
        if text:
            keep(("IS", f"{text} ({kind})" if kind else text))
    return tuple(dict.fromkeys([number for text, _ in issn_texts if (number := parse_issn(text))]))


def _issue(issues: list[Element], electronic: list[Element], keep: Keep) -> dict[str, Any]:
    """Return volume, issue, date and year: that of the issue, else of the electronic publication."""
    dates = [read_date(date) for date in electronic]
    for element, date_text in zip(electronic, dates, strict=True):
        kind = element.get("DateType", "Electronic")
        keep(("DEP" if kind == "Electronic" else f"ArticleDate {kind}", date_text))
    parts: dict[str, Element] = {part.tag: part for part in issues[0]} if issues else {}
    if issues and (medium := issues[0].get("CitedMedium")):
        keep(("CitedMedium", medium))
    date = read_date(parts.get("PubDate"))
    return {
        "volume": element_text(parts.get("Volume")),
        "issue": element_text(parts.get("Issue")),
        "date": date,
        "year": normalise.year(date)
        or next((year for date_text in dates if (year := normalise.year(date_text))), None),
    }


def _keywords(record: ChildrenByName, keep: Keep) -> tuple[str, ...]:
    """Return the MeSH headings, then the keywords; keep the owners of the keywords."""
    words = [_heading(heading, keep) for headings in record.get("MeshHeadingList", []) for heading in headings]
    lists = record.get("KeywordList", [])
    for keywords in lists:
        list_words = read_keywords(keywords)
        owner = keywords.get("Owner", "")
        if owner and list_words:
            keep(("OTO", owner if len(lists) == 1 else f"{owner}: {'; '.join(list_words)}"))
        words += list_words
    return split_keywords([word for word in words if word])


def read_keywords(keywords: Element) -> list[str]:
    """Return the words of a <KeywordList>, major topics with an asterisk as in MEDLINE text."""
    return [
        f"*{text}" if word.get("MajorTopicYN") == "Y" else text for word in keywords if (text := element_text(word))
    ]


def _heading(heading: Element, keep: Keep) -> str:
    """Return a MeSH heading as MEDLINE text writes it: "Anemia/*drug therapy"."""
    words = []
    for part in heading:
        text = element_text(part)
        if part.get("AutoHM") == "Y":
            keep(("AutoHM", text))
        words.append(f"*{text}" if part.get("MajorTopicYN") == "Y" else text)
    return "/".join(words)


def _notes(record: ChildrenByName, keep: Keep) -> tuple[str, ...]:
    notes = record.get("GeneralNote", [])
    for owner in dict.fromkeys(note.get("Owner", "NLM") for note in notes):
        if owner != "NLM":
            keep(("GN owner", owner))
    return element_texts(notes)
