"""Takes the pictures of pages and screens that docs/ shows: ``python -m tests.screenshots``. Needs Chromium."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from io import StringIO
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from tests.browser import browser, visit
from tests.support import ROOT

IMAGES: Final = ROOT / "docs" / "img"
_COLUMNS: Final = 100
_QUIET: Final = 3.0
"""Seconds without a word after which a screen is taken to wait for a key."""


def main() -> None:
    """Run the demonstration in a temporary folder and photograph it."""
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        demo = Path(folder) / "demo-review"
        subprocess.run([sys.executable, "-m", "harvester", "demo", str(demo)], check=True, capture_output=True)
        _page(opened, demo / "index.html", "page-demo.png", height=1500)
        _page(
            opened, demo / "results" / "flow.html", "page-flow.png", height=1000, clicks=("summary", ".numbers button")
        )
        for name, words in {
            "screen-status.png": ("status",),
            "screen-dedup.png": ("dedup", "explain", "pubmed:36579732", "embase:L990000097"),
            "screen-screening.png": ("screen", "run", "--reviewer", "second", "--reviewers", "2"),
        }.items():
            _screen(opened, demo, words, name)


def _page(opened: Any, page: Path, name: str, *, height: int, clicks: tuple[str, ...] = ()) -> None:
    opened.set_window_size(1280, height)
    visit(opened, page)
    for selector in clicks:
        opened.find_element("css selector", selector).click()
    opened.save_screenshot(str(IMAGES / name))


def _screen(opened: Any, demo: Path, words: tuple[str, ...], name: str) -> None:
    """What a terminal shows, as a picture."""
    shown = _typed(demo, words)
    console = Console(record=True, width=_COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ harvester {' '.join(words)}\n{shown}"))
    page = demo / "screen.html"
    framed = "<style>pre{width:max-content;padding:1rem;border:1px solid #c8c8c8}</style>"
    page.write_text(console.export_html(inline_styles=True) + framed, encoding="utf-8")
    visit(opened, page)
    opened.find_element("css selector", "pre").screenshot(str(IMAGES / name))


def _typed(demo: Path, words: tuple[str, ...]) -> str:
    """Run a command in a terminal of its own until it ends or waits for a key, and return its last screen."""
    environment = {**os.environ, "COLUMNS": str(_COLUMNS), "LINES": "40", "TERM": "xterm-256color"}
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "harvester", "--review", str(demo), *words]
    running = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, env=environment, close_fds=True
    )
    os.close(follower)
    said = b""
    last = time.monotonic()
    while time.monotonic() - last < _QUIET + (10 if not said else 0):
        if select.select([leader], [], [], 0.2)[0]:
            try:
                said += os.read(leader, 65_536)
            except OSError:
                break
            last = time.monotonic()
    running.kill()
    running.wait()
    os.close(leader)
    return said.decode("utf-8", "replace").rpartition("\x1b[2J")[2].replace("\r", "")


if __name__ == "__main__":
    main()
