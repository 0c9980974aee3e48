"""Every benchmark of this folder, one after the other: python -m tests.benchmarks"""

from __future__ import annotations

import importlib
from pathlib import Path


def main() -> None:
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n{path.stem}", flush=True)
        try:
            importlib.import_module(f"tests.benchmarks.{path.stem}").main()
        except SystemExit as said:
            print(said)


if __name__ == "__main__":
    main()
