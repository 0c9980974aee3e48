"""Sentences with numbers: the noun and the verb agree with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_SINGULAR: Final = {
    "are": "is", "were": "was", "have": "has", "count": "counts", "await": "awaits",
    "they": "it", "them": "it", "their": "its",
    "duplicates": "a duplicate", "other_reports": "another report", "of_records": "a record",
}  # fmt: skip
_PLURAL: Final = {word: word for word in _SINGULAR} | {"other_reports": "other reports", "of_records": "records"}
_NOUNS: Final = {
    "records": "record", "reports": "report", "studies": "study", "retrievals": "retrieval",
    "included_reports": "included report",
}  # fmt: skip


def count_noun(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "1 record", "2 studies", "1,234 strategies"."""
    plural_noun = plural or (f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural_noun}"


def format_with_plural(sentence: str, n: int, **fields: str) -> str:
    """Return a sentence with its fields filled so that they agree with ``n``.

    Fields: ``{n}``, ``{reports}`` (the number with its noun), ``{are}``, ``{were}``, ``{they}`` …, and those in
    ``fields``.
    """
    nouns = {field: count_noun(n, noun) for field, noun in _NOUNS.items()}
    return sentence.format_map({"n": f"{n:,}"} | nouns | (_SINGULAR if n == 1 else _PLURAL) | fields)


def first_few(sentences: Sequence[str], *, limit: int, noun: str) -> list[str]:
    """Return the first ``limit`` of many sentences, and a sentence with the number of further ones."""
    if len(sentences) <= limit:
        return list(sentences)
    return [*sentences[:limit], f"… and {count_noun(len(sentences) - limit, noun)} more (-v shows all)"]
