"""What pip installs is complete: the migrations and the model review are inside, and the demonstration runs from it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from tests.support import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, laid out as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    built = next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    with zipfile.ZipFile(built) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-m", "harvester", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_the_wheel_carries_every_migration_and_the_whole_model_review(installed: Path) -> None:
    for folder in ("migrations", "queries/anakinra-hlh"):
        here = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if _is_shipped(path)}
        there = {
            path.relative_to(installed / "harvester/_shipped")
            for path in (installed / "harvester/_shipped" / folder).rglob("*")
            if path.is_file()
        }
        assert here <= there


def _is_shipped(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("harvest.")


def test_an_installed_harvester_makes_a_store_and_says_it_is_up_to_date(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "init", "mine", cwd=tmp_path).returncode == 0
    upgraded = run(installed, "--json", "--review", "mine", "db", "upgrade", cwd=tmp_path)
    assert upgraded.returncode == 0, upgraded.stderr
    assert json.loads(upgraded.stdout)["before"] is None
    assert (tmp_path / "mine" / "harvest.db").is_file()


def test_the_demonstration_runs_from_the_installed_package(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "demo", "shown", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "harvester --review shown update" in done.stdout
    assert (tmp_path / "shown" / "harvest.db").is_file()


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    for builder in (WheelBuilder, SdistBuilder):
        digests = set()
        for attempt in ("first", "second"):
            built = next(builder(str(ROOT)).build(directory=str(tmp_path / attempt), versions=["standard"]))
            digests.add(hashlib.sha256(Path(built).read_bytes()).hexdigest())
        assert len(digests) == 1, builder.__name__


def test_the_lock_holds_an_allowed_version_of_every_dependency_with_hashes_and_no_address() -> None:
    lock = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;]+)", lock, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["dev"]]):
        assert requirement.specifier.contains(locked[re.sub(r"[._]", "-", requirement.name).lower()]), requirement
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock
