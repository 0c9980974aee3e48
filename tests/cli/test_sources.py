"""harvester sources compares what each source gave, from a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.cli.commands.sources import SOURCES_EXTENSIONS
from tests.cli.run_harvester import harvested_review, harvester

BEGINNINGS = {
    "json": b"{", "csv": b"search,name", "svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!DOCTYPE html>",
    "md": b"# Sources", "docx": b"PK",
}  # fmt: skip


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = harvested_review(tmp_path_factory.mktemp("sources") / "review")
    for stage in ("title-abstract", "full-text"):
        said = harvester("--review", folder, "screen", "decide", "R000001", "R000002", "include", "--stage", stage)
        assert said.exit_code == 0, said.err
    return folder


def test_it_tells_what_each_source_found_alone(review: Path) -> None:
    told = harvester("--review", review, "sources", "--json").document
    pubmed, embase = told["sources"]
    assert (pubmed["raw"], pubmed["reports"], pubmed["only_reports"]) == (3, 3, 2)
    assert (embase["reports"], embase["only_reports"]) == (2, 1)
    assert (pubmed["included"], embase["included"]) == (2, 1)
    assert told["growth"][0]["reports"] == told["reports"] == 4
    assert told["completeness"]["refused"].startswith("Only 2 included")


def test_a_table_is_printed_for_people(review: Path) -> None:
    said = harvester("--review", review, "sources").out
    for words in ("number needed to read", "What would have been missed without", "Growth", "Completeness"):
        assert words in said


@pytest.mark.parametrize("ending", [".json", ".csv", ".svg", ".png", ".pdf", ".html", ".md"])
def test_the_ending_of_the_file_names_the_shape(ending: str, review: Path, tmp_path: Path) -> None:
    path = tmp_path / f"sources{ending}"
    chart = "growth" if ending == ".pdf" else "overlap"
    said = harvester("--review", review, "sources", "-o", path, "--chart", chart)
    assert said.exit_code == 0, said.err
    assert path.read_bytes().startswith(BEGINNINGS[SOURCES_EXTENSIONS[ending]])


def test_only_the_estimate_can_be_asked_for(review: Path) -> None:
    said = harvester("--review", review, "sources", "--completeness", "--among", "pubmed", "--among", "embase")
    assert "No estimate from PubMed, Embase" in said.out
    assert "Growth" not in said.out
    wrong = harvester("--review", review, "sources", "--completeness", "--format", "svg")
    assert wrong.exit_code == 2
    assert "cannot be written as svg" in wrong.err


def test_an_unknown_search_is_refused_with_the_known_ones(review: Path) -> None:
    said = harvester("--review", review, "sources", "--among", "scopus")
    assert said.exit_code == 2
    assert "Searches: pubmed, embase" in said.err


def test_a_day_before_the_first_run_has_nothing(review: Path) -> None:
    assert "No search has a finished run yet" in harvester("--review", review, "sources", "--as-of", "2020-01-01").out
