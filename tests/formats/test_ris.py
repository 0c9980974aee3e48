"""RIS as databases and tools really write it."""

from __future__ import annotations

import gc

import pytest

from harvester.citation import Author, Citation
from harvester.formats import ParsedFile, ParsedRecord, parse_file
from harvester.formats.ris.reader import BASE_TAGS
from harvester.formats.ris.tokenizer import KNOWN_TAGS


def ris(*lines: str) -> ParsedFile:
    return parse_file("\n".join(lines).encode(), name="f.ris")


def one(*lines: str) -> ParsedRecord:
    (entry,) = ris("TY  - JOUR", *lines, "ER  - ").records
    return entry


def cited(*lines: str) -> Citation:
    return one(*lines).citation


def test_every_tag_of_a_field_is_recognised_before_a_single_space() -> None:
    assert {tag for tags in BASE_TAGS.values() for tag in tags} <= KNOWN_TAGS


def test_an_embase_record_is_read_in_full() -> None:
    entry = one(
        "M3  - Conference Abstract", "Y1  - 2024", "VL  - 15", "IS  - 1", "SP  - 5", "EP  - 7", "SN  - 2041-1723",
        "JF  - Nature Communications", "JO  - Nat. Commun.",
        "U2  - L2029880245", "C5  - 38773066", "DB  - Embase", "DB  - Medline", "A1  - Yang, Z.", "T1  - Scales",
        "L2  - http://dx.doi.org/10.1038/s41467", "KW  - skin", "N2  - Text.", "M1  - (Yang Z.) An address",
    )  # fmt: skip
    citation = entry.citation
    assert (entry.accession, entry.file_id, entry.line) == ("L2029880245", "L2029880245", 1)
    assert (citation.kind, citation.title, citation.year) == ("conference-abstract", "Scales", 2024)
    assert (citation.journal, citation.journal_abbreviation) == ("Nature Communications", "Nat. Commun.")
    assert (citation.pages, citation.pmid, citation.doi) == ("5-7", "38773066", "10.1038/s41467")
    assert citation.databases == ("Embase", "Medline")
    assert citation.authors == (Author("Yang", "Z."),)
    assert citation.identifiers == (("pui", "L2029880245"),)
    assert ("M1", "(Yang Z.) An address") in citation.extra


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["AN  - rayyan-42924189"], ""),
        (["AN  - WOS:000282053100002"], "WOS:000282053100002"),
        (["AN  - CN-00778158"], "CN-00778158"),
        (["AN  - 2214991469; 51887"], "2214991469"),
        (["ID  - 889"], ""),
        (["ID  - RefID:887-eberth"], ""),
        (["ID  - 2020-32669-001"], "2020-32669-001"),
        (["ID  - EJ389705"], "EJ389705"),
        (["ID  - 31234567", "DB  - Ovid MEDLINE(R) ALL"], "31234567"),
        (["ID  - 31234567", "L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=med15&AN=31234567"], "31234567"),
        (["ID  - 2006713348", "L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=emed21&AN=2006713348"], "L2006713348"),
        (["ID  - 31234567"], ""),
        (
            ["UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-85189760133&doi=10.1038%2fs4"],
            "2-s2.0-85189760133",
        ),
        (["UR  - https://search.ebscohost.com/login.aspx?direct=true&db=aph&AN=176404503&site=x"], "176404503"),
        (["UR  - https://www.embase.com/search/results?subaction=viewrecord&id=L643474277&from=export"], "L643474277"),
        (["N1  - Accession Number: 176404503; Doe, Jane"], "176404503"),
    ],
)
def test_only_the_databases_own_number_is_an_accession_number(lines: list[str], number: str) -> None:
    assert one("TI  - T", *lines).accession == number


def test_rayyans_glued_tags_are_taken_apart() -> None:
    citation = cited(
        "TI  - T", "DO  - 10.1038/s1     LK  - https://x.org/?a=1", "UR  - https://e.com/?id=1     U2  - L203"
    )
    assert citation.doi == "10.1038/s1"
    assert citation.urls == ("https://e.com/?id=1",)
    assert ("LK", "https://x.org/?a=1") in citation.extra


def test_cochranes_preamble_and_cross_references_are_understood() -> None:
    found = ris(
        "Record #3 of 18", "Provider: John Wiley & Sons, Ltd.", 'Content: text/plain; charset="UTF-8"', "",
        "TY  -  JOUR", "AN  -  CN-02677909", "TI  -  T", "C3  -  PUBMED 38407106,EMBASE 643589775", "ER  -  ", "",
    )  # fmt: skip
    (entry,) = found.records
    assert (entry.line, entry.citation.title, entry.citation.pmid) == (5, "T", "38407106")
    assert entry.citation.identifiers == (("central", "CN-02677909"), ("pui", "L643589775"))
    assert found.warnings == ()


def test_ovids_counters_and_links_between_records_are_skipped() -> None:
    found = ris("6. ", "TY  - JOUR", "T1  - A", "ER  -  ", "", "Link to the Ovid Full Text or citation: http://x",
                "", "47. ",
                "TY  - JOUR", "T1  - B", "ER  -  ")  # fmt: skip
    assert [(entry.line, entry.citation.title) for entry in found.records] == [(2, "A"), (9, "B")]
    assert found.warnings == ()


def test_text_that_nobody_knows_between_records_is_reported() -> None:
    (warning,) = ris("TY  - JOUR", "T1  - A", "ER  - ", "who wrote this", "TY  - JOUR", "T1  - B", "ER  - ").warnings
    assert warning.line == 4
    assert "who wrote this" in warning.message


def test_a_file_cut_in_half_keeps_its_last_record() -> None:
    found = ris("TY  - JOUR", "TI  - A", "ER  - ", "TY  - JOUR", "TI  - B", "AB  - Half a sen")
    assert [entry.citation.title for entry in found.records] == ["A", "B"]
    assert [warning.line for warning in found.warnings] == [4]


def test_a_missing_er_between_records_loses_neither() -> None:
    found = ris("TY  - JOUR", "TI  - A", "VL  - 3", "", "2. ", "TY  - JOUR", "TI  - B", "ER  - ")
    assert [(entry.citation.title, entry.citation.volume) for entry in found.records] == [("A", "3"), ("B", "")]


def test_records_without_any_ty_line_are_told_apart_by_their_ends() -> None:
    found = ris("C1  - 1", "TI  - A", "ER  - ", "", "C1  - 2", "TI  - B", "ER  - ")
    assert [entry.citation.title for entry in found.records] == ["A", "B"]


def test_a_value_after_the_end_belongs_to_the_record_above() -> None:
    found = ris("TY  - JOUR", "TI  - A", "ER  - ", "NL  - Clin Psychol", "", "TY  - JOUR", "TI  - B", "ER  - ")
    assert ("NL", "Clin Psychol") in found.records[0].citation.extra
    assert [warning.line for warning in found.warnings] == [4]


def test_one_space_before_the_dash_is_enough() -> None:
    found = ris("TY - JOUR", "TI - A", "ER -", "TY - JOUR", "TI - B", "ER -")
    assert [entry.citation.title for entry in found.records] == ["A", "B"]


@pytest.mark.parametrize(
    "line",
    ["ER then a second line", "EROSION of enamel", "ER positive", "IL - 6 was high", "ER - positive cells", "TY"],
)
def test_a_continuation_line_that_resembles_a_tag_is_still_text(line: str) -> None:
    found = ris("TY  - JOUR", "AB  - first", line, "last", "TI  - T", "ER  - ")
    assert [entry.citation.abstract for entry in found.records] == [f"first {line} last"]


def test_continuation_lines_of_keywords_are_further_keywords() -> None:
    assert cited("TI  - T", "KW  - one", "two", "  three").keywords == ("one", "two", "three")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_kind_of_line_end_and_a_byte_order_mark_are_read(end: str) -> None:
    data = "\ufeff" + end.join(["", "TY  - JOUR", "TI  - Grübel", "ER  -", ""])
    (entry,) = parse_file(data.encode(), name="f").records
    assert entry.citation.title == "Grübel"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        (["SP  - 5", "EP  - 7"], "5-7"),
        (["SP  - 5/7"], "5/7"),
        (["SP  - 221-8"], "221-8"),
        (["SP  - 221-8", "EP  - 8"], "221-8"),
        (["SP  - No", "EP  - Specified"], ""),
        (["SP  - S12"], "S12"),
        (["SP  - 14316", "PG  - 14316"], "14316"),
        (["SP  - e29", "C7  - e29"], ""),
    ],
)
def test_pages_are_kept_as_the_source_wrote_them(lines: list[str], pages: str) -> None:
    assert cited("TI  - T", *lines).pages == pages


@pytest.mark.parametrize(
    "line",
    [
        "DO  - http://dx.doi.org/10.1000/A.1",
        "L3  - 10.1000/a.1",
        "M3  - 10.1000/a.1",
        "UR  - https://doi.org/10.1000/a.1",
        "DO  - doi:10.1000/a.1",
    ],
)
def test_a_doi_is_found_wherever_it_stands(line: str) -> None:
    assert cited("TI  - T", line).doi == "10.1000/a.1"


def test_a_link_that_only_mentions_a_doi_gives_none() -> None:
    assert cited("TI  - T", "UR  - https://x.org/?doi=10.1000/a&partner=1").doi == ""


def test_several_parts_of_an_abstract_are_joined_and_a_copyright_notice_is_set_aside() -> None:
    citation = cited("TI  - T", "AB  - One.", "AB  - Two.", "AB  - Copyright of J is the property of P")
    assert citation.abstract == "One. Two."
    assert ("AB", "Copyright of J is the property of P") in citation.extra


def test_markup_goes_and_what_it_marks_stays() -> None:
    citation = cited("TI  - H<sub>2</sub>O &amp; <i>E. coli</i>", "AB  - <p>p < 0.05</p> and a<b, b>c &#945;")
    assert citation.title == "H2O & E. coli"
    assert citation.abstract == "p < 0.05 and a<b, b>c α"


def test_what_no_field_takes_is_kept() -> None:
    assert set(cited("TI  - T", "XX  - new", "U1  - 7", "Y2  - 2020").extra) == {
        ("XX", "new"),
        ("U1", "7"),
        ("Y2", "2020"),
    }


def test_an_edited_book_has_its_editors_for_authors_and_its_own_title() -> None:
    (entry,) = ris("TY  - BOOK", "BT  - The book", "A2  - Doe, J", "SN  - 978-0-306-40615-7", "ER  - ").records
    citation = entry.citation
    assert (citation.kind, citation.title, citation.authors) == ("book", "The book", (Author("Doe", "J"),))
    assert citation.isbns == ("9780306406157",)


def test_an_empty_record_is_reported_and_the_others_go_on() -> None:
    found = ris("TY  - JOUR", "ER  - ", "TY  - JOUR", "TI  - B", "ER  - ")
    assert [bad.line for bad in found.unreadable] == [1]
    assert len(found.records) == 1


def test_two_authors_of_the_same_name_are_two_authors() -> None:
    assert len(cited("TI  - T", "AU  - Wang, Y", "AU  - Wang, Y").authors) == 2


def test_dates_keep_what_is_known() -> None:
    assert (cited("Y1  - 2024/04/03/").date, cited("Y1  - 2024/04/03/").year) == ("2024-04-03", 2024)
    assert (cited("PY  - 2024", "DA  - 2024///").date, cited("Y1  - 1989//").year) == ("", 1989)


def test_the_number_of_ovids_medline_is_the_pubmed_number_and_that_of_its_embase_is_not() -> None:
    medline = ris("TY  - JOUR", "ID  - 37886315", "T1  - T", "DB  - Ovid MEDLINE(R) ALL", "ER  - ").records[0]
    embase = ris("TY  - JOUR", "ID  - 2029880245", "T1  - T", "DB  - Embase", "ER  - ").records[0]
    assert (medline.accession, medline.citation.pmid) == ("37886315", "37886315")
    assert (embase.accession, embase.citation.pmid) == ("L2029880245", "")


@pytest.mark.parametrize("tag", ["TY", "T2", "AU", "M3", "DO"])
def test_a_tag_with_nothing_but_blank_lines_below_it_has_no_value(tag: str) -> None:
    found = parse_file(f"TY  - JOUR\nTI  - One\n{tag}  - \n\n \n\nJ2  - T\nER  - \n".encode(), name="f")
    assert [entry.citation.title for entry in found.records][-1] == ("" if tag == "TY" else "One")


SORTED_TAGS = (
    "AU  - Doe, J", "AU  - Roe, K", "DB  - Scopus", "KW  - one", "TI  - A", "TY  - CHAP", "KW  - two",
    "VL  - 3", "ER  - ", "", "AU  - Poe, A", "TI  - B", "TY  - JOUR", "VL  - 4", "ER  - ",
)  # fmt: skip
"""Records whose tags are in the order of a program's columns, TY among them."""


def test_a_type_in_the_middle_of_a_record_does_not_cut_it_in_two() -> None:
    found = ris(*SORTED_TAGS)
    assert found.warnings == ()
    assert [(e.citation.kind, e.citation.title, e.citation.volume, e.line) for e in found.records] == [
        ("chapter", "A", "3", 1),
        ("article", "B", "4", 11),
    ]
    assert found.records[0].citation.keywords == ("one", "two")


def test_a_record_without_its_first_line_is_no_sign_that_types_stand_within_records() -> None:
    found = ris("TI  - A", "VL  - 1", "TY  - JOUR", "TI  - B", "VL  - 2", "ER  - ")
    assert [entry.citation.title for entry in found.records] == ["A", "B"]


@pytest.mark.parametrize("nothing", ["NA", "n/a", "null", "N/A"])
def test_words_for_no_value_are_no_volume_issue_page_or_abstract(nothing: str) -> None:
    lines = [f"{tag}  - {nothing}" for tag in ("VL", "IS", "SP", "EP", "AB")]
    found = cited("TI  - T", *lines)
    assert (found.volume, found.issue, found.pages, found.abstract) == ("", "", "", "")
    assert cited("SP  - e12", f"EP  - {nothing}").pages == "e12"


@pytest.mark.parametrize("issue", ["eag, 7805975", "101676033", "0401664, du5", "0372347"])
def test_the_numbers_of_a_journal_are_no_issue(issue: str) -> None:
    found = cited("TI  - T", f"IS  - {issue}")
    assert (found.issue, found.extra) == ("", (("IS", issue),))


@pytest.mark.parametrize("issue", ["3", "10120", "17 (Suppl)", "Suppl 1", "7/8", "SRS-34", "2019-3"])
def test_an_issue_is_an_issue(issue: str) -> None:
    assert cited("TI  - T", f"IS  - {issue}").issue == issue


def test_dimensions_has_the_numbers_of_pubmed_in_a_tag_for_users() -> None:
    found = cited("AN  - pub.1123456789", "TI  - T", "U1  - 25555555 [PMID]", "U1  - PMC5555555 [PMCID]", "U1  - mine")
    assert (found.pmid, found.pmcid) == ("25555555", "PMC5555555")
    assert ("U1", "mine") in found.extra


@pytest.mark.parametrize("provider", ["NLM", "Nlm", "PubMed"])
def test_a_record_that_endnote_took_from_pubmed_has_its_number_there(provider: str) -> None:
    found = cited("TI  - T", f"DP  - {provider}", "AN  - 25555555", "C2  - PMC5555555")
    assert (found.pmid, found.pmcid) == ("25555555", "PMC5555555")


def test_all_authors_in_one_line_are_several_authors() -> None:
    assert cited("TI  - T", "AU  - Doe, Jane; Roe, K.; Poe, A.").authors == (
        Author("Doe", "Jane"), Author("Roe", "K."), Author("Poe", "A."),
    )  # fmt: skip


@pytest.mark.parametrize("nobody", ["[No authors listed]", "[No author name available]", "[Anonymous]"])
def test_the_words_for_nobody_are_no_author(nobody: str) -> None:
    assert cited("TI  - T", f"AU  - {nobody}").authors == ()


def test_the_longer_of_two_names_for_a_journal_is_its_full_name() -> None:
    found = cited("TI  - T", "JO  - Journal of Things", "JA  - J. Things")
    assert (found.journal, found.journal_abbreviation) == ("Journal of Things", "J. Things")


def test_a_doi_said_again_is_no_type_of_document_and_another_one_is_kept() -> None:
    found = cited("TI  - T", "DO  - 10.1000/a", "M3  - doi: 10.1000/a", "M3  - Article")
    assert (found.doi, found.publication_types, found.extra) == ("10.1000/a", ("Article",), ())
    assert cited("TI  - T", "DO  - 10.1000/a", "DO  - 10.1000/b").extra == (("DO", "10.1000/b"),)


@pytest.mark.parametrize(("database", "pmid"), [("caba6", ""), ("medp", "30303030")])
def test_the_link_behind_a_record_of_ovid_tells_its_number_where_no_tag_does(database: str, pmid: str) -> None:
    link = f"http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D={database}&AN=30303030"
    found = ris("1.", "TY  - JOUR", "ID  - 30303030", "T1  - A", "ER  -", "",
                f"Link to the Ovid Full Text or citation: {link}Link to the External Link Resolver: http://x.org", "",
                "2.", "TY  - JOUR", "ID  - 4", "T1  - B", "ER  -")  # fmt: skip
    assert [(entry.accession, entry.citation.pmid) for entry in found.records] == [("30303030", pmid), ("", "")]
    assert found.warnings == ()


def test_a_missing_month_makes_no_month_of_the_day() -> None:
    found = cited("TI  - T", "DA  - 2018//10/")
    assert (found.date, found.year) == ("", 2018)


@pytest.mark.parametrize(
    ("note", "pmid", "pmcid"),
    [
        ("PMID: 25555555", "25555555", ""),
        ("PMID: 25555555 PMCID: PMC5555555", "25555555", "PMC5555555"),
        ("Comment on PMID: 25555555", "", ""),
    ],
)
def test_the_numbers_zotero_keeps_in_its_extra_are_the_records(note: str, pmid: str, pmcid: str) -> None:
    found = cited("TI  - T", f"N1  - {note}")
    assert (found.pmid, found.pmcid) == (pmid, pmcid)


def test_an_abstract_that_stands_under_two_tags_is_taken_once() -> None:
    found = cited("TI  - T", "N2  - ?Cells? live.", "AB  - “Cells” live.")
    assert (found.abstract, found.extra) == ("“Cells” live.", (("N2", "?Cells? live."),))


def test_the_full_stop_behind_ebscos_number_is_no_part_of_it() -> None:
    assert one("TI  - T", "N1  - Accession Number: 147887838. Language: English.").accession == "147887838"


def test_a_byte_order_mark_saved_as_letters_is_none() -> None:
    found = parse_file("ï»¿TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n".encode(), name="f")
    assert [entry.citation.title for entry in found.records] == ["A", "B"]
    assert found.warnings == ()


def test_one_space_before_the_dash_is_enough_where_only_the_ends_of_records_have_two() -> None:
    text = "TY  - DATA \nT1 - Zebra\nAU - Doe, Jane\nAU - Roe, Karl\nPY - 2010/// \nER  - \n"
    (entry,) = parse_file(text.encode(), name="f.ris").records
    found = entry.citation
    assert (found.kind, found.title, found.year, len(found.authors)) == ("dataset", "Zebra", 2010, 2)


def test_a_number_of_pubmed_that_is_called_so_is_one() -> None:
    found = cited("TI  - T", "AN  - PMID:12345678")
    assert (found.pmid, found.extra) == ("12345678", (("AN", "PMID:12345678"),))


def test_epistemonikos_writes_the_kind_of_a_number_in_small_letters() -> None:
    assert cited("TI  - T", "U1  - 25555555[pmid]").pmid == "25555555"


def test_a_page_of_the_web_is_one_and_a_record_of_eric_has_its_number_from_its_address() -> None:
    (entry,) = ris("TY  - WEB", "TI  - T", "UR  - https://eric.ed.gov/?id=EJ1234567", "ER  - ").records
    assert (entry.citation.kind, entry.accession) == ("webpage", "EJ1234567")


def test_records_with_values_to_choose_from_leave_no_garbage_behind() -> None:
    record = ("TY  - JOUR", "TI  - One", "T1  - Another", "J9  - J ONE", "JI  - J. One", "PY  - 2020", "ER  - ", "")
    lines = record * 300
    ris(*lines)  # what is made once and kept
    gc.collect()
    assert len(ris(*lines).records) == 300
    assert gc.collect() < 100
