"""BibTeX of every dialect gives every entry and every value, its LaTeX decoded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Author
from harvester.errors import FormatError
from harvester.formats import ParsedRecord, parse_file
from harvester.formats.bibtex.fields import parse_bibtex_authors
from harvester.formats.bibtex.latex import latex_to_text, text_to_latex
from tests.support import shared_data


def only(text: str) -> ParsedRecord:
    (entry,) = parse_file(text.encode(), name="f").records
    return entry


@pytest.mark.shared
def test_a_real_bibliography_gives_all_its_records() -> None:
    data = shared_data("exports/srdedupe/mini_scopus.bib").read_bytes()
    found = parse_file(data, name="f")
    assert (len(found.records), found.unreadable) == (90, ())
    assert len(found.warnings) == data.count(b"\n@set{") == 2
    assert all(entry.citation.title and entry.file_id for entry in found.records)


@pytest.mark.shared
def test_a_chapter_of_a_real_bibliography_has_the_title_and_year_of_its_book() -> None:
    chapter = parse_file(shared_data("exports/srdedupe/mini_scopus.bib").read_bytes(), name="f").records[0].citation
    assert (chapter.kind, chapter.journal, chapter.year) == ("chapter", "Space and Beyond", 2000)


SCOPUS = """Scopus
EXPORT DATE: 1 May 2024

@ARTICLE{Doe2024,
\tauthor = {Doe, Jane and Roe, K.},
\ttitle = {50% of mice & men: a "study" of $5 and $10},
\tyear = {2024},
\tjournal = {Journal of Things},
\tart_number = {e12},
\tdoi = {10.1000/X},
\turl = {https://www.scopus.com/inward/record.uri?eid=2-s2.0-85012345678&doi=10.1000%2fX},
\tauthor_keywords = {first; second},
\tdocument_type = {Conference Paper},
\tsource = {Scopus},
\tnote = {Cited by: 5}
}
"""


def test_scopus_is_read_with_its_preamble_and_number() -> None:
    found = parse_file(SCOPUS.encode(), name="f")
    (entry,) = found.records
    citation = entry.citation
    assert found.preamble.startswith("Scopus")
    assert citation.title == '50% of mice & men: a "study" of $5 and $10'
    assert (entry.accession, entry.file_id, entry.line) == ("2-s2.0-85012345678", "Doe2024", 4)
    assert (citation.kind, citation.article_number, citation.databases) == ("conference-paper", "e12", ("Scopus",))
    assert (citation.keywords, citation.notes) == (("first", "second"), ("Cited by: 5",))


def test_web_of_science_is_read_with_its_number() -> None:
    entry = only(
        "@article{ WOS:0003,\nAuthor = {Doe, Jane and von Roe, Karl},\nTitle = {{One {\\it in\n   vitro}}},\n"
        "Journal = {{THINGS}},\nYear = {{2015}},\nMonth = {{DEC 3}},\nNumber = {{6}},\nPages = {{761--774}},\n"
        "Keywords-Plus = {{A; B}},\nUnique-ID = {{ISI:000368244000002}},\nType = {{Article}}}\n"
    )
    citation = entry.citation
    assert (citation.title, citation.journal, citation.year) == ("One in vitro", "THINGS", 2015)
    assert (entry.accession, citation.identifier("wos")) == ("WOS:000368244000002", "WOS:000368244000002")
    assert (citation.pages, citation.issue, citation.keywords) == ("761-774", "6", ("A", "B"))
    assert citation.authors == (Author("Doe", "Jane"), Author("von Roe", "Karl"))


def test_zotero_and_biblatex_are_read() -> None:
    entry = only(
        "@online{doe, title = {One}, subtitle={Two}, author = {Doe, Jane}, date = {2020-03-04}, eprint = {2003.1},\n"
        "eprinttype = {arXiv}, langid = {english}, file = {C\\:\\\\a.pdf}, keywords = {a, b}}"
    )
    citation = entry.citation
    assert (citation.title, citation.date, citation.year) == ("One: Two", "2020-03-04", 2020)
    assert (citation.identifier("arxiv"), citation.keywords) == ("2003.1", ("a", "b"))
    assert ("ID", "doe") in citation.extra


def test_strings_are_put_in_and_joined() -> None:
    entry = only(
        '@string{j = "Journal"}\n@article{a, title = "One" # { Two}, journal = j # " of " # {Things}, year = 2020}'
    )
    assert (entry.citation.title, entry.citation.journal, entry.citation.year) == ("One Two", "Journal of Things", 2020)


def test_entries_with_the_same_key_are_records_of_their_own() -> None:
    found = parse_file(b"@article{,\ntitle={One}}\n@article{,\ntitle={Two}, note={a}, note={b}}\n", name="f")
    assert [entry.citation.title for entry in found.records] == ["One", "Two"]
    assert found.records[1].citation.notes == ("a", "b")


def test_a_broken_entry_is_bad_and_the_others_go_on() -> None:
    found = parse_file(b"@article{a,\ntitle = {One\n\n@article{b,\ntitle = {Two}}\n", name="f")
    assert [(entry.line, entry.citation.title) for entry in found.records] == [(4, "Two")]
    assert [bad.line for bad in found.unreadable] == [1]
    assert "BibTeX" in found.unreadable[0].reason


def test_a_file_with_nothing_but_a_broken_entry_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"f, line 2: no record can be read from this bibtex file: broken BibTeX"):
        parse_file(b"\n@article{a,\ntitle = {One\n", name="f")


@pytest.mark.parametrize(
    ("text", "authors", "complete"),
    [
        ("Doe, Jane and Roe, K.", (Author("Doe", "Jane"), Author("Roe", "K.")), True),
        ("Doe, Jane and others", (Author("Doe", "Jane"),), False),
        ("Ludwig van Beethoven", (Author("van Beethoven", "Ludwig"),), True),
        ("von Roe, Jr, Karl", (Author("von Roe", "Karl", "Jr"),), True),
        ("{HLH Study Group} and Doe, J", (Author("HLH Study Group", group=True), Author("Doe", "J")), True),
        ("{Barnes and Noble, Inc.}", (Author("Barnes and Noble, Inc.", group=True),), True),
        ('{\\c{C}}etin, {\\"O}zge', (Author("Çetin", "Özge"),), True),
        ("Doe, J; Roe, K; Poe, E", (Author("Doe", "J; Roe, K; Poe, E"),), True),
        ("", (), True),
    ],
)
def test_names_are_read_by_bibtexs_rules(text: str, authors: tuple[Author, ...], complete: bool) -> None:
    if ";" in text:
        assert len(parse_bibtex_authors(text)[0]) == 3
    else:
        assert parse_bibtex_authors(text) == (authors, complete)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("T{\\\"u}rk \\v{S} \\'{\\i} \\~n \\aa", "Türk Š í ñ å"),
        ("\\textit{in vitro} {\\bf x} \\emph{y}", "in vitro x y"),
        ("$\\alpha$-blocker, $p<0.05$, H$_2$O", "α-blocker, p<0.05, H2O"),
        ("a \\& b \\% c \\_ d", "a & b % c _ d"),
        ("50% & more #1 ~3 J.~Chem.", "50% & more #1 ~3 J. Chem."),
        ("1--2 ``q''", "1–2 “q”"),
        ("\\unheard of C:\\Users", "\\unheard of C:\\Users"),
        ("{{Double}} {un", "Double un"),
    ],
)
def test_latex_is_decoded_and_what_is_not_known_stays(latex: str, text: str) -> None:
    assert latex_to_text(latex) == text


@given(st.text(max_size=60) | st.text(alphabet="\\{}$%&#_~^-`'\"ab ", max_size=30))
def test_what_is_encoded_is_decoded_to_the_same(text: str) -> None:
    assert latex_to_text(text_to_latex(text)) == text


@pytest.mark.parametrize(
    ("written", "families"),
    [
        ("Doe, JA, Roe, K, and Poe, AB", ["Doe", "Roe", "Poe"]),
        ("Doe, JA, and Poe, AB", ["Doe", "Poe"]),
        ("Doe, J, Roe, K", ["Doe", "Roe"]),
        ("Doe, Jr, Jane and Roe, K", ["Doe", "Roe"]),
        ("World Health Organization, and Roe, K", ["World Health Organization", "Roe"]),
    ],
)
def test_authors_of_the_cochrane_library_have_an_and_before_the_last_alone(written: str, families: list[str]) -> None:
    (entry,) = parse_file(f"@article{{k, title = {{T}}, author = {{{written}}}}}".encode(), name="f.bib").records
    assert [author.family for author in entry.citation.authors] == families


def test_a_key_may_have_blanks() -> None:
    assert only("@article{Doe 2020 trial, title = {T}}").file_id == "Doe 2020 trial"


def test_a_comma_missing_between_fields_is_put_in_and_told() -> None:
    text = (
        "@article{a,\n title = {T},\n pages = {1--9}\n\tdoi = {10.1234/x},\n year = 2016\n url = {http://x.org/1}\n}\n"
    )
    file = parse_file(text.encode(), name="f.bib")
    found = file.records[0].citation
    assert (found.pages, found.doi, found.year, found.urls) == ("1-9", "10.1234/x", 2016, ("http://x.org/1",))
    assert [warning.line for warning in file.warnings] == [3, 5]


def test_an_entry_without_a_key_and_without_its_comma_is_one_all_the_same() -> None:
    text = '@string{x = "Grass"}\n@article{\n   author = {Doe, J.},\n   title = {T},\n   journal = x\n}\n'
    file = parse_file(text.encode(), name="f.bib")
    assert [(entry.citation.title, entry.citation.journal) for entry in file.records] == [("T", "Grass")]
    assert (file.unreadable, file.warnings) == ((), ())


def test_the_abstract_and_place_of_bibtex_of_ojs_have_names_of_their_own() -> None:
    text = "@article{Doe_2020, place={Oslo}, title={T}, abstractNote={<p>Text.</p>}, year={2020} }"
    found = parse_file(text.encode(), name="f.bib").records[0].citation
    assert (found.place, found.abstract, found.extra) == ("Oslo", "Text.", (("ID", "Doe_2020"),))


def test_c4_texts_made_of_texts_made_of_texts_do_not_grow_without_limit() -> None:
    strings = '@string{a0 = "xxxxxxxxxx"}\n' + "".join(
        f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}\n" for n in range(1, 12)
    )
    citation = only(strings + "@article{k, title = a11, journal = a1, year = 2020}").citation
    assert len(citation.title) < 20_000
    assert citation.journal == "x" * 100
