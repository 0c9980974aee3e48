"""One <PubmedArticle> → one record. Pure.

What no field of a citation takes is kept in ``extra`` under the tags of ``pubmed_tags.TAGS``; elements that no table
names are kept under their own names.
"""

from __future__ import annotations

from typing import Any, Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.entry import BadEntry, Entry
from harvester.formats.kinds import kind_of
from harvester.formats.pubmed_ids import Numbers, e_locator
from harvester.formats.pubmed_people import EDITOR, authors, keep_people
from harvester.formats.pubmed_rest import (
    ARTICLE,
    CATALOGUE,
    JOURNAL,
    PUBMED,
    RECORD,
    keep_abstract_notes,
    keep_databanks,
)
from harvester.formats.pubmed_tags import databank
from harvester.formats.pubmed_text import (
    Element,
    Keep,
    abstract_of,
    child_of,
    date_of,
    sorted_out,
    text_at,
    text_of,
    texts_in,
    texts_of,
)
from harvester.formats.record_numbers import issn

Taken = dict[str, list[Element]]
"""Children of an element a field takes, by name."""

_STATED: Final = {
    "Status": "STAT",
    "Owner": "OWN",
    "IndexingMethod": "IndexingMethod",
    "VersionID": "VersionID",
    "VersionDate": "VersionDate",
}
"""Attributes of <MedlineCitation> → tags."""


def article_entry(element: Element, line: int) -> Entry | BadEntry:
    """The record in a <PubmedArticle>; without its PMID it cannot be kept apart from others, so it is bad."""
    medline = child_of(element, "MedlineCitation")
    article = child_of(medline, "Article") if medline is not None else None
    pmid = normalise.pmid(text_at(medline, "PMID")) if medline is not None else ""
    if medline is None or article is None or not pmid:
        return BadEntry(line, "a <PubmedArticle> without PMID or <Article>")
    return Entry(_citation(element, medline, article, pmid), pmid, pmid, line)


def first_text(taken: Taken, name: str) -> str:
    """The text of the first child of a name, or ""."""
    found = taken.get(name)
    return text_of(found[0]) if found else ""


def keep_numbers(pmids: list[Element], keep: Keep) -> None:
    """Keep the version of a record, from the second on, and any PMID after its first."""
    for pmid in pmids:
        if (version := pmid.get("Version", "1")) != "1":
            keep(("PMID version", version))
    for pmid in pmids[1:]:
        keep(("PMID", text_of(pmid)))


def _citation(element: Element, medline: Element, article: Element, pmid: str) -> Citation:
    kept: list[tuple[str, str]] = []
    keep = kept.append
    for name, tag in _STATED.items():
        if value := medline.get(name):
            keep((tag, value))
    record = sorted_out(medline, RECORD, keep=keep)
    keep_numbers(record["PMID"], keep)
    own = sorted_out(article, ARTICLE, keep=keep)
    data = child_of(element, "PubmedData")
    numbers = _numbers(own, {} if data is None else sorted_out(data, PUBMED, keep=keep), pmid, keep)
    types = _listed(own, "PublicationTypeList")
    people, complete = _people(own.get("AuthorList", []), keep)
    if "Abstract" in own:
        keep_abstract_notes(own["Abstract"][0], keep)
    if model := article.get("PubModel"):
        keep(("PUBM", model))
    pages = _pages(own, keep)
    return Citation(
        kind=kind_of(types),
        title=first_text(own, "ArticleTitle"),
        title_original=first_text(own, "VernacularTitle"),
        authors=people,
        authors_complete=complete,
        pages=pages,
        article_number="" if pages else e_locator(numbers.identifiers),
        doi=numbers.doi,
        pmid=pmid,
        pmcid=numbers.pmcid,
        identifiers=tuple(numbers.identifiers),
        abstract=abstract_of(own["Abstract"][0]) if "Abstract" in own else "",
        keywords=_keywords(record, keep),
        publication_types=types,
        language=", ".join(texts_of(own.get("Language", []))),
        urls=tuple(numbers.urls),
        notes=_notes(record, keep),
        **_journal(record, own, keep),
        extra=tuple([pair for pair in kept if pair[1]]),
    )


def _listed(taken: Taken, name: str) -> tuple[str, ...]:
    return texts_of(taken[name][0]) if name in taken else ()


def _numbers(own: Taken, data: Taken, pmid: str, keep: Keep) -> Numbers:
    numbers = Numbers()
    numbers.add_locations(own.get("ELocationID", []), keep)
    for ids in data.get("ArticleIdList", []):
        numbers.add_ids(ids, pmid, keep=keep)
    for banks in own.get("DataBankList", []):
        keep_databanks(banks, keep)
        for bank in banks:
            name = text_at(bank, "DataBankName")
            for number in bank.iterfind("AccessionNumberList/AccessionNumber"):
                numbers.identifiers[databank(name, text_of(number))] = None
    return numbers


def _people(lists: list[Element], keep: Keep) -> tuple[tuple[Author, ...], bool]:
    """The authors, and whether the list says to be complete."""
    people: tuple[Author, ...] = ()
    complete = True
    for listed in lists:
        if listed.get("Type", "authors") == "authors":
            people += authors(listed, keep)
            complete = complete and listed.get("CompleteYN") != "N"
        else:
            keep_people(listed, EDITOR, keep=keep)
    return people, complete


def _pages(own: Taken, keep: Keep) -> str:
    """The pages as printed; first and last page are kept where the printed ones don't show them ("264-9")."""
    if "Pagination" not in own:
        return ""
    parts = texts_in(own["Pagination"][0])
    first, last, printed = parts.get("StartPage", ""), parts.get("EndPage", ""), parts.get("MedlinePgn", "")
    if not printed:
        return f"{first}-{last}" if first and last and first != last else first or last
    if not printed.startswith(first):
        keep(("StartPage", first))
    if not printed.endswith(last):
        keep(("EndPage", last))
    return printed


def _journal(record: Taken, own: Taken, keep: Keep) -> dict[str, Any]:
    """The fields of the journal and its issue, by their names."""
    journal = sorted_out(own["Journal"][0], JOURNAL, keep=keep) if "Journal" in own else {}
    catalogue = (
        sorted_out(record["MedlineJournalInfo"][0], CATALOGUE, keep=keep) if "MedlineJournalInfo" in record else {}
    )
    iso, short = first_text(journal, "ISOAbbreviation"), first_text(catalogue, "MedlineTA")
    if iso and short and iso != short:
        keep(("TA", short))
    return {
        "journal": first_text(journal, "Title"),
        "journal_abbreviation": iso or short,
        "issns": _issns(journal.get("ISSN", []), catalogue.get("ISSNLinking", []), keep),
        "place": first_text(catalogue, "Country"),
        **_issue(journal.get("JournalIssue", []), own.get("ArticleDate", []), keep),
    }


def _issns(own: list[Element], linking: list[Element], keep: Keep) -> tuple[str, ...]:
    written = [(text_of(number), number.get("IssnType", "")) for number in own]
    written += [(text_of(number), "Linking") for number in linking]
    for text, kind in written:
        if text:
            keep(("IS", f"{text} ({kind})" if kind else text))
    return tuple(dict.fromkeys([number for text, _ in written if (number := issn(text))]))


def _issue(issues: list[Element], electronic: list[Element], keep: Keep) -> dict[str, Any]:
    """Volume, issue and date. An article that is in no issue yet has the year in which it came out electronically."""
    dates = [date_of(date) for date in electronic]
    for element, stated in zip(electronic, dates, strict=True):
        kind = element.get("DateType", "Electronic")
        keep(("DEP" if kind == "Electronic" else f"ArticleDate {kind}", stated))
    parts: dict[str, Element] = {part.tag: part for part in issues[0]} if issues else {}
    if issues and (medium := issues[0].get("CitedMedium")):
        keep(("CitedMedium", medium))
    date = date_of(parts.get("PubDate"))
    return {
        "volume": text_of(parts.get("Volume")),
        "issue": text_of(parts.get("Issue")),
        "date": date,
        "year": normalise.year(date) or next((year for stated in dates if (year := normalise.year(stated))), None),
    }


def _keywords(record: Taken, keep: Keep) -> tuple[str, ...]:
    """MeSH headings, then keywords; whose they are is kept."""
    words = [_heading(heading, keep) for headings in record.get("MeshHeadingList", []) for heading in headings]
    lists = record.get("KeywordList", [])
    for keywords in lists:
        own = keywords_of(keywords)
        owner = keywords.get("Owner", "")
        if owner and own:
            keep(("OTO", owner if len(lists) == 1 else f"{owner}: {'; '.join(own)}"))
        words += own
    return tuple(dict.fromkeys([word for word in words if word]))


def keywords_of(keywords: Element) -> list[str]:
    """The words of a <KeywordList>, a major topic with an asterisk as MEDLINE text has it."""
    return [f"*{text}" if word.get("MajorTopicYN") == "Y" else text for word in keywords if (text := text_of(word))]


def _heading(heading: Element, keep: Keep) -> str:
    """A MeSH heading as MEDLINE text writes it: "Anemia/*drug therapy"."""
    words = []
    for part in heading:
        text = text_of(part)
        if part.get("AutoHM") == "Y":
            keep(("AutoHM", text))
        words.append(f"*{text}" if part.get("MajorTopicYN") == "Y" else text)
    return "/".join(words)


def _notes(record: Taken, keep: Keep) -> tuple[str, ...]:
    notes = record.get("GeneralNote", [])
    for owner in dict.fromkeys(note.get("Owner", "NLM") for note in notes):
        if owner != "NLM":
            keep(("GN owner", owner))
    return texts_of(notes)
