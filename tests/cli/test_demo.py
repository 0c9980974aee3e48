"""The demonstration runs from end to end, and overwrites nothing that is not its own."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from harvester.cli.commands.demo import DEMO_STEPS
from harvester.resources import shipped_path
from tests.cli.run_harvester import demo_review, harvester


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return demo_review(tmp_path_factory)


@pytest.fixture
def copied(shown: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(shown[0], tmp_path / "a review"))


def test_each_command_is_shown_as_it_is_typed(shown: tuple[Path, str]) -> None:
    folder, out = shown
    typed = [shlex.split(line[2:]) for line in out.splitlines() if line.startswith("$ ")]
    assert len(typed) == len(DEMO_STEPS)
    assert all(words[:3] == ["harvester", "--review", str(folder)] for words in typed)
    for words in typed:
        assert harvester(*words[1:], "--help").exit_code == 0


def test_the_demonstration_shows_an_update_and_an_updated_flow(shown: tuple[Path, str]) -> None:
    _, out = shown
    assert "198 records, 101 reports" in out
    assert "Released v1: 5 reports included." in out
    assert "PRISMA 2020 flow diagram for updated systematic reviews" in out
    assert "no\nnumber in it is a result of the published review" in out
    assert "Reports included: 7; data were extracted from 7 of them." in out


def test_what_is_left_is_a_review_one_can_go_on_with(copied: Path) -> None:
    folder = copied
    assert harvester("--review", folder, "check").exit_code == 0
    assert harvester("--review", folder, "screen", "decide", "--from", folder / "decisions-v2.csv").exit_code == 0
    checks = harvester("--review", folder, "prisma", "--json").document["checks"]
    assert all(check["ok"] for check in checks)


def test_the_searches_have_the_days_in_the_names_of_their_files(shown: tuple[Path, str]) -> None:
    folder, _ = shown
    runs = harvester("--review", folder, "status", "--json").document["searches"]
    assert {search["last_run"]["date"] for search in runs} == {"2025-12-01"}


def test_a_former_demonstration_is_replaced_and_the_json_lists_each_step_with_its_result(copied: Path) -> None:
    (copied / "notes.txt").write_text("of the former one", encoding="utf-8")
    said = harvester("demo", copied, "--json")
    told = said.document
    assert said.exit_code == 0
    assert not (copied / "notes.txt").exists()
    assert set(told) == {"folder", "steps"}
    assert [step["exit_code"] for step in told["steps"]] == [0] * len(DEMO_STEPS)
    counted = [step["result"] for step in told["steps"] if step["command"].endswith(" prisma")]
    assert counted[-1]["boxes"]["previous_reports"] == 5
    assert told["steps"][-1]["command"].endswith("extract summary")
    assert all(set(step) == {"command", "exit_code", "result"} for step in told["steps"])


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    said = harvester("demo", tmp_path)
    assert said.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_folder_holds_the_review_but_not_the_answers(shown: tuple[Path, str]) -> None:
    folder, _ = shown
    names = {path.name for path in folder.iterdir()}
    assert {path.name for path in shipped_path("queries/anakinra-hlh").glob("*.t*")} <= names
    assert not {"demo", "same-reports.csv"} & names
