"""What a corpus says about itself: titles that are headings in it, and fields that cannot be trusted in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import numpy as np

from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.compare import Compared
from harvester.dedup.weights import PLACE

LEARNABLE: Final = ("volume", "issue", "pages")
_AGREE: Final = {"volume": (1,), "issue": (1,), "pages": (1, 2, 7, 8)}
_DIFFER: Final = {"volume": (2,), "issue": (2, 3, 4), "pages": (4, 5)}
HEADING_FROM: Final = 3
"""A title seen in so many years or volumes is a heading ("Front Matter"), not the title of one report."""

SHORT_WORDS: Final = 6
"""Volumes count for titles of fewer words only: an abstract is given at three meetings of one year."""

_ENOUGH: Final = 20
_USELESS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Corpus:
    """``headings``: hashes of titles carried by many reports. ``counts``: field → how often it agrees and differs

    among pairs that are near-certain by all other fields. Small; :meth:`to_json` and :meth:`from_json` keep it.
    """

    headings: frozenset[int] = frozenset()
    counts: tuple[tuple[str, int, int], ...] = ()

    def trust(self, field: str) -> float:
        """Between 1 (a difference in this field means something) and 0 (it differs in every second certain pair)."""
        for name, agree, differ in self.counts:
            if name == field and agree + differ >= _ENOUGH:
                return max(0.0, 1 - differ / (agree + differ) / _USELESS)
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


def learn(columns: Columns, compared: Compared) -> Corpus:
    """What the records and their candidate pairs say about headings and about the trust in volume, issue and pages."""
    return Corpus(_headings(columns), tuple(_count(compared, field) for field in LEARNABLE))


def is_heading(columns: Columns, corpus: Corpus) -> Bools:
    """Which records carry a title that names no report, by the list of headings or by the corpus."""
    learnt = np.fromiter(corpus.headings, dtype=np.int64, count=len(corpus.headings))
    known: Bools = columns.generic | np.isin(columns.title_hash, learnt)
    return known


def _headings(columns: Columns) -> frozenset[int]:
    """Short titles seen in several volumes, and any title seen in several years (a year off by one aside)."""
    short = np.fromiter((words.count(" ") < SHORT_WORDS for words in columns.title_words), dtype=np.bool_)
    yearly = _repeated(columns.title_hash, columns.year, spread=HEADING_FROM)
    return yearly | _repeated(columns.title_hash[short], columns.volume[short], spread=0)


def _repeated(titles: Ints, values: Ints, *, spread: int) -> frozenset[int]:
    told = (titles != 0) & (values != 0)
    seen = np.unique(np.stack((titles[told], values[told])), axis=1)
    repeated, first, counts = np.unique(seen[0], return_index=True, return_counts=True)
    wide = seen[1][first + counts - 1] - seen[1][first] >= spread
    return frozenset(repeated[(counts >= HEADING_FROM) & wide].tolist())


def _count(compared: Compared, field: str) -> tuple[str, int, int]:
    """Certain without the field: same title, authors and year, and of the other two places one agrees, none differs."""
    levels = compared.levels
    certain = (levels[:, PLACE["title"]] == 1) & (levels[:, PLACE["authors"]] == 1) & (levels[:, PLACE["year"]] == 1)
    others = [name for name in ("volume", "pages") if name != field]
    for name in others:
        certain &= np.isin(levels[:, PLACE[name]], _AGREE[name])
    own = levels[certain, PLACE[field]]
    return field, int(np.isin(own, _AGREE[field]).sum()), int(np.isin(own, _DIFFER[field]).sum())
