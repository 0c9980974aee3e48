"""Killed at any moment, nothing is lost and nothing there twice: the next command goes on where the last one fell."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from harvester.store.models import Page, Record, Retrieval, Run, Search
from harvester.workflow.context import open_review
from harvester.workflow.store_check import check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.support import NIGHTLY, ROOT
from tests.warm import run_warm, start_warm

RECORDS: Final = 2_000
BY_HAND: Final = 120
KILLS_A_ROUND: Final = 5
SEEDS: Final = (1, 2, 3, 4) if NIGHTLY else (1, 2)
KEY: Final = "0123456789abcdef0123456789abcdef0123"
"""With a key ten requests a second are allowed: a first update takes a little more than a second."""

ENVIRONMENT: Final = {**os.environ, "NCBI_API_KEY": KEY}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """PubMed, simulated by a process of its own."""
    command = [sys.executable, "-m", "tests.simulators.eutils", "--port", "0", "--count", str(RECORDS)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout
        yield served.stdout.readline().strip()
        served.terminate()


@pytest.fixture(scope="module")
def undisturbed(address: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], float]:
    """The flow of a review nobody disturbed, and how many seconds its update took."""
    folder = a_review(tmp_path_factory.mktemp("undisturbed") / "review", address)
    finish(folder, importing(folder))
    begin_warm(folder, ["status"]).join()
    began = time.monotonic()
    begun = begin_warm(folder, ["update"])
    begun.join()
    seconds = time.monotonic() - began
    assert begun.exitcode == 0
    return flow_of(folder), seconds


def a_review(folder: Path, address: str) -> Path:
    make_review(folder, search_table("pubmed", "pubmed", base_url=address), search_table("ovid"))
    write_export(folder / "exports" / "ovid.ris", [article(number) for number in range(BY_HAND)])
    return folder


def importing(folder: Path) -> list[str]:
    return ["import", str(folder / "exports" / "ovid.ris"), "--search", "ovid"]


def begin(folder: Path, command: list[str]) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "harvester", "--review", str(folder), "--json", *command]
    return subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(folder: Path, command: list[str]) -> dict[str, Any]:
    done = run_warm(["--review", str(folder), "--json", *command], folder=ROOT, environment=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def begin_warm(folder: Path, command: list[str]) -> ForkServerProcess:
    """Most kills hit programs that have imported everything, so that they hit the work itself."""
    return start_warm(["--review", folder, "--json", *command], environment=ENVIRONMENT)


def kill(folder: Path, command: list[str], *, after: float) -> bool:
    """Begin a command and kill it so many seconds later; whether it was still at work."""
    begun = begin_warm(folder, command)
    begun.join(after)
    begun.kill()
    begun.join()
    return begun.exitcode == -signal.SIGKILL


def flow_of(folder: Path) -> dict[str, Any]:
    """The flow; of its lists, which stand in the order in which searches were first run, what they hold."""
    told = finish(folder, ["prisma"])
    boxes = {key: in_order(n) if isinstance(n, list) else n for key, n in told["boxes"].items()}
    kept = ("pending", "duplicates_detail", "checks")
    return {name: told[name] for name in kept} | {"boxes": boxes, "sources": in_order(told["sources"])}


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: sorted(map(str, row.values())))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_review_killed_again_and_again_ends_as_one_that_never_was(
    seed: int, address: str, undisturbed: tuple[dict[str, Any], float], tmp_path: Path
) -> None:
    folder = a_review(tmp_path / "review", address)
    flow, seconds = undisturbed
    chance = random.Random(seed)
    assert kill(folder, ["update"], after=chance.uniform(0.05, 0.5) * seconds)
    for _ in range(KILLS_A_ROUND - 1):
        command = importing(folder) if chance.random() < 0.25 else ["update"]
        kill(folder, command, after=chance.uniform(0.05, 0.5) * seconds)
    finish(folder, importing(folder))
    last = finish(folder, ["update"])
    assert [(run["search"], run["status"]) for run in last["runs"]] == [("pubmed", "complete"), ("ovid", "skipped")]
    assert last["records"] == RECORDS + BY_HAND
    assert flow_of(folder) == flow
    nothing_lost_nothing_twice(folder)


def nothing_lost_nothing_twice(folder: Path) -> None:
    with open_review(folder, environ={}) as context, context.store.read() as session:
        pmids = Counter(session.scalars(select(Record.accession).where(Record.source == "pubmed")))
        assert (len(pmids), set(pmids.values())) == (RECORDS, {1})
        still = select(Search.key, func.count()).join(Retrieval).group_by(Search.key)
        assert {str(key): n for key, n in session.execute(still)} == {"pubmed": RECORDS, "ovid": BY_HAND}
        assert set(session.scalars(select(Run.status))) == {"complete"}
        assert session.scalars(select(Page.id).where(Page.holds == "records", Page.parsed_at.is_(None))).all() == []
        assert check_store(context) == ()


def test_a_killed_command_leaves_no_lock_behind(address: str, tmp_path: Path) -> None:
    folder = a_review(tmp_path / "review", address)
    with begin(folder, ["update"]) as running:
        while not (folder / "harvest.lock.holder").exists():
            time.sleep(0.01)
        running.kill()
        running.communicate()
    assert finish(folder, importing(folder))["records"] == BY_HAND
