"""Types of the arrays that the de-duplicator works on, and the similarity of arrays of texts.

Arrays have one entry per record, or one entry per pair of records.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.process import cpdist

Ints = NDArray[np.int64]
"""Numbers, hashes and row numbers."""

Rows = NDArray[np.int32]
"""Row numbers where there are tens of millions of them."""

Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]
Floats = NDArray[np.float64]

Codes = NDArray[np.int8]
"""Members of an ``IntEnum``: levels, vetoes, review reasons; signed for relations."""

Scores = NDArray[np.float32]
"""Similarities of texts as computed, 0-100."""

Percent = NDArray[np.uint8]
"""Similarities of texts, 0-100."""


def row_similarity(column: Texts, a: Ints, b: Ints, scorer: Any, *, score_cutoff: float = 0) -> Scores:
    """Likeness (0–100) of the texts of rows ``a`` and ``b``, in one batch over all processors; 0 if under ``least``."""
    return text_similarity(column[a], column[b], scorer, score_cutoff=score_cutoff)


def text_similarity(left: Texts, right: Texts, scorer: Any, *, score_cutoff: float = 0) -> Scores:
    """Likeness (0–100) of two columns of texts; 0 where it is under ``least``, which takes less time to find out."""
    if not left.size:
        return np.zeros(0, dtype=np.float32)
    scored = cpdist(
        left.tolist(), right.tolist(), scorer=scorer, score_cutoff=score_cutoff, workers=-1, dtype=np.float32
    )
    return np.asarray(scored)


def text_lengths(texts: Texts) -> Ints:
    """The number of letters of each text."""
    return np.fromiter(map(len, texts), dtype=np.int64, count=texts.size)


def share_value(matrix: Ints, a: Ints, b: Ints) -> Bools:
    """Whether two rows of a matrix have a number (not 0) in common."""
    shared = np.zeros(a.size, dtype=np.bool_)
    right_columns = [column[b] for column in matrix.T]
    for left in (column[a] for column in matrix.T):
        present = left != 0
        for right in right_columns:
            shared |= present & (left == right)
    return shared
