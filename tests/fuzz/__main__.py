"""Try each reader for some time, in a process of its own, and say how many inputs were tried.

With atheris (``pip install '.[fuzz]'``) inputs are led by the code they reach; without it hypothesis makes them.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks import page
from tests.fuzz.targets import NAMES, SEEDS
from tests.support import ROOT

_DONE: Final = re.compile(r"Done (\d+) (?:runs|in)|tried (\d+) inputs")


def main() -> int:
    """Every reader in turn; the exit code is 1 when one of them failed."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--seconds", type=int, default=30, help="how long each reader is tried [default: 30]")
    options.add_argument("--page", action="store_true", help="tell it in docs/benchmarks.md")
    options.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(NAMES)} [default: all]")
    asked = options.parse_args()
    led = importlib.util.find_spec("atheris") is not None
    maker = "atheris" if led else "hypothesis"
    print(f"inputs are made by {maker}", flush=True)
    found = [tried(name, asked.seconds, led=led) for name in asked.readers or NAMES]
    if asked.page:
        page.keep("fuzz", table(found, maker).markdown())
    return 0 if all(one.stood for one in found) else 1


@dataclass(frozen=True, slots=True)
class Tried:
    """A reader, how many inputs it was given in how many seconds, and whether it stood all of them."""

    name: str
    seconds: int
    inputs: int
    stood: bool


def table(found: list[Tried], maker: str) -> page.Table:
    """What was tried, as it goes onto the page."""
    rows = [(one.name, one.seconds, f"{one.inputs:,}", "none" if one.stood else "yes") for one in found]
    note = (
        f"Inputs were made by {maker}, beginning from a small file of the format. Each reader has to give records that "
        "can be stored, or one error that says what is wrong and what to do; anything else is a fault."
    )
    return page.Table("Bytes of all kinds", ("reader", "seconds", "inputs", "fault"), rows, note)


def tried(name: str, seconds: int, *, led: bool) -> Tried:
    """Give a reader inputs for so long; prints how many those were, or the one it fell over."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "seed").write_bytes(SEEDS[name])
        words = [sys.executable, "-m", "tests.fuzz.led" if led else "tests.fuzz.made", name, folder, str(seconds)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    said = done.stdout + done.stderr
    count = max((int(found[1] or found[2]) for found in _DONE.finditer(said)), default=0)
    print(f"{name:<22}{count:>12,} inputs  {'no fault' if done.returncode == 0 else 'FAILED'}", flush=True)
    if done.returncode:
        print(said[-6_000:], flush=True)
    return Tried(name, seconds, count, done.returncode == 0)


if __name__ == "__main__":
    sys.exit(main())
