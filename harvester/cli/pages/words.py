"""Numbers and names in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.wording import counted

__all__ = ["counted", "first_few"]


def first_few(sentences: Sequence[str], *, most: int, noun: str) -> list[str]:
    """The first few of many sentences, and how many more there are."""
    if len(sentences) <= most:
        return list(sentences)
    return [*sentences[:most], f"… and {counted(len(sentences) - most, noun)} more (-v shows all)"]
