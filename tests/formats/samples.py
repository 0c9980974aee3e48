"""One record of each format with all that the format can say, and what its reader accepts."""

from __future__ import annotations

from typing import Final

from tests.formats.workbooks import XLS, ods, xlsx

_COLUMNS: Final = (
    ("Title", "One"), ("Original Title", "Eins"), ("Authors", "Doe, Jane; et al."), ("Date", "2020-03-04"),
    ("Source Title", "Things"), ("Abbreviated Source Title", "Th"), ("Volume", "1"), ("Issue", "2"), ("Pages", "3-9"),
    ("Art. No.", "e12"), ("DOI", "10.1000/x"), ("PubMed ID", "12345"), ("PMCID", "PMC9"), ("EID", "2-s2.0-1"),
    ("ISSN", "1234-567X"), ("ISBN", "9783864903113"), ("Abstract", "Text."), ("Keywords", "a; b"),
    ("Document Type", "Article"), ("Language", "English"), ("Publisher", "P"), ("Place", "Oslo"),
    ("URL", "https://example.org"), ("Database", "Scopus"), ("Notes", "n"), ("Odd", "x"),
)  # fmt: skip


SAMPLES: Final = {
    "ris": b"""TY  - JOUR
TI  - One
TT  - Eins
AU  - Doe, Jane
AU  - et al.
PY  - 2020
DA  - 2020/03/04
T2  - Things
J2  - Th
VL  - 1
IS  - 2
SP  - 3
EP  - 9
C7  - e12
DO  - 10.1000/x
U2  - L2003000001
C5  - 12345
SN  - 1234-567X
SN  - 9783864903113
AB  - Text.
KW  - a
M3  - Article
LA  - English
PB  - P
CY  - Oslo
UR  - https://example.org
DB  - Embase
N1  - n
XX  - x
ER  -
""",
    "nbib": b"""PMID- 12345
TI  - One
TT  - Eins
FAU - Doe, Jane
AU  - Doe J
AU  - et al.
DP  - 2020 Mar 4
JT  - Things
TA  - Th
VI  - 1
IP  - 2
PG  - 3-9
LID - 10.1000/x [doi]
PMC - PMC9
SI  - ClinicalTrials.gov/NCT02780583
IS  - 1234-567X
ISBN- 9783864903113
AB  - Text.
MH  - a
PT  - Journal Article
LA  - eng
PB  - P
PL  - Norway
UR  - https://example.org
GN  - n
OWN - NLM
""",
    "pubmed-xml": b"""<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>12345</PMID>
<Article><Journal><ISSN>1234-567X</ISSN><JournalIssue><Volume>1</Volume><Issue>2</Issue><PubDate><Year>2020</Year>
<Month>Mar</Month><Day>4</Day></PubDate></JournalIssue><Title>Things</Title>
<ISOAbbreviation>Th</ISOAbbreviation></Journal>
<ArticleTitle>One</ArticleTitle><Pagination><MedlinePgn>3-9</MedlinePgn></Pagination>
<ELocationID EIdType="doi">10.1000/x</ELocationID><Abstract><AbstractText>Text.</AbstractText></Abstract>
<AuthorList CompleteYN="N"><Author><LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList>
<Language>eng</Language><DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT02780583</AccessionNumber></AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType>Journal Article</PublicationType></PublicationTypeList>
<VernacularTitle>Eins</VernacularTitle></Article><MedlineJournalInfo><Country>Norway</Country></MedlineJournalInfo>
<KeywordList><Keyword>a</Keyword></KeywordList><GeneralNote>n</GeneralNote></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pmc">PMC9</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>
""",
    "bibtex": b"""@article{key, title = {One}, origtitle = {Eins}, author = {Doe, Jane and others}, date = {2020-03-04},
journal = {Things}, shortjournal = {Th}, volume = 1, number = 2, pages = {3--9}, eid = {e12}, doi = {10.1000/x},
pmid = {12345}, pmcid = {PMC9}, unique-id = {WOS:000368244000002}, issn = {1234-567X}, isbn = {9783864903113},
abstract = {Text.}, keywords = {a; b}, type = {Article}, language = {English}, publisher = {P}, address = {Oslo},
url = {https://example.org}, database = {WoS}, note = {n}, odd = {x}}
""",
    "endnote-xml": b"""<xml><records><record><ref-type name="Journal Article">17</ref-type><contributors><authors>
<author>Doe, Jane</author><author>et al.</author></authors></contributors><titles><title>One</title>
<translated-title>Eins</translated-title></titles><periodical><full-title>Things</full-title>
<abbr-1>Th</abbr-1></periodical>
<pages>3-9</pages><volume>1</volume><number>2</number><keywords><keyword>a</keyword></keywords><dates><year>2020</year>
<pub-dates><date>Mar 4</date></pub-dates></dates><pub-location>Oslo</pub-location><publisher>P</publisher>
<isbn>1234-567X; 9783864903113</isbn><accession-num>12345</accession-num><custom2>PMC9</custom2><custom7>e12</custom7>
<electronic-resource-num>10.1000/x</electronic-resource-num><abstract>Text.</abstract><notes>n</notes>
<work-type>Article</work-type><urls><related-urls><url>https://example.org</url></related-urls></urls>
<remote-database-name>Medline</remote-database-name><remote-database-provider>NLM</remote-database-provider>
<language>English</language></record></records></xml>
""",
    "ictrp-xml": b"""<?xml version='1.0' encoding='UTF-8'?><Trials_downloaded_from_ICTRP><Trial><Internal_Number>1
</Internal_Number><TrialID>NCT02780583
</TrialID><Public_title>One</Public_title><Scientific_title>A trial</Scientific_title><Primary_sponsor>Things Press
</Primary_sponsor><Date_registration3>20200304</Date_registration3><Source_Register>ClinicalTrials.gov</Source_Register>
<web_address>https://example.org</web_address><Condition>a;b</Condition><Phase>Phase 1&lt;br&gt;</Phase></Trial>
</Trials_downloaded_from_ICTRP>
""",
    "refer": b"""%0 Journal Article
%T One
%Q Eins
%A Doe, Jane
%A et al.
%D 2020
%8 2020 Mar 4
%J Things
%V 1
%N 2
%P 3-9
%R 10.1000/x
%M WOS:000368244000002
%@ 1234-567X
%@ 9783864903113
%X Text.
%K a
%9 Article
%G English
%I P
%C Oslo
%U https://pubmed.ncbi.nlm.nih.gov/12345/
%~ Web of Science
%Z n
%7 2nd
""",
    "refworks": b"""RT Journal Article
SR Electronic
ID 7
A1 Doe,Jane
A1 et al.
T1 One
OT Eins
JF Things
JO Th
YR 2020
FD Mar 4
VO 1
IS 2
SP 3
OP 9
K1 a;b
AB Text.
NO n
PB P
PP Oslo
SN 1234-567X; 9783864903113
AN WOS:000368244000002
PMID 12345
PMCID PMC9
LA English
DS Web of Science
LK https://example.org
DO 10.1000/x
""",
    "cochrane": b"""Record #1 of 20
ID: CN-01234567
AU: Doe J
AU: et al.
TI: One
SO: Things
YR: 2020
VL: 1
NO: 2
PG: 3-9
PM: PUBMED 12345
XR: EMBASE 2003000001
PT: Journal Article
KY: a; b
DOI: 10.1000/x
AB: Text.
US: https://example.org
CC: HIV


""",
    "wos": b"""FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, J
   et al.
TI One
FT Eins
SO THINGS
JI Th.
LA English
DT Article
DE a; b
AB Text.
PU P
PI OSLO
SN 1234-567X
BN 9783864903113
PD MAR 4
PY 2020
VL 1
IS 2
BP 3
EP 9
AR e12
DI 10.1000/x
PM 12345
UT WOS:000368244000002
NR 5
ER

EF
""",
    "medlars": b"""<1. >
DB  - Embase
UI  - 621381829
TI  - One
TO  - Eins
AU  - Doe J.
AU  - et al.
SO  - Things. 1 (2) (pp 3-9), 2018. Date of Publication: 2018.
JA  - Th
DP  - 2018 Mar 4
YR  - 2018
IS  - 1234-567X
IB  - 9783864903113
DO  - https://dx.doi.org/10.1000/x
PM  - 12345
AB  - Text.
MH  - a
PT  - Article
LG  - English
PB  - P
CP  - Norway
UR  - https://example.org
VN  - Ovid Technologies
""",
    "ovid": b"""<1>
Accession Number
  00005131-201504000-00002.
Author
  Doe, Jane MD *;  et al.
Title
  One.[Article]
Original Title
  Eins
Source
  Things.   1(2):3-9, March 2015.
Abstract
  Text.
Author Keywords
  a;  b.
Language
  English.
Document Type
  Article.
Publisher
  P
ISSN
  1234-567X
ISBN
  9783864903113
DOI Number
  10.1000/x
PMID
  12345
Database
  Journals@Ovid
Link to the Ovid Full Text or citation
 https://example.org
Status
  x
""",
    "xlsx": xlsx(tuple(zip(*_COLUMNS, strict=True))),
    "xls": XLS,
    "ods": ods(tuple(zip(*_COLUMNS, strict=True))),
    "csv": "\n".join(",".join(f'"{cell}"' for cell in row) for row in zip(*_COLUMNS, strict=True)).encode(),
    "csl-json": b"""[{"id": "doe2020", "type": "article-journal", "title": "One", "original-title": "Eins",
"author": [{"family": "Doe", "given": "Jane"}, {"literal": "et al."}], "issued": {"date-parts": [[2020, 3, 4]]},
"container-title": "Things", "container-title-short": "Th", "volume": "1", "issue": 2, "page": "3-9",
"article-number": "e12", "DOI": "10.1000/x", "PMID": "12345", "PMCID": "PMC9", "abstract": "Text.", "keyword": "a, b",
"genre": "Article", "language": "en", "publisher": "P", "publisher-place": "Oslo", "source": "PubMed", "note": "n",
"URL": "https://www.lens.org/000-111-222-333-444", "ISSN": "1234-567X", "ISBN": "9783864903113", "odd": {"x": 1}}]
""",
    "clinicaltrials-json": b"""[{"protocolSection": {"identificationModule": {"nctId": "NCT02780583",
"briefTitle": "One", "officialTitle": "A trial"}, "statusModule": {"studyFirstPostDateStruct": {"date": "2020-03-04"}},
"sponsorCollaboratorsModule": {"leadSponsor": {"name": "Things Press"}}, "descriptionModule": {"briefSummary": "Text."},
"conditionsModule": {"conditions": ["a"]}}}]
""",
    "jsonl": (
        b'{"report_id":"R000001","record_ids":["pubmed:1"],"citation":{"title":"One","title_original":"Eins",'
        b'"authors":[{"family":"Doe"}],"authors_complete":false,"year":2020,"date":"2020-03","journal":"T","journal_abbreviation":"Th","volume":"1",'
        b'"issue":"2","pages":"3","article_number":"e1","doi":"10.1/x","pmid":"1","pmcid":"PMC9",'
        b'"identifiers":[["nct","N"]],"issns":["1"],"isbns":["2"],"abstract":"a","keywords":["k"],"publication_types":["t"],"language":"l",'
        b'"publisher":"p","place":"o","urls":["u"],"databases":["d"],"notes":["n"],"extra":[["X","x"]]}}\n'
    ),
}
"""A record of each format."""

ACCEPTS: Final = {
    "ris": (
        "RIS",
        "every database and reference manager",
        "`U2`, `AN`, `ID` (Ovid), or the address at the database",
        "one space before the dash, no `TY` or `ER`, text between records, mixed encodings, tags that Rayyan glued",
    ),
    "nbib": ("MEDLINE text (.nbib, .txt)", "PubMed; ERIC's is alike", "`PMID`, else `OID`", "books and chapters"),
    "pubmed-xml": (
        "PubMed XML",
        "PubMed (Save > XML), EFetch, baseline files",
        "PMID",
        "several documents in one file, broken ends",
    ),
    "bibtex": (
        "BibTeX and biblatex (.bib)",
        "Scopus, Web of Science, ACM, IEEE, Zotero, JabRef, Google Scholar",
        "`unique-id`, `accession_number`, `pmid`, or the address at the database",
        "LaTeX is decoded; `@string`, `crossref`, `and others`; equal keys; broken entries; `@set` is no record",
    ),
    "endnote-xml": (
        "EndNote XML",
        "EndNote, Bookends, Zotero, Covidence",
        "`accession-num`; it is the PMID where the provider or the database is PubMed or MEDLINE",
        "text in several `<style>` elements; broken ends",
    ),
    "ictrp-xml": (
        "XML of the WHO's portal of trial registers",
        "ICTRP (Export results to XML)",
        "`TrialID`: the number in its register",
        "the public title is the title, the sponsors are the authors; broken ends",
    ),
    "refer": (
        "tagged EndNote (.enw)",
        "Google Scholar, publishers' sites, EndNote",
        "`%M`, unless it is a DOI",
        "records begin with `%0`, or after a blank line; Open Journal Systems' first page and number of pages",
    ),
    "refworks": (
        "RefWorks' tagged text (.txt)",
        "RefWorks, EBSCOhost, HighWire, CNKI",
        "`AN`; it is the PMID where the database is PubMed",
        "several authors or keywords in one line; text in front of the records",
    ),
    "cochrane": (
        "the Cochrane Library's plain text (.txt)",
        "Cochrane Library (reviews, CENTRAL)",
        "`ID`",
        "the numbers in other databases (`PM`, `XR`) are read",
    ),
    "wos": (
        "Web of Science text (.ciw, .txt, .isi)",
        "Web of Science, and Inspec and MEDLINE on it",
        "`UT`; `ISI:` is read as `WOS:`",
        "full names win over short ones; group authors; no `ER` line; the year of early access where there is no other",
    ),
    "medlars": (
        "Ovid Reprint/Medlars (.cgi, .ovd)",
        "Ovid: MEDLINE, Embase, PsycINFO, BIOSIS, Zoological Record, Journals@Ovid, Books@Ovid",
        "`UI` or `AN`: in Embase with its L, in MEDLINE the PMID, in PsycINFO without the kind before it",
        "source lines, types and names of each database; text that is not indented; one blank before the dash",
    ),
    "ovid": (
        "Ovid Citation (.txt): a label, and below it its values",
        "Ovid, Journals@Ovid",
        "`Accession Number`",
        "degrees and footnote marks of authors are taken off; `[Article]` behind a title becomes a type",
    ),
    "xlsx": (
        "Excel workbook",
        "Embase, Lens, EPPI-Reviewer, people",
        "as for tables",
        "not unpacked when it would grow beyond 500 MB, or declares XML entities",
    ),
    "xls": ("workbook of Excel 97-2003", "people", "as for tables", "as for the newer one"),
    "ods": ("OpenDocument spreadsheet", "LibreOffice, people", "as for tables", "as for Excel's"),
    "csv": (
        "table: comma, semicolon, tab or vertical bar",
        "PubMed, Embase, Cochrane, CINAHL, Scopus, Lens, OpenAlex, LILACS, ClinicalTrials.gov, ICTRP, screening tools",
        "`PUI`, `EID`, `UT`, `Lens ID`, `Accession Number`, `NCT Number`, `PMID` …, or the address at the database",
        "lines before the column names, quotation marks that never close; Source as journal, database or citation",
    ),
    "csl-json": (
        "CSL-JSON",
        "Zotero, Better BibTeX, Mendeley, Paperpile, Citation.js",
        "the address at the database",
        "particles of names, dates in parts",
    ),
    "clinicaltrials-json": (
        "JSON of ClinicalTrials.gov",
        "ClinicalTrials.gov (Download > JSON)",
        "the NCT number",
        "sponsors are the authors",
    ),
    "jsonl": (
        "our own JSON Lines",
        "`harvester export jsonl`",
        "that of the only record of a report",
        "without any loss",
    ),
}
"""Format → what it is, where it comes from, where its accession number is, what its reader copes with."""
