"""What a corpus says about itself: titles that are headings in it, and fields that cannot be trusted in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.records.columns import Bools, Columns, Ints
from harvester.dedup.scoring.weights import FIELD_INDEX

AgreementCodes = NDArray[np.int8]

TRUST_FIELDS: Final = ("volume", "issue", "pages")
_AGREEING_LEVELS: Final = {"volume": (1,), "issue": (1,), "pages": (1, 2, 7, 8)}
_DIFFERING_LEVELS: Final = {"volume": (2,), "issue": (2, 3, 4), "pages": (4, 5)}
MIN_GENERIC_TITLES: Final = 3
"""A title seen in so many years or volumes is a heading ("Front Matter"), not the title of one report."""

MAX_SHORT_TITLE_WORDS: Final = 6
"""Volumes count for titles of fewer words only: an abstract is given at three meetings of one year."""

_MIN_PAIRS: Final = 20
_USELESS_RATE: Final = 0.5
_TRUST_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """``headings``: hashes of titles carried by many reports. ``counts``: field → how often it agrees and differs

    among pairs that are near-certain by all other fields. Small; :meth:`to_json` and :meth:`from_json` keep it.
    """

    generic_titles: frozenset[int] = frozenset()
    counts: tuple[tuple[str, int, int], ...] = ()

    def trust(self, field: str) -> float:
        """Between 1 (a difference in this field means something) and 0 (it differs in every second certain pair).

        In steps of a quarter, so that what a store learns with each update seldom changes what it judged before.
        """
        for name, agree, differ in self.counts:
            if name == field and agree + differ >= _MIN_PAIRS:
                return round(max(0.0, 1 - differ / (agree + differ) / _USELESS_RATE) * _TRUST_STEPS) / _TRUST_STEPS
        return 1.0

    def to_json(self) -> str:
        """Canonical JSON of what was learnt."""
        return json.dumps({"counts": self.counts, "headings": sorted(self.generic_titles)}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> CorpusStatistics:
        """What :meth:`to_json` wrote. Raises ``KeyError`` or ``ValueError`` for any other text."""
        stored = json.loads(text)
        counts = tuple((str(name), int(agree), int(differ)) for name, agree, differ in stored["counts"])
        return cls(frozenset(stored["headings"]), counts)


CorpusEstimator = Callable[[Columns, Ints, Ints, Comparison], CorpusStatistics]
"""Columns, rows ``a`` and ``b`` of the pairs, and how they compare → what is believed of the corpus."""


def estimate_corpus(columns: Columns, _a: Ints, _b: Ints, compared: Comparison) -> CorpusStatistics:
    """What the records and their candidate pairs say about headings and about the trust in volume, issue and pages."""
    return CorpusStatistics(
        find_generic_titles(columns.title_hash, columns.year, short_title_volumes(columns)),
        count_agreements(anchor_agreements(compared)),
    )


def has_generic_title(columns: Columns, corpus: CorpusStatistics) -> Bools:
    """Which records carry a title that names no report, by the list of headings or by the corpus."""
    learnt = np.fromiter(corpus.generic_titles, dtype=np.int64, count=len(corpus.generic_titles))
    generic: Bools = columns.generic | np.isin(columns.title_hash, learnt)
    return generic


def short_title_volumes(columns: Columns) -> Ints:
    """The volumes that count for headings: those of short titles, else 0."""
    short = np.fromiter((words.count(" ") < MAX_SHORT_TITLE_WORDS for words in columns.title_words), dtype=np.bool_)
    return np.where(short, columns.volume, 0)


def find_generic_titles(titles: Ints, years: Ints, volumes: Ints) -> frozenset[int]:
    """Of titles (hashes) those seen in several volumes, or in several years (a year off by one aside)."""
    return _find_repeated_titles(titles, years, spread=MIN_GENERIC_TITLES) | _find_repeated_titles(
        titles, volumes, spread=0
    )


def _find_repeated_titles(titles: Ints, values: Ints, *, spread: int) -> frozenset[int]:
    present = (titles != 0) & (values != 0)
    occurrences = np.unique(np.stack((titles[present], values[present])), axis=1)
    repeated, first, counts = np.unique(occurrences[0], return_index=True, return_counts=True)
    wide = occurrences[1][first + counts - 1] - occurrences[1][first] >= spread
    return frozenset(repeated[(counts >= MIN_GENERIC_TITLES) & wide].tolist())


def anchor_agreements(compared: Comparison) -> AgreementCodes:
    """What near-certain pairs say of each learnable field (pairs × fields): 0 nothing, 1 it agrees, 2 it differs.

    Near-certain without the field: same title, authors and year, and of the other two places one agrees, none differs.
    """
    levels = compared.levels
    sure = (
        (levels[:, FIELD_INDEX["title"]] == 1)
        & (levels[:, FIELD_INDEX["authors"]] == 1)
        & (levels[:, FIELD_INDEX["year"]] == 1)
    )
    codes = np.zeros((levels.shape[0], len(TRUST_FIELDS)), dtype=np.int8)
    for column, field in enumerate(TRUST_FIELDS):
        anchored = sure.copy()
        for name in ("volume", "pages"):
            if name != field:
                anchored &= np.isin(levels[:, FIELD_INDEX[name]], _AGREEING_LEVELS[name])
        field_levels = levels[:, FIELD_INDEX[field]]
        codes[:, column] = np.select(
            (
                anchored & np.isin(field_levels, _AGREEING_LEVELS[field]),
                anchored & np.isin(field_levels, _DIFFERING_LEVELS[field]),
            ),
            (1, 2),
        )
    return codes


def count_agreements(codes: AgreementCodes) -> tuple[tuple[str, int, int], ...]:
    """How often each learnable field agrees and differs."""
    return tuple(
        (field, int((codes[:, column] == 1).sum()), int((codes[:, column] == 2).sum()))
        for column, field in enumerate(TRUST_FIELDS)
    )
