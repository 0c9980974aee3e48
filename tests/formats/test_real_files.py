"""Real exports of databases and tools give every record they hold."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pytest

from harvester.errors import FormatError
from harvester.formats import parse_file
from tests.support import SHARED, shared_data

pytestmark = pytest.mark.shared

RIS: Final = {
    "_baseline": 100, "_baseline_cinahl": 9, "_baseline_citavi": 100, "_baseline_cochrane_endnote": 3,
    "_baseline_cochrane_procite": 3, "_baseline_cochrane_refman": 3, "_baseline_covidence_endnote": 10,
    "_baseline_covidence_mendeley": 10, "_baseline_covidence_refworks": 10, "_baseline_covidence_zotero": 10,
    "_baseline_embase": 10, "_baseline_endnote": 10, "_baseline_eppireviewer": 10, "_baseline_eric_ovid": 10,
    "_baseline_googlescholar": 10, "_baseline_mdpi": 11, "_baseline_mendeley": 10, "_baseline_openalex": 9,
    "_baseline_psychInfo_ovid": 10, "_baseline_pubmed": 50, "_baseline_rayyan": 10, "_baseline_refworks": 10,
    "_baseline_scopus": 10, "_baseline_webofscience": 10, "_baseline_zotero": 10,
}  # fmt: skip
TABLES: Final = {
    "CSV/_baseline.csv": 100, "CSV/_baseline_abstrackr.csv": 10, "CSV/_baseline_cinahl.csv": 10,
    "CSV/_baseline_cochrane.csv": 3, "CSV/_baseline_covidence.csv": 10, "CSV/_baseline_embase.csv": 10,
    "CSV/_baseline_excel.csv": 10, "CSV/_baseline_googlescholar.csv": 10, "CSV/_baseline_openalex.csv": 9,
    "CSV/_baseline_pubmed.csv": 10, "CSV/_baseline_rayyan.csv": 10, "CSV/_baseline_scopus.csv": 10,
    "CSV/_baseline_zotero.csv": 10, "TSV/_baseline.tsv": 100, "TSV/_baseline_refworks.tsv": 100,
}  # fmt: skip
SETS: Final = ("cytology_screening", "diabetes", "jais", "misq", "respiratory", "special_cases")
ONE_EXPORT: Final = "exports/citation-file-formatting"


@pytest.mark.parametrize(("name", "count"), RIS.items())
def test_each_ris_export_gives_all_its_records_with_title_and_year(name: str, count: int) -> None:
    path = shared_data(f"{ONE_EXPORT}/RIS/{name}.ris")
    found = parse_file(path.read_bytes(), name=path.name)
    assert (len(found.records), found.unreadable) == (count, ())
    assert all(entry.citation.title and entry.citation.year for entry in found.records)
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    assert {lines[entry.line - 1].strip("\r")[:2] for entry in found.records} <= {"TY", "PM"}


@pytest.mark.parametrize(("name", "count"), TABLES.items())
def test_each_table_gives_all_its_records_with_title_and_authors(name: str, count: int) -> None:
    path = shared_data(f"{ONE_EXPORT}/{name}")
    found = parse_file(path.read_bytes(), name=path.name)
    assert (len(found.records), found.unreadable) == (count, ())
    assert all(entry.citation.title and entry.citation.authors for entry in found.records)


@pytest.mark.parametrize("name", SETS)
def test_each_labelled_set_gives_every_row_under_its_own_id(name: str) -> None:
    path = shared_data(f"dedup/{name}/records.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = parse_file(path.read_bytes(), name=path.name)
    assert [entry.file_id for entry in found.records] == [row["ID"] for row in rows]
    assert [bool(entry.citation.title) for entry in found.records] == [bool(row["title"].strip()) for row in rows]
    assert [bool(entry.citation.authors) for entry in found.records] == [bool(row["author"].strip()) for row in rows]
    assert found.unreadable == ()


@pytest.mark.parametrize("folder", ["exports", "pubmed_nbib", "pubmed_xml", "eutils", "screening"])
def test_every_real_file_gives_records_or_one_clear_error(folder: str) -> None:
    for path in sorted(shared_data(folder).rglob("*")):
        if path.is_file() and path.stat().st_size < 1_000_000:
            assert records_of(path) >= 0


def records_of(path: Path) -> int:
    try:
        return len(parse_file(path.read_bytes(), name=path.name).records)
    except FormatError as refused:
        return 0 if refused.hint else -1


@pytest.mark.parametrize("folder", ["asreview", "rispy", "litstudy", "srdedupe"])
def test_every_ris_file_of_other_projects_gives_records(folder: str) -> None:
    shared_data("exports")
    paths = sorted((SHARED / "data" / "exports" / folder).glob("*.ris"))
    assert all(records_of(path) > 0 for path in paths if path.name != "example_wos.ris")  # that one is no RIS


def test_the_same_embase_records_agree_however_they_came() -> None:
    dois = []
    for name in ("embase", "endnote", "mendeley", "rayyan", "refworks", "zotero", "eppireviewer"):
        path = shared_data(f"{ONE_EXPORT}/RIS/_baseline_{name}.ris")
        dois.append({entry.citation.doi for entry in parse_file(path.read_bytes(), name=path.name).records})
    assert all(found == dois[0] for found in dois)


def test_pubmed_xml_of_other_projects_is_read_without_loss() -> None:
    for path in sorted(shared_data("pubmed_xml").rglob("*.xml")):
        data = path.read_bytes()
        asked = data.count(b"</PubmedArticle>") + data.count(b"</PubmedBookArticle>")
        if "Malformed" not in path.name and "Minimal" not in path.name:
            found = parse_file(data, name=path.name)
            assert (len(found.records), found.unreadable) == (asked, ())
            assert all(entry.accession for entry in found.records)
