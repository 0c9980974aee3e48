"""G: PMIDs in the number of the record, columns named Source, registers in CENTRAL, pages of Open Journal Systems."""

from __future__ import annotations

import pytest

from harvester.formats import ParsedRecord, parse_file
from harvester.formats.fields import accession


def only(text: str) -> ParsedRecord:
    (record,) = parse_file(text.encode(), name="made").records
    return record


XML = (
    "<xml><records><record><titles><title>Paper</title></titles><accession-num>{}</accession-num>"
    "<remote-database-name>{}</remote-database-name></record></records></xml>"
)


@pytest.mark.parametrize("database", ["PubMed", "MEDLINE", "Medline", "Ovid MEDLINE(R) ALL", "cmedm"])
def test_g_the_number_of_a_record_of_pubmed_or_medline_is_its_pmid(database: str) -> None:
    texts = (
        f"TY  - JOUR\nTI  - Paper\nAN  - 24892999\nDB  - {database}\nER  - \n",
        f"TY  - JOUR\nTI  - Paper\nAN  - 24892999\nDP  - {database}\nER  - \n",
        f"RT Journal Article\nT1 Paper\nA1 Doe,J\nAN 24892999\nDB {database}\n",
        f"%0 Journal Article\n%T Paper\n%M 24892999\n%~ {database}\n",
        XML.format("24892999", database),
        f"Title,Accession Number,Database\nPaper,24892999,{database}\n",
        f"<1. >\nVN  - Ovid Technologies\nDB  - {database}\nAN  - 24892999\nTI  - Paper\n",
        f"<1>\nAccession Number\n  24892999\nTitle\n  Paper\nDatabase\n  {database}\n",
    )
    assert [only(text).citation.pmid for text in texts] == ["24892999"] * len(texts)


@pytest.mark.parametrize(
    ("number", "database"),
    [
        ("24892999", "Embase"),
        ("24892999", "PubMed Central"),
        ("97123456", "MEDLINE"),  # a number that MEDLINE gave until 2004
        ("2214991469", "MEDLINE"),
        ("2015-33942-012", "PubMed"),
    ],
)
def test_g_another_number_is_no_pmid(number: str, database: str) -> None:
    for text in (
        f"TY  - JOUR\nTI  - Paper\nAN  - {number}\nDB  - {database}\nER  - \n",
        XML.format(number, database),
        f"Title,Accession Number,Database\nPaper,{number},{database}\n",
    ):
        assert only(text).citation.pmid == ""


def test_g_the_tag_pm_holds_the_pmid() -> None:
    record = only("TY  - JOUR\nTI  - Paper\nPM  - 24892999\nER  - \n")
    assert (record.citation.pmid, record.citation.extra) == ("24892999", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peer Reviewed Journal: 2015-33942-012.", "2015-33942-012"),
        ("Book: 2011-27892-001.", "2011-27892-001"),
        ("First Posting: 2020-12345-001", "2020-12345-001"),
        ("2015-33942-012", "2015-33942-012"),
        ("00000001-202201000-00009.", "00000001-202201000-00009"),
        ("CN\u201002160000", "CN-02160000"),
        ("rayyan-1", ""),
        ("a note", ""),
    ],
)
def test_g_an_accession_number_is_bare(text: str, expected: str) -> None:
    assert accession.clean_accession(text) == expected


@pytest.mark.parametrize(
    "database", ["PubMed", "Scopus", "Web of Science", "Embase (Ovid)", "CINAHL Plus", "APA PsycInfo"]
)
def test_g_a_column_source_may_name_the_database(database: str) -> None:
    with_journal = only(f"Title,Journal,Source,Year\nPaper,Journal of Examples,{database},2020\n").citation
    assert (with_journal.journal, with_journal.databases) == ("Journal of Examples", (database,))
    alone = only(f"Title,Source,Year\nPaper,{database},2020\n").citation
    assert (alone.journal, alone.databases) == ("", (database,))


@pytest.mark.parametrize(
    "journal",
    ["Central European Journal of Medicine", "Cochrane Database of Systematic Reviews", "Psychosocial Intervention"],
)
def test_g_a_column_source_without_journals_beside_it_names_the_journal(journal: str) -> None:
    citation = only(f"Title,Source,Year\nPaper,{journal},2020\n").citation
    assert (citation.journal, citation.databases) == (journal, ())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Journal of Examples (2025) 13:1 (62-70). Date of Publication: 1 Dec 2025", ("13", "1", "62-70")),
        (
            "Journal of Examples (2025) 13 Supplement 2 (252). Date of Publication: 1 Dec 2025",
            ("13", "Supplement 2", "252"),
        ),
        ("Journal of Examples (2025) 13:Supplement 1 (S1-S9)", ("13", "Supplement 1", "S1-S9")),
        ("Journal of Examples (2025) 13 (62-70)", ("13", "", "62-70")),
        ("Revista de Ejemplos; 8(1); 132-145", ("8", "1", "132-145")),
        ("Revista de Ejemplos; 8; 132-145", ("8", "", "132-145")),
        ("J Ex. 2021 Jul 22;184(15):3899-3914", ("184", "15", "3899-3914")),
    ],
)
def test_g_a_citation_in_source_fills_only_what_no_column_does(source: str, expected: tuple[str, str, str]) -> None:
    citation = only(f'Title,Source,Source title,Year\nPaper,"{source}",Journal of Examples,2025\n').citation
    assert (citation.volume, citation.issue, citation.pages) == expected
    assert (citation.journal, citation.databases) == ("Journal of Examples", ())
    assert ("Source", source) in citation.extra
    full = only(
        f'Title,Source,Source title,Volume,Issue,First Page\nPaper,"{source}",Journal of Examples,7,8,9\n'
    ).citation
    assert (full.volume, full.issue, full.pages) == ("7", "8", "9")


@pytest.mark.parametrize("dash", ["-", "--", "---"])
def test_g_pages_have_one_dash_in_every_format(dash: str) -> None:
    for text in (
        f"Title,Authors,Pages\nPaper,Doe J,21{dash}24\n",
        f"TY  - JOUR\nTI  - Paper\nSP  - 21{dash}24\nER  - \n",
        f"@article{{a, title={{Paper}}, pages={{21{dash}24}}}}",
        f"%0 Journal Article\n%T Paper\n%P 21{dash}24\n",
    ):
        assert only(text).citation.pages == "21-24"


REGISTER = "https://trialsearch.who.int/Trial2.aspx?TrialID=EUCTR2020-001113-21-GB"


@pytest.mark.parametrize(
    "text",
    [
        f"TY  - JOUR\nAN  - CN-02160007\nAU  - EUCTR2020-001113-21-GB,\nTI  - Entry\nT2  - {REGISTER}\nER  - \n",
        f"TY  - JOUR\nAN  - CN-02160007\nTI  - Entry\nT2  - {REGISTER}\nER  - \n",
        "TY  - JOUR\nAN  - CN-02160007\nTI  - Entry\nAU  - EUCTR2020-001113-21-GB\nER  - \n",
        f"Record #1 of 1\nID: CN-02160007\nAU: EUCTR2020-001113-21-GB\nTI: Entry\nSO: {REGISTER}\n",
        f"%0 Journal Article\n%T Entry\n%A EUCTR2020-001113-21-GB\n%J {REGISTER}\n",
        f"RT Journal Article\nT1 Entry\nA1 EUCTR2020-001113-21-GB\nJF {REGISTER}\n",
        f"@article{{a, title={{Entry}}, journal={{{REGISTER}}}, author={{EUCTR2020-001113-21-GB}}}}",
        f"Title,Authors,Journal\nEntry,EUCTR2020-001113-21-GB,{REGISTER}\n",
        f'[{{"type":"article-journal","title":"Entry","container-title":"{REGISTER}"}}]',
        XML.replace("</titles>", f"<secondary-title>{REGISTER}</secondary-title></titles>").format("CN-02160007", ""),
    ],
)
def test_f5_an_entry_of_a_register_has_its_number_in_every_format(text: str) -> None:
    citation = only(text).citation
    assert (citation.kind, citation.identifier("eudract"), citation.journal) == ("registry-entry", "2020-001113-21", "")


def test_g_central_lists_numbers_in_other_databases_in_endnotes_custom_field() -> None:
    text = XML.replace("</record>", "<custom3>PUBMED 38407106,EMBASE 643589775,CTgov NCT04359654</custom3></record>")
    citation = only(text.format("CN-02160000", "")).citation
    assert (citation.pmid, citation.identifier("pui"), citation.identifier("nct")) == (
        "38407106",
        "L643589775",
        "NCT04359654",
    )


@pytest.mark.parametrize(
    "text",
    [
        XML.replace("</record>", "<custom6>FEB 2022</custom6></record>").format("WOS:000900000000004", ""),
        "%0 Journal Article\n%T Paper\n%M WOS:000900000000004\n%$ FEB 2022\n",
        "@article{a, title={P}, Early-Access-Date={FEB 2022}, Unique-ID={WOS:000900000000004}}",
        "Title,Authors,Early Access Date\nPaper,Doe J,FEB 2022\n",
        "TY  - JOUR\nTI  - Paper\nC6  - FEB 2022\nAN  - WOS:000900000000004\nER  - \n",
    ],
)
def test_g_the_month_of_early_access_gives_the_year(text: str) -> None:
    assert only(text).citation.year == 2022


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        ("%B 2016\n%9 one; two\n%! A paper\n%K one; two\n%& 13\n%P 15", "13-27"),
        ("%B 2016\n%9 \n%! A paper\n%K \n%& 13\n%P 1", "13"),
        ("%P 13-27", "13-27"),
        ("%& 13", "13"),
        ("%R 10.1000/ojs.1\n%R 13-27", "13-27"),
    ],
)
def test_g_pages_of_open_journal_systems(lines: str, pages: str) -> None:
    head, tail = "%A Muster, Karl\n%A Probe, Ann\n%D 2016\n%T A paper\n", "\n%U https://x.org\n%0 Journal Article\n"
    record = only(f"{head}{lines}{tail}%J Journal\n%V 1\n%N 2\n%@ 1234-5679\n%8 2016-03-04\n")
    citation = record.citation
    assert (citation.pages, citation.year, citation.journal, citation.volume) == (pages, 2016, "Journal", "1")
    assert citation.publication_types == ()
    assert citation.keywords in {("one", "two"), ()}
    assert len(citation.authors) == 2
