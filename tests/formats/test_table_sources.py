"""Tables that hold several fields in one cell, or have tags for columns, give the same fields as other exports."""

from __future__ import annotations

import pytest

from harvester.citation import Author, Citation
from harvester.formats import ParsedRecord, parse_file
from harvester.formats.tables.composite_cells import parse_nlm_citation

WOS = {
    "PT": "J", "AU": "Doe, J; Roe, K", "AF": "Doe, Jane; Roe, Karl", "TI": "One; or the other", "SO": "THINGS",
    "LA": "English", "DT": "Article", "CY": "MAY 1-3, 2020", "SP": "ACME", "DE": "a; b", "ID": "C; D", "AB": "Text.",
    "CR": "A, 2000, B; C, 2001, D", "PU": "P", "PI": "OSLO", "SN": "1234-567X", "JI": "Th.", "PD": "MAR", "PY": "2020",
    "VL": "1", "IS": "2", "BP": "3", "EP": "9", "DI": "10.1000/x", "PG": "7", "PM": "12345", "DA": "2026-01-01",
    "UT": "WOS:000368244000002",
}  # fmt: skip
"""The columns of Web of Science's tab-delimited file that differ in meaning from everybody else's, and the usual."""


def one(text: str) -> ParsedRecord:
    (entry,) = parse_file(text.encode(), name="f.csv").records
    return entry


def table(**columns: str) -> Citation:
    quoted = [",".join(f'"{cell}"' for cell in row) for row in (columns, columns.values())]
    return one("\n".join(quoted)).citation


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_web_of_sciences_tab_delimited_file_is_read_by_its_tags(encoding: str) -> None:
    text = "\t".join(WOS) + "\n" + "\t".join(WOS.values()) + "\n"
    (entry,) = parse_file(text.encode(encoding), name="savedrecs.txt").records
    found = entry.citation
    assert (entry.accession, found.title, found.year, found.date) == (WOS["UT"], "One; or the other", 2020, "2020 MAR")
    assert found.authors == (Author("Doe", "Jane"), Author("Roe", "Karl"))
    assert (found.journal, found.volume, found.issue, found.pages) == ("THINGS", "1", "2", "3-9")
    assert (found.doi, found.pmid, found.keywords) == ("10.1000/x", "12345", ("a", "b", "C", "D"))
    assert {("SP", "ACME"), ("PG", "7"), ("CR", "C, 2001, D")} <= set(found.extra)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Eur J Med. 2020 Feb;63(2):103640. doi: 10.1000/j.2019.03.004. Epub 2019 Mar 25.",
            ("Eur J Med", "2020 Feb", "63", "2", "103640", "10.1000/j.2019.03.004"),
        ),
        ("Lancet. 2018 Feb 10;391(10120):533-544.", ("Lancet", "2018 Feb 10", "391", "10120", "533-544", "")),
        ("J Dent. 2019;60 Suppl 1:S1-S5.", ("J Dent", "2019", "60 Suppl 1", "", "S1-S5", "")),
        ("Spine (Phila Pa 1976). 2018 Sep 1;43(17 (Suppl)):E1-9.",
         ("Spine (Phila Pa 1976)", "2018 Sep 1", "43", "17 (Suppl)", "E1-9", "")),
        ("Diabetes Rev. 2019 Jul 28:e3211. doi: 10.1000/d.3211. [Epub ahead of print]",
         ("Diabetes Rev", "2019 Jul 28", "", "", "e3211", "10.1000/d.3211")),
        ("Gut. 2020 Jan-Mar;12(1).", ("Gut", "2020 Jan-Mar", "12", "1", "", "")),
    ],
)  # fmt: skip
def test_pubmeds_citation_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    found = parse_nlm_citation(text)
    assert tuple(found.get(name, "") for name in ("journal", "date", "volume", "issue", "pages", "doi")) == parts


@pytest.mark.parametrize("text", ["", "no citation at all", "x" * 2_000, ". " * 400, "A. 2020" * 140])
def test_what_is_no_citation_gives_no_parts(text: str) -> None:
    assert parse_nlm_citation(text) == {}


def test_pubmeds_table_gives_volume_and_pages_out_of_its_citation() -> None:
    found = table(
        **{
            "PMID": "30922926", "Title": "One", "Authors": "Doe J, Roe KM.",
            "Citation": "Eur J Things. 2020 Feb;63(2):103640. doi: 10.1000/x. Epub 2019 Mar 25.",
            "First Author": "Doe J", "Journal/Book": "Eur J Things", "Publication Year": "2020", "DOI": "10.1000/x",
        }
    )  # fmt: skip
    assert (found.journal, found.year, found.volume, found.issue, found.pages) == (
        "Eur J Things", 2020, "63", "2", "103640",
    )  # fmt: skip
    assert found.authors == (Author("Doe", "J"), Author("Roe", "KM"))


def test_pubmeds_table_of_before_2020_has_its_fields_under_other_names() -> None:
    entry = one(
        "Title,URL,Description,Details,ShortDetails,Resource,Type,Identifiers,Db,EntrezUID,Properties\n"
        '"One.","/pubmed/31352693","Doe J, Roe K.","Spine J. 2018 Sep;15(3):194-205. doi: 10.1000/ns.1.",'
        '"Spine J.  2018","PubMed","citation","PMID:31352693 | PMCID:PMC6790727","pubmed","31352693","x",\n'
    )
    found = entry.citation
    assert (entry.accession, found.pmid, found.pmcid, found.doi) == (
        "31352693", "31352693", "PMC6790727", "10.1000/ns.1",
    )  # fmt: skip
    assert (found.journal, found.year, found.volume, found.pages) == ("Spine J", 2018, "15", "194-205")
    assert found.authors == (Author("Doe", "J"), Author("Roe", "K"))


def test_rayyans_date_stands_in_three_columns() -> None:
    found = table(key="rayyan-1", title="One", year="2019", month="11", day="3")
    assert (found.year, found.date) == (2019, "2019-11-03")
    assert table(key="rayyan-1", title="One", year="2019", month="NA", day="NA").date == ""


@pytest.mark.parametrize("missing", ["NA", "NaN", "NULL", "null", "#N/A"])
def test_a_sign_for_no_value_is_none(missing: str) -> None:
    found = table(Title="One", Year=missing, Issue=missing, PMID=missing)
    assert (found.year, found.issue, found.pmid, found.extra) == (None, "", "", ())


def test_commas_part_keywords_but_not_within_brackets_or_chemicals() -> None:
    assert table(Title="One", Year="2020", Keywords="cyst (diagnosis, surgery), endoscopy").keywords == (
        "cyst (diagnosis, surgery)", "endoscopy",
    )  # fmt: skip
    assert table(Title="One", Year="2020", Keywords="animal,1,2-propanediol,skin").keywords == (
        "animal", "1,2-propanediol", "skin",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "field", "value"),
    [
        ({"pubtitle": "Things"}, "journal", "Things"),  # ProQuest
        ({"authorString": "Doe J, Roe K."}, "authors", (Author("Doe", "J"), Author("Roe", "K"))),  # Europe PMC
        ({"pageInfo": "3-9"}, "pages", "3-9"),
        ({"journalIssn": "1234-567X"}, "issns", ("1234-567X",)),
        ({"PubYear": "2020", "Publication Date (print)": "2020-03"}, "date", "2020-03"),  # Dimensions
        ({"Date of Publication": "March 2020"}, "year", 2020),  # Embase
        ({"OriginalPaperDate": "7/31/2024 13:59"}, "year", 2024),  # Retraction Watch
        ({"journal_iso": "J Th"}, "journal", "J Th"),
        ({"URL": "https://a.org/1 https://b.org/2"}, "urls", ("https://a.org/1", "https://b.org/2")),  # RefWorks
        ({"Authors": "van der Steur, Sanne, J.; Doe, J"}, "authors",
         (Author("van der Steur", "Sanne J."), Author("Doe", "J"))),
    ],
)  # fmt: skip
def test_columns_of_other_sources_fill_their_fields(columns: dict[str, str], field: str, value: object) -> None:
    assert getattr(table(Title="One", DOI="10.1000/x", **columns), field) == value


def test_what_stands_beside_a_number_is_kept() -> None:
    found = table(Title="One", ISSN="1568-9972 1873-0183 J9 - AUTO REV", DOI="10.1000/x 10.1000/978-3-030-38720-4")
    assert (found.issns, found.doi) == (("1568-9972", "1873-0183"), "10.1000/x")
    assert {name for name, _ in found.extra} == {"SN", "DO"}
    assert table(Title="One", ISSN="1544-9173 (Print) 1544-9173", DOI="10.1000/x").extra == ()


def test_an_accession_number_that_is_not_taken_is_kept() -> None:
    entry = one("Title,PUI,Accession Number\nOne,L2029880245,a b\n")
    assert (entry.accession, entry.citation.extra) == ("L2029880245", (("accessionnumber", "a b"),))


def test_web_of_sciences_table_with_columns_in_words_gives_what_its_tags_give() -> None:
    words = {
        "PT": "Publication Type", "AU": "Authors", "AF": "Author Full Names", "TI": "Article Title",
        "SO": "Source Title", "LA": "Language", "DT": "Document Type", "DE": "Author Keywords", "ID": "Keywords Plus",
        "AB": "Abstract", "PU": "Publisher", "PI": "Publisher City", "SN": "ISSN", "JI": "Journal ISO Abbreviation",
        "PD": "Publication Date", "PY": "Publication Year", "VL": "Volume", "IS": "Issue", "BP": "Start Page",
        "EP": "End Page", "DI": "DOI", "PM": "Pubmed Id", "UT": "UT (Unique WOS ID)",
    }  # fmt: skip
    tagged = {tag: WOS[tag] for tag in words}
    assert table(**{words[tag]: cell for tag, cell in tagged.items()}) == table(**tagged)


def test_the_new_table_of_ebscohost_has_its_authors_for_contributors() -> None:
    found = table(
        an="123456789", title="One", contributors="Doe, Jane; Roe, Karl", publicationDate="20190131", source="Things",
        docTypes="Article", pubTypes="Academic Journal", volume="1", pageStart="3", pageEnd="9",
        longDBName="CINAHL Complete", plink="https://x.org", issns="12345679, 23456789",
    )  # fmt: skip
    assert found.authors == (Author("Doe", "Jane"), Author("Roe", "Karl"))
    assert (found.date, found.year, found.databases) == ("2019-01-31", 2019, ("CINAHL Complete",))
    assert (found.journal, found.publication_types) == ("Things", ("Article", "Academic Journal"))


def test_a_table_of_the_virtual_health_library_gives_its_number_and_the_pages_out_of_its_source() -> None:
    columns = {
        "Title": "Uma coisa", "Authors": "Doe, Jane", "Source": "Rev. coisas;12(3): 100-110, 2015. tab",
        "Journal": "Rev. coisas", "Database": "MEDLINE", "Entry Date": "20150401",
    }  # fmt: skip
    quoted = [",".join(f'"{cell}"' for cell in row) for row in (("ID", *columns), ("mdl-25555555", *columns.values()))]
    entry = one("\n".join(quoted))
    found = entry.citation
    assert (entry.accession, found.pmid, found.databases) == ("mdl-25555555", "25555555", ("MEDLINE",))
    assert (found.journal, found.volume, found.issue, found.pages) == ("Rev. coisas", "12", "3", "100-110")


def test_a_table_of_europe_pmc_gives_the_number_its_service_gives() -> None:
    columns = {"SOURCE": "MED", "EXTERNAL_ID": "37344166", "TITLE": "One", "JOURNAL_TITLE": "Things"}
    entry = one("\n".join(",".join(row) for row in (columns, columns.values())))
    assert (entry.accession, entry.citation.pmid, entry.citation.journal) == ("MED:37344166", "37344166", "Things")


def test_the_first_page_beside_the_pages_does_not_shorten_them() -> None:
    assert table(Title="One", pages="100-110", startPage="100").pages == "100-110"


@pytest.mark.parametrize(
    "text", ["Title\nOne\n", "Title|Year\nOne|2020\n", "Titel;Autoren\nOne;Doe, J.\n", "Título,Ano\nOne,2020\n"]
)
def test_tables_of_titles_alone_of_other_separators_and_of_other_languages_are_read(text: str) -> None:
    assert one(text).citation.title == "One"


BY_ROW = """"SEARCH QUERY"
"'things'/exp"

"TITLE","A trial of things"
"AUTHOR NAMES","Doe J.","Roe K."
"SOURCE","Journal of Things (2020) 12:3 (100-110). Date of Publication: 2020"
"ABSTRACT","One
two"
"MEDLINE PMID","25555555"
"ODD","x"

"TITLE","Another, with a comma"
"AUTHOR NAMES","Poe A."
"PUI","L612345678"
"""
"""Embase's "CSV - Fields by row"."""


def test_a_table_whose_lines_are_fields_gives_a_record_for_each_title() -> None:
    found = parse_file(BY_ROW.encode(), name="f.csv")
    first, second = found.records
    assert (found.format, found.preamble, first.line, second.line) == ("csv", "SEARCH QUERY\n'things'/exp", 4, 12)
    assert first.citation.authors == (Author("Doe", "J."), Author("Roe", "K."))
    assert (first.citation.journal, first.citation.pages, first.citation.pmid) == (
        "Journal of Things",
        "100-110",
        "25555555",
    )
    assert (first.citation.abstract, ("ODD", "x") in first.citation.extra) == ("One two", True)
    assert (second.accession, second.citation.title) == ("L612345678", "Another, with a comma")


def test_a_table_of_cochrane_reviews_gives_their_numbers() -> None:
    (entry,) = parse_file(b'"Cochrane Review ID","Title"\n"CD001234.PUB2","Zebra"\n', name="f.csv").records
    assert entry.accession == "CD001234.PUB2"


def test_a_table_of_scival_has_dashes_for_nothing_and_the_journal_as_scopus_source_title() -> None:
    text = (
        '"Data set","Publications in X"\n"Year range","2016 to 2020"\n\n'
        "Title,Authors,Year,Scopus Source title,Volume,Issue,Pages,Article number,EID\n"
        '"Zebra","Doe, J.| Roe, K.",2020,"Grass",3,-,"1-9",-,"2-s2.0-85000000001"\n'
    )
    (entry,) = parse_file(text.encode(), name="f.csv").records
    found = entry.citation
    assert (found.journal, found.volume, found.issue, found.pages, found.article_number) == (
        "Grass",
        "3",
        "",
        "1-9",
        "",
    )
    assert (entry.accession, [author.family for author in found.authors]) == ("2-s2.0-85000000001", ["Doe", "Roe"])


def test_keywords_of_a_table_of_openalex_are_keywords() -> None:
    (entry,) = parse_file(
        b"id,title,keywords.display_name\nhttps://openalex.org/W1,Zebra,Zebra|Grass\n", name="f"
    ).records
    assert entry.citation.keywords == ("Zebra", "Grass")
