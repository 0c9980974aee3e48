"""Whole processes from outside: seconds, processor seconds and peak memory, by the system's own account."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.support import SHARED

MAKER: Final = SHARED / "tools" / "make_big.py"
SCRATCH: Final = Path(tempfile.gettempdir()) / "harvester-benchmarks"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall-clock and processor seconds, and the peak of its largest process in MiB."""

    seconds: float
    processor: float
    peak: float


def run(command: Sequence[str], *, runs: int = 1, limit: float | None = None) -> Run | str:
    """The median of some runs of a command, or in words why there is none."""
    done: list[Run] = []
    for _ in range(runs):
        told = _once(command, limit)
        if isinstance(told, str):
            return told
        done.append(told)
    seconds, processor, peak = (
        statistics.median(getattr(one, name) for one in done) for name in ("seconds", "processor", "peak")
    )
    return Run(seconds, processor, peak)


def _once(command: Sequence[str], limit: float | None) -> Run | str:
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if limit is not None and time.perf_counter() - began > limit:
                process.kill()
                os.wait4(process.pid, 0)
                process.returncode = -9
                return f"stopped after {limit:.0f} s"
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        scale = 2**20 if sys.platform == "darwin" else 2**10
        if process.returncode < 0:
            return f"ended by signal {-process.returncode} at {used.ru_maxrss / scale:,.0f} MiB"
        if process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            return f"failed: {' '.join(last)[:80]}"
        return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / scale)


@cache
def made(size: int) -> Path:
    """The folder of so many made records, made once on a machine."""
    folder = SCRATCH / f"made-{size}"
    if not (folder / "merged_ids.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(MAKER), str(size), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


def ours(records: Path, clusters: Path) -> list[str]:
    """The command that de-duplicates a table with harvester."""
    return [sys.executable, "-m", "harvester", "dedup", "files", str(records), "--clusters", str(clusters)]
