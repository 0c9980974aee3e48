"""Made records as a table in, clusters as a table out: seconds, memory and pairs of the whole process, by size."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.benchmarks import others
from tests.benchmarks.measure import Run, made, ours, run
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.support import SHARED

SIZES: Final = (10_000, 25_000, 50_000, 100_000)
LARGE: Final = 1_000_000
THEIRS: Final = (10_000,)
LARGEST: Final = {"bib-dedupe": (50_000, "not run: of 100,000 it took more than the 23 GiB there were, and was ended")}
"""The most records that a tool is given, and why."""
SCORER: Final = SHARED / "tools" / "score_dedup.py"
LIMIT: Final = 3_000.0
HEADINGS: Final = (
    "records", "tool", "seconds", "processor seconds", "peak MiB", "µs a record", "of the processor",
    "pair precision", "pair recall",
)  # fmt: skip
NOTE: Final = (
    "Seconds are those of the clock, so they grow with whatever else the machine does; processor seconds are those of"
    " the process and those it starts, and the time for a record is given by both. The peak is that of the largest"
    " process."
)


def tables(options: Options) -> list[Table]:
    """Ours at every size, theirs at the smaller ones."""
    usual = (*SIZES, *((LARGE,) if options.large else ()))
    rows = [row("harvester", size, options) for size in options.sizes or usual]
    if options.peers:
        sizes = options.sizes or (SIZES if options.large else THEIRS)
        reason = others.missing()
        rows += [row(tool, size, options, reason or beyond(tool, size)) for tool in others.TOOLS for size in sizes]
    return [Table("Whole processes", HEADINGS, rows, NOTE)]


def beyond(tool: str, size: int) -> str:
    """Why a tool is not given so many records, or ""."""
    largest, why = LARGEST.get(tool, (LARGE, "not run"))
    return why if size > largest else ""


def row(tool: str, size: int, options: Options, reason: str = "") -> tuple[object, ...]:
    """One tool at one size."""
    if reason:
        return (f"{size:,}", tool, reason, *[""] * (len(HEADINGS) - 3))
    records = made(size) / "records.csv"
    with tempfile.TemporaryDirectory() as scratch:
        clusters = Path(scratch) / "clusters.csv"
        command = ours(records, clusters) if tool == "harvester" else others.command(tool, records, clusters)
        done = run(command, runs=options.runs if size < LARGE else 1, limit=LIMIT)
        if isinstance(done, str):
            return (f"{size:,}", tool, done, *[""] * (len(HEADINGS) - 3))
        told = (f"{size:,}", tool, *figures(done, size), *pairs(records.parent, clusters))
    print("  ".join(map(str, told)), flush=True)
    return told


def figures(done: Run, size: int) -> tuple[str, ...]:
    """A run in words."""
    a_record = [f"{seconds / size * 1e6:.0f}" for seconds in (done.seconds, done.processor)]
    return f"{done.seconds:.1f}", f"{done.processor:.1f}", f"{done.peak:,.0f}", *a_record


def pairs(folder: Path, clusters: Path) -> tuple[str, str]:
    """Precision and recall over pairs, by the shared scorer."""
    csv.field_size_limit(10**9)
    told = subprocess.run(
        [sys.executable, str(SCORER), str(folder), str(clusters), "--json"], check=True, capture_output=True, text=True
    )
    found = json.loads(told.stdout)["pairs"]
    return f"{found['precision']:.4f}", f"{found['recall']:.4f}"
