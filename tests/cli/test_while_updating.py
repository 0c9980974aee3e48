"""A12: people screen, import and export while an update waits for a service; a second update is refused."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.cli.run_harvester import harvester
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.corpus import Corpus
from tests.simulators.eutils import EutilsService
from tests.simulators.pubmed_xml import pubmed_xml
from tests.simulators.server import Simulator, SimulatorRequest, SimulatorResponse
from tests.warm import start_warm

PUBMED_RECORDS: Final = 12


class SlowPubMed:
    """PubMed that keeps every reply to one utility back until the gate is opened."""

    def __init__(self, waiting: str) -> None:
        self.service = EutilsService(Corpus.sized(PUBMED_RECORDS))
        self.waiting = waiting
        self.asked = threading.Event()
        self.gate = threading.Event()

    def __call__(self, request: SimulatorRequest) -> SimulatorResponse:
        if request.utility == self.waiting:
            self.asked.set()
            self.gate.wait(60)
        return self.service(request)


def call(folder: Path, *words: str | Path) -> dict[str, Any]:
    said = harvester("--review", folder, "--json", *words)
    assert said.exit_code == 0, said.err
    document: dict[str, Any] = said.document
    return document


@contextmanager
def waiting_update(folder: Path, pubmed: SlowPubMed, output: Path) -> Iterator[None]:
    """An update, in a process of its own, that waits for PubMed until the end of the block; then it must succeed."""
    process = start_warm(["--review", folder, "--json", "update", "pubmed"], environment=os.environ, output=output)
    try:
        assert pubmed.asked.wait(60)
        yield
    finally:
        pubmed.gate.set()
        process.join(60)
    assert process.exitcode == 0


def review_with(folder: Path, service: Simulator) -> Path:
    make_review(folder, search_table("pubmed", "pubmed", base_url=service.url), search_table("ovid"))
    export = write_export(folder / "exports" / "ovid.ris", [article(number) for number in range(5)])
    call(folder, "import", export, "--search", "ovid")
    return folder


def test_a12_work_goes_on_while_an_update_waits_for_a_service(tmp_path: Path) -> None:
    pubmed = SlowPubMed("efetch.fcgi")
    with Simulator(pubmed) as service:
        folder = review_with(tmp_path / "review", service)
        more = write_export(folder / "exports" / "more.ris", [article(number) for number in range(5, 8)])
        with waiting_update(folder, pubmed, tmp_path / "out"):
            call(folder, "screen", "decide", "R000001", "include", "--stage", "title-abstract", "--reviewer", "Ann")
            assert call(folder, "import", more, "--search", "ovid")["new_reports"] == 3
            assert call(folder, "export", "ris", "-o", tmp_path / "all.ris")["reports"] == 8
            refused = harvester("--review", folder, "update")
            release = harvester("--review", folder, "release", "v1", "--allow-pending")
            restore = harvester("--review", folder, "db", "restore")
            assert call(folder, "status")["records"] == 8
        updated = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
        status = call(folder, "status")

    for answer in (refused, release, restore):
        assert answer.exit_code == 1
        assert "Another harvester is updating this review: harvester update by" in " ".join(answer.err.split())
    assert updated["new_reports"] == PUBMED_RECORDS
    assert (status["records"], status["reports"]) == (8 + PUBMED_RECORDS, 8 + PUBMED_RECORDS)
    assert all(equation["ok"] for equation in call(folder, "prisma")["checks"])
    assert harvester("--review", folder, "db", "check").exit_code == 0


def test_a12_records_imported_while_an_update_fetches_them_count_once(tmp_path: Path) -> None:
    pubmed = SlowPubMed("efetch.fcgi")
    with Simulator(pubmed) as service:
        folder = review_with(tmp_path / "review", service)
        same = tmp_path / "pubmed.xml"
        same.write_bytes(pubmed_xml(pubmed.service.corpus.records.values()))
        with waiting_update(folder, pubmed, tmp_path / "out"):
            imported = call(folder, "import", same, "--search", "pubmed")
        updated = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
        status = call(folder, "status")

    (run,) = updated["runs"]
    assert imported["new_reports"] == PUBMED_RECORDS
    assert (run["status"], run["retrieved"], run["new"], run["known"]) == (
        "complete",
        PUBMED_RECORDS,
        0,
        PUBMED_RECORDS,
    )
    assert updated["new_reports"] == 0
    assert status["records"] == 5 + PUBMED_RECORDS
    assert all(equation["ok"] for equation in call(folder, "prisma")["checks"])


def test_a12_an_update_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    pubmed = SlowPubMed("esearch.fcgi")
    with Simulator(pubmed) as service:
        folder = review_with(tmp_path / "review", service)
        process = start_warm(["--review", folder, "update"], environment=os.environ)
        assert pubmed.asked.wait(60)
        process.kill()
        process.join()
        pubmed.gate.set()
        assert call(folder, "update")["new_reports"] == PUBMED_RECORDS


def test_a12_an_update_waits_for_the_end_of_another_command(tmp_path: Path) -> None:
    from harvester.workflow.context import utc_now
    from harvester.workflow.lock import hold_lock

    pubmed = SlowPubMed("efetch.fcgi")
    with Simulator(pubmed) as service:
        folder = review_with(tmp_path / "review", service)
        process = start_warm(["--review", folder, "update", "pubmed"], environment=os.environ)
        assert pubmed.asked.wait(60)
        with hold_lock(folder, command="import", now=utc_now):
            pubmed.gate.set()
            process.join(1)
            assert process.is_alive()
        process.join(60)
        assert process.exitcode == 0
        assert call(folder, "status")["records"] == 5 + PUBMED_RECORDS
