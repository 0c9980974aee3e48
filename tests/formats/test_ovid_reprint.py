"""G: Ovid's tagged text of its databases, each with tags and forms of its own. The records are made up."""

from __future__ import annotations

import pytest

from harvester.formats import ParsedRecord, parse_file, read_chunks
from harvester.formats.ovid.source_line import parse_ovid_source


def only(text: str) -> ParsedRecord:
    parsed = parse_file(text.encode(), name="made.cgi")
    assert (parsed.format, len(parsed.records), parsed.unreadable) == ("medlars", 1, ())
    return parsed.records[0]


def names(record: ParsedRecord) -> list[str]:
    return [str(author) for author in record.citation.authors]


BIOSIS = """<1. >
VN  - Ovid Technologies
DB  - BIOSIS Previews
AN  - PREV200499999722
AU  - Beispiel, A. M. [Author, Reprint Author; E-mail: anna@example.org]
AU  - Muster, Karl [Author]
CY  - USA
TI  - Comparison of made samples in a made forest
SO  - Made Ecology & Management. 201(2-3):327-334, November 15, 2004.
PT  - Article
IS  - 0378-1127 (ISSN print)
LG  - English
YR  - 2004
"""


def test_biosis_gives_journal_and_names_without_roles_and_addresses() -> None:
    record = only(BIOSIS)
    citation = record.citation
    assert (record.accession, citation.year, citation.kind) == ("PREV200499999722", 2004, "article")
    assert (citation.journal, citation.volume, citation.issue) == ("Made Ecology & Management", "201", "2-3")
    assert (citation.pages, citation.issns) == ("327-334", ("0378-1127",))
    assert names(record) == ["Beispiel, A. M.", "Muster, Karl"]


def test_a_chapter_in_biosis_is_in_its_book() -> None:
    source = "Editor, Rosa [Editor, Reprint Author], Other, J. [Editor]. Methods of making.:371-397, 2004. Series: X."
    record = only(
        BIOSIS.replace("Made Ecology & Management. 201(2-3):327-334, November 15, 2004.", source).replace(
            "Article\n", "Book Chapter\n"
        )
    )
    citation = record.citation
    assert (citation.kind, citation.journal, citation.pages) == ("chapter", "Methods of making", "371-397")


def test_a_patent_in_biosis_has_no_pages() -> None:
    record = only(
        BIOSIS.replace(
            "Made Ecology & Management. 201(2-3):327-334, November 15, 2004.",
            "Gazette of Patents. 1288(3), Nov. 16, 2004.",
        ).replace("PT  - Article", "PT  - Patent")
    )
    citation = record.citation
    assert (citation.kind, citation.journal, citation.volume) == ("other", "Gazette of Patents", "1288")
    assert (citation.issue, citation.pages) == ("3", "")


def test_zoological_record_gives_pages_behind_the_date_and_names_without_addresses() -> None:
    record = only(
        "<5. >\nVN  - Ovid Technologies\nDB  - Zoological Record\nAN  - ZOOR14399999999\nTI  - Made smelt in a lake.\n"
        "AU  - Kanguru, Andu [E-mail: andu@example.org]\nAU  - Marusika, YuM\n"
        "SO  - Hydrobiologica. 2007 15 June; 433-441.\nLG  - English\nPT  - Article\nYR  - 2007\n"
    )
    citation = record.citation
    assert names(record) == ["Kanguru, Andu", "Marusika, YuM"]
    assert (citation.journal, citation.year, citation.pages) == ("Hydrobiologica", 2007, "433-441")
    assert record.accession == "ZOOR14399999999"


def test_a_book_and_a_chapter_in_zoological_record() -> None:
    book = only(
        "<7. >\nVN  - Ovid Technologies\nDB  - Zoological Record\nAN  - ZOOR14300000001\nTI  - Key to made animals.\n"
        "AU  - Muster, Clare\nPB  - Press, Suva\nBT  - Key to made animals. Press, Suva. 2006: Unpaginated. "
        "http://example.org [viewed 05 January, 2007]\nPT  - Book\nYR  - 2006\n"
    ).citation
    assert (book.kind, book.journal, book.pages, book.year) == ("book", "", "", 2006)
    chapter = only(
        "<8. >\nVN  - Ovid Technologies\nDB  - Zoological Record\nAN  - ZOOR14300000002\nTI  - [Made copepods.]\n"
        "AU  - Muster, MB\nBT  - Editor, V.D. [Ed.]. [Made research in the east: materials of a conference.] "
        "[Issledovaniya.] ISiEZH, Tomsk. 2002: 1-234. Chapter pagination: 214-218.\nPT  - Book chapter\nYR  - 2002\n"
    ).citation
    assert (chapter.kind, chapter.pages) == ("chapter", "214-218")
    assert chapter.journal == "Made research in the east: materials of a conference"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Peterson, James A. Ph.D., FACSM", "Peterson, James A."),
        ("Zhang, Weijia 1,2,+", "Zhang, Weijia"),
        ("Gazic, Barbara MD, PhD *", "Gazic, Barbara"),
        ("Simon, Ph. 1", "Simon, Ph."),
        ("AHMED, Mughees.", "AHMED, Mughees"),
        ("WIJERS, Gea D M.", "WIJERS, Gea D M"),
        ("Muster, K. L.", "Muster, K. L."),
        ("Neenan, Michael [Ed]", "Neenan, Michael"),
        ("Ma, Li", "Ma, Li"),
    ],
)
def test_degrees_marks_and_roles_are_no_part_of_a_name(name: str, expected: str) -> None:
    record = only(f"<1. >\nVN  - Ovid Technologies\nDB  - Journals@Ovid\nTI  - A title\nAU  - {name}\n")
    assert names(record) == [expected]


def test_a_book_of_books_at_ovid_has_all_authors_of_its_one_line() -> None:
    record = only(
        "<1. >\nVN  - Ovid Technologies\nDB  - Books@Ovid\nAN  - 01999999-7th_Edition-3.\n"
        'AU  - Muster, Karl MBBS, MD; Probe, Abul K. MBBS; Beispiel, Jon MD, PhD\nTI  - "Made pathology"\n'
        "PB  - Press\nYR  - 2015\nIB  - 978-1-4963-9999-0\n"
    )
    assert (record.citation.kind, record.citation.title) == ("book", "Made pathology")
    assert names(record) == ["Muster, Karl", "Probe, Abul K.", "Beispiel, Jon"]


def test_the_ris_of_journals_at_ovid_has_the_same_marks() -> None:
    text = (
        "TY  - JOUR\nID  - 00000001-202201000-00009\nT1  - An example trial in an example condition.  [Article]\n"
        "A1  - Beispiel, Anna MD, PhD 1,2,*\nA1  - Muster, Karl MSc 2\nJF  - Example Journal\nY1  - 2022//\nER  - \n"
    )
    (record,) = parse_file(text.encode(), name="made.ris").records
    assert (record.accession, record.citation.title) == (
        "00000001-202201000-00009",
        "An example trial in an example condition",
    )
    assert names(record) == ["Beispiel, Anna", "Muster, Karl"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("PT  - Book\nPT  - Authored Book\nDT  - Authored Book", "book"),
        ("PT  - Book\nPT  - Edited Book\nDT  - Chapter", "chapter"),
        ("PT  - Dissertation Abstract\nDT  - Dissertation", "thesis"),
        ("PT  - Dissertation Abstract", "thesis"),
        ("PT  - Journal\nPT  - Peer Reviewed Journal\nDT  - Journal Article", "article"),
        ("PT  - Journal\nDT  - Review-Book", "article"),
        ("PT  - Encyclopedia\nDT  - Encyclopedia Entry", "chapter"),
        ("PT  - Electronic Collection\nDT  - Journal Article", "article"),
    ],
)
def test_the_more_exact_type_decides_on_the_kind(kinds: str, expected: str) -> None:
    record = only(f"<1. >\nVN  - Ovid Technologies\nDB  - APA PsycInfo\nTI  - A title\n{kinds}\n")
    assert record.citation.kind == expected


@pytest.mark.parametrize("indent", ["", " ", "  "])
@pytest.mark.parametrize("blanks", ["  ", " "])
@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
def test_the_spacing_of_lines_and_dashes_makes_no_difference(indent: str, blanks: str, breaks: str) -> None:
    text = (
        BIOSIS.replace("  - ", f"{blanks}- ") + "\n" + BIOSIS.replace("<1. >", "<2. >").replace("  - ", f"{blanks}- ")
    )
    changed = "".join(f"{indent}{line}{breaks}" for line in text.split("\n"))
    parsed = parse_file(changed.encode(), name="made.cgi")
    assert [entry.citation for entry in parsed.records] == [only(BIOSIS).citation] * 2
    parts = list(read_chunks([changed.encode()], name="made.cgi", size=300))
    assert [entry.citation for part in parts for entry in part.parsed.records] == [only(BIOSIS).citation] * 2


def test_records_without_numbers_begin_with_the_vendor() -> None:
    text = BIOSIS.replace("<1. >\n", "")
    assert len(parse_file((text + "\n" + text).encode(), name="made.txt").records) == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Journal of Things August 2022;43(8):647-653", ("Journal of Things", "43", "8", "647-653", "2022")),
        ("Acta Exempla November/December 2010;6:611-613", ("Acta Exempla", "6", None, "611-613", "2010")),
        ("Example Journal 15 March 2012;9(3):e12", ("Example Journal", "9", "3", "e12", "2012")),
        ("Example Journal 2012;9(Suppl 1):S1-S9", ("Example Journal", "9", "Suppl 1", "S1-S9", "2012")),
        ("Frontiers in Examples. Vol.12, 2021, ArtID 621346.", ("Frontiers in Examples", "12", None, "621346", "2021")),
        ("Theses. Vol.75(2-A(E)),2014, pp. No Pagination Specified.", ("Theses", "75", "2-A(E)", None, "2014")),
        ("Journal of Examples 12, Winter 2007: 7-14.", ("Journal of Examples", "12", None, "7-14", "2007")),
        ("West Examples 36(1), Jan. 2013: 1-23.", ("West Examples", "36", "1", "1-23", "2013")),
        ("Journal of Examples, 2013(1): 3-28.", ("Journal of Examples", "2013", "1", "3-28", "2013")),
        ("Zootaxonomy. 1542 2007 3 August; 1-20.", ("Zootaxonomy", "1542", None, "1-20", "2007")),
        ("Proceedings of Examples. 2005; 9pp..", ("Proceedings of Examples", None, None, None, "2005")),
        ("Lancet. 391(10120):533-544, 2018 02 10.", ("Lancet", "391", "10120", "533-544", "2018")),
        ("Acta. 12 (Supplement 3) (no pagination), 2018. Date: 2018.", ("Acta", "12", "Supplement 3", None, "2018")),
    ],
)  # fmt: skip
def test_source_lines_of_all_databases(line: str, expected: tuple[str | None, ...]) -> None:
    parts = parse_ovid_source(line)
    assert tuple(parts.get(key) for key in ("journal", "volume", "issue", "pages", "year")) == expected


def test_a_source_line_takes_no_time_however_it_is_made() -> None:
    for unit in ("a. ", "1 ", "[Ed]. ", "(2004). ", "a, 2004: ", "Jan ", ";:", "x 1(2), ", "Suppl "):
        assert isinstance(parse_ovid_source((unit * 500)[:999]), dict)
