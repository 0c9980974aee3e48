"""Export files of any number of made-up records, each with an abstract of the usual length."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

_LETTERS: Final = "abcdefghiklmnoprstuvy"
_random = random.Random(20260101)
_WORDS: Final = ["".join(_random.choices(_LETTERS, k=_random.randint(2, 11))) for _ in range(4_000)]
_ABSTRACTS: Final = [" ".join(_random.choices(_WORDS, k=_random.randint(150, 280))) for _ in range(500)]
_NAMES: Final = [
    f"{word.capitalize()}, {_random.choice('ABCDEFG')}. {_random.choice('HIJKLM')}." for word in _WORDS[:3_000]
]


def ris(number: int) -> str:
    """One RIS record, as a database exports it."""
    title, abstract, names, words = _parts(number)
    authors = "".join(f"AU  - {name}\n" for name in names)
    keywords = "".join(f"KW  - {word}\n" for word in words)
    return (
        f"TY  - JOUR\nTI  - {title}\n{authors}PY  - 2020\nDA  - 2020/03/04\nT2  - Journal of Made Things\n"
        f"J2  - J Made Th\nVL  - {number % 90}\nIS  - {number % 12}\nSP  - {number % 900}\nEP  - {number % 900 + 9}\n"
        f"DO  - 10.1000/made.{number}\nSN  - 1234-567X\nAB  - {abstract}\n{keywords}LA  - English\n"
        f"UR  - https://pubmed.ncbi.nlm.nih.gov/{number + 1}/\nER  - \n\n"
    )


def brief_ris(number: int) -> str:
    """One RIS record with a shorter abstract, three authors and no keywords: what many exports hold of one."""
    title, abstract, names, _ = _parts(number)
    authors = "".join(f"AU  - {name}\n" for name in names[:3])
    return (
        f"TY  - JOUR\nTI  - {title}\n{authors}PY  - 2020\nT2  - Journal of Made Things\nVL  - {number % 90}\n"
        f"IS  - {number % 12}\nSP  - {number % 900}\nEP  - {number % 900 + 9}\nDO  - 10.1000/made.{number}\n"
        f"SN  - 1234-567X\nAB  - {abstract[:750]}\nER  - \n\n"
    )


def pubmed_xml(number: int) -> str:
    """One record of PubMed's XML, with authors, affiliations and headings."""
    title, abstract, names, words = _parts(number)
    authors = "".join(_author(*name.split(", ")) for name in names)
    headings = "".join(
        f"<MeshHeading><DescriptorName UI='D1' MajorTopicYN='N'>{word}</DescriptorName></MeshHeading>" for word in words
    )
    return f"""<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{number + 1}</PMID>
<DateCompleted><Year>2020</Year><Month>05</Month><Day>01</Day></DateCompleted><Article PubModel="Print"><Journal>
<ISSN IssnType="Electronic">1234-567X</ISSN><JournalIssue CitedMedium="Internet"><Volume>{number % 90}</Volume>
<Issue>{number % 12}</Issue><PubDate><Year>2020</Year><Month>Mar</Month></PubDate></JournalIssue>
<Title>Journal of made things</Title><ISOAbbreviation>J Made Th</ISOAbbreviation></Journal><ArticleTitle>{title}.
</ArticleTitle><Pagination><MedlinePgn>{number % 900}-{number % 900 + 9}</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/made.{number}</ELocationID><Abstract><AbstractText>{abstract}.
</AbstractText></Abstract><AuthorList CompleteYN="Y">{authors}</AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
<MedlineJournalInfo><Country>Norway</Country><MedlineTA>J Made Th</MedlineTA><NlmUniqueID>1</NlmUniqueID>
</MedlineJournalInfo><CitationSubset>IM</CitationSubset><MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="pubmed"><Year>2020</Year><Month>3</Month><Day>4</Day></PubMedPubDate>
</History><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>
<ArticleId IdType="pubmed">{number + 1}</ArticleId>
<ArticleId IdType="doi">10.1000/made.{number}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>
"""


def _author(family: str, given: str) -> str:
    return (
        f"<Author ValidYN='Y'><LastName>{family}</LastName><ForeName>{given}</ForeName><Initials>AB</Initials>"
        "<AffiliationInfo><Affiliation>Department of Made Things.</Affiliation></AffiliationInfo></Author>"
    )


def csv(number: int) -> str:
    """One row of a table; its columns are those of ``HEADER``."""
    title, abstract, names, words = _parts(number)
    cells = (title, "; ".join(names), "2020", "Journal of Made Things", str(number % 90), str(number % 12),
             f"{number % 900}-{number % 900 + 9}", f"10.1000/made.{number}", abstract, "; ".join(words))  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


HEADER: Final = "Title,Authors,Year,Source title,Volume,Issue,Pages,DOI,Abstract,Author Keywords\n"
FRAMES: Final[dict[str, tuple[str, Callable[[int], str], str]]] = {
    "ris": ("", ris, ""),
    "brief-ris": ("", brief_ris, ""),
    "pubmed-xml": ('<?xml version="1.0" encoding="UTF-8"?>\n<PubmedArticleSet>\n', pubmed_xml, "</PubmedArticleSet>\n"),
    "csv": (HEADER, csv, ""),
}
"""Format → what stands in front of the records, a record, what stands behind them."""


def blocks(format_name: str, records: int) -> Iterator[bytes]:
    """A file of so many records, in blocks of a thousand records."""
    before, one, after = FRAMES[format_name]
    yield before.encode()
    for start in range(0, records, 1_000):
        yield "".join(one(number) for number in range(start, min(start + 1_000, records))).encode()
    yield after.encode()


def _parts(number: int) -> tuple[str, str, list[str], list[str]]:
    start = number * 7 % 2_900
    title = " ".join(_WORDS[number * 13 % 3_900 :][:12]).capitalize()
    return f"{title} {number}", _ABSTRACTS[number % 500], _NAMES[start : start + 2 + number % 7], _WORDS[start:][:8]
