"""Types of the arrays that the de-duplicator works on, and the similarity of arrays of texts.

Arrays have one entry per record, or one entry per pair of records.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """Return the similarity (0-100) of the texts of rows ``a`` and ``b``, as :func:`text_similarity` does."""
    return text_similarity(column[a], column[b], scorer, score_cutoff=score_cutoff)


def text_similarity(left: Texts, right: Texts, scorer: Any, *, score_cutoff: float = 0) -> Scores:
    """Return the similarity (0-100) of two columns of texts, computed in one batch over all processors.

    Shape (n,), float32; 0 below ``score_cutoff``, which is quicker to find out.
    """
    if not left.size:
        return np.zeros(0, dtype=np.float32)
    scored = cpdist(
        left.tolist(), right.tolist(), scorer=scorer, score_cutoff=score_cutoff, workers=-1, dtype=np.float32
    )
    return np.asarray(scored)


def text_lengths(texts: Texts) -> Ints:
    """Return the number of letters of each text: shape (n,), int64."""
    return np.fromiter(map(len, texts), dtype=np.int64, count=texts.size)


def share_value(matrix: Ints, a: Ints, b: Ints) -> Bools:
    """Flag the pairs of rows of a matrix (records, columns) that have a number other than 0 in common: shape (n,)."""
    shared = np.zeros(a.size, dtype=np.bool_)
    right_columns = [column[b] for column in matrix.T]
    for left in (column[a] for column in matrix.T):
        present = left != 0
        for right in right_columns:
            shared |= present & (left == right)
    return shared


def as_ints(values: Sequence[int]) -> Ints:
    """Return numbers as an array: shape (n,), int64."""
    return np.array(values, dtype=np.int64)


def as_bools(values: Sequence[bool]) -> Bools:
    """Return flags as an array: shape (n,), bool."""
    return np.array(values, dtype=np.bool_)


def as_texts(values: Sequence[Any]) -> Texts:
    """Return texts, or other objects, as an array: shape (n,), object."""
    column: Texts = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def mark_rows(rows: NDArray[np.integer], size: int) -> Bools:
    """Return flags that are true in some rows: shape (size,), bool."""
    marks = np.zeros(size, dtype=np.bool_)
    marks[rows] = True
    return marks
