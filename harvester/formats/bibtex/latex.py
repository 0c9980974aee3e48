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
_PART: Final = re.compile(
    r"\\(?:url|path|nolinkurl)[ \t]*\{(?P<address>(?:[^{}]|\{[^{}]*\})*)\}"
    r"|(?<!\\)\$\$(?P<display>[^$]{1,1000})\$\$"
    r"|(?<!\\)\$(?!\$)(?P<inline>(?:[^$\\]|\\.){1,1000})\$"
    r"|\\\((?P<round>(?:[^\\]|\\[^)]){1,300}?)\\\)",
    re.DOTALL,
)
"""Parts in which other rules hold: addresses and formulas."""
_IS_MATHS: Final = re.compile(r"[\\^_{]|^[^\s\d]\S*$")
_FRACTION: Final = re.compile(r"\\[dt]?frac[ \t]*\{([^{}]*)\}[ \t]*\{([^{}]*)\}")
_DEGREE: Final = re.compile(r"\^[ \t]*(?:\{[ \t]*\\circ[ \t]*\}|\\circ(?![A-Za-z]))")
_SCRIPT: Final = re.compile(r"(?<!\\)[\^_]")
_KEEPING_BLANK: Final = frozenset("≤≥⩽⩾≲≳<>=≠≈∼≃≅≡±∓×·÷∈→←↔⇒∝+")
"""Symbols of relations and operations, behind which a formula is printed with a gap."""
_ESCAPED_TWICE: Final = re.compile(r"\\\\(?=[_%#&~{}$^])")
_IN_ADDRESS: Final = re.compile(
    r"\\(?P<macro>[A-Za-z]+)(?:\{\}|[ \t]+|)|\\(?P<escaped>[^A-Za-z])"
    r"|(?P<maths>\$(?P<inside>[^$\s]{1,20})\$)|(?P<brace>[{}])"
)
_LIGATURES: Final = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " "}
_SPACES: Final = {"\\": " ", ",": " ", ";": " ", ":": " ", " ": " ", "\n": " ", "!": "", "-": "", "/": "", "@": ""}
_DOTLESS: Final = {"\\i": "i", "\\j": "j"}
_STYLES: Final = frozenset([
    "em", "emph", "bf", "it", "rm", "sf", "sl", "tt", "sc", "textbf", "textit", "textmd", "textnormal", "textrm",
    "textsc", "textsf", "textsl", "texttt", "textup", "text", "mathbf", "mathit", "mathrm", "mathsf", "mathtt",
    "mathcal", "mathbb", "boldsymbol", "mbox", "hbox", "textsubscript", "textsuperscript", "enquote", "mkbibquote",
    "url", "path", "noopsort", "ensuremath", "uppercase", "lowercase", "left", "right", "displaystyle", "relax",
    "protect", "nolinkurl", "bar", "hat", "overline", "underline", "vec", "widehat", "tilde", "bm", "textgreek",
    "operatorname", "limits", "nolimits", "big", "bigl", "bigr", "Big",
])  # fmt: skip
_OURS: Final = {
    "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "~", "textasciicircum": "^",
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "slash": "/", "textquotesingle": "'",
    "textasciigrave": "`", "lbrace": "{", "rbrace": "}", "ne": "≠", "micro": "μ", "degree": "°", "celsius": "°C",
    "percent": "%", "permil": "‰", "ohm": "Ω", "copyright": "©", "pounds": "£", "euro": "€", "S": "§", "P": "¶",
    "sim": "~", "ast": "*", "leqslant": "≤", "geqslant": "≥", "square": "□", "quad": " ", "qquad": " ",
}  # fmt: skip
_GREEK_STYLE: Final = re.compile("^(?:text|up|mathup)|up$")
"""What stands around the name of a letter in macros of textgreek ("textalpha"), upgreek ("upmu") and others."""
_SMALL_GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "varepsilon": "ε",
    "vartheta": "ϑ", "varsigma": "ς", "varphi": "φ", "varrho": "ϱ",
}  # fmt: skip
_GREEK: Final = _SMALL_GREEK | {
    name.title(): letter.upper() for name, letter in _SMALL_GREEK.items() if not name.startswith("var")
}
_ESCAPES: Final = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "$%&#_"},
}  # fmt: skip
_SPECIAL: Final = re.compile(r"[\\{}~^$%&#_]|-(?=-)|`(?=`)|'(?=')")


def latex_to_text(text: str) -> str:
    """Return the text that LaTeX would print, with unknown macros unchanged."""
    if not any(mark in text for mark in ("\\", "{", "}", "$", "~", "--", "``", "''")):
        return text
    if "$" not in text and "\\(" not in text and "\\url" not in text and "\\path" not in text:
        return _TOKEN.sub(_character, text)
    parts, start = [], 0
    for match in _PART.finditer(text):
        parts += [_TOKEN.sub(_character, text[start : match.start()]), _part(match)]
        start = match.end()
    return "".join([*parts, _TOKEN.sub(_character, text[start:])])


def address_to_text(text: str) -> str:
    r"""Return an address or a DOI without LaTeX's escapes, also double ones ("\\_", "{\\_}"); "~" and "--" stay."""
    if not any(mark in text for mark in ("\\", "{", "}", "$")):
        return text
    return _IN_ADDRESS.sub(_character_of_address, _ESCAPED_TWICE.sub(lambda _: "\\", text))


def text_to_latex(text: str) -> str:
    """Return LaTeX that :func:`latex_to_text` reads as the same text. Accented letters stay: files are UTF-8."""
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match.group(), f"{match.group()}{{}}"), text)


def _part(match: re.Match[str]) -> str:
    """Return an address as it is written, or a formula as text; "$5 and $10" are amounts and stay."""
    if match["address"] is not None:
        return address_to_text(match["address"])
    formula = match["display"] or match["inline"] or match["round"]
    if match["inline"] and not _IS_MATHS.search(formula):
        return "$" + _TOKEN.sub(_character, formula) + "$"
    formula = _SCRIPT.sub("", _DEGREE.sub("°", _FRACTION.sub(r"\1/\2", formula)))
    return _TOKEN.sub(_character_of_formula, formula.strip())


def _character(match: re.Match[str]) -> str:
    kind, value = match.lastgroup, match.group()
    if match["accent"]:
        letter = match["braced"] or match["bare"]
        return unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _COMBINING[match["accent"]])
    if kind == "macro":
        symbol = _symbol(match["macro"], value)
        return symbol + " " if value[-1] in " \t" and _is_of_formulas(match["macro"], symbol) else symbol
    if kind == "escaped":
        return _SPACES.get(match["escaped"], match["escaped"])
    return _LIGATURES[value] if kind == "ligature" else ""


def _is_of_formulas(macro: str, symbol: str) -> bool:
    """Return whether a symbol is one of formulas alone: in text without "$" the blank behind it is meant."""
    return symbol in _KEEPING_BLANK or macro in _GREEK


def _character_of_formula(match: re.Match[str]) -> str:
    """Return a token as a formula has it: blanks print nothing, but for those around relations."""
    kind, value = match.lastgroup, match.group()
    if kind == "macro":
        symbol = _symbol(match["macro"], value)
        return symbol + " " if value[-1] in " \t" and symbol in _KEEPING_BLANK else symbol
    return value if kind == "ligature" and value != "~" else _character(match)


def _character_of_address(match: re.Match[str]) -> str:
    if match["brace"]:
        return ""
    if match["maths"]:
        return address_to_text(match["inside"])
    if match["macro"]:
        return _symbol(match["macro"], match.group())
    return match["escaped"]


def _symbol(macro: str, written: str) -> str:
    if macro in _STYLES:
        return ""
    return _OURS.get(macro) or _symbols().get(macro) or _GREEK.get(_GREEK_STYLE.sub("", macro)) or written


@cache
def _symbols() -> dict[str, str]:
    """Return pylatexenc's macros of characters → their characters."""
    from pylatexenc.latex2text import get_default_latex_context_db

    specs = get_default_latex_context_db().iter_macro_specs()
    return {spec.macroname: spec.simplify_repl for spec in specs if isinstance(spec.simplify_repl, str)}
