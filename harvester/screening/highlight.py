"""Where terms stand in a text, so that an eye finds them. Pure.

A term is found as whole words, capitals and runs of blanks apart; ``*`` at its end stands for any more letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["include", "exclude"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A term in a text: from ``start`` to ``end``, and which way it points."""

    start: int
    end: int
    side: Side


def marks(text: str, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> tuple[Mark, ...]:
    """Every place where a term stands, in order, none overlapping: where two would, the one that begins first, then the
    longer, then the one for exclusion stays."""
    found = [Mark(*span, "exclude") for term in exclude for span in _places(term, text)]
    found += [Mark(*span, "include") for term in include for span in _places(term, text)]
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.start, -each.end, each.side)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _places(term: str, text: str) -> Iterable[tuple[int, int]]:
    words = term.split()
    if not words or words == ["*"]:
        return []
    parts = [rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else re.escape(word) for word in words]
    joined = r"\s+".join(parts)
    pattern = rf"(?<!\w){joined}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
