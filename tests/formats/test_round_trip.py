"""What we write, others and we read back."""

from __future__ import annotations

import warnings

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from harvester import normalise
from harvester.citation import CITATION_KINDS, Author, Citation
from harvester.errors import UsageError
from harvester.formats import EXPORT_PROFILES, ExportRecord, find_report_id, parse_file, write_records
from harvester.formats.fields.author_names import format_author
from harvester.formats.fields.export_fields import split_pages
from harvester.formats.fields.placeholders import NO_PAGES, NO_VALUE
from harvester.formats.text.cleaning import clean_line, collapse_whitespace, plain_text
from harvester.formats.text.mojibake import has_mojibake
from tests.support import examples

AWKWARD = [
    "p < 0.05 & <b>not</b> &lt;b&gt;",
    "ER  - ",
    "TY  - JOUR",
    "TY - 0",
    "=1+1",
    "'=x",
    "'",
    '"quoted"',
    "a\nER  - b",
    "x; y",
    "EROSION of",
    "<a",
    "-",
    "@x",
    "Grübel–Şahin β-blocker",
    "A     DO  - 10.1/x",
    "{x}",
    "[Article in French]",
    "1.",
    "rayyan-1",
]
TEXT = st.text(max_size=60).filter(lambda text: not has_mojibake(plain_text(text))) | st.sampled_from(AWKWARD)
"""No letters that look like text read in a wrong encoding: the readers correct those."""
SAID = TEXT.filter(lambda text: plain_text(text).casefold() not in {*NO_VALUE, *NO_PAGES})
"""Not the words for no value."""
NAME = st.text(
    st.characters(categories=["Lu", "Ll", "Lo"], include_characters=" -'’."), min_size=1, max_size=20
).filter(lambda text: not has_mojibake(plain_text(text)))


def is_a_name(name: str) -> bool:
    """The word "others" stands for the rest of the authors in every format (BibTeX), so nobody can be called so."""
    return bool(name.strip(" .,;-'’")) and name.casefold() != "others" and not name.casefold().startswith("et al")


def is_given(name: str) -> bool:
    """Dots alone, or "et al", in the place of a given name are how sources cut a list of authors short."""
    return not name or (bool(name.strip(" .,;-'’")) and not name.casefold().startswith("et al"))


AUTHOR = st.builds(
    Author,
    NAME.map(collapse_whitespace).filter(is_a_name),
    NAME.map(collapse_whitespace).filter(is_given) | st.just(""),
)
DOI = st.from_regex(r"10\.[1-9][0-9]{3}/[a-z0-9][a-z0-9.()/_-]{0,20}[a-z0-9]", fullmatch=True).filter(
    lambda doi: normalise.doi(doi) == doi
)
CITATION = st.builds(
    Citation,
    title=SAID,
    authors=st.lists(AUTHOR, max_size=4).map(tuple),
    year=st.none() | st.integers(1500, 2099),
    journal=SAID,
    volume=SAID,
    issue=SAID,
    pages=SAID | st.sampled_from(["221-8", "7-7", "5–7", "S12", "e29102", "1-2, 5"]),
    doi=st.just("") | DOI,
    pmid=st.just("") | st.integers(1, 99_999_999).map(str),
    abstract=SAID,
    keywords=st.lists(TEXT, max_size=3).map(tuple),
)


WRITTEN = ("ris", "csv", "bibtex", "endnote-xml", "nbib")
WITHOUT_OWN_ID = {"endnote-xml", "nbib"}  # these formats have no field for a file's own ids that a reader may trust


def outgoing(citation: Citation, number: int = 1) -> ExportRecord:
    return ExportRecord(citation, f"R{number:06d}", ("PubMed", "Embase"), ("hand:x1", "embase:L2"))


def reread(format_name: str, citations: list[Citation], profile: str = "generic") -> list[Citation]:
    items = [outgoing(citation, number) for number, citation in enumerate(citations, start=1)]
    found = parse_file("".join(write_records(format_name, items, profile=profile)).encode(), name="ours")
    assert found.unreadable == ()
    if format_name not in WITHOUT_OWN_ID and profile not in {"endnote", "zotero"}:
        assert [entry.file_id for entry in found.records] == [item.report_id for item in items]
    return [entry.citation for entry in found.records]


def essence(citation: Citation) -> tuple[object, ...]:
    """What comes back from every format; the last page in full, as RIS has it in a tag of its own."""
    pages = "-".join(page for page in split_pages(citation) if page)
    texts = (citation.title, citation.journal, citation.volume, citation.issue, pages, citation.abstract)
    names = [clean_line(format_author(author)).rstrip(",").strip() for author in citation.authors]
    return (*map(clean_line, texts), names, citation.year, citation.doi, citation.pmid)


@pytest.mark.parametrize("format_name", WRITTEN)
@given(citations=st.lists(CITATION, min_size=1, max_size=3))
@settings(max_examples=examples(150), deadline=None)
def test_what_is_written_is_read_back(format_name: str, citations: list[Citation]) -> None:
    assert [essence(found) for found in reread(format_name, citations)] == [essence(given) for given in citations]


@given(st.lists(CITATION, min_size=1, max_size=3))
@settings(max_examples=examples(100), deadline=None)
def test_json_lines_lose_nothing(citations: list[Citation]) -> None:
    sent = [replace(citation, extra=(("XX", "é\n"),), identifiers=(("pui", "L1"),)) for citation in citations]
    assert reread("jsonl", sent) == sent


@pytest.mark.parametrize("format_name", WRITTEN)
@given(citations=st.lists(CITATION, min_size=1, max_size=3))
@settings(max_examples=examples(60), deadline=None)
def test_our_id_comes_back(format_name: str, citations: list[Citation]) -> None:
    assert [find_report_id(found) for found in reread(format_name, citations)] == [
        f"R{n + 1:06d}" for n in range(len(citations))
    ]


EXAMPLE = Citation(
    title="Anakinra in macrophage activation: p < 0.05",
    authors=(
        Author("Doe", "Jane A"),
        Author("Two Words"),
        Author("HLH Study Group", group=True),
        Author("Roe", "J", "Jr"),
    ),
    year=2023,
    date="2023-06-18",
    journal="Journal of Things",
    journal_abbreviation="J Things",
    volume="12",
    issue="3",
    pages="221-8",
    article_number="e29102",
    doi="10.1000/things.1",
    pmid="37344166",
    abstract="BACKGROUND: first.\nMETHODS: second.",
    keywords=("Anakinra; intravenous", "Humans"),
    issns=("1234-567X",),
    urls=("https://example.org/a;b",),
    notes=("kept",),
)


@pytest.mark.parametrize("profile", EXPORT_PROFILES)
def test_every_profile_is_read_by_rispy_with_the_same_doi_abstract_and_id(profile: str) -> None:
    text = "".join(
        write_records("ris", [outgoing(EXAMPLE), outgoing(replace(EXAMPLE, doi="10.1000/2"), 2)], profile=profile)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = rispy.loads(text)
    assert [record["doi"] for record in found] == ["10.1000/things.1", "10.1000/2"]
    assert {record["abstract"] for record in found} == {"BACKGROUND: first. METHODS: second."}
    assert [record["custom1"] for record in found] == ["R000001", "R000002"]
    assert not any("unknown_tag" in record for record in found)


@pytest.mark.parametrize("profile", EXPORT_PROFILES)
def test_every_profile_is_read_by_our_reader_with_everything_a_screener_needs(profile: str) -> None:
    (found,) = reread("ris", [EXAMPLE], profile)
    assert essence(found) == essence(EXAMPLE)
    assert found.article_number == "e29102"
    assert found.date == "2023-06-18"
    assert found.issns == ("1234-567X",)
    assert found.urls[0] == "https://pubmed.ncbi.nlm.nih.gov/37344166/#lsr-R000001"
    assert "https://example.org/a%3Bb" in found.urls
    assert "Anakinra, intravenous" in found.keywords
    assert find_report_id(found) == "R000001"


def test_ris_has_the_type_first_the_end_last_and_no_empty_tags() -> None:
    lines = "".join(write_records("ris", [outgoing(Citation(title="T"))])).split("\n")
    assert lines[0] == "TY  - JOUR"
    assert [line for line in lines if line][-1] == "ER  - "
    assert not [line for line in lines if line.endswith("- ") and not line.startswith("ER")]


def test_line_ends_and_byte_order_mark_are_as_asked_for() -> None:
    text = "".join(write_records("ris", [outgoing(EXAMPLE), outgoing(EXAMPLE, 2)], crlf=True, bom=True))
    assert text.startswith("\ufeffTY  - ")
    assert text.count("\ufeff") == 1
    assert text.count("\n") == text.count("\r\n")
    assert len(parse_file(text.encode(), name="f").records) == 2


def test_a_group_and_a_name_of_two_words_come_back_whole() -> None:
    (found,) = reread("ris", [EXAMPLE])
    assert [author.family for author in found.authors] == ["Doe", "Two Words", "HLH Study Group", "Roe"]
    assert [author.suffix for author in found.authors] == ["", "", "", "Jr"]


def test_an_incomplete_list_of_authors_stays_incomplete() -> None:
    for format_name in (*WRITTEN, "jsonl"):
        (found,) = reread(format_name, [Citation(title="T", authors=(Author("Doe", "J"),), authors_complete=False)])
        assert (found.authors, found.authors_complete) == ((Author("Doe", "J"),), False)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1+1", "@x", "'=x", "\t=1"])
def test_a_cell_that_looks_like_a_formula_is_made_harmless_and_comes_back(title: str) -> None:
    text = "".join(write_records("csv", [outgoing(Citation(title=title))]))
    assert text.split("\n")[1].startswith("'")
    assert reread("csv", [Citation(title=title)])[0].title == title.strip()


def test_an_unknown_format_or_profile_is_named_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="xls"):
        write_records("xls", [])
    with pytest.raises(UsageError, match="unheard"):
        write_records("ris", [], profile="unheard")


@pytest.mark.parametrize("format_name", ["ris", "bibtex", "endnote-xml", "nbib"])
def test_what_a_screener_needs_comes_back_from_every_format(format_name: str) -> None:
    (found,) = reread(format_name, [EXAMPLE])
    assert essence(found) == essence(EXAMPLE)
    assert found.urls[0] == "https://pubmed.ncbi.nlm.nih.gov/37344166/#lsr-R000001"
    assert found.issns == ("1234-567X",)
    assert "Anakinra, intravenous" in found.keywords
    assert any("kept" in note for note in found.notes)
    assert [author.suffix for author in found.authors] == ["", "", "", "Jr"]
    assert found.date in {"2023-06-18", "2023 Jun 18"}


@pytest.mark.parametrize("format_name", ["ris", "bibtex", "endnote-xml"])
@pytest.mark.parametrize(
    "kind", [kind for kind in CITATION_KINDS if kind not in {"registry-entry", "preprint", "dataset"}]
)
def test_the_kind_of_a_document_comes_back(format_name: str, kind: str) -> None:
    expected = {
        ("ris", "webpage"): "webpage",
        ("ris", "other"): "article",
        ("endnote-xml", "other"): "article",
        ("endnote-xml", "conference-abstract"): "conference-paper",
    }
    (found,) = reread(format_name, [Citation(title="T", kind=kind)])
    assert found.kind == expected.get((format_name, kind), kind)


def test_excel_is_told_that_a_table_is_utf_8() -> None:
    text = "".join(write_records("csv", [outgoing(EXAMPLE)], excel=True))
    assert text.startswith("\ufefftitle,")
    assert parse_file(text.encode(), name="f").records[0].citation.title == EXAMPLE.title
    assert not "".join(write_records("ris", [outgoing(EXAMPLE)], excel=True)).startswith("\ufeff")


def test_bibtex_is_latex_that_no_letter_breaks() -> None:
    text = "".join(write_records("bibtex", [outgoing(Citation(title="50% of {x} & a_b $1 #2 ~ ^ \\ é"))]))
    assert r"50\% of \textbraceleft{}x\textbraceright{} \& a\_b \$1 \#2" in text
    assert "é" in text


def test_endnotes_xml_is_one_well_formed_document() -> None:
    from lxml import etree

    root = etree.fromstring("".join(write_records("endnote-xml", [outgoing(EXAMPLE), outgoing(EXAMPLE, 2)])).encode())
    assert [element.text for element in root.iter("rec-number")] == []
    assert len(root.findall("records/record")) == 2
    assert not [element for element in root.iter("style") if not element.text]


def test_a_citation_that_carries_two_of_our_ids_is_not_guessed_at() -> None:
    assert find_report_id(Citation(keywords=("lsr:R000001",), notes=("lsr:R000002",))) is None
    assert find_report_id(Citation(keywords=("lsr:R000001",), urls=("https://x.org/#lsr-R000001",))) == "R000001"
    assert find_report_id(Citation(extra=(("C1", "R000007"),))) == "R000007"
    assert find_report_id(Citation(title="R000001")) is None


def test_g_a_lone_author_is_written_without_a_semicolon_and_comes_back_alone() -> None:
    item = outgoing(Citation(title="T", authors=(Author("Smith", "J"),)))
    text = "".join(write_records("csv", [item]))
    assert '"Smith, J"' in text
    (record,) = parse_file(text.encode(), name="ours").records
    assert record.citation.authors == item.citation.authors


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("1639-41", "1639", "1641"),
        ("11-9", "11", "19"),
        ("S12-8", "S12", "S18"),
        ("e100-5", "e100", "e105"),
        ("99-101", "99", "101"),
        ("120-5", "120", "125"),
        ("128-5", "128", "5"),
        ("7", "7", None),
    ],
)
def test_g_the_last_page_is_in_full_in_ris(pages: str, first: str, last: str | None) -> None:
    text = "".join(write_records("ris", [outgoing(Citation(title="T", pages=pages))]))
    assert f"SP  - {first}\n" in text
    assert (f"EP  - {last}\n" in text) if last else "EP  - " not in text


@pytest.mark.parametrize("last", ["1639-41", "1639–41"])
def test_g_a_range_in_the_field_of_the_last_page_is_the_pages(last: str) -> None:
    data = f"TY  - JOUR\nTI  - T\nSP  - 1639\nEP  - {last}\nER  - \n".encode()
    assert parse_file(data, name="f").records[0].citation.pages == last
