"""The adapter printed in docs/adapters.md, installed as the page says, in a review of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.reviews import make_review, search_table
from tests.simulators.server import Simulator, SimulatorRequest, SimulatorResponse
from tests.support import ROOT

PAGE: Final = (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")
RECORDS: Final = [
    {"number": str(number), "title": f"Simulated effect {number}", "year": 2020 + number, "authors": [["Doe", "Ann"]]}
    for number in range(1, 6)
]


def printed(language: str) -> str:
    """The first piece of the page in that language."""
    match = re.search(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)
    assert match
    return match[1]


def litbase(request: SimulatorRequest) -> SimulatorResponse:
    """LitBase: two records to a page."""
    if request.utility == "records":
        numbers = request.parameters["numbers"].split(",")
        rows = [record for record in RECORDS if record["number"] in numbers]
    else:
        page = int(request.parameters["page"])
        rows = RECORDS[2 * page - 2 : 2 * page]
    return SimulatorResponse(json.dumps({"total": len(RECORDS), "records": rows}).encode())


def install(folder: Path, *, reader: bool = True) -> Path:
    """The package, as an installer leaves it."""
    project = tomllib.loads(printed("toml"))["project"]
    groups = project["entry-points"] if reader else {"harvester.sources": project["entry-points"]["harvester.sources"]}
    info = folder / "harvester_litbase-1.0.dist-info"
    info.mkdir()
    (folder / "harvester_litbase.py").write_text(printed("python"), encoding="utf-8")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n", encoding="utf-8")
    lines = [
        line for group, points in groups.items() for line in (f"[{group}]", *(f"{n} = {o}" for n, o in points.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def harvester(review: Path, *arguments: str, installed: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "harvester", "--review", str(review), *arguments, "--json"]
    environ = os.environ | {"PYTHONPATH": str(installed)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.fixture
def service() -> Iterator[Simulator]:
    with Simulator(litbase) as simulator:
        yield simulator


@pytest.fixture
def review(tmp_path: Path, service: Simulator) -> Path:
    return make_review(tmp_path / "review", search_table("litbase", "litbase", base_url=service.url))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def test_the_example_is_short_enough_to_be_read() -> None:
    lines = [line for line in printed("python").splitlines() if line.strip()]

    assert len(lines) <= 60


def test_the_example_runs_a_search_from_the_first_request_to_the_last_record(review: Path, site: Path) -> None:
    install(site)

    checked = harvester(review, "check", installed=site)
    result = harvester(review, "update", installed=site)
    again = harvester(review, "update", installed=site)

    assert "LitBase API" in json.dumps(checked)
    run = result["runs"][0]
    assert (run["status"], run["promised"], run["retrieved"], run["new"]) == ("complete", 5, 5, 5)
    assert (again["runs"][0]["status"], again["runs"][0]["new"], again["records"]) == ("complete", 0, 5)


def test_without_the_package_its_name_is_a_mistake_in_the_review(review: Path, site: Path) -> None:
    result = harvester(review, "update", installed=site)

    assert result["error"]["kind"] == "review"
    assert "europepmc, clinicaltrials, file" in result["error"]["message"]


def test_without_its_reader_the_pages_are_stored_and_the_run_is_partial(review: Path, site: Path) -> None:
    install(site, reader=False)

    result = harvester(review, "update", installed=site)
    with_reader = harvester(review, "update", installed=_with_reader(site))

    assert result["runs"][0]["status"] == "partial"
    assert "nothing that is installed has a reader of litbase-json" in json.dumps(result)
    assert (with_reader["runs"][0]["status"], with_reader["runs"][0]["retrieved"]) == ("complete", 5)


def _with_reader(site: Path) -> Path:
    for path in [*site.rglob("*.txt"), *site.rglob("METADATA")]:
        path.unlink()
    for path in site.glob("*.dist-info"):
        path.rmdir()
    return install(site)
