"""From the text of a strategy file to the query that is sent. Pure."""

from __future__ import annotations

import re
from typing import Final

from harvester.errors import SourceRefused

_COMMENT: Final = "//"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NUMBERED: Final = re.compile(r"#\s?\d+\b")


def extract_query(text: str) -> str:
    """The query in a strategy file, on one line.

    Lines that begin with ``//`` are comments for people and are not sent; all other lines are joined with a space.
    Raises ``SourceRefused`` for a text without a query, for one that is not Unicode, and for numbered line sets
    ("#1 …", "#3 #1 AND #2"), which live in one session of a web page and mean nothing to an API.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1)]
    query_lines = [(number, line) for number, line in lines if line and not line.startswith(_COMMENT)]
    for number, line in query_lines:
        _refuse_numbered(number, line)
    if not query_lines:
        raise SourceRefused(
            "the strategy holds no query", hint="Write the search into the strategy file, exactly as run."
        )
    query = " ".join(line for _, line in query_lines)
    if _SURROGATE.search(query):
        raise SourceRefused("the strategy holds characters that are none", hint="Save the strategy file as UTF-8.")
    return query


def _refuse_numbered(number: int, line: str) -> None:
    if _NUMBERED.match(line):
        raise SourceRefused(
            f"line {number} of the strategy is a numbered line set, which cannot be sent: {line[:60]}",
            hint="Write the search as one expression with parentheses; PubMed shows it under Advanced, Details.",
        )
