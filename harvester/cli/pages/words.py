"""Numbers and names in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 record, 2 records, 1,234 strategies."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def first_few(sentences: Sequence[str], *, most: int, noun: str) -> list[str]:
    """The first few of many sentences, and how many more there are."""
    if len(sentences) <= most:
        return list(sentences)
    return [*sentences[:most], f"… and {counted(len(sentences) - most, noun)} more (-v shows all)"]
