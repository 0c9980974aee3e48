"""Programs that begin with harvester imported: each is a process of its own, but starts in a tenth of the time."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Final

from harvester.cli import main

WARM: Final = get_context("forkserver")
WARM.set_forkserver_preload(
    ["tests.warm", "harvester.workflow.harvest.update", "harvester.workflow.reporting.flow", "openpyxl", "docx"]
)


def start_warm(
    words: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path | None = None,
    output: Path | None = None,
    errors: Path | None = None,
) -> ForkServerProcess:
    """Start ``harvester WORDS`` in ``folder``; it prints to the files ``output`` and ``errors``, or nowhere."""
    settings = (
        list(map(str, words)),
        dict(environment),
        folder or Path.cwd(),
        output or os.devnull,
        errors or os.devnull,
    )
    process = WARM.Process(target=_run, args=settings)
    process.start()
    return process


def run_warm(words: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> CompletedProcess[str]:
    """Run ``harvester WORDS`` in ``folder`` to its end."""
    with tempfile.TemporaryDirectory() as scratch:
        output, errors = Path(scratch) / "output", Path(scratch) / "errors"
        process = start_warm(words, environment=environment, folder=folder, output=output, errors=errors)
        process.join(60)
        process.kill()
        process.join()
        texts = (path.read_text(encoding="utf-8") if path.exists() else "" for path in (output, errors))
        return CompletedProcess(["harvester", *words], process.exitcode or 0, *texts)


def _run(words: list[str], environment: dict[str, str], folder: Path, output: Path | str, errors: Path | str) -> None:
    """What ``python -m harvester`` does, in a process that has imported everything."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["harvester", *words]
    with Path(output).open("w", encoding="utf-8") as out, Path(errors).open("w", encoding="utf-8") as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdout, sys.stderr = out, err
        main()
