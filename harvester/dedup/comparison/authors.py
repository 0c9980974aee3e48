"""Compare authors as sets of names: order, initials and shortened lists do not matter."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz import fuzz

from harvester.dedup.arrays import Codes, Ints, Percent, row_similarity
from harvester.dedup.comparison.levels import AuthorsLevel, choose_level
from harvester.dedup.records.columns import Columns

_SAME_FROM: Final = 90
_MOSTLY_SAME_FROM: Final = 75
_MOSTLY_SAME_BY_OTHERS_FROM: Final = 85
_SOME_SHARED_FROM: Final = 60
"""Similarity of all names, in percent; the third where the first authors differ."""
_SAME_FAMILY_FROM: Final = 85
_SAME_FIRST_FROM: Final = 80
_ONLY_FIRST_FROM: Final = 85
"""Similarity of the family names, and of the first author's name. Set by hand on the labelled sets (docs/dedup.md)."""


def compare_authors(columns: Columns, a: Ints, b: Ints) -> tuple[Codes, Percent]:
    """Return level and similarity in percent of the authors: shape (n,), int8 and uint8.

    The first author counts by itself too. Names in two scripts are not comparable.
    """
    comparable = (columns.author_count[a] > 0) & (columns.author_count[b] > 0)
    comparable &= columns.foreign_names[a] == columns.foreign_names[b]
    rows = np.flatnonzero(comparable)
    left, right = a[rows], b[rows]
    family = row_similarity(columns.families, left, right, fuzz.token_set_ratio)
    shared = np.maximum(family, row_similarity(columns.names, left, right, fuzz.token_set_ratio))
    first = row_similarity(columns.first, left, right, fuzz.token_set_ratio)
    single_author = np.maximum(columns.author_count[left], columns.author_count[right]) == 1
    initials = columns.initial[left], columns.initial[right]
    other_initial = (initials[0] != 0) & (initials[1] != 0) & (initials[0] != initials[1])
    level, similarity = np.zeros(a.size, dtype=np.int8), np.zeros(a.size, dtype=np.uint8)
    level[rows] = choose_level(
        (
            ((family >= _SAME_FAMILY_FROM) & single_author & other_initial, AuthorsLevel.OTHER_INITIAL),
            ((shared >= _SAME_FROM) & (first >= _SAME_FIRST_FROM), AuthorsLevel.SAME),
            ((shared >= _MOSTLY_SAME_FROM) & (first >= _SAME_FIRST_FROM), AuthorsLevel.MOSTLY_SAME),
            (shared >= _MOSTLY_SAME_BY_OTHERS_FROM, AuthorsLevel.MOSTLY_SAME),
            (first >= _ONLY_FIRST_FROM, AuthorsLevel.SAME_FIRST),
            (shared >= _SOME_SHARED_FROM, AuthorsLevel.SOME_SHARED),
        ),
        AuthorsLevel.DIFFERENT,
    )
    similarity[rows] = shared.astype(np.uint8)
    return level, similarity
