"""Cleaning of values: markup out, text kept. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INLINE: Final = (
    r"(?:(?:jats|mml|xhtml):[a-z][a-z0-9-]*|a|abbr|b|bold|br|div|em|font|h[1-6]|i|inf|it|italic|li|math|mi|mn|mo|mrow|msub|msup|ol|p|sc|sec|"
    r"small|span|strike|strong|sub|sup|title|tt|u|ul)"
)
_TAG: Final = re.compile(rf"</?{_INLINE}(?:\s+[A-Za-z:_-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>", re.IGNORECASE)
_BLOCK: Final = re.compile(
    r"</?(?:(?:jats|xhtml):)?(?:br|div|h[1-6]|li|list|list-item|ol|p|sec|title|ul)\b", re.IGNORECASE
)
_MOST_LAYERS: Final = 4
"""How often text can have been escaped: some services escape what their source had escaped already."""
_ESCAPED: Final = re.compile("&#00(38|60);")
"""How :func:`escape_markup` writes "&" and "<" that are no markup; nothing that comes from these is decoded again."""
_LITERAL: Final = {"38": "&", "60": "<"}
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def split_at(text: str, starts: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield a text cut where its records begin (positions, ascending): first line and text of each."""
    line, counted = 1, 0
    for start, end in pairwise([*starts, len(text)]):
        line, counted = line + text.count("\n", counted, start), start
        yield line, text[start:end]


def collapse_whitespace(text: str) -> str:
    """Return a text on one line: each run of blanks and line breaks becomes one space."""
    return " ".join(text.split())


def clean_line(text: str) -> str:
    """Return a text on one line, without control characters and lone surrogates, which no file may hold."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # every white space but a plain one counts as unprintable, so there is nothing to correct
    line = collapse_whitespace(text)
    return line if line.isprintable() else collapse_whitespace(_UNPRINTABLE.sub("", line))


def strip_markup(text: str) -> str:
    """Return a text without HTML: entities decoded, inline tags removed, their content kept ("p < 0.05" is no tag).

    Markup that was escaped, once or several times ("&lt;i&gt;", "&amp;amp;"), is markup too.
    """
    if "<" in text:
        text = _TAG.sub(_in_place_of, text)
    if "&" not in text:
        return text
    if "&#00" in text and _ESCAPED.search(text):
        parts = _ESCAPED.split(text)
        return "".join(strip_markup(part) if place % 2 == 0 else _LITERAL[part] for place, part in enumerate(parts))
    for _ in range(_MOST_LAYERS):
        decoded = _ENTITY.sub(_character, text)
        if decoded == text:
            break
        text = _TAG.sub(_in_place_of, decoded) if "<" in decoded else decoded
        if "&" not in text:
            break
    return text


def plain_text(text: str) -> str:
    """Return a text as one clean line without markup."""
    return clean_line(strip_markup(text))


def escape_markup(text: str) -> str:
    """Return a text that :func:`plain_text` turns into ``clean_line(text)``: escaped only when it looks like markup."""
    line = clean_line(text)
    if plain_text(line) == line:
        return line
    return line.replace("&", "&#0038;").replace("<", "&#0060;")


def _in_place_of(tag: re.Match[str]) -> str:
    return " " if _BLOCK.match(tag.group()) else ""


def _character(entity: re.Match[str]) -> str:
    decoded = html.unescape(entity.group())
    return " " if decoded in "\n\r\u00a0\u2028\u2029" else decoded
