"""One PubMed record gives the same citation whether it comes as XML or as MEDLINE text.

The real data hold no record in both formats. So each real record in XML is written out here as MEDLINE text, by NLM's
description of its data elements, and read back; and two records are given by hand in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from harvester.citation import Citation
from harvester.formats import parse_file, parse_pubmed_xml
from harvester.formats.pubmed_xml.elements import Element
from tests.formats.test_pubmed_lossless import text_in, xml_records

SAME: Final = (
    "title",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "article_number",
    "doi",
    "pmid",
    "abstract",
)

PRINTED_XML: Final = """<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">30000001</PMID><Article PubModel="Print-Electronic"><Journal>
<ISSN IssnType="Electronic">1234-567X</ISSN><JournalIssue CitedMedium="Internet"><Volume>12 Suppl 1</Volume>
<Issue>3</Issue><PubDate><Year>2020</Year><Month>Jun</Month></PubDate></JournalIssue>
<Title>Annals of things</Title><ISOAbbreviation>Ann. Things</ISOAbbreviation></Journal>
<ArticleTitle>CD4<sup>+</sup> cells in <i>E. coli</i>.</ArticleTitle>
<Pagination><StartPage>264</StartPage><EndPage>269</EndPage><MedlinePgn>264-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/ABC.1</ELocationID>
<Abstract><AbstractText Label="AIM">To see.</AbstractText><AbstractText Label="UNLABELLED">Seen.</AbstractText>
</Abstract><AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Müller</LastName><ForeName>Anna B</ForeName>
<Initials>AB</Initials><AffiliationInfo><Affiliation>First House.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="Y"><LastName>Roe</LastName><ForeName>Richard</ForeName><Initials>R</Initials><Suffix>Jr</Suffix>
<Identifier Source="ORCID">0000-0001-0000-0001</Identifier></Author>
<Author ValidYN="Y"><CollectiveName>HLH Study Group, Europe</CollectiveName></Author></AuthorList>
<Language>eng</Language><Language>fre</Language></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""

PRINTED_TEXT: Final = """
PMID- 30000001
OWN - NLM
STAT- MEDLINE
IS  - 1234-567X (Electronic)
VI  - 12 Suppl 1
IP  - 3
DP  - 2020 Jun
TI  - CD4(+) cells in E. coli.
PG  - 264-9
LID - 10.1000/ABC.1 [doi]
AB  - AIM: To see. UNLABELLED: Seen.
FAU - Müller, Anna B
AU  - Müller AB
AD  - First House.
FAU - Roe, Richard Jr
AU  - Roe R Jr
AUID- ORCID: 0000-0001-0000-0001
CN  - HLH Study Group, Europe
LA  - eng
LA  - fre
TA  - Ann Things
JT  - Annals of things
"""

ELECTRONIC_XML: Final = """<PubmedArticleSet><PubmedArticle><MedlineCitation Status="Publisher" Owner="NLM">
<PMID Version="1">30000002</PMID><Article PubModel="Electronic"><Journal><JournalIssue CitedMedium="Internet">
<Volume>7</Volume><PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Open things</Title></Journal>
<ArticleTitle>A report without pages</ArticleTitle><ELocationID EIdType="pii" ValidYN="Y">e29102</ELocationID>
<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/right</ELocationID>
<AuthorList CompleteYN="Y"><Author><LastName>Doe</LastName><Initials>J</Initials></Author></AuthorList>
</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""

ELECTRONIC_TEXT: Final = """
PMID- 30000002
VI  - 7
DP  - 2021
TI  - A report without pages
LID - e29102 [pii]
LID - 10.1000/right [doi]
AU  - Doe J
JT  - Open things
"""


def of_xml(text: str) -> Citation:
    return parse_pubmed_xml(text.encode(), name="reply").records[0].citation


def of_text(text: str) -> Citation:
    return parse_file(text.encode(), name="saved.nbib").records[0].citation


def differing(one: Citation, other: Citation) -> dict[str, tuple[object, object]]:
    both = {name: (getattr(one, name), getattr(other, name)) for name in SAME}
    return {name: values for name, values in both.items() if values[0] != values[1]}


def test_a_printed_article_is_the_same_but_for_how_a_raised_plus_is_written() -> None:
    one, other = of_xml(PRINTED_XML), of_text(PRINTED_TEXT)
    assert differing(one, other) == {"title": ("CD4+ cells in E. coli.", "CD4(+) cells in E. coli.")}
    assert one.language == other.language == "eng, fre"
    assert one.issns == other.issns == ("1234-567X",)


def test_an_electronic_article_is_the_same() -> None:
    one, other = of_xml(ELECTRONIC_XML), of_text(ELECTRONIC_TEXT)
    assert differing(one, other) == {}
    assert (one.article_number, one.pages, one.doi) == ("e29102", "", "10.1000/right")
    assert ("LID invalid", "10.1000/wrong [doi]") in one.extra


def test_what_is_kept_of_persons_has_one_form_in_both_formats() -> None:
    tags = {"AD", "AUID", "IS", "OWN", "STAT"}
    one, other = (
        {pair for pair in citation.extra if pair[0] in tags}
        for citation in (of_xml(PRINTED_XML), of_text(PRINTED_TEXT))
    )
    assert one == other
    assert {("AD", "Müller, Anna B: First House."), ("AUID", "Roe, Richard, Jr: ORCID: 0000-0001-0000-0001")} <= one


@pytest.mark.shared
def test_each_real_article_is_the_same_written_as_medline_text() -> None:
    compared = 0
    for record, citation in xml_records():
        if record.tag == "PubmedArticle" and citation.title:
            lines = "\n".join(f"{tag:<4}- {value}" for tag, value in medline_text(record))
            found = differing(citation, of_text(f"\n{lines}\n"))
            assert found == {}, citation.pmid
            compared += 1
    assert compared > 90


def medline_text(record: Element) -> Iterator[tuple[str, str]]:
    """Tags and values of a record, by NLM's description of the data elements of MEDLINE text."""
    for tag, path in (
        ("PMID", "MedlineCitation/PMID"),
        ("VI", ".//JournalIssue/Volume"),
        ("IP", ".//JournalIssue/Issue"),
        ("TI", ".//ArticleTitle"),
        ("JT", ".//Journal/Title"),
        ("TA", ".//MedlineTA"),
    ):
        found = record.find(path)
        if found is not None and text_in(found):
            yield tag, text_in(found)
    pages = record.find(".//MedlinePgn")
    ends = [text_in(page) for page in record.findall(".//Pagination/*")]
    yield "PG", text_in(pages) if pages is not None else "-".join(ends)
    yield "DP", " ".join(text_in(part) for part in record.findall(".//PubDate/*"))
    yield from locations(record)
    yield from persons(record)
    parts = [part for part in record.findall(".//Article/Abstract/AbstractText") if text_in(part)]
    if parts:
        yield "AB", " ".join(f"{f'{label}: ' if (label := part.get('Label')) else ''}{text_in(part)}" for part in parts)


def locations(record: Element) -> Iterator[tuple[str, str]]:
    for found in record.findall(".//ELocationID"):
        if found.get("ValidYN") != "N":
            yield "LID", f"{text_in(found)} [{found.get('EIdType')}]"
    for found in record.findall("PubmedData/ArticleIdList/ArticleId"):
        if found.get("IdType") in {"doi", "pii"}:
            yield "AID", f"{text_in(found)} [{found.get('IdType')}]"


def persons(record: Element) -> Iterator[tuple[str, str]]:
    for author in record.findall("MedlineCitation/Article/AuthorList/Author"):
        names = {str(part.tag): text_in(part) for part in author}
        if group := names.get("CollectiveName"):
            yield "CN", group
            continue
        given = names.get("ForeName") or names.get("Initials", "")
        yield "FAU", f"{names['LastName']}, {given} {names.get('Suffix', '')}".strip(" ,")
        yield "AU", f"{names['LastName']} {names.get('Initials', '')}".strip()
