"""Simulated records in PubMed's XML (pubmed_250101): the elements that the reader uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from tests.simulators.corpus import SimulatedRecord

_HEAD: Final = (
    '<?xml version="1.0" ?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def pubmed_xml(records: Iterable[SimulatedRecord]) -> bytes:
    """A complete EFetch reply."""
    articles = "".join(_article(record) for record in records)
    return f"{_HEAD}<PubmedArticleSet>\n{articles}</PubmedArticleSet>\n".encode()


def _article(record: SimulatedRecord) -> str:
    status = "MEDLINE" if record.medline else "PubMed-not-MEDLINE"
    return (
        f'<PubmedArticle><MedlineCitation Status="{status}" Owner="NLM" IndexingMethod="Automated">'
        f'<PMID Version="1">{record.pmid}</PMID>{_date("DateRevised", record.day("lr"))}'
        f'<Article PubModel="Print-Electronic">{_journal(record)}'
        f"<ArticleTitle>{escape(record.title)}</ArticleTitle>{_pages(record)}{_elocation(record)}{_abstract(record)}"
        f'<AuthorList CompleteYN="Y">{"".join(map(_author, record.authors))}</AuthorList><Language>eng</Language>'
        f"<PublicationTypeList>{''.join(map(_type, record.types))}</PublicationTypeList></Article>"
        "<MedlineJournalInfo><Country>England</Country><MedlineTA>J Sim Med</MedlineTA>"
        "<NlmUniqueID>900000001</NlmUniqueID></MedlineJournalInfo><CitationSubset>IM</CitationSubset>"
        f"{_links(record)}</MedlineCitation>"
        f"<PubmedData><History>{_history(record)}</History><PublicationStatus>ppublish</PublicationStatus>"
        f"<ArticleIdList>{_ids(record)}</ArticleIdList></PubmedData></PubmedArticle>\n"
    )


def _date(element: str, day: date, attributes: str = "") -> str:
    parts = f"<Year>{day.year}</Year><Month>{day.month:02}</Month><Day>{day.day:02}</Day>"
    return f"<{element}{attributes}>{parts}</{element}>"


def _journal(record: SimulatedRecord) -> str:
    return (
        '<Journal><ISSN IssnType="Electronic">2049-3630</ISSN><JournalIssue CitedMedium="Internet">'
        f"<Volume>{escape(record.volume)}</Volume><Issue>{escape(record.issue)}</Issue>"
        f"<PubDate><Year>{record.year}</Year></PubDate></JournalIssue>"
        f"<Title>{escape(record.journal)}</Title><ISOAbbreviation>J Sim Med</ISOAbbreviation></Journal>"
    )


def _pages(record: SimulatedRecord) -> str:
    return f"<Pagination><MedlinePgn>{escape(record.pages)}</MedlinePgn></Pagination>" if record.pages else ""


def _elocation(record: SimulatedRecord) -> str:
    return f'<ELocationID EIdType="doi" ValidYN="Y">{escape(record.doi)}</ELocationID>' if record.doi else ""


def _abstract(record: SimulatedRecord) -> str:
    text = escape(record.abstract)
    return f"<Abstract><AbstractText>{text}</AbstractText></Abstract>" if text else ""


def _author(author: tuple[str, str]) -> str:
    family, given = author
    initials = "".join(word[0] for word in given.split())
    return (
        f'<Author ValidYN="Y"><LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName>'
        f"<Initials>{initials}</Initials></Author>"
    )


def _type(name: str) -> str:
    return f'<PublicationType UI="D016428">{escape(name)}</PublicationType>'


def _links(record: SimulatedRecord) -> str:
    """Comments and corrections: (RefType, PMID) each; PubMed does not always give the number."""
    if not record.links:
        return ""
    links = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J Sim Med. 2024;12:{number}</RefSource>'
        + (f'<PMID Version="1">{pmid}</PMID>' if pmid else "")
        + "</CommentsCorrections>"
        for number, (kind, pmid) in enumerate(record.links, 1)
    )
    return f"<CommentsCorrectionsList>{links}</CommentsCorrectionsList>"


def _history(record: SimulatedRecord) -> str:
    named = {"entrez": "crdt", "pubmed": "edat", "medline": "mhda"}
    return "".join(_date("PubMedPubDate", record.day(axis), f' PubStatus="{status}"') for status, axis in named.items())


def _ids(record: SimulatedRecord) -> str:
    doi = f'<ArticleId IdType="doi">{escape(record.doi)}</ArticleId>' if record.doi else ""
    return f'<ArticleId IdType="pubmed">{record.pmid}</ArticleId>{doi}'
