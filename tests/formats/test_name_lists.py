"""G: names of organisations, several names in one value, and what is no part of a name, in every format."""

from __future__ import annotations

import pytest

from harvester.citation import Author, Citation
from harvester.formats import ExportRecord, parse_file, write_records
from harvester.formats.fields.author_names import format_author, parse_author
from harvester.formats.fields.group_names import is_group_name
from harvester.formats.fields.name_lists import parse_authors, split_names

ORGANISATIONS = (
    "NHS England", "Médecins Sans Frontières", "Cancer Research UK", "Robert Koch-Institut", "Statens Serum Institut",
    "World Health Organization", "Public Health England", "Public Health Scotland", "Institut Pasteur",
    "Karolinska Institutet", "Istituto Superiore di Sanità", "Haute Autorité de Santé", "European Medicines Agency",
    "Rijksinstituut voor Volksgezondheid en Milieu", "Bundesinstitut für Risikobewertung", "World Bank",
    "Deutsche Gesellschaft für Innere Medizin", "Save the Children", "Doctors Without Borders", "Diabetes UK",
    "Medical Research Council", "Instituto de Salud Carlos III", "Ministerio de Sanidad", "Université de Montréal",
    "Universidad de Chile", "UNICEF Innocenti", "Oxfam International", "Alzheimer's Disease International",
    "UK Biobank", "US Preventive Services Task Force", "Food and Drug Administration", "Johns Hopkins Hospital",
    "Centers for Disease Control and Prevention", "RECOVERY Collaborative Group", "Comité National d'Ethique",
)  # fmt: skip

PERSONS = (
    ("Roussos Torres ET", Author("Roussos Torres", "ET")),
    ("Ek ET", Author("Ek", "ET")),
    ("Ann Borders", Author("Borders", "Ann")),
    ("Ralph A. Gruppo", Author("Gruppo", "Ralph A.")),
    ("Peter England", Author("England", "Peter")),
    ("William Press", Author("Press", "William")),
    ("Julie Nice", Author("Nice", "Julie")),
    ("Adrian Rijksen", Author("Rijksen", "Adrian")),
    ("Maria Centrone", Author("Centrone", "Maria")),
    ("Maarten van Smeden", Author("van Smeden", "Maarten")),
    ("Kim UK", Author("Kim", "UK")),
)


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_g_organisations_are_not_turned_round(name: str) -> None:
    assert parse_author(name) == Author(name, group=True)
    assert parse_author(f"{name},") == Author(name, group=True)
    assert split_names(f"{name}; Doe, Jane") == [name, "Doe, Jane"]


@pytest.mark.parametrize(("name", "expected"), PERSONS)
def test_g_persons_with_such_names_are_persons(name: str, expected: Author) -> None:
    assert parse_author(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Pfizer,", Author("Pfizer", group=True)),
        ("van Gogh,", Author("van Gogh")),
        ("Ministry of Health, Labour and Welfare", Author("Ministry of Health, Labour and Welfare", group=True)),
        ("University of Oslo, Norway", Author("University of Oslo, Norway", group=True)),
        ("Canadian Gait Consortium..", Author("Canadian Gait Consortium", group=True)),
        ("Smith, John", Author("Smith", "John")),
    ],
)
def test_g_a_comma_behind_a_name_marks_an_organisation(name: str, expected: Author) -> None:
    assert parse_author(name) == expected


LISTS = (
    ("Last, Firsta; Second, Firstb & Fourth, Firstd", "Last|Firsta Second|Firstb Fourth|Firstd"),
    ("Smith, J., Jones, K., & Lee, M.", "Smith|J. Jones|K. Lee|M."),
    ("Smith, J., Jones, K. and Lee, M.", "Smith|J. Jones|K. Lee|M."),
    ("Smith J, Jones K & Lee M", "Smith|J Jones|K Lee|M"),
    ("Smith J, Jones K and Lee M", "Smith|J Jones|K Lee|M"),
    ("Smith J and Jones K", "Smith|J Jones|K"),
    ("John Smith, Kate Jones, and Mary Lee", "Smith|John Jones|Kate Lee|Mary"),
    ("John Smith and Kate Jones", "Smith|John Jones|Kate"),
    ("John Smith & Kate Jones", "Smith|John Jones|Kate"),
    ("Smith, John and Jones, Kate", "Smith|John Jones|Kate"),
    ("Smith, John and Jones, Kate and", "Smith|John Jones|Kate"),
    ("Smith, John, Jones, Kate and Lee, Mary", "Smith|John Jones|Kate Lee|Mary"),
    ("Smith, John, Kate Jones, and Mary Lee", "Smith|John Jones|Kate Lee|Mary"),
    ("Smith & Jones", "Smith Jones"),
    ("Smith, Jones, and Lee", "Smith Jones Lee"),
    ("van der Helm JJ & de Vries A", "van der Helm|JJ de Vries|A"),
    ("Smith J, Jones K, and the ALTS Study Group", "Smith|J Jones|K the ALTS Study Group"),
    ("Food and Drug Administration", "Food and Drug Administration"),
    ("Royal College of Obstetricians & Gynaecologists", "Royal College of Obstetricians & Gynaecologists"),
    ("Johnson & Johnson", "Johnson & Johnson"),
)


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_g_authors_parted_by_and_or_ampersand_are_taken_apart_in_every_format(text: str, expected: str) -> None:
    single = "; " not in text
    files = {
        "csv": f'title,authors,year\nPaper,"{text}",2017\n',
        "ris": f"TY  - JOUR\nTI  - Paper\nAU  - {text}\nER  - \n",
        "enw": f"%0 Journal Article\n%T Paper\n%A {text}\n",
        "xml": "<xml><records><record><contributors><authors><author>" + text.replace("&", "&amp;")
        + "</author></authors></contributors><titles><title>Paper</title></titles></record></records></xml>",
    }  # fmt: skip
    for name, content in files.items():
        authors = parse_file(content.encode(), name=name).records[0].citation.authors
        assert " ".join(f"{author.family}|{author.given}".rstrip("|") for author in authors) == expected, name
    assert single or "csv" in files


def test_g_one_of_several_values_may_hold_two_names() -> None:
    assert parse_authors(["Doe, J", "Roe, K & Poe, A"])[0] == (
        Author("Doe", "J"),
        Author("Roe", "K"),
        Author("Poe", "A"),
    )
    assert parse_authors(["Doe, J", "Roe, K; Poe, A"])[0] == (
        Author("Doe", "J"),
        Author("Roe", "K"),
        Author("Poe", "A"),
    )
    assert parse_authors(["Doe, J", "Smith and Nephew,"])[0] == (
        Author("Doe", "J"),
        Author("Smith and Nephew", group=True),
    )


def test_g_bibtex_with_an_ampersand_between_authors() -> None:
    text = r"@article{a, title={T}, author={Smith, J. \& Jones, K. and {Ernst \& Young}}, year=2020}"
    authors = parse_file(text.encode(), name="a.bib").records[0].citation.authors
    assert authors == (Author("Smith", "J."), Author("Jones", "K."), Author("Ernst & Young", group=True))


@pytest.mark.parametrize(
    "name",
    [
        "Benz, George W [E-mail: gbenz@example.org]",
        "Benz, George W (gbenz@example.org)",
        "Benz, George W <g.benz+x@mail.example.org>",
        "Benz, George W, gbenz@example.org",
        "Benz, George W {gbenz@example.org}",
        "Benz, George W gbenz@example.org",
        "Benz, George W [Author, Reprint Author; E-mail: gbenz@example.org]",
        "Benz, George W [Reprint Author]",
    ],
)
def test_g_addresses_and_roles_are_no_part_of_a_name_in_any_format(name: str) -> None:
    files = {
        "ris": f"TY  - JOUR\nTI  - Paper\nAU  - {name}\nAU  - Bullard, Stephen A\nER  - \n",
        "ciw": f"FN Clarivate\nVR 1.0\nPT J\nAU {name}\n   Bullard, Stephen A\nTI Paper\nUT ZOOREC:ZOOR1439\nER\nEF\n",
        "enw": f"%0 Journal Article\n%T Paper\n%A {name}\n%A Bullard, Stephen A\n",
        "txt": f"RT Journal Article\nA1 {name}\nA1 Bullard, Stephen A\nT1 Paper\n",
    }  # fmt: skip
    for kind, content in files.items():
        if kind in {"txt", "ciw"} and ";" in name:
            continue  # there a semicolon separates names
        authors = parse_file(content.encode(), name=kind).records[0].citation.authors
        assert authors == (Author("Benz", "George W"), Author("Bullard", "Stephen A")), kind


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("A1  - Doe, Jane\nAU  - Roe, Karl\nAU  - Poe, Ann", "Doe Roe Poe"),
        ("AU  - Doe, Jane\nA1  - Roe, Karl\nAU  - Poe, Ann", "Doe Roe Poe"),
        ("A1  - Doe, J\nA1  - Roe, K\nAU  - Doe, Jane\nAU  - Roe, Karl", "Doe Roe"),
        ("AU  - Doe, Jane\nA1  - Doe, J\nA1  - Poe, A", "Doe Poe"),
    ],
)
def test_g_authors_in_a1_and_au_are_in_the_order_of_the_file(tags: str, expected: str) -> None:
    record = parse_file(f"TY  - JOUR\nTI  - Paper\n{tags}\nER  - \n".encode(), name="a.ris").records[0]
    assert " ".join(author.family for author in record.citation.authors) == expected
    assert "Jane" in str(record.citation.authors[0])


GROUP = Citation(title="Guidance", authors=(Author("World Health Organization", group=True), Author("Doe", "Jane")))


@pytest.mark.parametrize(
    ("format_name", "profile", "expected"),
    [
        ("ris", "endnote", "AU  - World Health Organization,\n"),
        ("ris", "generic", "AU  - World Health Organization\n"),
        ("endnote-xml", "generic", ">World Health Organization,<"),
    ],
)
def test_g_endnote_is_given_a_comma_behind_organisations(format_name: str, profile: str, expected: str) -> None:
    text = "".join(write_records(format_name, [ExportRecord(GROUP, "R000001")], profile=profile))
    assert expected in text
    assert parse_file(text.encode(), name="again").records[0].citation.authors == GROUP.authors


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_g_organisations_come_back_as_they_were_written(name: str) -> None:
    author = Author(name, group=True)
    assert parse_author(format_author(author)) == author
    assert parse_author(format_author(author, mark_group=True)) == author
    assert is_group_name(name)


def test_g_names_of_scielo_alternate_whatever_words_they_have() -> None:
    text = (
        "ID,Title,Author(s),Source,Journal,Language(s),Publication year,Fulltext URL\n"
        'S1-x,Un estudio,"Muster Alegre, Karl Camilo, Probe Corva, Vanessa Dora",'
        '"Revista de Ejemplos; 8(1); 132-145",Revista de Ejemplos,es,2023,http://x.org\n'
    )
    (record,) = parse_file(text.encode(), name="scielo.csv").records
    assert [str(author) for author in record.citation.authors] == [
        "Muster Alegre, Karl Camilo", "Probe Corva, Vanessa Dora",
    ]  # fmt: skip
