"""What a corpus says about itself: titles that are headings in it, and fields that cannot be trusted in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.compare import Compared
from harvester.dedup.weights import PLACE

Told = NDArray[np.int8]

LEARNABLE: Final = ("volume", "issue", "pages")
_AGREE: Final = {"volume": (1,), "issue": (1,), "pages": (1, 2, 7, 8)}
_DIFFER: Final = {"volume": (2,), "issue": (2, 3, 4), "pages": (4, 5)}
HEADING_FROM: Final = 3
"""A title seen in so many years or volumes is a heading ("Front Matter"), not the title of one report."""

SHORT_WORDS: Final = 6
"""Volumes count for titles of fewer words only: an abstract is given at three meetings of one year."""

_ENOUGH: Final = 20
_USELESS: Final = 0.5
_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Corpus:
    """``headings``: hashes of titles carried by many reports. ``counts``: field → how often it agrees and differs

    among pairs that are near-certain by all other fields. Small; :meth:`to_json` and :meth:`from_json` keep it.
    """

    headings: frozenset[int] = frozenset()
    counts: tuple[tuple[str, int, int], ...] = ()

    def trust(self, field: str) -> float:
        """Between 1 (a difference in this field means something) and 0 (it differs in every second certain pair).

        In steps of a quarter, so that what a store learns with each update seldom changes what it judged before.
        """
        for name, agree, differ in self.counts:
            if name == field and agree + differ >= _ENOUGH:
                return round(max(0.0, 1 - differ / (agree + differ) / _USELESS) * _STEPS) / _STEPS
        return 1.0

    def to_json(self) -> str:
        """Canonical JSON of what was learnt."""
        return json.dumps({"counts": self.counts, "headings": sorted(self.headings)}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Corpus:
        """What :meth:`to_json` wrote. Raises ``KeyError`` or ``ValueError`` for any other text."""
        stored = json.loads(text)
        counts = tuple((str(name), int(agree), int(differ)) for name, agree, differ in stored["counts"])
        return cls(frozenset(stored["headings"]), counts)


Learner = Callable[[Columns, Ints, Ints, Compared], Corpus]
"""Columns, rows ``a`` and ``b`` of the pairs, and how they compare → what is believed of the corpus."""


def learn(columns: Columns, _a: Ints, _b: Ints, compared: Compared) -> Corpus:
    """What the records and their candidate pairs say about headings and about the trust in volume, issue and pages."""
    return Corpus(headings(columns.title_hash, columns.year, listed_volumes(columns)), counted(certain(compared)))


def is_heading(columns: Columns, corpus: Corpus) -> Bools:
    """Which records carry a title that names no report, by the list of headings or by the corpus."""
    learnt = np.fromiter(corpus.headings, dtype=np.int64, count=len(corpus.headings))
    known: Bools = columns.generic | np.isin(columns.title_hash, learnt)
    return known


def listed_volumes(columns: Columns) -> Ints:
    """The volumes that count for headings: those of short titles, else 0."""
    short = np.fromiter((words.count(" ") < SHORT_WORDS for words in columns.title_words), dtype=np.bool_)
    return np.where(short, columns.volume, 0)


def headings(titles: Ints, years: Ints, volumes: Ints) -> frozenset[int]:
    """Of titles (hashes) those seen in several volumes, or in several years (a year off by one aside)."""
    return _repeated(titles, years, spread=HEADING_FROM) | _repeated(titles, volumes, spread=0)


def _repeated(titles: Ints, values: Ints, *, spread: int) -> frozenset[int]:
    told = (titles != 0) & (values != 0)
    seen = np.unique(np.stack((titles[told], values[told])), axis=1)
    repeated, first, counts = np.unique(seen[0], return_index=True, return_counts=True)
    wide = seen[1][first + counts - 1] - seen[1][first] >= spread
    return frozenset(repeated[(counts >= HEADING_FROM) & wide].tolist())


def certain(compared: Compared) -> Told:
    """What near-certain pairs say of each learnable field (pairs × fields): 0 nothing, 1 it agrees, 2 it differs.

    Near-certain without the field: same title, authors and year, and of the other two places one agrees, none differs.
    """
    levels = compared.levels
    sure = (levels[:, PLACE["title"]] == 1) & (levels[:, PLACE["authors"]] == 1) & (levels[:, PLACE["year"]] == 1)
    told = np.zeros((levels.shape[0], len(LEARNABLE)), dtype=np.int8)
    for column, field in enumerate(LEARNABLE):
        known = sure.copy()
        for name in ("volume", "pages"):
            if name != field:
                known &= np.isin(levels[:, PLACE[name]], _AGREE[name])
        own = levels[:, PLACE[field]]
        told[:, column] = np.select((known & np.isin(own, _AGREE[field]), known & np.isin(own, _DIFFER[field])), (1, 2))
    return told


def counted(told: Told) -> tuple[tuple[str, int, int], ...]:
    """How often each learnable field agrees and differs."""
    return tuple(
        (field, int((told[:, column] == 1).sum()), int((told[:, column] == 2).sum()))
        for column, field in enumerate(LEARNABLE)
    )
