"""Types of the arrays that the de-duplicator works on: one entry per record, or one entry per pair of records."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
