"""Made-up export files of growing size, read part by part: records a second, and how much memory that takes at most.

Run: python -m tests.benchmarks.bench_streams [records ...]
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from harvester.cli.root import GARBAGE_EVERY
from harvester.formats import read_parts
from harvester.workflow.files import blocks
from tests.benchmarks import made_exports
from tests.support import ROOT

SIZES: Final = {"ris": (20_000, 200_000, 1_000_000), "pubmed-xml": (20_000, 100_000), "csv": (20_000, 200_000)}
BARE_LOOP: Final = 5_000_000


def main() -> None:
    """Print a table: format, records, bytes a record, records a second of processor time, peak memory."""
    print(
        f"a bare loop of {BARE_LOOP:,} additions takes {bare_loop():.2f} s here and now (an idle desktop: about 0.2 s)"
    )
    print(f"{'input':<34}{'records':>9}{'bytes/record':>14}{'records/s':>12}{'peak MB':>9}", flush=True)
    asked = tuple(map(int, sys.argv[1:]))
    for format_name, sizes in SIZES.items():
        for records in asked or sizes:
            run_alone(format_name, records)


def run_alone(format_name: str, records: int) -> None:
    """A process of its own, so that its peak of memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{format_name}"
        with path.open("wb") as file:
            file.writelines(made_exports.blocks(format_name, records))
        code = f"from tests.benchmarks.bench_streams import measure; measure({format_name!r}, {str(path)!r})"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def measure(format_name: str, file: str) -> None:
    """Read a file as ``harvester import`` does, but for the store, and print a line."""
    gc.set_threshold(*GARBAGE_EVERY)
    path = Path(file)
    began = time.process_time()
    records = sum(len(part.found.entries) for part in read_parts(blocks(path), name=path.name))
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size
    print(f"{f'{format_name}, in parts':<34}{records:>9}{size // records:>14}{records / seconds:>12,.0f}{peak:>9,.0f}")


def bare_loop() -> float:
    """How quick this machine is at the moment: other figures mean little without it."""
    began, total = time.process_time(), 0
    for number in range(BARE_LOOP):
        total += number
    return time.process_time() - began


if __name__ == "__main__":
    main()
