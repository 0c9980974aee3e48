"""Names, encodings and white space."""

from __future__ import annotations

import pytest

from harvester.citation import Author
from harvester.formats.fields.author_names import parse_author
from harvester.formats.fields.name_lists import parse_authors, split_names
from harvester.formats.text.encoding import decode


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zuna, R E", Author("Zuna", "R E")),
        ("J.K., van Doe, Jane K.", Author("van Doe", "Jane K.")),
        ("Doe, Jane, Jr", Author("Doe", "Jane", "Jr")),
        ("Doe, Jane, 1970-", Author("Doe", "Jane")),
        ("Doe, Jane, 1901-1970, author.", Author("Doe", "Jane")),
        ("Doe, Jr., Jane", Author("Doe", "Jane", "Jr.")),
        ("Brownstein C D", Author("Brownstein", "C D")),
        ("Pérez-de la Fuente R", Author("Pérez-de la Fuente", "R")),
        ("Labanski A.G.", Author("Labanski", "A.G.")),
        ("J. -P. Nominé", Author("Nominé", "J. -P.")),
        ("Maarten van Smeden", Author("van Smeden", "Maarten")),
        ("World Health Organization", Author("World Health Organization", group=True)),
        ("Norwegian Directorate of Health,", Author("Norwegian Directorate of Health", group=True)),
        ("NCT02780583", Author("NCT02780583", group=True)),
        ("Plato", Author("Plato")),
    ],
)
def test_a_name_is_read_in_every_usual_order(name: str, expected: Author) -> None:
    assert parse_author(name) == expected


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("Zuna, R E and Wang, S S and Group, ALTS", 3),
        ("Adeli, K.", 1),
        ("Li ZM, Kong CY", 2),
        ("Griffin DK, Larkin DM, O'Connor RE.", 3),
        ("Smith, J., Doe, A.", 2),
        ("Curry Rogers, Kristina Ann", 1),
        ("Barrett, Paul M; Willis, Katherine J; ", 2),
        ("Kocak E.Kobe N.", 2),
        ("Araz R. AlievNigar T. Ismayilova", 2),
        ("Yang J. McDonald", 1),
        ("Jane DoeKarl Roe", 2),
        ("Jane DuBois Roe", 1),
        ("Jane MacDonald Roe", 1),
        ("['Marx, Karl', 'Lindgren, Astrid']", 2),
        ("Department of Health and Human Services", 1),
        ("A Author|B Author", 2),
        ("Doe, Jane, Roe, Karl", 2),
        ("Müller, Hans Peter, Schmidt, Anna-Lena, Weber, K.", 3),
        ("García López, María, Pérez Ruiz, Juan", 2),
        ("Jane Doe, Plato, Karl Roe, Ann Poe", 1),
        ("King, Martin, Jr, Roe", 1),
        ("[not a list", 1),
    ],
)
def test_a_cell_of_authors_is_taken_apart(cell: str, count: int) -> None:
    assert len(parse_authors(split_names(cell))[0]) == count


@pytest.mark.parametrize("names", [["Doe, J", "et al."], ["Doe, J", "others"], ["Doe, J et al"], ["Doe, J", "..."]])
def test_and_others_makes_the_list_incomplete(names: list[str]) -> None:
    assert parse_authors(names) == ((Author("Doe", "J"),), False)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Grübel".encode(), "utf-8"),
        ("\ufeffGrübel".encode(), "utf-8-sig"),
        ("Grübel".encode("cp1252"), "cp1252"),
        ("\ufeffGrübel".encode("utf-16-le"), "utf-16"),
        ("\ufeffGrübel".encode("utf-16-be"), "utf-16"),
        ("Gruebel x".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_the_encoding_is_found_out(data: bytes, encoding: str) -> None:
    found = decode(data)
    assert found.text.startswith("Gr")
    assert found.encoding == encoding
    assert not found.text.startswith("\ufeff")


def test_files_glued_of_two_encodings_are_decoded_line_by_line() -> None:
    found = decode("é\n".encode() + "é\n".encode("cp1252"))
    assert found.text == "é\né\n"
    assert [warning.line for warning in found.warnings] == [2]


def test_a_file_that_ends_inside_a_character_loses_only_that() -> None:
    assert decode("aé".encode()[:-1]).text == "a"


def test_a_line_break_of_another_trade_is_found_in_the_very_first_bytes_too() -> None:
    assert decode("T\u0085itle,Authors\n".encode()).text == "T itle,Authors\n"
    assert decode("\ufeffT\u0085itle\n".encode()).text == "T itle\n"


@pytest.mark.parametrize(
    "value",
    [
        "Doe J, Roe K",
        "Doe, J., Roe, K.",
        "Doe, J., & Roe, K.",
        "Doe, J and Roe, K",
        "['Doe, J', 'Roe, K']",
        "Jane K. Doe, Karl Roe, Ann Roe",
    ],
)
def test_one_value_that_plainly_holds_several_names_is_taken_apart(value: str) -> None:
    assert [found.family for found in parse_authors([value])[0]][:2] == ["Doe", "Roe"]


@pytest.mark.parametrize(
    "value", ["Doe, Jane, Jr", "Doe, J", "Institute of Things, University of Oslo, Norway", "Li, B"]
)
def test_one_value_that_may_be_one_name_stays_whole(value: str) -> None:
    assert parse_authors([value])[0] == (parse_author(value),)


def test_a_list_of_what_an_interface_says_of_authors_gives_their_names() -> None:
    assert split_names("[{'authorId': '1', 'name': 'Jane Doe'}, {'name': 'Karl Roe'}]") == ["Jane Doe", "Karl Roe"]
