"""Updates for schedulers: exit codes, notices, and every snippet of docs/living.md parsed and run."""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.run_harvester import REVIEW, UNMARKED_RIS, Said, harvester, new_review, put
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator
from tests.support import ROOT

KEY = {"NCBI_API_KEY": "0123456789abcdef0123456789abcdef0123"}
PAGE = (ROOT / "docs" / "living.md").read_text(encoding="utf-8")


@pytest.fixture
def pubmed() -> Iterator[Simulator]:
    with Simulator(EutilsService(Corpus.sized(3))) as simulator:
        yield simulator


@pytest.fixture
def living(tmp_path: Path, pubmed: Simulator) -> Path:
    """A review that PubMed, on loopback, answers."""
    first = f'source = "pubmed"\nbase_url = "{pubmed.url}"\nname = "PubMed"'
    return new_review(tmp_path / "my-review", REVIEW.replace('source = "file"\nname = "PubMed"', first))


def update(review: Path, *words: str | Path) -> Said:
    return harvester("--review", review, "update", *words, env=KEY)


def test_the_exit_code_tells_news_from_none(living: Path) -> None:
    assert update(living, "--exit-code").exit_code == 10
    assert update(living, "--exit-code").exit_code == 0
    assert update(living).exit_code == 0


def test_a_search_that_failed_counts_more_than_news(living: Path) -> None:
    put(living, "embase", "new.ris", UNMARKED_RIS)
    text = (living / "review.toml").read_text(encoding="utf-8")
    (living / "review.toml").write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", text), encoding="utf-8")
    said = update(living, "--exit-code", "--notify", living / "news.md", "--json")
    assert (said.exit_code, said.document["new_reports"]) == (3, 3)
    notice = (living / "news.md").read_text(encoding="utf-8")
    assert "## New reports to screen (3)" in notice
    assert "## Searches that failed (1)\n\n- pubmed (failed): " in notice


def test_a_notice_names_what_is_new_for_people_and_for_programs(living: Path) -> None:
    update(living, "--notify", living / "news.json")
    told = json.loads((living / "news.json").read_text(encoding="utf-8"))
    assert (told["news"], told["new_reports"], len(told["to_screen"]), told["failures"]) == (True, 3, 3, [])
    assert told["to_screen"][0]["report"] == "R000001"
    assert told["runs"][0]["search"] == "pubmed"
    update(living, "--notify", living / "news.md")
    text = (living / "news.md").read_text(encoding="utf-8")
    assert text.startswith("# Colchicine for periodic fevers\n")
    assert ": nothing new.\n" in text
    assert "## New" not in text
    assert "| pubmed | complete | 3 | 3 | 0 | 0 | 0 |" in text


def test_titles_are_no_marks_in_a_notice(living: Path) -> None:
    put(
        living, "embase", "new.ris", UNMARKED_RIS.replace("Renal amyloidosis", "<b>[Renal](http://x)</b> *amyloidosis*")
    )
    update(living, "--imports-only", "--notify", living / "news.md")
    text = (living / "news.md").read_text(encoding="utf-8")
    assert r"\[Renal\](http://x) \*amyloidosis\*" in text


@pytest.mark.parametrize(
    "words", [("--notify", "news.txt"), ("--notify", "absent/news.md"), ("--dry-run", "--notify", "n.md")]
)
def test_a_notice_that_cannot_be_written_is_told_before_anybody_is_asked(
    living: Path, pubmed: Simulator, words: tuple[str, ...]
) -> None:
    assert update(living, *words).exit_code == 2
    assert not (living / "harvest.db").exists()


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def shell(tmp_path: Path, living: Path) -> Any:
    """Run a command of the page in a shell that finds this harvester, and a ``mail`` that keeps what it is given."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "harvester").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m harvester "$@"\n')
    (tools / "mail").write_text(f'#!/bin/sh\necho "$2" > "{tmp_path}/subject"\ncat > "{tmp_path}/mail"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)

    def run(command: str, cwd: Path, **more: str) -> int:
        environ = {**os.environ, **KEY, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), **more}
        command = command.replace("/srv/reviews", str(tmp_path))
        return subprocess.run(["sh", "-ec", command], cwd=cwd, env=environ, check=False, capture_output=True).returncode

    return run


def test_the_line_for_cron_mails_news_and_nothing_else(shell: Any, tmp_path: Path) -> None:
    (line,) = snippets("cron")
    minute, hour, day, month, weekday, command = line.strip().split(" ", 5)
    assert (int(minute), int(hour), day, month, int(weekday)) == (0, 6, "*", "*", 1)
    assert "%" not in command, "cron takes it for the end of the line"
    assert shell(command, tmp_path) == 0
    assert (tmp_path / "subject").read_text() == "my-review: 10\n"
    assert "## New reports to screen (3)" in (tmp_path / "mail").read_text(encoding="utf-8")
    (tmp_path / "mail").unlink()
    assert shell(command, tmp_path) == 0
    assert not (tmp_path / "mail").exists()


def test_the_units_for_systemd_are_whole_and_their_command_runs(shell: Any, living: Path) -> None:
    units = []
    for text in snippets("ini"):
        unit = configparser.ConfigParser(interpolation=None, strict=True)
        unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys have capitals
        unit.read_string(text)
        units.append(unit)
    service, timer = units
    assert set(service.sections()) == {"Unit", "Service"}
    assert set(timer.sections()) == {"Unit", "Timer", "Install"}
    assert service["Service"]["Type"] == "oneshot"
    assert re.fullmatch(r"Mon \*-\*-\* \d\d:\d\d:\d\d", timer["Timer"]["OnCalendar"])
    code = shell(service["Service"]["ExecStart"], living)
    assert code == int(service["Service"]["SuccessExitStatus"]) == 10
    assert shell(service["Service"]["ExecStart"], living) == 0


def test_the_workflow_parses_and_its_steps_run(shell: Any, living: Path, tmp_path: Path) -> None:
    (text,) = snippets("yaml")
    workflow = yaml.safe_load(text)
    assert workflow[True]["schedule"][0]["cron"] == "0 6 * * 1", "YAML 1.1 takes the key `on` for true"
    steps = workflow["jobs"]["update"]["steps"]
    assert all("uses" in step or "run" in step for step in steps)
    summary, outputs = tmp_path / "summary", tmp_path / "outputs"
    ran = [step["run"] for step in steps if "harvester" in step.get("run", "") and "pip" not in step["run"]]
    assert len(ran) == 2
    for command in ran:
        assert shell(command, living, GITHUB_STEP_SUMMARY=str(summary), GITHUB_OUTPUT=str(outputs)) == 0
    assert outputs.read_text() == "code=10\n"
    assert "New reports to screen" in summary.read_text(encoding="utf-8")
    artefacts = steps[-1]["with"]["path"].split()
    assert all((living.parent / path).is_file() for path in artefacts)
