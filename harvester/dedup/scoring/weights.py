"""What each agreement and disagreement is worth: the one table of the de-duplicator, in natural log-odds.

Provenance: set by hand, in halves, from what each field is known to be worth in bibliographic records; then corrected
by reading every false merge and every miss on the labelled sets of ../shared/data/dedup (cytology_screening,
respiratory, diabetes, misq, jais, special_cases, pair_cases: medicine and information systems) and on made records
spliced from the same titles. Weights fitted to labelled pairs were tried and judged sets they had not seen no better
(tests/benchmarks/dedup_fit.py, docs/dedup.md), so these stayed; only their sum is calibrated by data. Caution was
preferred where a level is rare there (PMID, accession numbers, DOIs that disagree). The same figures serve every
corpus; only the trust in volume, issue and pages is learnt anew (:mod:`harvester.dedup.scoring.corpus_statistics`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

PRIOR: Final = -4.0
"""Log-odds of a candidate pair before anything is compared: about one pair in fifty is a true one."""

CALIBRATION: Final = (
    (-8.0, -8.0), (-4.0, -4.0), (-2.2, -2.2), (-0.6, -0.9), (0.6, 0.3), (2.2, 1.5), (3.6636, 2.9445), (6.0, 5.6),
    (10.0, 9.9),
)  # fmt: skip
"""Log-odds as the weights add up → log-odds as they turn out, straight between; beyond, at the same distance.

Fitted by tests/benchmarks/dedup_fit.py (monotone, least log loss, drawn towards the diagonal with strength 0.003) to
the pairs without contradiction of four labelled sets and two sets of made records, each weighing one; rounded. With
each ground held out in turn the Brier score of the held-out one fell on all six; with the rules of today, on five.
"""

MIN_DUPLICATE_PROBABILITY: Final = 0.95
"""Merged by rule from this probability on: false merges cost a study, misses a minute."""

MAX_REVIEW_PROBABILITY: Final = 0.5
"""The probability of a pair about which there is a doubt: of 75 that weights alone would merge, 34 were true."""

VETO_WEIGHT: Final = -20.0
"""What a contradiction is shown to weigh: more than all fields together."""

MIN_UNSURE_PROBABILITY: Final = 0.1
"""Shown to a person from this probability on."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """One possible outcome of comparing a field: its weight, and the sentence that tells it."""

    weight: float
    sentence: str


NO_EVIDENCE: Final = FieldWeight(0.0, "")

WEIGHTS: Final[dict[str, tuple[FieldWeight, ...]]] = {
    "title": (
        FieldWeight(-1.0, "title: missing on one side"),
        FieldWeight(6.0, "title: the same words"),
        FieldWeight(5.0, "title: {likeness} % alike"),
        FieldWeight(3.0, "title: {likeness} % alike"),
        FieldWeight(3.0, "title: one contains the other, as when a subtitle or heading is dropped"),
        FieldWeight(0.0, "title: only {likeness} % alike"),
        FieldWeight(-4.5, "title: only {likeness} % alike"),
        FieldWeight(-7.0, "title: different ({likeness} % alike)"),
        FieldWeight(1.0, "title: the same, but it is a heading that many reports carry"),
        FieldWeight(-4.0, "title: different, but one is given in translation"),
    ),
    "authors": (
        NO_EVIDENCE,
        FieldWeight(3.0, "authors: the same"),
        FieldWeight(2.0, "authors: mostly the same ({likeness} %)"),
        FieldWeight(1.0, "authors: the same first author, the others differ"),
        FieldWeight(0.0, "authors: some in common ({likeness} %)"),
        FieldWeight(-5.0, "authors: different ({likeness} % alike)"),
        FieldWeight(-3.0, "authors: the same family name, but another initial"),
    ),
    "year": (
        NO_EVIDENCE,
        FieldWeight(1.0, "year: the same"),
        FieldWeight(-0.5, "year: one apart, as between online and print"),
        FieldWeight(-2.0, "year: two apart"),
        FieldWeight(-4.0, "year: far apart"),
        FieldWeight(-2.0, "year: one apart, with no journal, volume, page or DOI in common"),
    ),
    "journal": (
        NO_EVIDENCE,
        FieldWeight(1.5, "journal: the same"),
        FieldWeight(0.5, "journal: similar names"),
        FieldWeight(-1.0, "journal: names hardly alike"),
        FieldWeight(-2.5, "journal: different"),
        FieldWeight(-4.0, "journal: a journal on one side, a meeting on the other"),
        FieldWeight(-4.5, "journal: different, and no page in common"),
    ),
    "volume": (NO_EVIDENCE, FieldWeight(2.0, "volume: the same"), FieldWeight(-3.0, "volume: different"), NO_EVIDENCE),
    "issue": (
        NO_EVIDENCE,
        FieldWeight(0.5, "issue: the same"),
        FieldWeight(-0.5, "issue: different, on the same page"),
        FieldWeight(-1.5, "issue: different"),
        FieldWeight(-4.0, "issue: different, under titles that differ"),
    ),
    "pages": (
        NO_EVIDENCE,
        FieldWeight(4.0, "pages: the same range"),
        FieldWeight(3.5, "pages: the same first page"),
        FieldWeight(0.0, "pages: of different kinds (page and article number), says nothing"),
        FieldWeight(-3.5, "pages: next to each other"),
        FieldWeight(-3.5, "pages: different"),
        FieldWeight(1.5, "pages: of the same length, one counted from 1"),
        FieldWeight(5.5, "pages: the same range of several pages"),
        FieldWeight(1.0, "pages: both begin on page 1"),
        FieldWeight(1.0, "pages: another first, but the same last page"),
    ),
    "doi": (
        NO_EVIDENCE,
        FieldWeight(7.0, "DOI: the same"),
        FieldWeight(-2.5, "DOI: different"),
        FieldWeight(-5.0, "DOI: different, with neither volume nor page in common"),
    ),
    "pmid": (NO_EVIDENCE, FieldWeight(9.0, "PubMed number: the same"), FieldWeight(-6.0, "PubMed numbers: different")),
    "accession": (
        NO_EVIDENCE,
        FieldWeight(8.0, "accession number: the same"),
        FieldWeight(-0.5, "accession numbers of one database: different"),
        FieldWeight(14.0, "registration number: the same, of two register entries"),
    ),
    "abstract": (
        NO_EVIDENCE,
        FieldWeight(3.0, "abstract: the same ({likeness} %)"),
        FieldWeight(1.0, "abstract: similar ({likeness} %)"),
        FieldWeight(0.0, "abstract: {likeness} % alike, says little"),
        FieldWeight(-2.0, "abstract: different ({likeness} % alike)"),
    ),
    "words": (
        NO_EVIDENCE,
        FieldWeight(-4.0, "title: a word replaced by quite another"),
        FieldWeight(-1.5, "title: a word replaced by another, in the same issue or on the same page"),
        FieldWeight(-2.5, "title: a word replaced by quite another, in the same issue"),
        FieldWeight(1.0, "title: many words, all the same in one year, and nothing speaks against it"),
    ),
    "numbers": (
        NO_EVIDENCE,
        FieldWeight(-1.0, "numbers in the title: on one side only"),
        FieldWeight(-4.0, "numbers in the title: different"),
        FieldWeight(-6.0, "numbers in the title: different, and nothing else in it"),
    ),
}
"""Field → levels, in the order of the codes that :mod:`harvester.dedup.comparison.compare` gives; level 0 is "says nothing"."""

FIELDS: Final = tuple(WEIGHTS)
FIELD_INDEX: Final = {name: index for index, name in enumerate(FIELDS)}

VETO_SENTENCES: Final = (
    "",
    "they are different parts, numbers or editions of a series",
    "one is an erratum, reply, comment, protocol or introduction about the other",
    "one is a preprint, the other its published article",
    "they are different versions of a Cochrane review",
    "one is a register entry, the other a report",
    "one is a conference abstract, the other the article, and they stand in different places",
    "they stand in different volumes or issues and on different pages",
    "they share a DOI, but title and authors or place differ",
    "their title is a heading that many reports carry, and volume, pages or issue, and authors do not all agree",
    "they are two PubMed records in different places",
    "title missing, and no number in common",
    "they stand on different pages, as abstracts of one supplement do",
    "they are too unlike each other, although other records link them",
    "one is a thesis, the other stands in a journal or book",
    "they are two register entries with different numbers",
)
"""Sentences of the vetoes, by code; a pair with one is never merged by rule, whatever its probability."""

(
    NONE,
    SERIAL,
    ROLE,
    PREPRINT,
    VERSION,
    REGISTRY,
    MEETING,
    OTHER_PLACE,
    SHARED_DOI,
    GENERIC_TITLE,
    TWO_PMIDS,
    MISSING_TITLE,
    SUPPLEMENT,
    UNLIKE,
    THESIS,
    TWO_REGISTRATIONS,
) = range(16)


REVIEW_REASONS: Final = (
    "",
    "shown to a person: the title is a heading that many reports carry, and the rest agrees in part only",
    "shown to a person: one title has a part number, and no place or number is shared",
    "shown to a person: one is a conference abstract, and no place or number is shared",
    "shown to a person: one title calls itself an erratum, a retraction or a reply",
    "shown to a person: they have different PubMed numbers and no DOI in common",
    "shown to a person: the titles differ in a word, which may make them two reports",
    "shown to a person: one title in two journals, with no page in common",
    "shown to a person: years differ, and no place is shared",
    "shown to a person: a short title in two volumes of two years",
    "shown to a person: one is a book, the other a chapter",
    "shown to a person: one title on one page, but by other authors",
    "shown to a person: one title in one issue or on one page of a journal, although the rest speaks against it",
    "shown to a person: neither has a title, and all else they say of their issue agrees",
    "shown to a person: one fits two reports that contradict each other, and was put to the likelier",
)
"""Sentences of the doubts, by code; a pair with one is never merged by rule."""

CONFLICTING: Final = len(REVIEW_REASONS) - 1
CONFLICTING_PROBABILITY: Final = 0.5
"""The doubt of duplicates that clustering could not follow, and how likely such a pair is said to be: what the two say
of each other stands against what they say of the records beside them (of 38 in 100,000 made records 28 were true)."""


def calibrate(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds as they turn out, given those the weights add up to (:data:`CALIBRATION`)."""
    summed, true = np.array(CALIBRATION).T
    beyond = np.maximum(log_odds - summed[-1], 0) + np.minimum(log_odds - summed[0], 0)
    found: NDArray[np.float64] = beyond + np.interp(log_odds, summed, true)
    return found


def weight_matrix() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """The table as a matrix, field × level, padded with zeros."""
    matrix = np.zeros((len(FIELDS), max(map(len, WEIGHTS.values()))))
    for row, levels in enumerate(WEIGHTS.values()):
        matrix[row, : len(levels)] = [level.weight for level in levels]
    return matrix
