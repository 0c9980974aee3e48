"""Compare the beginnings of abstracts by the similarity of their letters."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import Codes, Ints, Percent
from harvester.dedup.comparison.levels import AbstractLevel, choose_level
from harvester.dedup.comparison.similarity import row_similarity, text_lengths
from harvester.dedup.records.columns import Columns

_MIN_LETTERS: Final = 80
"""Shorter texts are not compared: "Abstract not available"."""
_SAME_FROM: Final = 90
_SIMILAR_FROM: Final = 75
_PARTIAL_FROM: Final = 55
"""In percent; set by hand on the labelled sets (docs/dedup.md)."""


def compare_abstract(columns: Columns, a: Ints, b: Ints) -> tuple[Codes, Percent]:
    """Return level and similarity in percent of the abstracts: shape (n,), int8 and uint8."""
    left, right = text_lengths(columns.abstract[a]), text_lengths(columns.abstract[b])
    rows = np.flatnonzero((left >= _MIN_LETTERS) & (right >= _MIN_LETTERS))
    score = row_similarity(columns.abstract, a[rows], b[rows], fuzz.ratio)
    level, similarity = np.zeros(a.size, dtype=np.int8), np.zeros(a.size, dtype=np.uint8)
    level[rows] = choose_level(
        (
            (score >= _SAME_FROM, AbstractLevel.SAME),
            (score >= _SIMILAR_FROM, AbstractLevel.SIMILAR),
            (score >= _PARTIAL_FROM, AbstractLevel.PARTIAL),
        ),
        AbstractLevel.DIFFERENT,
    )
    similarity[rows] = score.astype(np.uint8)
    return level, similarity
