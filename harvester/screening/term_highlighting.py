"""Where terms stand in a text, so that an eye finds them. Pure.

A term is found as whole words, capitals and runs of blanks apart; ``*`` at its end stands for any more letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

TermSide = Literal["include", "exclude"]


@dataclass(frozen=True, slots=True)
class TermMark:
    """A term in a text: from ``start`` to ``end``, and which way it points."""

    start: int
    end: int
    side: TermSide


def find_terms(text: str, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> tuple[TermMark, ...]:
    """Every place where a term stands, in order, none overlapping: where two would, the one that begins first, then the
    longer, then the one for exclusion stays."""
    candidates = [TermMark(*span, "exclude") for term in exclude for span in _places(term, text)]
    candidates += [TermMark(*span, "include") for term in include for span in _places(term, text)]
    chosen: list[TermMark] = []
    for mark in sorted(candidates, key=lambda candidate: (candidate.start, -candidate.end, candidate.side)):
        if not chosen or mark.start >= chosen[-1].end:
            chosen.append(mark)
    return tuple(chosen)


def _places(term: str, text: str) -> Iterable[tuple[int, int]]:
    words = term.split()
    if not words or words == ["*"]:
        return []
    parts = [rf"{re.escape(word[:-1])}\w*" if word.endswith("*") else re.escape(word) for word in words]
    joined = r"\s+".join(parts)
    pattern = rf"(?<!\w){joined}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
