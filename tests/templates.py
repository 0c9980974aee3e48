"""Reviews built once and copied for every test that works on one: building takes seconds, copying milliseconds."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock


@cache
def template_folder() -> Path:
    """Return the folder of this process for what is built once; it is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="harvester-templates-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _built(build: Callable[[Path], object]) -> Path:
    folder = template_folder() / f"{build.__module__}.{build.__qualname__}"
    build(folder)
    return folder


def copy_of(build: Callable[[Path], object], folder: Path) -> Path:
    """Copy to ``folder`` the folder that ``build`` makes at the path it is called with; it runs once in a process."""
    return Path(shutil.copytree(_built(build), folder))


def shared_by_workers(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """Return a folder that ``build`` fills once in a test run, whichever worker is first. Copy it to change it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    finished = folder.with_suffix(".finished")
    with FileLock(folder.with_suffix(".lock")):
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            build(folder)
            finished.touch()
    return folder
