"""Make texts of others printable: on one line, without control characters, of a bounded length. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of Unicode that show nothing, or change how the rest of a line is shown (ESC, BEL, directions of text)."""

_LINE_ENDS: Final = re.compile("\\r\\n?|[\\x0b\\x0c\\x85\\u2028\\u2029]")
_CONTROL_CODES: Final = re.compile(
    "[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
)


def make_printable(text: str) -> str:
    """Return a text on one line: white space becomes one blank, control and formatting characters are left out."""
    return " ".join(remove_controls(text).split())


def remove_controls(text: str, *, keep: str = "") -> str:
    """Return a text without control and formatting characters; other white space becomes blanks, one for each.

    ``keep`` names control characters that stay, such as line feeds. Nothing else is changed, so that columns stay
    aligned; a terminal, a spreadsheet and a browser can show the result and do nothing else with it.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _replace(char) for char in text)


def shorten_text(text: str, limit: int) -> str:
    """Return a printable text of at most ``limit`` characters; "…" ends one that was cut."""
    line = make_printable(text[: 4 * limit])
    return line if len(line) <= limit and len(text) <= 4 * limit else f"{line[: limit - 1].rstrip()}…"


def remove_control_codes(text: str) -> str:
    """Return a text of data without what a terminal, a spreadsheet or a browser obeys instead of showing it: control
    codes (but for tabs and line feeds) and changes of the direction of writing.

    Unlike :func:`remove_controls` it keeps all else: joiners, soft hyphens, characters that Python does not know.
    """
    if text.isprintable():
        return text
    return _CONTROL_CODES.sub("", _LINE_ENDS.sub("\n", text))


def _replace(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in _INVISIBLE else char
