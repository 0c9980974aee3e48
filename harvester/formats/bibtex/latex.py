"""Convert LaTeX in BibTeX values to text, and back. Pure.

The macros and their characters are pylatexenc's. Its converter is not used: it drops unknown environments, ``&`` and
what follows a bare ``%``, and fails on nesting, while most exporters write plain text with a few accents. Here unknown
macros are left unchanged.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_COMBINING: Final = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "b": "\u0331",
    "d": "\u0323",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"\\(?P<accent>[\"'`^~=.]|[cvuHkrbd](?![A-Za-z]))[ \t]*"
    r"(?:\{[ \t]*(?P<braced>\\?[A-Za-z])[ \t]*\}|(?P<bare>\\?[A-Za-z]))"
    r"|\\(?P<macro>[A-Za-z]+)(?:\{\}|[ \t]+|)"
    r"|\\(?P<escaped>[^A-Za-z])"
    r"|(?P<ligature>---?|``|''|(?<=\S)~(?=\S))"
    r"|(?P<brace>[{}])"
)
_MATHS: Final = re.compile(r"(?<!\\)\$(?!\$)([^$]{1,300})(?<!\\)\$")
_IS_MATHS: Final = re.compile(r"[\\^_{]|^[^\s\d]\S*$")
_LIGATURES: Final = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " "}
_SPACES: Final = {"\\": " ", ",": " ", ";": " ", ":": " ", " ": " ", "\n": " ", "!": "", "-": "", "/": "", "@": ""}
_DOTLESS: Final = {"\\i": "i", "\\j": "j"}
_STYLES: Final = frozenset([
    "em", "emph", "bf", "it", "rm", "sf", "sl", "tt", "sc", "textbf", "textit", "textmd", "textnormal", "textrm",
    "textsc", "textsf", "textsl", "texttt", "textup", "text", "mathbf", "mathit", "mathrm", "mathsf", "mathtt",
    "mathcal", "mathbb", "boldsymbol", "mbox", "hbox", "textsubscript", "textsuperscript", "enquote", "mkbibquote",
    "url", "path", "noopsort", "ensuremath", "uppercase", "lowercase", "left", "right", "displaystyle", "relax",
    "protect",
])  # fmt: skip
_OURS: Final = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^",
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "slash": "/", "textquotesingle": "'",
    "textasciigrave": "`", "lbrace": "{", "rbrace": "}",
}  # fmt: skip
_ESCAPES: Final = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "$%&#_"},
}  # fmt: skip
_SPECIAL: Final = re.compile(r"[\\{}~^$%&#_]|-(?=-)|`(?=`)|'(?=')")


def latex_to_text(text: str) -> str:
    """Return the text that LaTeX would print, with unknown macros unchanged."""
    if not any(mark in text for mark in ("\\", "{", "}", "$", "~", "--", "``", "''")):
        return text
    if "$" in text:
        text = _MATHS.sub(_maths, text)
    return _TOKEN.sub(_character, text)


def text_to_latex(text: str) -> str:
    """Return LaTeX that :func:`latex_to_text` reads as the same text. Accented letters stay: files are UTF-8."""
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match.group(), f"{match.group()}{{}}"), text)


def _maths(match: re.Match[str]) -> str:
    """Return the formula without its dollar signs; "$5 and $10" are amounts and stay."""
    return match[1] if _IS_MATHS.search(match[1]) else match.group()


def _character(match: re.Match[str]) -> str:
    kind, value = match.lastgroup, match.group()
    if match["accent"]:
        letter = match["braced"] or match["bare"]
        return unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[match["accent"]])
    if kind == "macro":
        return _symbol(match["macro"], value)
    if kind == "escaped":
        return _SPACES.get(match["escaped"], match["escaped"])
    return _LIGATURES[value] if kind == "ligature" else ""


def _symbol(macro: str, written: str) -> str:
    if macro in _STYLES:
        return ""
    return _OURS.get(macro) or _symbols().get(macro) or written


@cache
def _symbols() -> dict[str, str]:
    """Return pylatexenc's macros of characters → their characters."""
    from pylatexenc.latex2text import get_default_latex_context_db

    specs = get_default_latex_context_db().iter_macro_specs()
    return {spec.macroname: spec.simplify_repl for spec in specs if isinstance(spec.simplify_repl, str)}
