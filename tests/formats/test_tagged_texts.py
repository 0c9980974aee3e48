"""EndNote's tagged text, Web of Science's, and Ovid's two layouts give every record and every value."""

from __future__ import annotations

import pytest

from harvester.citation import Author
from harvester.formats import ParsedRecord, parse_file
from harvester.formats.endnote_tagged import read_endnote_tagged
from harvester.formats.ovid.source_line import parse_ovid_source
from harvester.formats.text.encoding import DecodedText
from tests.support import shared_data

EXPORTS = {
    "endnote-jabref/Endnote.book.example.enw": ("refer", 1),
    "endnote-jabref/Endnote.entries.enw": ("refer", 5),
    "srdedupe/mini_endnote.enw": ("refer", 2),
    "srdedupe/mini_scholar.enw": ("refer", 1),
    "srdedupe/mini_wos.ciw": ("wos", 5),
    "wos-jabref/IsiImporterTest1.isi": ("wos", 1),
    "wos-jabref/IsiImporterTest2.isi": ("wos", 3),
    "wos-jabref/IsiImporterTestInspec.isi": ("wos", 2),
    "wos-jabref/IsiImporterTestMedline.isi": ("wos", 2),
    "wos-jabref/IsiImporterTestWOS.isi": ("wos", 2),
    "embase-ovid/Embase_citavi_r3001-3002.ovd": ("medlars", 2),
    "embase-ovid/Embase_endnote_r3001-3002.cgi": ("medlars", 2),
    "ovid-jabref/OvidImporterTest1.txt": ("ovid", 5),
    "ovid-jabref/OvidImporterTest2Invalid.txt": ("ovid", 2),
    "ovid-jabref/OvidImporterTest3.txt": ("ovid", 1),
    "ovid-jabref/OvidImporterTest4.txt": ("ovid", 1),
    "ovid-jabref/OvidImporterTest5.txt": ("ovid", 1),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", EXPORTS)
def test_a_real_export_gives_all_its_records(name: str) -> None:
    found = parse_file(shared_data(f"exports/{name}").read_bytes(), name=name)
    assert (found.format, len(found.records)) == EXPORTS[name]


@pytest.mark.shared
def test_both_of_ovids_files_of_embase_say_the_same_under_embases_number() -> None:
    names = ("Embase_citavi_r3001-3002.ovd", "Embase_endnote_r3001-3002.cgi")
    one, other = (
        parse_file(shared_data(f"exports/embase-ovid/{name}").read_bytes(), name=name).records for name in names
    )
    assert [entry.accession for entry in one] == [entry.accession for entry in other] == ["L621381829", "L621381823"]
    citation = one[0].citation
    assert (citation.kind, citation.year, citation.journal) == ("conference-abstract", 2018, "BMC Proceedings")
    assert (citation.volume, citation.issue, citation.pages) == ("12", "Supplement 3", "")
    assert citation.identifiers == (("pui", "L621381829"),)
    assert "Conclusion(s):" in citation.abstract


def only(text: str) -> ParsedRecord:
    (entry,) = parse_file(text.encode(), name="f").records
    return entry


def test_tagged_endnote_fills_the_fields_and_keeps_the_rest() -> None:
    entry = only(
        "%0 Book Section\n%A Doe, Jane\n%A World Health Organization,\n%T One\ntwo\n%B A Book\n%D 2020\n%P 1-9\n"
        "%R https://doi.org/10.1000/X\n%K first\nsecond\n%M WOS:000368244000002\n%@ 978-3-86490-311-3\n%7 2nd\n"
    )
    citation = entry.citation
    assert (citation.kind, citation.title, citation.journal) == ("chapter", "One two", "A Book")
    assert citation.authors == (Author("Doe", "Jane"), Author("World Health Organization", group=True))
    assert (citation.doi, citation.keywords, citation.isbns) == ("10.1000/x", ("first", "second"), ("9783864903113",))
    assert (entry.accession, citation.identifier("wos")) == ("WOS:000368244000002", "WOS:000368244000002")
    assert citation.extra == (("%7", "2nd"),)


def test_tagged_endnote_records_need_no_type_when_blank_lines_are_between() -> None:
    found = parse_file(b"%A Doe, J\n%T One\n\n%A Roe, K\n%T Two\n", name="f")
    assert [(entry.line, entry.citation.title) for entry in found.records] == [(1, "One"), (4, "Two")]


def test_a_doi_in_the_place_of_the_accession_number_is_no_accession_number() -> None:
    entry = only("%0 Journal Article\n%T One\n%M doi:10.1000/x\n")
    assert (entry.accession, entry.citation.doi) == ("", "10.1000/x")


def test_pubmeds_number_in_tagged_endnote_is_a_pmid() -> None:
    assert only("%0 Journal Article\n%T One\n%M 12345\n%W NLM\n").citation.pmid == "12345"


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, J
   Roe, K
AF Doe, Jane
   Roe, Karl
CA HLH Study Grp
TI One title
   on two lines
SO JOURNAL OF THINGS
DT Article; Proceedings Paper
DE first; second
SN 1234-567X
PD MAR 20
PY 2006
BP 3
EP 9
AR e12
DI 10.1000/x
PM 12345
UT ISI:000238592600006
XY odd
ER

EF
"""


def test_web_of_science_fills_the_fields_and_keeps_the_rest() -> None:
    entry = only(WOS)
    citation = entry.citation
    assert citation.authors == (Author("Doe", "Jane"), Author("Roe", "Karl"), Author("HLH Study Grp", group=True))
    assert (citation.title, citation.kind, citation.date) == (
        "One title on two lines",
        "conference-paper",
        "2006 MAR 20",
    )
    assert (citation.pages, citation.article_number, citation.pmid) == ("3-9", "e12", "12345")
    assert (entry.accession, entry.line) == ("WOS:000238592600006", 3)
    assert citation.extra == (("AU", "Doe, J"), ("AU", "Roe, K"), ("XY", "odd"))


def test_a_web_of_science_record_without_its_end_is_read_and_told() -> None:
    found = parse_file(b"FN X\nVR 1.0\nPT J\nTI One\nPT J\nTI Two\nER\nEF\n", name="f")
    assert [entry.citation.title for entry in found.records] == ["One", "Two"]
    assert [warning.line for warning in found.warnings] == [3]


def test_an_empty_web_of_science_record_is_bad_and_the_others_go_on() -> None:
    found = parse_file(b"FN X\nVR 1.0\nPT J\nER\nPT J\nTI Two\nER\nEF\n", name="f")
    assert ([entry.line for entry in found.records], [bad.line for bad in found.unreadable]) == ([5], [3])


def test_ovids_medline_number_is_the_pmid() -> None:
    entry = only(
        "<1. >\nDB  - Ovid MEDLINE(R)\nUI  - 12345678\nTI  - One\nSO  - Lancet. 391(10120):533-544, 2018 02 10.\n"
    )
    assert (entry.accession, entry.citation.pmid, entry.citation.journal) == ("12345678", "12345678", "Lancet")


def test_degrees_and_footnotes_are_no_part_of_a_name_in_ovids_labels() -> None:
    entry = only(
        "<1>\nAccession Number\n  0001-2.\nAuthor\n  Doe, Jane MD, PhD *;  Bunkers, Sandra RN; PhD; FAAN 1\n"
        "Title\n  One.[Review]\nLanguage\n  English.\nOdd Label\n  odd\n"
    )
    assert entry.citation.authors == (Author("Doe", "Jane"), Author("Bunkers", "Sandra"))
    assert (entry.citation.title, entry.citation.publication_types) == ("One.", ("Review",))
    assert (entry.accession, entry.citation.language) == ("0001-2", "English")
    assert entry.citation.extra == (("Odd Label", "odd"),)


def test_a_label_with_nothing_but_marks_below_it_has_no_value() -> None:
    entry = only("<1>\nTitle\n  One\nLanguage\n  -\nAuthor\n  *;  1\nAuthor Keywords\n  ;\n")
    assert (entry.citation.language, entry.citation.authors, entry.citation.keywords) == ("", (), ())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Lancet. 391(10120):533-544, 2018 02 10.", ("Lancet", "391", "10120", "533-544", "2018")),
        ("Ecohydrology.   8(6):1048-1064, September 2015.", ("Ecohydrology", "8", "6", "1048-1064", "2015")),
        ("J. Clin. Oncol. 36 (15 Suppl. 1) (pp 3-9), 2018.", ("J. Clin. Oncol", "36", "15 Suppl. 1", "3-9", "2018")),
        ("BMC Proc. Conference: A B 2. Spain. 12 (S 3) (no pagination), 2018.", ("BMC Proc", "12", "S 3", "", "2018")),
        ("Psychol Sci. Vol.12(3), 2018, pp. 1-9.", ("Psychol Sci", "12", "3", "1-9", "2018")),
        ("Journal of Things. ", ("Journal of Things", "", "", "", "")),
        ("nothing that shows", ("", "", "", "", "")),
    ],
)  # fmt: skip
def test_ovids_source_line_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    found = parse_ovid_source(text)
    assert tuple(found.get(name, "") for name in ("journal", "volume", "issue", "pages", "year")) == parts


DIGITAL_COMMONS = b"""%T One
%0 Journal Article
%A Doe, Jane
%B Things Quarterly
%D 2021
%X Text.


%T Table of contents
%B Things Quarterly
%P i-ii


%T Three
%0 Journal Article
%A Roe, Karl
"""
"""Records that begin with their title, with or without a type."""


def test_records_of_tagged_text_may_begin_with_their_title() -> None:
    found = parse_file(DIGITAL_COMMONS, name="f.txt")
    assert [(entry.citation.title, entry.line) for entry in found.records] == [
        ("One", 1),
        ("Table of contents", 9),
        ("Three", 14),
    ]
    assert [len(entry.citation.authors) for entry in found.records] == [1, 0, 1]
    assert found.warnings == ()


def test_tagged_endnote_of_the_acl_anthology_has_the_proceedings_as_series_and_the_month_alone() -> None:
    found = only(
        "%0 Conference Proceedings\n%T One\n%A Doe, Jane\n%S Proceedings of X\n%D 2021\n%8 November\n"
    ).citation
    assert (found.journal, found.date, found.year) == ("Proceedings of X", "2021 November", 2021)


def test_tagged_endnote_of_cnki_has_all_keywords_in_one_line() -> None:
    assert only("%0 Journal Article\n%T One\n%K zebra;grazing; meadow\n").citation.keywords == (
        "zebra",
        "grazing",
        "meadow",
    )


@pytest.mark.parametrize("sign", list("?+()[]*^$&|.@"))
def test_a_record_of_tagged_endnote_may_begin_with_any_of_its_tags(sign: str) -> None:
    record = f"%{sign} Some value\n%0 Journal Article\n%T One\n%D 2020\n\n"
    found = read_endnote_tagged(DecodedText(record * 2, "utf-8", ()))
    assert [entry.citation.title for entry in found.records] == ["One", "One"]
