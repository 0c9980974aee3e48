"""The readers know all of NLM's DTD, as it ships with Biopython, and survive damaged records."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.citation import citation_from_json, citation_to_json
from harvester.errors import FormatError
from harvester.formats import ParsedRecord, parse_pubmed_xml
from harvester.formats.pubmed_xml.book import BOOK_CHILDREN, DOCUMENT_CHILDREN
from harvester.formats.pubmed_xml.elements import Readers
from harvester.formats.pubmed_xml.extra import (
    ARTICLE_CHILDREN,
    CATALOGUE_CHILDREN,
    JOURNAL_CHILDREN,
    PUBMED_DATA_CHILDREN,
    RECORD_CHILDREN,
)
from tests.formats.test_pubmed import XML
from tests.formats.test_pubmed_pairs import ELECTRONIC_XML, PRINTED_XML
from tests.support import examples

TABLES: Final[dict[str, Readers]] = {
    "MedlineCitation": RECORD_CHILDREN,
    "Article": ARTICLE_CHILDREN,
    "Journal": JOURNAL_CHILDREN,
    "MedlineJournalInfo": CATALOGUE_CHILDREN,
    "PubmedData": PUBMED_DATA_CHILDREN,
    "PubmedBookData": PUBMED_DATA_CHILDREN,
    "BookDocument": DOCUMENT_CHILDREN,
    "Book": BOOK_CHILDREN,
}
READ_ATTRIBUTES: Final = {
    "MedlineCitation": "Owner Status VersionID VersionDate IndexingMethod",
    "Article": "PubModel",
    "AbstractText": "Label NlmCategory",
    "ArticleDate": "DateType",
    "ArticleId": "IdType",
    "Author": "ValidYN EqualContrib",
    "AuthorList": "CompleteYN Type",
    "CollectiveName": "Investigators",
    "CommentsCorrections": "RefType",
    "DataBankList": "CompleteYN",
    "DescriptorName": "MajorTopicYN AutoHM",
    "QualifierName": "MajorTopicYN AutoHM",
    "ELocationID": "EIdType ValidYN",
    "GeneralNote": "Owner",
    "GrantList": "CompleteYN",
    "Identifier": "Source",
    "Investigator": "ValidYN",
    "InvestigatorList": "ID",
    "ISSN": "IssnType",
    "ItemList": "ListType",
    "JournalIssue": "CitedMedium",
    "Keyword": "MajorTopicYN",
    "KeywordList": "Owner",
    "LocationLabel": "Type",
    "Object": "Type",
    "OtherAbstract": "Type Language",
    "OtherID": "Source",
    "PMID": "Version",
    "Param": "Name",
    "PubMedPubDate": "PubStatus",
}
"""Element → attributes the readers look at."""

PASSED_OVER: Final = {
    "UI": "the number of a heading in MeSH",
    "Type of DescriptorName": "a property of the heading in MeSH",
    "Type of SupplMeshName": "a property of the heading in MeSH",
    "Type of URL": "no element of a record has a URL",
    "lang of URL": "no element of a record has a URL",
}
"""Attributes no reader looks at → why."""


def dtd() -> str:
    spec = find_spec("Bio.Entrez")
    assert spec is not None
    assert spec.origin is not None
    return max((Path(spec.origin).parent / "DTDs").glob("pubmed_2*.dtd")).read_text(encoding="utf-8")


def declared(kind: str) -> dict[str, str]:
    text = re.sub(r"<!--.*?-->", "", dtd(), flags=re.DOTALL)
    return dict(re.findall(rf"<!{kind}\s+(\w+)\s+([^>]*)>", text))


@pytest.mark.parametrize("name", TABLES)
def test_every_child_the_dtd_allows_has_a_reader_or_a_field(name: str) -> None:
    children = set(re.findall(r"\w+", declared("ELEMENT")[name]))
    assert len(children) > 2
    assert children <= TABLES[name].keys()


def test_every_attribute_the_dtd_allows_is_read_or_passed_over_for_a_reason() -> None:
    unread = set()
    for element, text in declared("ATTLIST").items():
        names = set(re.findall(r"(\w+)\s+(?:CDATA|IDREF|ID|\()", text))
        unread |= {f"{name} of {element}" for name in names - set(READ_ATTRIBUTES.get(element, "").split())}
    assert {name for name in unread if name.partition(" ")[0] not in PASSED_OVER} <= PASSED_OVER.keys()


WHOLE: Final = (XML, PRINTED_XML, ELECTRONIC_XML)
ELEMENTS: Final = re.compile(r"<(\w+)[^<>]*>[^<>]*</\1>")
PIECES: Final = st.sampled_from(
    ["", "&b;", "<x/>", "<Year/>", "<Author/>", "<!-- c -->", "<?p i?>", "<Day>a</Day>", " "]
)


def entries_of(text: str) -> tuple[ParsedRecord, ...]:
    """The records of a reply; none where it is refused."""
    try:
        return parse_pubmed_xml(text.encode(), name="reply").records
    except FormatError:
        return ()


@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 80), PIECES), min_size=1, max_size=8))
@settings(max_examples=examples(200), deadline=None)
def test_records_with_parts_missing_or_strange_are_read_or_refused(whole: str, changes: list[tuple[int, str]]) -> None:
    text = f'<!DOCTYPE PubmedArticleSet [<!ENTITY b "boom">]>\n{whole[whole.index("<PubmedArticleSet") :]}'
    for number, piece in changes:
        places = list(ELEMENTS.finditer(text))
        place = places[number % len(places)]
        text = text[: place.start()] + piece + text[place.end() :]
    for entry in entries_of(text):
        assert citation_from_json(citation_to_json(entry.citation)) == entry.citation
        assert all(tag and value and "boom" not in value for tag, value in entry.citation.extra)
