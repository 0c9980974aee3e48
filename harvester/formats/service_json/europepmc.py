"""Read replies of Europe PMC's search (format=json). Pure.

Checked against recorded replies of version 6.9: ``resultType=core``, and ``lite``, which has fewer and flatter members.
The accession number is source and id together ("MED:37344166", "PPR:PPR123"), since ids repeat between sources.

Links to corrections, retractions, comments and preprints go to ``Citation.extra`` under their names in PubMed's XML
("ErratumFor", "PreprintIn"), with the PMID, or source and id, of the other record, and its reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.formats.fields.identifiers import parse_issn
from harvester.formats.fields.keywords import split_keywords
from harvester.formats.fields.name_lists import parse_authors as named_authors
from harvester.formats.fields.placeholders import choose_title, real_abstract
from harvester.formats.fields.publication_types import classify_publication
from harvester.formats.model import ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.pubmed_xml.extra import describe_link
from harvester.formats.service_json import list_at, member_at, records_at, text_at, texts_at, unread_members
from harvester.formats.text.cleaning import plain_text
from harvester.formats.text.mojibake import fix_mojibake_of_records

_SERVICE: Final = "Europe PMC"
_KINDS: Final = {"PPR": "preprint", "NBK": "book", "ETH": "thesis", "PAT": "other", "HIR": "report", "CTX": "article"}
"""Europe PMC's source → kind of document, where the publication types don't give one."""

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
READ_MEMBERS: Final = frozenset(_READ_WORDS.split())
"""Members of a record that a field of the citation holds."""

PASSING_MEMBERS: Final = frozenset(_PASSING_WORDS.split())
"""Members on Europe PMC's current holdings, not on the document: kept, every new citation would make a changed record
and an alert. The stored page has them."""

DERIVED_MEMBERS: Final = frozenset(["affiliation", "authorIdList"])
"""Members that repeat parts of authorList: the first author's affiliation, and the ORCIDs."""

_JOURNAL: Final = frozenset(["title", "isoabbreviation", "medlineAbbreviation", "issn", "essn"])
_ISSUE: Final = frozenset(["journal", "volume", "issue", "yearOfPublication", "monthOfPublication"])
_BOOK: Final = frozenset(["publisher", "yearOfPublication", "isbn10", "isbn13", "isbn10Digit", "isbn13Digit"])
_HEADLINE: Final = re.compile(r"<h4>\s*([^<]*?)\s*:?\s*</h4>", re.IGNORECASE)


def parse_europepmc_json(data: bytes, *, name: str) -> ParsedFile:
    """Read the records of one reply of Europe PMC. ``name`` is the reply in messages.

    ``line`` of a record is its position in the reply. A record that is no object, or lacks id or source, is in
    ``unreadable``. Raises FormatError when the reply is not of this service.
    """
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for position, row in enumerate(records_at(data, "resultList", "result", name=name, service=_SERVICE), start=1):
        accession = europepmc_accession(row)
        if accession:
            records.append(ParsedRecord(_citation(row, accession), accession, accession, position))
        else:
            unreadable.append(UnreadableRecord(position, f"record {position} has no id, or no source"))
    return fix_mojibake_of_records(ParsedFile("europepmc-json", "utf-8", tuple(records), tuple(unreadable), ()))


def europepmc_accession(row: object) -> str:
    """Return source and id of a record as one number ("MED:37344166"); "" when one is missing."""
    source, number = text_at(row, "source"), text_at(row, "id")
    return f"{source}:{number}" if source and number else ""


def _citation(row: dict[str, Any], accession: str) -> Citation:
    source, _, number = accession.partition(":")
    people, complete = _authors(row)
    journal, abbreviation = _journal(row)
    issue = member_at(row, "journalInfo")
    types = texts_at(row, "pubTypeList", "pubType") or tuple(filter(None, text_at(row, "pubType").split("; ")))
    return Citation(
        kind=classify_publication(types, _KINDS.get(source, "article")),
        title=choose_title(text_at(row, "title"), "")[0],
        authors=people,
        authors_complete=complete,
        year=normalise.year(text_at(row, "pubYear")) or normalise.year(text_at(issue, "yearOfPublication")),
        date=_date(row),
        journal=journal,
        journal_abbreviation=abbreviation,
        volume=text_at(issue, "volume") or text_at(row, "journalVolume"),
        issue=text_at(issue, "issue") or text_at(row, "issue"),
        pages=text_at(row, "pageInfo"),
        doi=normalise.doi(text_at(row, "doi")),
        pmid=normalise.pmid(text_at(row, "pmid") or (number if source == "MED" else "")),
        pmcid=normalise.pmcid(text_at(row, "pmcid") or (number if source == "PMC" else "")),
        identifiers=(("mid", manuscript),) if (manuscript := text_at(row, "manuscriptId")) else (),
        issns=_issns(row),
        isbns=_isbns(row),
        abstract=real_abstract(plain_text(_HEADLINE.sub(r" \1: ", str(member_at(row, "abstractText") or "")))),
        keywords=_keywords(row),
        publication_types=types,
        language=text_at(row, "language"),
        publisher=text_at(row, "bookOrReportDetails", "publisher"),
        urls=(f"https://europepmc.org/article/{source}/{number}",),
        databases=(_SERVICE,),
        extra=tuple(_extra(row)),
    )


def _authors(row: dict[str, Any]) -> tuple[tuple[Author, ...], bool]:
    people = tuple(person for author in list_at(row, "authorList", "author") if (person := _author(author)))
    if people:
        return people, True
    names = text_at(row, "authorString").rstrip(".").split(", ")
    return named_authors([name for name in names if name])


def _author(author: object) -> Author | None:
    if group := text_at(author, "collectiveName"):
        return Author(group, group=True)
    if family := text_at(author, "lastName"):
        return Author(family, text_at(author, "firstName") or text_at(author, "initials"), text_at(author, "suffix"))
    if name := text_at(author, "fullName"):
        return named_authors([name])[0][0]
    return None


def _journal(row: dict[str, Any]) -> tuple[str, str]:
    """Return full name and abbreviation; the lite reply has only the latter, used as full name."""
    journal = member_at(row, "journalInfo", "journal")
    short = text_at(journal, "isoabbreviation") or text_at(journal, "medlineAbbreviation")
    full = text_at(journal, "title") or short or text_at(row, "journalTitle")
    return full, short if short != full else ""


def _date(row: dict[str, Any]) -> str:
    """Return year and month of the issue, else its year, else the day of first publication, else the year."""
    issue = member_at(row, "journalInfo")
    year, month = text_at(issue, "yearOfPublication"), text_at(issue, "monthOfPublication")
    if year and month.isdecimal() and 1 <= int(month) <= 12:
        return f"{year}-{month.zfill(2)}"
    return year or text_at(row, "firstPublicationDate") or text_at(row, "pubYear")


def _issns(row: dict[str, Any]) -> tuple[str, ...]:
    journal = member_at(row, "journalInfo", "journal")
    written = [text_at(journal, "issn"), text_at(journal, "essn"), *text_at(row, "journalIssn").split(";")]
    return tuple(dict.fromkeys(number for part in written if (number := parse_issn(part))))


def _isbns(row: dict[str, Any]) -> tuple[str, ...]:
    written = [text_at(row, "bookOrReportDetails", name) for name in sorted(_BOOK) if "isbn" in name]
    return tuple(dict.fromkeys(number for text in written if (number := re.sub(r"[- ]", "", text))))


def _keywords(row: dict[str, Any]) -> tuple[str, ...]:
    headings = [_heading(heading) for heading in list_at(row, "meshHeadingList", "meshHeading")]
    return split_keywords([word for word in headings if word] + list(texts_at(row, "keywordList", "keyword")))


def _heading(heading: object) -> str:
    """Return a MeSH heading as MEDLINE text writes it: "Anemia/*drug therapy"."""
    parts = [(heading, "descriptorName")]
    parts += [(part, "qualifierName") for part in list_at(heading, "meshQualifierList", "meshQualifier")]
    return "/".join(
        f"{'*' if text_at(part, 'majorTopic_YN') == 'Y' else ''}{text_at(part, member)}" for part, member in parts
    )


def _extra(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for link in list_at(row, "commentCorrectionList", "commentCorrection"):
        name = "".join(word.capitalize() for word in text_at(link, "type").split()) or "CommentsCorrections"
        yield from describe_link(
            name, _other_record(link), source=text_at(link, "reference"), note=text_at(link, "note")
        )
    yield from unread_members(row, READ_MEMBERS | PASSING_MEMBERS | DERIVED_MEMBERS)
    yield from unread_members(member_at(row, "journalInfo"), _ISSUE, prefix="journalInfo.")
    yield from unread_members(member_at(row, "journalInfo", "journal"), _JOURNAL, prefix="journal.")
    yield from unread_members(member_at(row, "bookOrReportDetails"), _BOOK, prefix="bookOrReportDetails.")


def _other_record(link: object) -> str:
    source, number = text_at(link, "source"), text_at(link, "id")
    return f"{source}:{number}" if number and source not in {"", "MED"} else number
