"""Pages that show commands, read as a reader follows them: files to save, commands to type, in their order."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Final

from openpyxl import load_workbook

from tests.support import ROOT
from tests.warm import run_warm

_BLOCK: Final = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Saved:
    """A file the page tells its reader to save: its path, from where the reader stands, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A command the page tells its reader to type."""

    words: tuple[str, ...]


def steps(page: str) -> Iterator[Saved | Typed]:
    """What a page (named from the root of the repository) tells its reader to do, comments away."""
    for language, path, text in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8")):
        if path:
            yield Saved(path, text)
        elif language == "sh":
            yield from (
                Typed(tuple(words)) for line in text.splitlines() if (words := shlex.split(line, comments=True))
            )


def quiet_environment() -> dict[str, str]:
    """The environment of somebody without keys and without a review."""
    environment = {**os.environ, "NCBI_API_KEY": "", "ELSEVIER_API_KEY": ""}
    environment.pop("HARVESTER_REVIEW", None)
    return environment


def run(arguments: tuple[str, ...], *, folder: Path, environment: dict[str, str]) -> CompletedProcess[str]:
    """Run harvester in ``folder``, in a process of its own."""
    return run_warm(arguments, folder=folder, environment=environment)


def fill_in(workbook: Path) -> None:
    """Fill in the one question of the form of a new review that has to be answered."""
    book = load_workbook(workbook)
    for sheet in book.worksheets:
        names = [cell.value for cell in sheet[1]]
        if "design" in names:
            sheet.cell(2, names.index("design") + 1).value = "case report"
    book.save(workbook)
