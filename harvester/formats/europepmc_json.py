"""Replies of Europe PMC's search (format=json) → citations. Pure.

Read from recorded replies of version 6.9: ``resultType=core`` with all its members, and ``lite``, which has fewer and
flatter ones. The record's own number is its source and its id together ("MED:37344166", "PPR:PPR123"), since ids repeat
between sources.

Links to corrections, retractions, comments and preprints go to ``Citation.extra`` under the names PubMed's XML has for
them ("ErratumFor", "PreprintIn"), with the PMID, or source and id of the other record; its reference stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.entry import BadEntry, Entry, ReadFile
from harvester.formats.json_members import at, left_over, listed, rows_of, text, texts
from harvester.formats.kinds import kind_of
from harvester.formats.names import authors as named_authors
from harvester.formats.pubmed_tags import linked
from harvester.formats.record_numbers import issn
from harvester.formats.text import plain

_SERVICE: Final = "Europe PMC"
_KINDS: Final = {"PPR": "preprint", "NBK": "book", "ETH": "thesis", "PAT": "other", "HIR": "report", "CTX": "article"}
"""What a document is by the source Europe PMC has it from, where its publication types don't tell."""

_READ_WORDS: Final = """
    id source pmid pmcid doi title authorString authorList journalInfo journalTitle journalVolume issue journalIssn
    pubYear pageInfo abstractText language pubType pubTypeList keywordList meshHeadingList commentCorrectionList
    manuscriptId bookOrReportDetails
"""
_PASSING_WORDS: Final = """
    citedByCount isOpenAccess inEPMC inPMC hasPDF hasBook hasSuppl hasData hasReferences hasTextMinedTerms
    hasDbCrossReferences hasLabsLinks hasEvaluations hasTMAccessionNumbers hasFullTextXML authMan epmcAuthMan nihAuthMan
    fullTextIdList fullTextUrlList dataLinksTagsList tmAccessionTypeList dbCrossReferenceList
"""
READ: Final = frozenset(_READ_WORDS.split())
"""Members of a record that a field of the citation takes."""

PASSING: Final = frozenset(_PASSING_WORDS.split())
"""Members that tell what Europe PMC has about a document today. They change from week to week while the document does
not, and would make a changed record, and an alert, out of every new citation. The stored page keeps them."""

DERIVED: Final = frozenset(["affiliation", "authorIdList"])
"""Members that repeat what stands in authorList: where the first author works, and everybody's ORCID."""

_JOURNAL: Final = frozenset(["title", "isoabbreviation", "medlineAbbreviation", "issn", "essn"])
_ISSUE: Final = frozenset(["journal", "volume", "issue", "yearOfPublication", "monthOfPublication"])
_BOOK: Final = frozenset(["publisher", "yearOfPublication", "isbn10", "isbn13", "isbn10Digit", "isbn13Digit"])
_HEADLINE: Final = re.compile(r"<h4>\s*([^<]*?)\s*:?\s*</h4>", re.IGNORECASE)


def parse_europepmc_json(data: bytes, *, name: str) -> ReadFile:
    """Records of one reply of Europe PMC. ``name`` says in messages which reply it was.

    ``line`` of an entry is its position in the reply. A record that is no object, or lacks its id or its source, is in
    ``bad``. Raises FormatError when the reply is not of this service.
    """
    entries: list[Entry] = []
    bad: list[BadEntry] = []
    for position, row in enumerate(rows_of(data, "resultList", "result", name=name, service=_SERVICE), start=1):
        accession = accession_of(row)
        if accession:
            entries.append(Entry(_citation(row, accession), accession, accession, position))
        else:
            bad.append(BadEntry(position, f"record {position} has no id, or no source"))
    return ReadFile("europepmc-json", "utf-8", tuple(entries), tuple(bad), ())


def accession_of(row: object) -> str:
    """Source and id of a record, as one number: "MED:37344166"; "" when one of them is missing."""
    source, number = text(row, "source"), text(row, "id")
    return f"{source}:{number}" if source and number else ""


def _citation(row: dict[str, Any], accession: str) -> Citation:
    source, _, number = accession.partition(":")
    people, complete = _authors(row)
    journal, abbreviation = _journal(row)
    issue = at(row, "journalInfo")
    types = texts(row, "pubTypeList", "pubType") or tuple(filter(None, text(row, "pubType").split("; ")))
    return Citation(
        kind=kind_of(types, _KINDS.get(source, "article")),
        title=text(row, "title"),
        authors=people,
        authors_complete=complete,
        year=normalise.year(text(row, "pubYear")) or normalise.year(text(issue, "yearOfPublication")),
        date=_date(row),
        journal=journal,
        journal_abbreviation=abbreviation,
        volume=text(issue, "volume") or text(row, "journalVolume"),
        issue=text(issue, "issue") or text(row, "issue"),
        pages=text(row, "pageInfo"),
        doi=normalise.doi(text(row, "doi")),
        pmid=normalise.pmid(text(row, "pmid") or (number if source == "MED" else "")),
        pmcid=normalise.pmcid(text(row, "pmcid") or (number if source == "PMC" else "")),
        identifiers=(("mid", manuscript),) if (manuscript := text(row, "manuscriptId")) else (),
        issns=_issns(row),
        isbns=tuple(dict.fromkeys(found for name in sorted(_BOOK) if "isbn" in name for found in _isbn(row, name))),
        abstract=plain(_HEADLINE.sub(r" \1: ", str(at(row, "abstractText") or ""))),
        keywords=_keywords(row),
        publication_types=types,
        language=text(row, "language"),
        publisher=text(row, "bookOrReportDetails", "publisher"),
        urls=(f"https://europepmc.org/article/{source}/{number}",),
        databases=(_SERVICE,),
        extra=tuple(_extra(row)),
    )


def _authors(row: dict[str, Any]) -> tuple[tuple[Author, ...], bool]:
    people = tuple(person for author in listed(row, "authorList", "author") if (person := _author(author)))
    if people:
        return people, True
    names = text(row, "authorString").rstrip(".").split(", ")
    return named_authors([name for name in names if name])


def _author(author: object) -> Author | None:
    if group := text(author, "collectiveName"):
        return Author(group, group=True)
    if family := text(author, "lastName"):
        return Author(family, text(author, "firstName") or text(author, "initials"), text(author, "suffix"))
    if name := text(author, "fullName"):
        return named_authors([name])[0][0]
    return None


def _journal(row: dict[str, Any]) -> tuple[str, str]:
    """Full name and abbreviation; the lite reply has only the latter, which then stands in for both."""
    journal = at(row, "journalInfo", "journal")
    short = text(journal, "isoabbreviation") or text(journal, "medlineAbbreviation")
    full = text(journal, "title") or short or text(row, "journalTitle")
    return full, short if short != full else ""


def _date(row: dict[str, Any]) -> str:
    """Year and month of the issue; for what is in no issue the day of its first publication, else the year."""
    issue = at(row, "journalInfo")
    year, month = text(issue, "yearOfPublication"), text(issue, "monthOfPublication")
    if year and month.isdecimal() and 1 <= int(month) <= 12:
        return f"{year}-{month.zfill(2)}"
    return year or text(row, "firstPublicationDate") or text(row, "pubYear")


def _issns(row: dict[str, Any]) -> tuple[str, ...]:
    journal = at(row, "journalInfo", "journal")
    written = [text(journal, "issn"), text(journal, "essn"), *text(row, "journalIssn").split(";")]
    return tuple(dict.fromkeys(number for part in written if (number := issn(part))))


def _isbn(row: dict[str, Any], name: str) -> Iterator[str]:
    if number := re.sub(r"[- ]", "", text(row, "bookOrReportDetails", name)):
        yield number


def _keywords(row: dict[str, Any]) -> tuple[str, ...]:
    headings = [_heading(heading) for heading in listed(row, "meshHeadingList", "meshHeading")]
    return tuple(dict.fromkeys([word for word in headings if word] + list(texts(row, "keywordList", "keyword"))))


def _heading(heading: object) -> str:
    """A MeSH heading as MEDLINE text writes it: "Anemia/*drug therapy"."""
    parts = [(heading, "descriptorName")]
    parts += [(part, "qualifierName") for part in listed(heading, "meshQualifierList", "meshQualifier")]
    return "/".join(
        f"{'*' if text(part, 'majorTopic_YN') == 'Y' else ''}{text(part, member)}" for part, member in parts
    )


def _extra(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for link in listed(row, "commentCorrectionList", "commentCorrection"):
        name = "".join(word.capitalize() for word in text(link, "type").split()) or "CommentsCorrections"
        yield from linked(name, _other_record(link), source=text(link, "reference"), note=text(link, "note"))
    yield from left_over(row, READ | PASSING | DERIVED)
    yield from left_over(at(row, "journalInfo"), _ISSUE, prefix="journalInfo.")
    yield from left_over(at(row, "journalInfo", "journal"), _JOURNAL, prefix="journal.")
    yield from left_over(at(row, "bookOrReportDetails"), _BOOK, prefix="bookOrReportDetails.")


def _other_record(link: object) -> str:
    source, number = text(link, "source"), text(link, "id")
    return f"{source}:{number}" if number and source not in {"", "MED"} else number
