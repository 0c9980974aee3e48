"""harvester study, and the records behind the numbers of the flow, from the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from harvester.formats import parse_file
from tests.cli.run_harvester import harvester


@pytest.fixture
def included(harvested: Path) -> Path:
    """All four reports of a review included, but for one whose text was not retrieved."""
    for words in (
        ("screen", "decide", "R1", "R2", "R3", "R5", "include", "--stage", "title-abstract"),
        ("screen", "retrieval", "R3", "not-retrieved", "--reason", "embargo"),
        ("screen", "decide", "R1", "R2", "R5", "include", "--stage", "full-text", "--implied"),
    ):
        assert harvester("--review", harvested, *words).exit_code == 0
    return harvested


def test_studies_are_listed_with_their_reports(included: Path) -> None:
    said = harvester("--review", included, "study", "link", "R1", "R5", "--reviewer", "Ann", "--json")
    assert said.document["studies"][0]["study"] == "S000001"
    assert [each["report"] for each in said.document["studies"][0]["reports"]] == ["R000001", "R000005"]
    listed = harvester("--review", included, "study", "list").out
    assert "2 studies included, in 3 reports." in listed
    assert listed.count("S000001") == 1


def test_the_words_of_study_say_what_holds_now(included: Path) -> None:
    assert harvester("--review", included, "study", "link", "R1", "R5").exit_code == 0
    assert "meta-analysis" in harvester("--review", included, "study", "meta-analysis", "S1").out
    assert (
        "removed: retraction" in harvester("--review", included, "study", "remove", "R5", "--reason", "retraction").out
    )
    assert "included" in harvester("--review", included, "study", "restore", "R1").out
    assert "S000005" in harvester("--review", included, "study", "unlink", "R5").out
    assert "S000001" in harvester("--review", included, "study", "undo").out


def test_an_empty_review_has_no_studies_and_says_so(harvested: Path) -> None:
    assert "No studies yet" in harvester("--review", harvested, "study", "list").out


def test_what_is_behind_a_number_is_written_as_citations(included: Path, tmp_path: Path) -> None:
    for number, box in (
        (3, "new_reports"),
        (3, "new_studies"),
        (3, "sources/pubmed/raw"),
        (1, "overlap/embase/pubmed"),
    ):
        ris = tmp_path / "behind.ris"
        said = harvester("--review", included, "prisma", "--open", box, "-o", ris, "--json")
        assert said.document["n"] == number
        assert len(parse_file(ris.read_bytes(), name="behind.ris").records) == number


def test_what_is_behind_a_number_is_written_as_a_table(included: Path, tmp_path: Path) -> None:
    target = tmp_path / "missing.csv"
    box = "dbr_notretrieved_reports/embargo"
    assert harvester("--review", included, "prisma", "--open", box, "-o", target).exit_code == 0
    assert len(list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))) == 1


def test_a_file_that_holds_no_citations_is_refused(included: Path, tmp_path: Path) -> None:
    said = harvester("--review", included, "prisma", "--open", "new_reports", "-o", tmp_path / "x.pdf")
    assert said.exit_code == 2
    assert ".ris" in said.err


def test_a_box_that_is_none_is_answered_with_the_nearest(included: Path) -> None:
    said = harvester("--review", included, "prisma", "--open", "record_screened")
    assert "Did you mean 'records_screened'?" in said.err
