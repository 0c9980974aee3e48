"""EndNote's XML gives every record and every value, whatever program wrote it."""

from __future__ import annotations

import pytest

from harvester.citation import Author
from harvester.errors import FormatError
from harvester.formats import parse_file
from tests.support import shared_data

COUNTS = {
    "EndnoteXmlImporterTestArticle": 1,
    "EndnoteXmlImporterTestArticle2": 2,
    "EndnoteXmlImporterTestLabelAndMultiTitle": 3,
    "EndnoteXmlImporterTestReport": 1,
    "EndnoteXmlImporterTest_EmptyKeywordStyle": 1,
    "EndnoteXmlImporterTest_WithoutUrlStyle": 1,
    "EndnoteXmlImporterTest_WithoutUrlStyle2": 2,
}
RECORD = """<record><database name="My.enl" path="C:\\me">My.enl</database><rec-number>7</rec-number>
<ref-type name="Book Section">5</ref-type>
<contributors><authors><author><style face="normal">Doe, Jane</style></author><author>WHO,</author></authors>
<secondary-authors><author>Editor, E.</author></secondary-authors></contributors>
<titles><title><style>Of </style><style face="italic">Homo</style><style> &lt; sapiens</style></title>
<secondary-title>A Book</secondary-title></titles>
<dates><year>2020</year><pub-dates><date>Jan 3</date></pub-dates></dates><pages>1-9</pages>
<keywords><keyword>first</keyword><keyword>second&#13;third</keyword></keywords>
<electronic-resource-num>https://doi.org/10.1000/X</electronic-resource-num>
<accession-num>12345</accession-num><remote-database-provider>NLM</remote-database-provider>
<custom2>PMC99</custom2><odd>kept</odd>
<urls><related-urls><url>https://example.org/a</url></related-urls><pdf-urls><url>internal-pdf://a.pdf</url></pdf-urls></urls>
</record>"""


def document(*records: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><xml><records>{"".join(records)}</records></xml>'.encode()


@pytest.mark.shared
@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_a_real_export_gives_all_its_records_with_title_and_year(name: str, count: int) -> None:
    found = parse_file(shared_data(f"exports/endnote-jabref/{name}.xml").read_bytes(), name=name)
    assert (found.format, len(found.records), found.unreadable) == ("endnote-xml", count, ())
    assert all(entry.citation.title and entry.citation.year and entry.citation.authors for entry in found.records)


@pytest.mark.shared
def test_a_title_in_several_styles_is_one_text() -> None:
    data = shared_data("exports/endnote-jabref/EndnoteXmlImporterTestLabelAndMultiTitle.xml").read_bytes()
    assert "south polar skua Catharacta maccormicki at" in parse_file(data, name="f").records[2].citation.title


def test_the_fields_are_filled_and_the_rest_is_kept() -> None:
    (entry,) = parse_file(document(RECORD), name="f").records
    citation = entry.citation
    assert (citation.kind, citation.title, citation.journal) == ("chapter", "Of Homo < sapiens", "A Book")
    assert citation.authors == (Author("Doe", "Jane"), Author("WHO", group=True))
    assert (citation.year, citation.date, citation.pages) == (2020, "2020 Jan 3", "1-9")
    assert citation.keywords == ("first", "second", "third")
    assert (citation.doi, citation.pmid, citation.pmcid, entry.accession) == ("10.1000/x", "12345", "PMC99", "12345")
    assert citation.urls == ("https://example.org/a",)
    assert dict(citation.extra) == {
        "author": "Editor, E.",
        "remote-database-provider": "NLM",
        "odd": "kept",
        "url": "internal-pdf://a.pdf",
    }


def test_editors_stand_in_where_there_are_no_authors() -> None:
    record = (
        "<record><contributors><secondary-authors><author>Doe, J</author></secondary-authors></contributors></record>"
    )
    assert parse_file(document(record), name="f").records[0].citation.authors == (Author("Doe", "J"),)


def test_a_document_that_breaks_off_keeps_what_came_before() -> None:
    found = parse_file(document(RECORD, RECORD)[:-400], name="f")
    assert (len(found.records), len(found.unreadable)) == (1, 1)
    assert "broken XML" in found.unreadable[0].reason


def test_a_document_broken_from_the_start_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"f, line 1: broken XML"):
        parse_file(b"<xml><records><record><titles></record>", name="f")


def test_an_empty_record_is_bad_and_the_others_go_on() -> None:
    found = parse_file(document("<record><rec-number>1</rec-number></record>", RECORD), name="f")
    assert (len(found.records), len(found.unreadable)) == (1, 1)


def test_entities_of_the_document_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    data = bomb + b"<xml><records><record><titles><title>One &a;</title></titles></record></records></xml>"
    (entry,) = parse_file(data, name="f").records
    assert entry.citation.title == "One"
