"""Our report ids ("R000123") in files on their way out and back. Pure.

Screening tools keep few fields: of those, the address and the keywords come back from most, so the id travels in
several places and is looked for in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harvester.citation import Citation

_ID: Final = re.compile(r"R\d{6,}")
_FRAGMENT: Final = re.compile(r"#lsr-(R\d{6,})(?!\d)")
_MARK: Final = re.compile(r"(?<!\w)lsr:(R\d{6,})(?!\d)")
_TAGS: Final = frozenset(["ID", "LB", "CN", "C1", "report_id", "label", "custom1", "OldItemId"])


def find_report_id(citation: Citation) -> str | None:
    """The report id a re-imported citation carries, or None; also None when it carries two different ones.

    Looked for in the fragment of an address (``#lsr-R000123``), in keywords and notes (``lsr:R000123``), and in the
    fields for labels.
    """
    ids = set(find_report_ids(citation))
    return ids.pop() if len(ids) == 1 else None


def find_report_ids(citation: Citation) -> tuple[str, ...]:
    """Every report id a re-imported citation carries, each once."""
    return tuple(dict.fromkeys(_carried(citation)))


def report_id_mark(report_id: str) -> str:
    """The id as a keyword or note."""
    return f"lsr:{report_id}"


def add_report_id(url: str, report_id: str) -> str:
    """An address that carries the id."""
    return f"{url.partition('#')[0]}#lsr-{report_id}"


def _carried(citation: Citation) -> Iterator[str]:
    for url in citation.urls:
        yield from _FRAGMENT.findall(url)
    for text in (*citation.keywords, *citation.notes):
        yield from _MARK.findall(text)
    for tag, value in citation.extra:
        if tag in _TAGS and _ID.fullmatch(value):
            yield value
        yield from _MARK.findall(value)
