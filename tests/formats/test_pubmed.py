"""PubMed's two formats: MEDLINE text and XML."""

from __future__ import annotations

import pytest

from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.formats import parse_file, parse_pubmed_xml

NBIB = """
PMID- 37344166
STAT- MEDLINE
DCOM- 20230701
LR  - 20240101
IS  - 1234-5678 (Print)
VI  - 12
IP  - 3
DP  - 2023 Jun 18
TI  - Intravenous anakinra for
      macrophage activation.
PG  - 221-8
LID - S1769 [pii]
LID - 10.1000/things [doi]
LID - 103640
AB  - One
      two.
FAU - Doe, Jane
AU  - Doe J
CN  - HLH Study Group of Europe
FAU - Roe, Richard
AU  - Roe R
LA  - eng
SI  - ClinicalTrials.gov/NCT02780583
PT  - Journal Article
PT  - Preprint
TT  - Anakinra en francais
JT  - Journal of things
TA  - J Things
MH  - Humans
OT  - HLH
EDAT- 2023/06/20 10:00
CRDT- 2023/06/19 10:00
RIN - J Things. 2024;13:1. PMID: 38000001
AID - S1769 [pii]
PMC - PMC1234567

PMID- 12345
TI  - Second
AU  - Old A
"""

XML = """<?xml version="1.0"?><!DOCTYPE PubmedArticleSet PUBLIC "-//X" "https://dtd.example/pubmed_990101.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">37344166</PMID>
<DateRevised><Year>2024</Year><Month>1</Month><Day>2</Day></DateRevised>
<Article><Journal><ISSN>1234-5678</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue>
<PubDate><MedlineDate>2000 Spring-Summer</MedlineDate></PubDate></JournalIssue><Title>Journal of things</Title>
<ISOAbbreviation>J Things</ISOAbbreviation></Journal>
<ArticleTitle>H<sub>2</sub>O and <i>E. coli</i>, p &lt; 0.05 &#945;</ArticleTitle>
<Pagination><MedlinePgn>221-8</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID><ELocationID EIdType="doi">10.1000/Right</ELocationID>
<Abstract><AbstractText Label="METHODS">We <b>did</b>.</AbstractText>
<AbstractText Label="RESULTS">It was.</AbstractText></Abstract>
<AuthorList CompleteYN="N"><Author><LastName>Doe</LastName><ForeName>Jane</ForeName><Suffix>Jr</Suffix></Author>
<Author><CollectiveName>HLH Group</CollectiveName></Author></AuthorList><Language>fre</Language>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT02780583</AccessionNumber>
</AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>
<VernacularTitle>De l'eau</VernacularTitle></Article>
<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">Anemia</DescriptorName>
<QualifierName MajorTopicYN="Y">drug therapy</QualifierName>
</MeshHeading></MeshHeadingList><KeywordList><Keyword>HLH</Keyword></KeywordList>
<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J</RefSource><PMID>38000001</PMID>
</CommentsCorrections>
<CommentsCorrections RefType="ErratumIn"><RefSource>J Things 2001</RefSource></CommentsCorrections>
</CommentsCorrectionsList>
</MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>2023</Year><Month>6</Month>
<Day>19</Day></PubMedPubDate></History>
<ArticleIdList><ArticleId IdType="pmc">PMC1234567</ArticleId><ArticleId IdType="pii">S1769</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="pmc">PMC999</ArticleId>
<ArticleId IdType="doi">10.9/no</ArticleId></ArticleIdList>
</Reference></ReferenceList></PubmedData></PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>20301295</PMID><ArticleIdList>
<ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>NCBI</PublisherName></Publisher><BookTitle>The book</BookTitle><PubDate>
<Year>1993</Year></PubDate>
<Isbn>123</Isbn></Book><ArticleTitle>The chapter</ArticleTitle><AuthorList Type="authors"><Author>
<LastName>Doe</LastName><Initials>J</Initials>
</Author></AuthorList></BookDocument></PubmedBookArticle>
</PubmedArticleSet>"""


def nbib() -> Citation:
    return parse_file(NBIB.encode(), name="f.nbib").records[0].citation


def xml() -> Citation:
    return parse_pubmed_xml(XML.encode(), name="reply").records[0].citation


def test_medline_text_gives_every_field() -> None:
    citation = nbib()
    assert citation.title == "Intravenous anakinra for macrophage activation."
    assert citation.authors == (
        Author("Doe", "Jane"),
        Author("HLH Study Group of Europe", group=True),
        Author("Roe", "Richard"),
    )
    assert (citation.doi, citation.pmid, citation.pmcid) == ("10.1000/things", "37344166", "PMC1234567")
    assert (citation.journal, citation.journal_abbreviation) == ("Journal of things", "J Things")
    assert (citation.year, citation.date, citation.pages, citation.kind) == (2023, "2023 Jun 18", "221-8", "preprint")
    assert citation.identifiers == (("pii", "S1769"), ("nct", "NCT02780583"))
    assert citation.keywords == ("Humans", "HLH")
    assert citation.abstract == "One two."
    assert citation.title_original == "Anakinra en francais"


def test_medline_dates_links_and_odd_locations_are_kept_in_extra() -> None:
    extra = dict(nbib().extra)
    assert (extra["LR"], extra["DCOM"], extra["CRDT"], extra["EDAT"][:10]) == (
        "20240101",
        "20230701",
        "2023/06/19 10:00",
        "2023/06/20",
    )
    assert extra["RetractionIn"] == "38000001"
    assert extra["LID"] == "103640"


def test_each_medline_record_has_its_line_and_pmid() -> None:
    assert [(entry.line, entry.accession) for entry in parse_file(NBIB.encode(), name="f").records] == [
        (2, "37344166"),
        (38, "12345"),
    ]


def test_xml_text_loses_its_markup_only() -> None:
    citation = xml()
    assert citation.title == "H2O and E. coli, p < 0.05 α"
    assert citation.abstract == "METHODS: We did. RESULTS: It was."
    assert citation.title_original == "De l'eau"


def test_xml_gives_every_field() -> None:
    citation = xml()
    assert citation.authors == (Author("Doe", "Jane", "Jr"), Author("HLH Group", group=True))
    assert not citation.authors_complete
    assert (citation.year, citation.date, citation.volume, citation.issue, citation.pages) == (
        2000,
        "2000 Spring-Summer",
        "12",
        "3",
        "221-8",
    )
    assert (citation.doi, citation.pmcid) == ("10.1000/right", "PMC1234567")
    assert citation.identifiers == (("pii", "S1769"), ("nct", "NCT02780583"))
    assert citation.keywords == ("Anemia/*drug therapy", "HLH")
    assert {
        ("RetractionIn", "38000001"),
        ("ErratumIn", "J Things 2001"),
        ("CRDT", "2023-06-19"),
        ("LR", "2024-01-02"),
    } <= set(citation.extra)


def test_a_chapter_of_a_book_is_read() -> None:
    entry = parse_pubmed_xml(XML.encode(), name="reply").records[1]
    citation = entry.citation
    assert (citation.kind, citation.title, citation.journal, citation.publisher) == (
        "chapter",
        "The chapter",
        "The book",
        "NCBI",
    )
    assert (entry.accession, citation.year, citation.authors) == ("20301295", 1993, (Author("Doe", "J"),))


def test_a_reply_that_breaks_off_keeps_the_records_before() -> None:
    found = parse_pubmed_xml(XML.encode()[:-120], name="reply")
    assert [entry.accession for entry in found.records] == ["37344166"]
    assert len(found.unreadable) == 1


def test_replies_appended_to_one_another_are_all_read() -> None:
    found = parse_file((XML + "\n" + XML).encode(), name="f.xml")
    assert len(found.records) == 4
    assert found.records[2].line > found.records[1].line


def test_an_empty_set_is_no_error() -> None:
    assert parse_pubmed_xml(b"<PubmedArticleSet></PubmedArticleSet>", name="reply").records == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", "Unable to obtain query #1"),
        (b"<html><body>maintenance</body></html>", "<html>"),
        (b'{"error":"API rate limit exceeded"}', "broken XML"),
        (b"", "broken XML"),
        (b"<PubmedArticleSet>" + b"<a>" * 3000, "safety"),
    ],
)
def test_what_is_no_reply_with_records_is_refused_with_its_message(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match="reply, line 1") as refused:
        parse_pubmed_xml(data, name="reply")
    assert message in refused.value.message


def test_entities_of_a_document_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>' + XML.encode().split(b"\n", 1)[1].replace(
        b"H<sub>", b"&b;<sub>"
    )
    assert "boom" not in parse_pubmed_xml(bomb, name="reply").records[0].citation.title
