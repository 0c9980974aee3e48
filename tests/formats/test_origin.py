"""A6: from which database a file is, by the marks of databases; no genuine file is foreign to its own search."""

from __future__ import annotations

from typing import Final

import pytest

from harvester import formats
from harvester.citation import Citation
from harvester.formats import ParsedRecord
from harvester.formats.origin import Database, databases_named, find_foreign_origin
from tests.support import shared_data

GENUINE: Final = {
    "asreview/embase.ris": "Embase",
    "asreview/embase.csv": "Embase",
    "asreview/ovid_psycinfo.ris": "PsycINFO",
    "asreview/ovid_zotero.ris": "Ovid MEDLINE",
    "asreview/proquest.ris": "ProQuest PTSDpubs",
    "asreview/pubmed_endnote.txt": "PubMed",
    "asreview/pubmed_zotero.ris": "PubMed",
    "asreview/scopus.ris": "Scopus",
    "asreview/web_of_science.txt": "Web of Science Core Collection",
    "citation-file-formatting/CSV/_baseline.csv": "The Lens",
    "citation-file-formatting/CSV/_baseline_cinahl.csv": "CINAHL (EBSCO)",
    "citation-file-formatting/RIS/_baseline_cinahl.ris": "CINAHL (EBSCO)",
    "citation-file-formatting/CSV/_baseline_cochrane.csv": "Cochrane Library",
    "citation-file-formatting/RIS/_baseline_cochrane_refman.ris": "CENTRAL",
    "citation-file-formatting/RIS/_baseline_embase.ris": "Embase",
    "citation-file-formatting/XLSX/_baseline_embase.xlsx": "Embase.com",
    "citation-file-formatting/RIS/_baseline_eric_ovid.ris": "ERIC",
    "citation-file-formatting/CSV/_baseline_openalex.csv": "OpenAlex",
    "citation-file-formatting/RIS/_baseline_psychInfo_ovid.ris": "APA PsycInfo",
    "citation-file-formatting/CSV/_baseline_pubmed.csv": "PubMed",
    "citation-file-formatting/RIS/_baseline_pubmed.ris": "PubMed",
    "citation-file-formatting/CSV/_baseline_scopus.csv": "Scopus",
    "citation-file-formatting/RIS/_baseline_webofscience.ris": "Web of Science",
    "embase-ovid/Embase_endnote_r3001-3002.cgi": "Embase (Ovid)",
    "srdedupe/mini_pubmed.nbib": "MEDLINE",
    "srdedupe/mini_wos.ciw": "Web of Science",
    "srdedupe/mini_scopus.bib": "Scopus",
    "wos-jabref/IsiImporterTestMedline.isi": "MEDLINE (Web of Science)",
    "wos-jabref/IsiImporterTestInspec.isi": "Web of Science",
    "litstudy/scopus.csv": "Scopus",
    "litstudy/ieee.csv": "IEEE Xplore",
}
"""File of ../shared/data/exports → the database that its name says it is from."""

NAMED: Final = {
    "asreview/embase.ris": Database.EMBASE,
    "asreview/scopus.ris": Database.SCOPUS,
    "asreview/web_of_science.txt": Database.WEB_OF_SCIENCE,
    "asreview/pubmed_endnote.txt": Database.MEDLINE,
    "asreview/ovid_psycinfo.ris": Database.PSYCINFO,
    "citation-file-formatting/CSV/_baseline_cochrane.csv": Database.CENTRAL,
    "citation-file-formatting/RIS/_baseline_eric_ovid.ris": Database.ERIC,
    "citation-file-formatting/CSV/_baseline_openalex.csv": Database.OPENALEX,
    "citation-file-formatting/CSV/_baseline.csv": Database.LENS,
    "srdedupe/mini_pubmed.nbib": Database.MEDLINE,
}


def read(file: str) -> formats.ParsedFile:
    path = shared_data(f"exports/{file}")
    return formats.parse_file(path.read_bytes(), name=path.name)


@pytest.mark.parametrize("file", GENUINE)
def test_a6_no_genuine_file_is_foreign_to_a_search_of_its_own_database(file: str) -> None:
    parsed = read(file)
    named = databases_named(GENUINE[file])

    assert find_foreign_origin(parsed.records, named, format_name=parsed.format) is None


@pytest.mark.parametrize("file", NAMED)
def test_a6_a_file_is_foreign_to_every_other_database(file: str) -> None:
    parsed = read(file)
    for database in Database:
        foreign = find_foreign_origin(parsed.records, {database}, format_name=parsed.format)
        assert foreign is None or foreign.database == NAMED[file]
        shares = {NAMED[file], *({Database.EUROPE_PMC} if NAMED[file] == Database.MEDLINE else ())}
        assert (foreign is None) == (database in shares), database


@pytest.mark.parametrize(
    ("name", "databases"),
    [
        ("Embase and MEDLINE (Ovid)", {Database.EMBASE, Database.MEDLINE}),
        ("PubMed Central", set()),
        ("Cochrane Central Register of Controlled Trials", {Database.CENTRAL}),
        ("BioMed Central", set()),
        ("ClinicalTrials.gov", {Database.CLINICAL_TRIALS}),
        ("Web of Science Core Collection", {Database.WEB_OF_SCIENCE}),
        ("Google Scholar", set()),
        ("America: History and Life", set()),
        ("CINAHL Complete", {Database.CINAHL}),
        ("Generic", set()),
    ],
)
def test_the_databases_that_a_name_says(name: str, databases: set[Database]) -> None:
    assert databases_named(name) == databases


def records(*accessions: str) -> list[ParsedRecord]:
    return [ParsedRecord(Citation(title="x"), accession, accession, 1) for accession in accessions]


def test_a_mixed_library_and_unmarked_records_are_not_refused() -> None:
    embase = ["L600000001", "L600000002"]

    assert find_foreign_origin(records(*embase, "", "", ""), {Database.MEDLINE}, format_name="ris") is None
    assert find_foreign_origin(records("", "7"), {Database.MEDLINE}, format_name="ris") is None
    assert find_foreign_origin(records(*embase, "WOS:1"), {Database.WEB_OF_SCIENCE}, format_name="ris") is None
    assert find_foreign_origin([], {Database.MEDLINE}, format_name="ris") is None
    assert find_foreign_origin(records(*embase), set(), format_name="ris") is None
    assert find_foreign_origin(records(*embase), {Database.MEDLINE}, format_name="ris") is not None
