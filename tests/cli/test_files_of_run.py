"""A7: one search saved as several files is one run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.run_harvester import harvester
from tests.support import SHARED

CASE = SHARED / "data" / "cases" / "one-search-several-files"
pytestmark = pytest.mark.skipif(not CASE.is_dir(), reason="the reference data are not here")
WORDS = ("--search", "b", "--date", "2026-01-05")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    shutil.copytree(CASE, tmp_path / "case", copy_function=shutil.copyfile)
    (tmp_path / "case").chmod(0o755)
    return tmp_path / "case"


def load(case: Path, *words: str) -> tuple[int, list[dict[str, object]]]:
    said = harvester(
        "--review", case, "import", *[case / w if w.endswith(".txt") else w for w in words], *WORDS, "--json"
    )
    return said.exit_code, said.document["runs"]


def shown_runs(case: Path) -> list[dict[str, object]]:
    told = harvester("--review", case, "search-report", "--json").document
    [search] = [search for search in told["searches"] if search["key"] == "b"]
    return list(search["runs"])


def numbers(run: dict[str, object]) -> tuple[object, ...]:
    return run["status"], run["promised"], run["retrieved"]


def test_a7_several_files_with_their_hits_are_one_run(case: Path) -> None:
    code, [run] = load(case, "w1.txt", "w2.txt", "w3.txt", "--hits", "10")
    assert (code, numbers(run), run["new"], run["known"]) == (0, ("complete", 10, 10), 10, 0)
    assert [numbers(shown) for shown in shown_runs(case)] == [("complete", 10, 10)]


def test_a7_files_one_by_one_are_complete_once_all_are_there(case: Path) -> None:
    told = [load(case, name, "--hits", "10") for name in ("w1.txt", "w2.txt", "w3.txt")]
    assert [(code, *numbers(run)) for code, [run] in told] == [
        (3, "partial", 10, 4), (3, "partial", 10, 8), (0, "complete", 10, 10),
    ]  # fmt: skip
    assert len(shown_runs(case)) == 1
    assert harvester("--review", case, "status", "--json").document["searches"][1]["last_run"]["status"] == "complete"


def test_a7_files_are_added_to_a_run_by_its_number_and_a_file_twice_is_not(case: Path) -> None:
    assert load(case, "w1.txt")[0] == 0
    code, [run] = load(case, "w2.txt", "w3.txt", "w1.txt", "--run", "1", "--hits", "10")
    assert (code, run["run"], numbers(run)) == (0, 1, ("complete", 10, 10))
    words = ("import", case / "w1.txt", "--search", "a", "--run", "1")
    assert harvester("--review", case, *words).exit_code == 2


def test_a7_without_hits_the_appendix_shows_one_run_and_it_is_withdrawn_as_one(case: Path) -> None:
    load(case, "w1.txt", "w2.txt", "w3.txt")
    assert [numbers(shown) for shown in shown_runs(case)] == [("complete", 10, 10)]
    assert harvester("--review", case, "import", "--undo", "1").exit_code == 0
    assert harvester("--review", case, "status", "--json").document["records"] == 0


def test_a7_a_file_taken_back_is_named_by_its_own_number_and_the_rest_of_the_run_counts(case: Path) -> None:
    load(case, "w1.txt", "w2.txt", "w3.txt", "--hits", "10")
    assert "Run 2 is withdrawn" in harvester("--review", case, "import", "--undo", "2").out
    assert [numbers(shown) for shown in shown_runs(case)] == [("partial", 10, 8)]
    assert harvester("--review", case, "db", "check").exit_code == 0
    assert "Run 1 is withdrawn" in harvester("--review", case, "import", "--undo", "1").out
    assert harvester("--review", case, "db", "check").exit_code == 0
