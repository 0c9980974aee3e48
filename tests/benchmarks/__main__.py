"""Benchmarks: python -m tests.benchmarks [PART …] [--size N] [--large] [--runs N] [--no-peers]; all parts by default.

Prints tables and writes them into docs/benchmarks.md, each part in place of what it said before.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Final

from tests.benchmarks import bench_flow, bench_streams, calibration, incremental, page, quality, speed
from tests.benchmarks.options import Options
from tests.support import SHARED

TABLES: Final[dict[str, Callable[[Options], list[page.Table]]]] = {
    "quality": quality.tables,
    "calibration": calibration.tables,
    "speed": speed.tables,
    "incremental": incremental.tables,
    "flow": bench_flow.tables,
    "streams": bench_streams.tables,
}
SPOKEN: Final = ("formats", "store", "sources", "kills")
"""Parts that print lines of their own."""


def main() -> None:
    """Run the parts named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", metavar="PART", nargs="*", help=f"one of: dedup, {', '.join((*TABLES, *SPOKEN))}")
    parser.add_argument("--large", action="store_true", help="a million made records, and peers on a hundred thousand")
    parser.add_argument("--runs", type=int, default=1, help="runs of each whole process; the median is told [1]")
    parser.add_argument("--size", type=int, action="append", default=[], help="only so many made records; repeatable")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    asked = parser.parse_args()
    if not SHARED.exists():
        sys.exit("labelled sets and the maker of records not at hand: ../shared")
    options = Options(large=asked.large, runs=asked.runs, peers=not asked.no_peers, sizes=tuple(asked.size))
    wanted = [name for part in asked.parts for name in (("quality", "calibration") if part == "dedup" else (part,))]
    if unknown := set(wanted) - {*TABLES, *SPOKEN}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if len(wanted) != 1:
        sys.exit(each_by_itself(wanted or (*TABLES, *SPOKEN)))
    print(f"\n{wanted[0]}", flush=True)
    page.keep(wanted[0], measured(wanted[0], options) if wanted[0] in TABLES else spoken(wanted[0]))


def each_by_itself(parts: Sequence[str]) -> int:
    """Run each part in a process of its own: what one holds would count in the memory of those the next one starts.

    A part that fails stops no other; the exit code says whether any did.
    """
    given = [word for word in sys.argv[1:] if word not in {*TABLES, *SPOKEN, "dedup"}]
    ended = [subprocess.run([sys.executable, "-m", "tests.benchmarks", part, *given], check=False) for part in parts]
    return int(any(one.returncode for one in ended))


def measured(part: str, options: Options) -> str:
    """The tables of a part, printed, and as they go onto the page."""
    tables = TABLES[part](options)
    for table in tables:
        print(f"\n{table.text()}", flush=True)
    return "\n".join(table.markdown() for table in tables)


def spoken(part: str) -> str:
    """What an older part prints, as it goes onto the page."""
    said = io.StringIO()
    argv, sys.argv = sys.argv, sys.argv[:1]
    try:
        with contextlib.redirect_stdout(said):
            importlib.import_module(f"tests.benchmarks.bench_{part}").main()
    except SystemExit as ended:
        said.write(f"{ended}\n")
    finally:
        sys.argv = argv
    print(said.getvalue(), flush=True)
    return f"```\n{said.getvalue().strip()}\n```"


if __name__ == "__main__":
    main()
