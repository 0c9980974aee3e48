"""Numbers in sentences: the noun and the verb agree with them."""

from __future__ import annotations

from typing import Final

_ONE: Final = {
    "are": "is", "were": "was", "have": "has", "count": "counts", "await": "awaits",
    "they": "it", "them": "it", "their": "its",
    "duplicates": "a duplicate", "other_reports": "another report", "of_records": "a record",
}  # fmt: skip
_MANY: Final = {word: word for word in _ONE} | {"other_reports": "other reports", "of_records": "records"}
_NOUNS: Final = {
    "records": "record", "reports": "report", "studies": "study", "retrievals": "retrieval",
    "included_reports": "included report",
}  # fmt: skip


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 record", "2 studies", "1,234 strategies"."""
    many = plural or (f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s")
    return f"{number:,} {noun if number == 1 else many}"


def agreeing(sentence: str, n: int, **more: str) -> str:
    """A sentence with its fields filled so that they agree with ``n``: ``{n}``, ``{reports}`` (the number with its
    noun), ``{are}``, ``{were}``, ``{they}`` …, and what ``more`` names."""
    nouns = {field: counted(n, noun) for field, noun in _NOUNS.items()}
    return sentence.format_map({"n": f"{n:,}"} | nouns | (_ONE if n == 1 else _MANY) | more)
