"""Tables of whatever columns and separators."""

from __future__ import annotations

import csv

import pytest

from harvester.citation import Author
from harvester.errors import FormatError
from harvester.formats import ParsedRecord, parse_file


def table(text: str) -> tuple[ParsedRecord, ...]:
    return parse_file(text.encode(), name="f.csv").records


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_found_out(mark: str) -> None:
    (entry,) = table(mark.join(["Title", "Authors", "Year"]) + "\n" + mark.join(["One", "Doe J", "2020"]) + "\n")
    assert (entry.citation.title, entry.citation.year, entry.line) == ("One", 2020, 2)


def test_every_row_of_a_labelled_set_is_a_record_also_without_a_title() -> None:
    found = table(
        '"ID","ENTRYTYPE","title","author","year","journal","booktitle","volume","number","pages","abstract","doi","isbn"\n'
        '"id_1","article","One","Zuna, R E and Wang, S S","2006","Cancer","","108","2","288-97","","10.1000/A",""\n'
        '"C_2","misc","","","2014","","","38","2","","","",""\n'
        '"C_3","inproceedings","Three","","2014","","Proc","","","","","",""\n'
    )
    assert [entry.file_id for entry in found] == ["id_1", "C_2", "C_3"]
    assert [entry.citation.kind for entry in found] == ["article", "other", "conference-paper"]
    first = found[0].citation
    assert (first.authors[1], first.volume, first.issue, first.pages, first.doi) == (
        Author("Wang", "S S"),
        "108",
        "2",
        "288-97",
        "10.1000/a",
    )
    assert found[2].citation.journal == "Proc"
    assert {entry.accession for entry in found} == {""}


def test_embases_query_above_the_table_is_kept() -> None:
    found = parse_file(
        b'"SEARCH QUERY","dinosaur:ti"\n-----\n\n"Title","PUI","Medline PMID"\n"One","L2029880245","38773066"\n',
        name="f",
    )
    assert "dinosaur:ti" in found.preamble
    assert [(entry.accession, entry.citation.pmid, entry.line) for entry in found.records] == [
        ("L2029880245", "38773066", 5)
    ]


def test_embases_old_source_column_is_taken_apart() -> None:
    (entry,) = table(
        "Title,Author Names,Source\n"
        'One,"Liu R., Adler D.G.",Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014\n'
    )
    citation = entry.citation
    assert (citation.journal, citation.year, citation.volume, citation.issue, citation.pages) == (
        "Endoscopic Ultrasound",
        2014,
        "3",
        "3",
        "152-160",
    )
    assert len(citation.authors) == 2


@pytest.mark.parametrize(
    ("column", "cell", "number"),
    [
        ("EID", "2-s2.0-85123480963", "2-s2.0-85123480963"),
        ("CENTRAL ID", "CN-00778158", "CN-00778158"),
        ("PMID", "30922926", "30922926"),
        ("pubmed id", "0", ""),
        ("Accession Number", "176404503", "176404503"),
        ("UT (Unique WOS ID)", "WOS:000282053100002", "WOS:000282053100002"),
        ("Key", "YVC6GC78", ""),
        ("id", "https://openalex.org/W4387881419", "W4387881419"),
    ],
)
def test_accession_numbers_come_from_columns_meant_for_them(column: str, cell: str, number: str) -> None:
    (entry,) = table(f"Title,Year,{column}\nOne,2020,{cell}\n")
    assert entry.accession == number


def test_a_short_row_is_filled_and_a_long_one_is_unreadable() -> None:
    found = parse_file(b"Title,Year,DOI\nOne,2020\nTwo,2020,10.1000/2,surplus\nThree,2020,10.1000/3\n", name="f")
    assert [entry.citation.title for entry in found.records] == ["One", "Three"]
    assert [warning.line for warning in found.warnings] == [2]
    assert [bad.line for bad in found.unreadable] == [3]


def test_a_quotation_mark_that_is_never_closed_costs_one_record_only() -> None:
    found = parse_file(b'Title,Year,DOI\n"One,2020,\nTwo,2020,\nThree,2021,\n', name="f")
    assert [entry.citation.title for entry in found.records] == ["Two", "Three"]
    assert [bad.line for bad in found.unreadable] == [2]


def test_a_table_cut_inside_its_last_cell_keeps_the_record() -> None:
    found = parse_file(b'Title,Year,Abstract\nOne,2020,"A sentence\nthat breaks', name="f")
    assert found.records[0].citation.abstract == "A sentence that breaks"
    assert len(found.warnings) == 1


def test_cells_longer_than_csv_allows_are_read_and_its_limit_is_given_back() -> None:
    before = csv.field_size_limit()
    (entry,) = table(f"Title,Year,References\nOne,2020,{'x' * 300_000}\n")
    assert len(dict(entry.citation.extra)["References"]) == 300_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    "cell", ["Doe, Jane\nRoe, Karl", "Jane Doe,\nKarl Roe\n", "Doe, Jane;\nRoe, Karl", "Doe J, Roe K, Poe\nA, Moe B"]
)
def test_authors_on_lines_of_their_own_are_several(cell: str) -> None:
    (entry,) = table(f'Title,Authors\nTwo on lines,"{cell}"\n')
    assert [author.family for author in entry.citation.authors][:2] == ["Doe", "Roe"]


def test_numbers_written_as_text_for_a_spreadsheet_are_unwrapped() -> None:
    (entry,) = table('Article Title,ISSN,Publication Date\nOne,="19326203",="2023"\n')
    assert (entry.citation.issns, entry.citation.year) == (("1932-6203",), 2023)


def test_unknown_columns_are_kept_under_their_own_names() -> None:
    (entry,) = table("Title,Year,Open Access\nOne,2020,Gold\n")
    assert ("Open Access", "Gold") in entry.citation.extra


def test_a_table_without_titles_is_refused_with_advice() -> None:
    with pytest.raises(FormatError, match=r"f\.csv, line 1") as refused:
        parse_file(b"Abstract,Year\nx,2020\n", name="f.csv")
    assert "Title" in refused.value.hint


def test_a_tag_inside_a_table_does_not_make_it_ris() -> None:
    assert parse_file(b'Title,Year\n"One\nTY  - JOUR\nER  - ",2020\n', name="f").format == "csv"
