"""Numbers and names in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.pluralise import count_noun

__all__ = ["count_noun", "first_few"]


def first_few(sentences: Sequence[str], *, limit: int, noun: str) -> list[str]:
    """The first few of many sentences, and how many more there are."""
    if len(sentences) <= limit:
        return list(sentences)
    return [*sentences[:limit], f"… and {count_noun(len(sentences) - limit, noun)} more (-v shows all)"]
