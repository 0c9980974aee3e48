"""What a benchmark tells: tables, printed as they come and kept in docs/benchmarks.md, a section for each part."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.support import ROOT

PAGE: Final = ROOT / "docs" / "benchmarks.md"
HEAD: Final = """# Benchmarks

Written by `make bench` (`python -m tests.benchmarks [PART …]`); each part names the day and the machine it was run on.
[dedup.md](dedup.md) explains the figures. Made records are those of `../shared/tools/make_big.py`.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, with a sentence on what they are; cells are printed as they are."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""

    def markdown(self) -> str:
        """As on the page."""
        lines = [self.headings, ["---"] * len(self.headings), *self.rows]
        table = "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
        return f"**{self.title}**\n\n{table}\n" + (f"\n{self.note}\n" if self.note else "")

    def text(self) -> str:
        """As in a terminal."""
        cells = [list(map(str, row)) for row in (self.headings, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        rows = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
        return "\n".join([self.title, *rows, *([self.note] if self.note else [])])


def machine() -> str:
    """Day, cores, memory, processor, system, Python, and how busy the machine was."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8")) if info.exists() else None
    processor = named[1] if named else platform.processor() or platform.machine()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores ({processor}), {total:.0f} GiB;"
        f" {platform.system()}, Python {platform.python_version()}; load over 1, 5 and 15 minutes {load}"
    )


def keep(part: str, content: str) -> None:
    """Put a part's section into the page, in place of what it said before."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    section = f"<!-- {part} -->\n## {part}\n\n{machine()}\n\n{content.strip()}\n\n<!-- end of {part} -->\n"
    known = re.compile(rf"<!-- {re.escape(part)} -->\n.*?<!-- end of {re.escape(part)} -->\n", re.DOTALL)
    changed, found = known.subn(lambda _: section, page)
    PAGE.write_text(changed if found else f"{page.rstrip()}\n\n{section}", encoding="utf-8")
