"""Weights: how much every level of agreement counts for or against a pair being duplicates, in natural log-odds.

Provenance: set by hand, in halves, from what each field is known to be worth in bibliographic records; then corrected
by reading every false merge and every miss on the labelled sets of ../shared/data/dedup (cytology_screening,
respiratory, diabetes, misq, jais, special_cases, pair_cases: medicine and information systems) and on made records
spliced from the same titles. Weights fitted to labelled pairs were tried and judged unseen sets no better
(tests/benchmarks/dedup_fit.py, docs/dedup.md), so the weights set by hand stayed; only their sum is calibrated by data.
Caution was preferred where a level is rare there (PMID, accession numbers, DOIs that disagree). The same weights serve
every corpus; only the trust in volume, issue and pages is estimated from the records
(:mod:`harvester.dedup.scoring.corpus_statistics`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from harvester.dedup.arrays import Floats
from harvester.dedup.comparison.levels import (
    AbstractLevel,
    AccessionLevel,
    AuthorsLevel,
    DoiLevel,
    IssueLevel,
    JournalLevel,
    NumbersLevel,
    PagesLevel,
    PmidLevel,
    TitleLevel,
    VolumeLevel,
    WordsLevel,
    YearLevel,
)

PRIOR: Final = -4.0
"""Log-odds of a candidate pair before its fields are compared: about one candidate pair in fifty is a duplicate."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """The weight of one level, in log-odds, and the sentence that explains the level to a person.

    ``{similarity}`` in the sentence stands for the similarity of the two texts in percent.
    """

    weight: float
    sentence: str


WEIGHTS: Final[Mapping[str, Mapping[IntEnum, FieldWeight]]] = {
    "title": {
        TitleLevel.MISSING: FieldWeight(-1.0, "title: missing on one side"),
        TitleLevel.EXACT: FieldWeight(6.0, "title: the same words"),
        TitleLevel.NEAR_EXACT: FieldWeight(5.0, "title: {similarity} % similar"),
        TitleLevel.SIMILAR: FieldWeight(3.0, "title: {similarity} % similar"),
        TitleLevel.CONTAINED: FieldWeight(3.0, "title: one contains the other, as without a subtitle or heading"),
        TitleLevel.PARTIAL: FieldWeight(0.0, "title: only {similarity} % similar"),
        TitleLevel.WEAK: FieldWeight(-4.5, "title: only {similarity} % similar"),
        TitleLevel.DIFFERENT: FieldWeight(-7.0, "title: different ({similarity} % similar)"),
        TitleLevel.GENERIC: FieldWeight(1.0, "title: the same, but it is a heading of many reports"),
        TitleLevel.TRANSLATED: FieldWeight(-4.0, "title: different, but given in translation"),
        TitleLevel.HEADING: FieldWeight(0.0, "title: a heading on one side, under one DOI in one issue"),
    },
    "authors": {
        AuthorsLevel.MISSING: FieldWeight(0.0, "authors: not comparable"),
        AuthorsLevel.SAME: FieldWeight(3.0, "authors: the same"),
        AuthorsLevel.MOSTLY_SAME: FieldWeight(2.0, "authors: mostly the same ({similarity} %)"),
        AuthorsLevel.SAME_FIRST: FieldWeight(1.0, "authors: the same first author, the others differ"),
        AuthorsLevel.SOME_SHARED: FieldWeight(0.0, "authors: some in common ({similarity} %)"),
        AuthorsLevel.DIFFERENT: FieldWeight(-5.0, "authors: different ({similarity} % similar)"),
        AuthorsLevel.OTHER_INITIAL: FieldWeight(-3.0, "authors: the same family name, but another initial"),
    },
    "year": {
        YearLevel.MISSING: FieldWeight(0.0, "year: missing on one side"),
        YearLevel.SAME: FieldWeight(1.0, "year: the same"),
        YearLevel.ONE_APART: FieldWeight(-0.5, "year: one apart, as between online and print"),
        YearLevel.TWO_APART: FieldWeight(-2.0, "year: two apart"),
        YearLevel.FAR_APART: FieldWeight(-4.0, "year: far apart"),
        YearLevel.ONE_APART_ELSEWHERE: FieldWeight(-2.0, "year: one apart, and no journal, volume, page or DOI shared"),
    },
    "journal": {
        JournalLevel.MISSING: FieldWeight(0.0, "journal: not comparable"),
        JournalLevel.SAME: FieldWeight(1.5, "journal: the same"),
        JournalLevel.SIMILAR: FieldWeight(0.5, "journal: similar names"),
        JournalLevel.HARDLY_SIMILAR: FieldWeight(-1.0, "journal: names hardly similar"),
        JournalLevel.DIFFERENT: FieldWeight(-2.5, "journal: different"),
        JournalLevel.JOURNAL_AND_MEETING: FieldWeight(-4.0, "journal: a journal on one side, a meeting on the other"),
        JournalLevel.DIFFERENT_PLACE: FieldWeight(-4.5, "journal: different, and no page in common"),
    },
    "volume": {
        VolumeLevel.MISSING: FieldWeight(0.0, "volume: missing on one side"),
        VolumeLevel.SAME: FieldWeight(2.0, "volume: the same"),
        VolumeLevel.DIFFERENT: FieldWeight(-3.0, "volume: different"),
        VolumeLevel.NOT_COMPARABLE: FieldWeight(0.0, "volume: not comparable (a year, or the other issue)"),
    },
    "issue": {
        IssueLevel.MISSING: FieldWeight(0.0, "issue: not comparable"),
        IssueLevel.SAME: FieldWeight(0.5, "issue: the same"),
        IssueLevel.DIFFERENT_SAME_PAGE: FieldWeight(-0.5, "issue: different, on the same page"),
        IssueLevel.DIFFERENT: FieldWeight(-1.5, "issue: different"),
        IssueLevel.DIFFERENT_TITLE: FieldWeight(-4.0, "issue: different, under titles that differ"),
        IssueLevel.SHIFTED: FieldWeight(0.0, "issue: not comparable (one record has the volume there)"),
    },
    "pages": {
        PagesLevel.MISSING: FieldWeight(0.0, "pages: missing on one side"),
        PagesLevel.SAME_RANGE: FieldWeight(4.0, "pages: the same range"),
        PagesLevel.SAME_FIRST: FieldWeight(3.5, "pages: the same first page"),
        PagesLevel.DIFFERENT_KINDS: FieldWeight(0.0, "pages: not comparable (page and article number)"),
        PagesLevel.ADJACENT: FieldWeight(-3.5, "pages: next to each other"),
        PagesLevel.DIFFERENT: FieldWeight(-3.5, "pages: different"),
        PagesLevel.SAME_LENGTH_FROM_ONE: FieldWeight(1.5, "pages: of the same length, one counted from 1"),
        PagesLevel.SAME_LONG_RANGE: FieldWeight(5.5, "pages: the same range of several pages"),
        PagesLevel.BOTH_FROM_ONE: FieldWeight(1.0, "pages: both begin on page 1"),
        PagesLevel.SAME_LAST: FieldWeight(1.0, "pages: another first, but the same last page"),
        PagesLevel.SHIFTED: FieldWeight(0.0, "pages: not comparable (one record has the issue there)"),
    },
    "doi": {
        DoiLevel.MISSING: FieldWeight(0.0, "DOI: missing on one side"),
        DoiLevel.SAME: FieldWeight(7.0, "DOI: the same"),
        DoiLevel.DIFFERENT: FieldWeight(-2.5, "DOI: different"),
        DoiLevel.DIFFERENT_PLACE: FieldWeight(-5.0, "DOI: different, with neither volume nor page in common"),
    },
    "pmid": {
        PmidLevel.MISSING: FieldWeight(0.0, "PubMed number: missing on one side"),
        PmidLevel.SAME: FieldWeight(9.0, "PubMed number: the same"),
        PmidLevel.DIFFERENT: FieldWeight(-6.0, "PubMed numbers: different"),
    },
    "accession": {
        AccessionLevel.MISSING: FieldWeight(0.0, "accession number: none of one database"),
        AccessionLevel.SAME: FieldWeight(8.0, "accession number: the same"),
        AccessionLevel.DIFFERENT: FieldWeight(-0.5, "accession numbers of one database: different"),
        AccessionLevel.SAME_REGISTRATION: FieldWeight(24.0, "registration number: the same, of two register entries"),
    },
    "abstract": {
        AbstractLevel.MISSING: FieldWeight(0.0, "abstract: missing on one side"),
        AbstractLevel.SAME: FieldWeight(3.0, "abstract: the same ({similarity} %)"),
        AbstractLevel.SIMILAR: FieldWeight(1.0, "abstract: similar ({similarity} %)"),
        AbstractLevel.PARTIAL: FieldWeight(0.0, "abstract: {similarity} % similar, which means little"),
        AbstractLevel.DIFFERENT: FieldWeight(-2.0, "abstract: different ({similarity} % similar)"),
    },
    "words": {
        WordsLevel.NOT_COMPARED: FieldWeight(0.0, "words in the title: not compared"),
        WordsLevel.UNRELATED: FieldWeight(-4.0, "title: a word replaced by quite another"),
        WordsLevel.REPLACED_IN_PLACE: FieldWeight(
            -1.5, "title: a word replaced by another, in one issue or on one page"
        ),
        WordsLevel.UNRELATED_IN_ISSUE: FieldWeight(-2.5, "title: a word replaced by quite another, in the same issue"),
        WordsLevel.LONG_EXACT: FieldWeight(1.0, "title: many words, all the same in one year, and nothing against it"),
    },
    "numbers": {
        NumbersLevel.SAME: FieldWeight(0.0, "numbers in the title: the same or none"),
        NumbersLevel.ONE_SIDED: FieldWeight(-1.0, "numbers in the title: on one side only"),
        NumbersLevel.DIFFERENT: FieldWeight(-4.0, "numbers in the title: different"),
        NumbersLevel.ONLY_DIFFERENCE: FieldWeight(-6.0, "numbers in the title: different, and nothing else in it"),
    },
}
"""Field → level → weight and sentence."""


def weight_vector(field: str) -> Floats:
    """Return the weights of a field as an array indexed by level: shape (levels of the field,), float64."""
    weights = WEIGHTS[field]
    vector = np.zeros(len(weights))
    for level, entry in weights.items():
        vector[level] = entry.weight
    return vector


CALIBRATION: Final = (
    (-8.0, -8.0), (-4.0, -4.0), (-2.2, -2.2), (-0.6, -0.9), (0.6, 0.3), (2.2, 1.5), (3.6636, 2.9445), (6.0, 5.6),
    (10.0, 9.9),
)  # fmt: skip
"""Summed log-odds → calibrated log-odds, linear in between; beyond the ends, shifted as at the end.

Fitted by tests/benchmarks/dedup_fit.py (monotone, least log loss, drawn towards the diagonal with strength 0.003) to
the pairs without veto of four labelled sets and two sets of made records, each set weighing one; rounded. With each set
held out in turn, the Brier score of the set held out fell on all six; with the rules of today, on five.
"""

MIN_DUPLICATE_PROBABILITY: Final = 0.95
"""Pairs are merged by rule from this probability on: a false merge costs a study, a miss costs a minute."""

MIN_UNSURE_PROBABILITY: Final = 0.1
"""Pairs are shown to a person from this probability on."""

MAX_REVIEW_PROBABILITY: Final = 0.5
"""Highest probability of a pair with a review reason: of 75 such pairs that the weights alone would merge, 34 were
true."""

CONFLICTING_PROBABILITY: Final = 0.5
"""Probability of pairs scored as duplicates but separated by clustering because of a conflicting third record: of 38
such pairs in 100,000 made records, 28 were true."""

VETO_WEIGHT: Final = -20.0
"""Weight shown for a veto: more than all fields together."""


def calibrate(log_odds: Floats) -> Floats:
    """Return calibrated log-odds for summed log-odds (:data:`CALIBRATION`): shape (n,), float64."""
    summed, calibrated = np.array(CALIBRATION).T
    beyond = np.maximum(log_odds - summed[-1], 0) + np.minimum(log_odds - summed[0], 0)
    return np.asarray(beyond + np.interp(log_odds, summed, calibrated))
