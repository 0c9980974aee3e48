"""The demonstration exports, read as any export is read."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from harvester.citation import Citation
from harvester.formats import ParsedFile, parse_file
from harvester.normalise import words
from harvester.resources import shipped_path

DEMO: Final = shipped_path("queries/anakinra-hlh") / "demo"
FILES: Final = sorted(DEMO.glob("v*/imports/*/*"), key=str)
FORMATS: Final = {".nbib": "nbib", ".ris": "ris", ".csv": "csv"}


@cache
def read_file(path: Path) -> ParsedFile:
    return parse_file(path.read_bytes(), name=path.name)


def named(path: Path) -> str:
    return str(path.relative_to(DEMO))


def citations(version: str, search: str) -> dict[str, Citation]:
    files = [path for path in FILES if path.match(f"{version}/imports/{search}/*")]
    return {entry.accession: entry.citation for path in files for entry in read_file(path).records}


def answers() -> dict[tuple[str, str], str]:
    with (DEMO / "same-reports.csv").open(encoding="utf-8", newline="") as file:
        return {(row["search"], row["accession"]): row["report"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("path", FILES, ids=named)
def test_an_export_is_read_without_anything_bad_or_odd(path: Path) -> None:
    found = read_file(path)
    assert found.format == FORMATS[path.suffix]
    assert (found.unreadable, found.warnings) == ((), ())


@pytest.mark.parametrize("path", FILES, ids=named)
def test_each_record_has_its_accession_number_title_year_and_journal(path: Path) -> None:
    for entry in read_file(path).records:
        assert (path.parent.name, entry.accession) in answers()
        assert entry.citation.title
        assert entry.citation.year
        assert entry.citation.journal


def test_conference_abstracts_are_told_from_articles() -> None:
    kinds = [citation.kind for v in ("v1", "v2") for citation in citations(v, "embase").values()]
    assert kinds.count("conference-abstract") == 5


def test_the_query_of_the_embase_update_is_kept() -> None:
    (path,) = (path for path in FILES if path.suffix == ".csv")
    assert "[02-01-2023]/sd" in read_file(path).preamble


def test_records_of_one_report_agree_in_the_words_of_their_titles() -> None:
    titles: dict[str, set[str]] = defaultdict(set)
    for (search, accession), report in answers().items():
        for version in ("v1", "v2"):
            if citation := citations(version, search).get(accession):
                titles[report].add(words(citation.title.replace("five cases", "5 cases")))
    assert {report: found for report, found in titles.items() if len(found) > 1} == {}


def test_records_of_one_doi_are_of_one_report() -> None:
    reports: dict[str, set[str]] = defaultdict(set)
    for (search, accession), report in answers().items():
        for version in ("v1", "v2"):
            if (citation := citations(version, search).get(accession)) and citation.doi:
                reports[citation.doi].add(report)
    assert all(len(found) == 1 for found in reports.values())


def test_only_the_records_that_were_ahead_of_print_changed() -> None:
    changed = set()
    for search in ("pubmed", "medline"):
        first, second = citations("v1", search), citations("v2", search)
        changed |= {number for number in first.keys() & second.keys() if first[number] != second[number]}
    assert changed == {"34895696", "35974465", "36109081", "36349896", "36579732"}
