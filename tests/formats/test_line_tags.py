"""RefWorks' tagged text and the Cochrane Library's plain text are read by their tags."""

from __future__ import annotations

import pytest

from harvester.citation import Author
from harvester.formats import detect_format, parse_file

REFWORKS = """RT Journal Article
SR Electronic(1)
ID 271
A1 Doe,Jane
A1 Roe,Karl M.
T1 A trial of things
JF Journal of Things
YR 2015
FD Feb
VO 12
IS 3
SP 100
OP 110
K1 things
K1 trials
AB Background. A line
IN the middle, AND the last.
NO Human; Male
SN 1234-5679 (print)
AN 25555555
SF MEDLINE
UL http://x.org

RT Book, Section
SR Print
A1 Poe,Ann
T1 A chapter
T2 The book
YR 2001
"""


def test_refworks_text_is_read_in_full() -> None:
    first, second = parse_file(REFWORKS.encode(), name="f.txt").records
    found = first.citation
    assert (first.accession, first.file_id, first.line, second.line) == ("25555555", "271", 1, 24)
    assert (found.kind, found.title, found.journal) == ("article", "A trial of things", "Journal of Things")
    assert found.authors == (Author("Doe", "Jane"), Author("Roe", "Karl M."))
    assert (found.year, found.date, found.volume, found.issue, found.pages) == (2015, "2015 Feb", "12", "3", "100-110")
    assert (found.pmid, found.keywords, found.urls) == ("25555555", ("things", "trials"), ("http://x.org",))
    assert found.abstract == "Background. A line IN the middle, AND the last."
    assert ("SR", "Electronic(1)") in found.extra
    assert (second.citation.kind, second.citation.journal, second.citation.year) == ("chapter", "The book", 2001)


def test_all_authors_in_one_line_and_a_small_tag_are_read_too() -> None:
    text = "RT Journal Article\nA1 张三;李四\nT1 一个试验\nJF 杂志\nvo 12\nK1 试验;研究\n"
    (entry,) = parse_file(text.encode(), name="f.txt").records
    assert [author.family for author in entry.citation.authors] == ["张三", "李四"]
    assert (entry.citation.volume, entry.citation.keywords) == ("12", ("试验", "研究"))


def test_text_in_front_of_refworks_records_is_told() -> None:
    found = parse_file(f"Search: things\n\n{REFWORKS}".encode(), name="f.txt")
    assert len(found.records) == 2
    assert [warning.message for warning in found.warnings] == ["text before the first record was skipped"]


COCHRANE = """Record #1 of 2
ID: CN-01234567
AU: Doe J
AU: Roe KM
TI: A randomised trial of things
SO: Journal of things
YR: 2015
VL: 12
NO: 3
PG: 100-110
PM: PUBMED 25555555
XR: EMBASE 612345678
PT: Journal article; Randomized controlled trial
KY: Adult; *Humans
DOI: 10.1000/things.1
AB: BACKGROUND: one.
NO EFFECT: two.
US: https://x.org/full


Record #2 of 2
ID: CN-01234568
TI: A register's entry
SO: https://clinicaltrials.gov/show/NCT01234567
PT: Trial registry record
"""


def test_cochranes_plain_text_is_read_in_full() -> None:
    first, second = parse_file(COCHRANE.encode(), name="f.txt").records
    found = first.citation
    assert (first.accession, first.line, second.accession, second.line) == ("CN-01234567", 1, "CN-01234568", 21)
    assert found.authors == (Author("Doe", "J"), Author("Roe", "KM"))
    assert (found.journal, found.volume, found.issue, found.pages) == ("Journal of things", "12", "3", "100-110")
    assert (found.doi, found.pmid, found.year) == ("10.1000/things.1", "25555555", 2015)
    assert found.identifiers == (("central", "CN-01234567"), ("pui", "L612345678"))
    assert found.publication_types == ("Journal article", "Randomized controlled trial")
    assert found.abstract == "BACKGROUND: one. NO EFFECT: two."


def test_the_address_of_a_registers_entry_is_no_journal() -> None:
    found = parse_file(COCHRANE.encode(), name="f.txt").records[1].citation
    assert (found.kind, found.journal) == ("registry-entry", "")
    assert found.urls == ("https://clinicaltrials.gov/show/NCT01234567",)


@pytest.mark.parametrize(
    ("text", "format_name"),
    [
        ("Record #1 of 2\nProvider: John Wiley\nContent: text/plain\n\nTY  - JOUR\nTI  - T\nER  - \n", "ris"),
        ("Record #1 of 2\n@article{k,\ntitle = {T}\n}\n", "bibtex"),
        ("RT is short for retweet.\nA1 and A2 are paper sizes.\n", None),
    ],
)
def test_what_only_begins_alike_is_something_else(text: str, format_name: str | None) -> None:
    assert detect_format(text.encode()) == format_name
