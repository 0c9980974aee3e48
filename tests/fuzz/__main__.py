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
from pathlib import Path
from typing import Final

from tests.fuzz.targets import NAMES, SEEDS
from tests.support import ROOT

_DONE: Final = re.compile(r"Done (\d+) (?:runs|in)|tried (\d+) inputs")


def main() -> int:
    """Every reader in turn; the exit code is 1 when one of them failed."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--seconds", type=int, default=30, help="how long each reader is tried [default: 30]")
    options.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(NAMES)} [default: all]")
    asked = options.parse_args()
    led = importlib.util.find_spec("atheris") is not None
    print(f"inputs are made by {'atheris' if led else 'hypothesis'}", flush=True)
    failed = [name for name in asked.readers or NAMES if not tried(name, asked.seconds, led=led)]
    return 1 if failed else 0


def tried(name: str, seconds: int, *, led: bool) -> bool:
    """Whether a reader stood everything it was given; prints how many inputs that were, or the input it fell over."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "seed").write_bytes(SEEDS[name])
        words = [sys.executable, "-m", "tests.fuzz.led" if led else "tests.fuzz.made", name, folder, str(seconds)]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    said = done.stdout + done.stderr
    count = [int(found[1] or found[2]) for found in _DONE.finditer(said)]
    print(
        f"{name:<22}{max(count, default=0):>12,} inputs  {'no fault' if done.returncode == 0 else 'FAILED'}", flush=True
    )
    if done.returncode:
        print(said[-6_000:], flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
