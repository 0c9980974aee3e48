"""Statistics of a corpus: titles that are generic in it, and how far its volumes, issues and pages can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from harvester.dedup.arrays import Bools, Codes, Ints
from harvester.dedup.comparison import levels
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.records.columns import Columns


class Agreement(IntEnum):
    """How a field agrees in a near-certain pair; the numbers are stored."""

    SILENT = 0
    AGREES = 1
    DIFFERS = 2


TRUST_FIELDS: Final = ("volume", "issue", "pages")
"""Fields whose differences mean little in some corpora."""

_AGREEING_LEVELS: Final[Mapping[str, Bools]] = {
    "volume": levels.SAME_VOLUME,
    "issue": levels.SAME_ISSUE,
    "pages": levels.AGREEING_PAGES,
}
_DIFFERING_LEVELS: Final[Mapping[str, Bools]] = {
    "volume": levels.level_set(levels.VolumeLevel.DIFFERENT),
    "issue": levels.ANY_OTHER_ISSUE,
    "pages": levels.OTHER_PAGE,
}
MIN_GENERIC_TITLES: Final = 3
"""A title seen in so many years or volumes is a heading ("Front Matter"), not the title of one report."""

MAX_SHORT_TITLE_WORDS: Final = 6
"""Volumes count for titles of fewer words only: an abstract is given at three meetings of one year."""

_MIN_PAIRS: Final = 20
_USELESS_RATE: Final = 0.5
_TRUST_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """Statistics of the records as a whole.

    ``generic_titles``: hashes of titles that many reports have. ``counts``: for each field of :data:`TRUST_FIELDS`, how
    often it agrees and differs among pairs that are near-certain by all other fields.
    """

    generic_titles: frozenset[int] = frozenset()
    counts: tuple[tuple[str, int, int], ...] = ()

    def trust(self, field: str) -> float:
        """Return the trust in a field: 1 when differences in it count, 0 when it differs in every second certain pair.

        In steps of a quarter, so that what an update adds to the counts seldom changes earlier judgements.
        """
        for name, agree, differ in self.counts:
            if name == field and agree + differ >= _MIN_PAIRS:
                return round(max(0.0, 1 - differ / (agree + differ) / _USELESS_RATE) * _TRUST_STEPS) / _TRUST_STEPS
        return 1.0


CorpusEstimator = Callable[[Columns, Ints, Ints, Comparison], CorpusStatistics]
"""Columns, rows ``a`` and ``b`` of the pairs, and their comparison → statistics of the corpus."""


def estimate_corpus(columns: Columns, _a: Ints, _b: Ints, comparison: Comparison) -> CorpusStatistics:
    """Estimate generic titles and the trust in volume, issue and pages from records and their candidate pairs."""
    return CorpusStatistics(
        find_generic_titles(columns.title_hash, columns.year, short_title_volumes(columns)),
        count_agreements(anchor_agreements(comparison)),
    )


def has_generic_title(columns: Columns, corpus: CorpusStatistics) -> Bools:
    """Flag the records whose title is generic, by the list or in this corpus: shape (records,), bool."""
    listed = np.fromiter(corpus.generic_titles, dtype=np.int64, count=len(corpus.generic_titles))
    return columns.generic | np.isin(columns.title_hash, listed)


def short_title_volumes(columns: Columns) -> Ints:
    """Return the volumes of the records with a short title, as generic titles are; else 0: shape (records,)."""
    short = np.fromiter((words.count(" ") < MAX_SHORT_TITLE_WORDS for words in columns.title_words), dtype=np.bool_)
    return np.where(short, columns.volume, 0)


def find_generic_titles(titles: Ints, years: Ints, volumes: Ints) -> frozenset[int]:
    """Return the title hashes that occur in several volumes, or in several years farther apart than a year or two."""
    return _find_repeated_titles(titles, years, spread=MIN_GENERIC_TITLES) | _find_repeated_titles(
        titles, volumes, spread=0
    )


def _find_repeated_titles(titles: Ints, values: Ints, *, spread: int) -> frozenset[int]:
    present = (titles != 0) & (values != 0)
    occurrences = np.unique(np.stack((titles[present], values[present])), axis=1)
    repeated, first, counts = np.unique(occurrences[0], return_index=True, return_counts=True)
    wide = occurrences[1][first + counts - 1] - occurrences[1][first] >= spread
    return frozenset(repeated[(counts >= MIN_GENERIC_TITLES) & wide].tolist())


def anchor_agreements(comparison: Comparison) -> Codes:
    """Return how the fields of :data:`TRUST_FIELDS` agree in near-certain pairs: shape (n, fields), :class:`Agreement`.

    A pair is near-certain without the field when title, authors and year are the same, and volume and pages (the field
    itself aside) agree.
    """
    sure = (comparison.title == levels.TitleLevel.EXACT) & (comparison.authors == levels.AuthorsLevel.SAME)
    sure &= comparison.year == levels.YearLevel.SAME
    codes = np.zeros((sure.size, len(TRUST_FIELDS)), dtype=np.int8)
    for column, field in enumerate(TRUST_FIELDS):
        anchored = sure.copy()
        for name in ("volume", "pages"):
            if name != field:
                anchored &= _AGREEING_LEVELS[name][getattr(comparison, name)]
        field_levels: Codes = getattr(comparison, field)
        codes[:, column] = levels.choose_level(
            (
                (anchored & _AGREEING_LEVELS[field][field_levels], Agreement.AGREES),
                (anchored & _DIFFERING_LEVELS[field][field_levels], Agreement.DIFFERS),
            ),
            Agreement.SILENT,
        )
    return codes


def count_agreements(codes: Codes) -> tuple[tuple[str, int, int], ...]:
    """Return how often each of :data:`TRUST_FIELDS` agrees and differs, given :func:`anchor_agreements`."""
    agrees, differs = ((codes == agreement).sum(axis=0).tolist() for agreement in (Agreement.AGREES, Agreement.DIFFERS))
    return tuple(zip(TRUST_FIELDS, agrees, differs, strict=True))
