"""How alike two columns of texts are, in one batch; and whether two rows of a matrix share a number."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.process import cpdist

from harvester.dedup.columns import Bools, Ints, Texts

Percent = NDArray[np.uint8]


def alike(column: Texts, a: Ints, b: Ints, scorer: Any, *, least: float = 0) -> NDArray[np.float32]:
    """Likeness (0–100) of the texts of rows ``a`` and ``b``, in one batch over all processors; 0 if under ``least``."""
    return alike_between(column[a], column[b], scorer, least=least)


def alike_between(one: Texts, two: Texts, scorer: Any, *, least: float = 0) -> NDArray[np.float32]:
    """Likeness (0–100) of two columns of texts; 0 where it is under ``least``, which takes less time to find out."""
    if not one.size:
        return np.zeros(0, dtype=np.float32)
    scored = cpdist(one.tolist(), two.tolist(), scorer=scorer, score_cutoff=least, workers=-1, dtype=np.float32)
    return np.asarray(scored)


def lengths(texts: Texts) -> Ints:
    """The number of letters of each text."""
    return np.fromiter(map(len, texts), dtype=np.int64, count=texts.size)


def shares(matrix: Ints, a: Ints, b: Ints) -> Bools:
    """Whether two rows of a matrix have a number (not 0) in common."""
    found = np.zeros(a.size, dtype=np.bool_)
    others = [column[b] for column in matrix.T]
    for own in (column[a] for column in matrix.T):
        given = own != 0
        for other in others:
            found |= given & (own == other)
    return found
