"""Make texts of others printable: on one line, without control characters, of a bounded length. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode that show nothing, or change how the rest of a line is shown (ESC, BEL, directions of text)."""


def make_printable(text: str) -> str:
    """Return a text on one line: white space becomes one blank, control and formatting characters are left out."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() or char.isspace() else _replace(char) for char in text)
    return " ".join(text.split())


def shorten_text(text: str, limit: int) -> str:
    """Return a printable text of at most ``limit`` characters; "…" ends one that was cut."""
    line = make_printable(text[: 4 * limit])
    return line if len(line) <= limit and len(text) <= 4 * limit else f"{line[: limit - 1].rstrip()}…"


def _replace(char: str) -> str:
    return "" if unicodedata.category(char) in _INVISIBLE else char
