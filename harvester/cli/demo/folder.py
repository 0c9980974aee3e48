"""The folder of the demonstration: a copy of the model review, replaced only where a former demonstration lies."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from harvester.cli.demo.index_page import DEMO_DESCRIPTION, DEMO_TITLE, page_sections, render_index
from harvester.errors import UsageError
from harvester.resources import shipped_path

MARKER_FILE: Final = ".harvester-demo"
"""A folder with this file in it is ours to replace."""

_MODEL_REVIEW: Final = "queries/anakinra-hlh"
_COPIED_PATTERNS: Final = ("*.toml", "*.txt", "demo/*.csv")
"""Not the store, which lies there too when somebody runs the model review itself."""

_ANSWER_KEY: Final = "same-reports.csv"
"""The answer key of the de-duplication stays behind."""

RESULTS_FOLDER: Final = "results"
"""The folder inside for what goes into the paper."""

_DATE_PATTERN: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def create_demo_folder(folder: Path) -> None:
    """Make the folder, with the exports of the first search day.

    Raises ``UsageError``, and touches nothing, for a folder that holds something else.
    """
    model = shipped_path(_MODEL_REVIEW)
    try:
        _clear_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER_FILE).write_text("harvester demo may replace this folder.\n", encoding="utf-8")
        for path in sorted(path for pattern in _COPIED_PATTERNS for path in model.glob(pattern)):
            if path.name != _ANSWER_KEY:
                shutil.copyfile(path, folder / path.name)
        (folder / RESULTS_FOLDER).mkdir()
    except OSError as error:
        raise _write_error(folder, error) from error
    add_exports(folder, "v1")


def add_exports(folder: Path, version: str) -> None:
    """Put the exports of a search day into imports/. A file's date is the day in its name: the day of its search."""
    exports = shipped_path(_MODEL_REVIEW) / "demo" / version / "imports"
    try:
        for path in sorted(exports.glob("*/*")):
            target = folder / "imports" / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            _set_date(target)
    except OSError as error:
        raise _write_error(folder, error) from error


def write_index(folder: Path) -> None:
    """Write index.html, which shows what the folder holds by then. Raises ``UsageError`` when it cannot."""
    result_files = sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"{RESULTS_FOLDER}/*"))
    screening_files = sorted(path.name for path in folder.glob("to-screen-*"))
    try:
        (folder / "index.html").write_text(
            render_index(DEMO_TITLE, DEMO_DESCRIPTION, page_sections(screening_files, result_files)), encoding="utf-8"
        )
    except OSError as error:
        raise _write_error(folder, error) from error


def _clear_folder(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER_FILE).is_file()):
        raise UsageError(
            f"{folder} holds something that is no demonstration of harvester; it was left as it is.",
            hint="Name a new folder: harvester demo DIR",
        )
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _set_date(path: Path) -> None:
    if match := _DATE_PATTERN.search(path.name):
        noon = datetime.fromisoformat(f"{match.group()}T12:00:00").replace(tzinfo=UTC).timestamp()
        os.utime(path, (noon, noon))


def _write_error(folder: Path, error: OSError) -> UsageError:
    return UsageError(f"{folder} cannot be written to: {error.strerror}.", hint="Name a folder of yours.")
