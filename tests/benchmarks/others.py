"""Other tools, in an environment of their own (.venv-bench), made when first asked for."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

from tests.support import ROOT

PEERS: Final = Path(__file__).parent / "peers"
ENVIRONMENT: Final = ROOT / ".venv-bench"
TOOLS: Final = {"bib-dedupe": "bib_dedupe_clusters.py", "Splink + DuckDB": "splink_clusters.py"}
PACKAGES: Final = {"bib-dedupe": "bib-dedupe", "Splink + DuckDB": "splink"}


@cache
def missing() -> str:
    """Why the peers cannot be run, or ""."""
    wanted = PEERS / "requirements.txt"
    stamp = ENVIRONMENT / ".installed"
    if stamp.exists() and stamp.stat().st_mtime >= wanted.stat().st_mtime:
        return ""
    python = ENVIRONMENT / "bin" / "python"
    steps = (
        [sys.executable, "-m", "venv", str(ENVIRONMENT)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)],
    )
    for step in steps:
        done = subprocess.run(step, check=False, capture_output=True, text=True)
        if done.returncode:
            return f"not installed: {(done.stderr or done.stdout).strip().splitlines()[-1][:100]}"
    stamp.touch()
    return ""


@cache
def version(tool: str) -> str:
    """The installed version of a tool, or "" where it is not installed."""
    if missing():
        return ""
    ask = f"import importlib.metadata as m; print(m.version({PACKAGES[tool]!r}))"
    told = subprocess.run([ENVIRONMENT / "bin" / "python", "-c", ask], check=False, capture_output=True, text=True)
    return told.stdout.strip()


def command(tool: str, records: Path, clusters: Path) -> list[str]:
    """How a tool is run on a table of records."""
    return [str(ENVIRONMENT / "bin" / "python"), str(PEERS / TOOLS[tool]), str(records), str(clusters)]
