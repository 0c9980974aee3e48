"""Updates that ask a service, here simulated on loopback: what fails is told, what succeeded is kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from harvester.store import records
from harvester.workflow.context import open_review
from tests.cli.run_harvester import REVIEW, UNMARKED_RIS, harvester, new_review, put
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Fault, Simulator, SimulatorRequest, SimulatorResponse

KEY = {"NCBI_API_KEY": "0123456789abcdef0123456789abcdef0123"}
"""With a key ten requests a second are allowed, so the tests need not wait."""


@pytest.fixture
def pubmed() -> Iterator[Simulator]:
    with Simulator(EutilsService(Corpus.sized(12))) as simulator:
        yield simulator


@pytest.fixture
def asking(tmp_path: Path, pubmed: Simulator) -> Path:
    """A review whose first search PubMed answers, and whose second takes files."""
    first = f'source = "pubmed"\nbase_url = "{pubmed.url}"\nname = "PubMed"'
    return new_review(tmp_path / "fever", REVIEW.replace('source = "file"\nname = "PubMed"', first))


def test_a_service_is_asked_and_its_records_are_stored(asking: Path) -> None:
    told = harvester("--review", asking, "update", "--json", env=KEY).document
    run = told["runs"][0]
    assert (run["status"], run["promised"], run["retrieved"], run["new"]) == ("complete", 12, 12, 12)
    again = harvester("--review", asking, "update", "--json", env=KEY).document
    assert (again["runs"][0]["new"], again["new_reports"]) == (0, 0)


def test_a_dry_run_tells_what_is_new_and_stores_nothing(asking: Path) -> None:
    said = harvester("--review", asking, "update", "--dry-run", "--json", env=KEY)
    assert said.exit_code == 0
    assert (said.document["runs"][0]["promised"], said.document["runs"][0]["new"]) == (12, 12)
    assert said.document["records"] == 0


def test_a_dry_run_shows_whom_it_asked_and_how_much_is_unknown(asking: Path, pubmed: Simulator) -> None:
    assert harvester("--review", asking, "update", "pubmed", env=KEY).exit_code == 0
    put(asking, "embase", "export.ris", UNMARKED_RIS)
    said = harvester("--review", asking, "update", "--dry-run", env=KEY | {"COLUMNS": "120"})
    header, row = said.out.splitlines()[:2]
    assert header.split("  ")[0] == "search"
    assert f"PubMed at {pubmed.url}, with pubmed.txt" in row
    assert row.split()[-3:] == ["12", "12", "0"]
    assert "embase, export.ris: dry run: this file would be imported" in said.out
    assert "0 records would be fetched, and 1 file would be imported; nothing was stored." in said.out


def test_what_a_database_dropped_is_told_and_stands_in_the_search_report(tmp_path: Path) -> None:
    strategy = "colchicine[tiab] AND fever[tiab]"
    dropped: dict[str, Mapping[str, Any]] = {
        strategy: {"errorlist": {"phrasesnotfound": ["colchicinum"], "fieldsnotfound": []}}
    }
    with Simulator(EutilsService(Corpus.sized(5), diagnostics=dropped)) as service:
        first = f'source = "pubmed"\nbase_url = "{service.url}"\nname = "PubMed"'
        folder = new_review(tmp_path / "fever", REVIEW.replace('source = "file"\nname = "PubMed"', first))
        said = harvester("--review", folder, "update", "-v", env=KEY)
    warning = "colchicinum: not found, and dropped from the search"
    read_as = "colchicine[Title/Abstract] AND fever[Title/Abstract]"
    assert f"pubmed: warning about the strategy: {warning}" in said.out
    assert f"pubmed: the database read the strategy as: {read_as}" in said.out
    report = harvester("--review", folder, "search-report").out
    assert f"- {warning}" in report
    assert f"As interpreted by the database:\n\n```text\n{read_as}\n```" in report
    search = harvester("--review", folder, "search-report", "--json").document["searches"][0]
    assert (search["translation"], search["warnings"]) == (read_as, [warning])


def test_an_update_of_which_nothing_succeeded_has_failed(asking: Path, pubmed: Simulator) -> None:
    pubmed.spoil(*["400"] * 10)
    said = harvester("--review", asking, "update", "pubmed", env=KEY)
    assert said.exit_code == 1
    assert "pubmed: failed: " in said.out


def test_an_update_that_succeeded_elsewhere_is_done_in_part(asking: Path, pubmed: Simulator) -> None:
    pubmed.spoil(*["400"] * 10)
    put(asking, "embase", "export.ris", UNMARKED_RIS)
    said = harvester("--review", asking, "update", "--json", env=KEY)
    assert said.exit_code == 3
    assert [run["status"] for run in said.document["runs"]] == ["failed", "complete"]
    assert said.document["records"] == 3


def test_a_service_without_its_key_is_skipped_and_that_is_no_failure(tmp_path: Path) -> None:
    text = REVIEW.replace('source = "file"\nname = "Embase"', 'source = "embase"\nname = "Embase"')
    said = harvester("--review", new_review(tmp_path / "fever", text), "update", "embase")
    assert said.exit_code == 0
    assert "embase: skipped: " in said.out
    assert "ELSEVIER_API_KEY" in said.out


def test_what_a_database_says_about_the_strategy_is_shown(asking: Path) -> None:
    (asking / "pubmed.txt").write_text("colchicine[tiaab]\n", encoding="utf-8")
    said = harvester("--review", asking, "check")
    assert "[tiaab]: not a field tag of PubMed" in said.out


def test_a_service_that_is_silent_for_too_long_is_asked_again(asking: Path, pubmed: Simulator) -> None:
    path = asking / "review.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[network]\ntimeout = 1\n", encoding="utf-8")
    pubmed.spoil(Fault("slow", detail="30"))
    began = time.monotonic()
    told = harvester("--review", asking, "update", "pubmed", "--json", env=KEY).document
    assert (told["runs"][0]["status"], told["records"]) == ("complete", 12)
    assert len(pubmed.asked("esearch.fcgi")) == 2
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_end_says_that_the_next_update_goes_on(asking: Path, pubmed: Simulator, told: int) -> None:
    pubmed.spoil(Fault("slow", detail="20"))
    words = [sys.executable, "-m", "harvester", "--review", str(asking), "update", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        while not pubmed.seen:
            assert program.poll() is None
        program.send_signal(told)
        out, err = program.communicate()
    assert program.returncode == 130
    message = json.loads(out)["error"]["message"]
    assert "the next update resumes from there" in message
    assert "pubmed: not begun yet; the next update begins with it" in message
    assert "Traceback" not in err
    said = harvester("--review", asking, "update", "--json", env=KEY)
    assert (said.exit_code, said.document["records"]) == (0, 12)


def test_who_is_told_to_end_says_how_much_is_stored_and_waits_for_no_reply(tmp_path: Path) -> None:
    answers, test_ended = EutilsService(Corpus.sized(450)), threading.Event()

    def holding_the_last_batch(asked: SimulatorRequest) -> SimulatorResponse:
        if asked.utility == "efetch.fcgi" and "30000000" in asked.parameters["id"]:
            test_ended.wait(60)
        return answers(asked)

    with Simulator(holding_the_last_batch) as service:
        text = f'source = "pubmed"\nbase_url = "{service.url}"\nname = "PubMed"'
        folder = new_review(tmp_path / "fever", REVIEW.replace('source = "file"\nname = "PubMed"', text))
        assert harvester("--review", folder, "status").exit_code == 0  # the store is there
        words = [sys.executable, "-m", "harvester", "--review", str(folder), "update"]
        environment = os.environ | {name: key for name, key in KEY.items() if key}
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        ) as program:
            while stored_in(folder) < 400:
                assert program.poll() is None
            program.send_signal(signal.SIGINT)
            told = time.monotonic()
            _, err = program.communicate()
            ended = time.monotonic()
        test_ended.set()
    assert program.returncode == 130
    assert "pubmed: 400 of 450 records stored; the next update continues from there" in err
    assert ended - told < 10, "it waited for the service"


def stored_in(folder: Path) -> int:
    """How many records a review that is being updated holds by now."""
    time.sleep(0.05)
    with open_review(folder, environ={}) as context, context.store.read() as session:
        return len(records.record_ids_of_source(session, "pubmed"))
