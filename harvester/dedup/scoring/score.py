"""Score pairs: sum and calibrate the weights of their levels, then apply vetoes and review rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.arrays import Bools, Codes, Floats, Ints
from harvester.dedup.comparison.compare import Comparison, compare_pairs
from harvester.dedup.comparison.levels import FIELD_LEVELS, SAME_TITLE, TitleLevel, WordsLevel, YearLevel
from harvester.dedup.records.columns import Columns
from harvester.dedup.scoring.corpus_statistics import (
    CorpusEstimator,
    CorpusStatistics,
    estimate_corpus,
    has_generic_title,
)
from harvester.dedup.scoring.relations import find_relations
from harvester.dedup.scoring.review_rules import find_review_reasons
from harvester.dedup.scoring.vetoes import find_vetoes
from harvester.dedup.scoring.weights import (
    MAX_REVIEW_PROBABILITY,
    MIN_DUPLICATE_PROBABILITY,
    MIN_UNSURE_PROBABILITY,
    PRIOR,
    calibrate,
    weight_vector,
)

LONG_TITLE_LETTERS: Final = 50
"""Eight words or so. Of 7,109 pairs with an equal title so long and one year, in labelled and made records, 7,066 were
duplicates."""


class Outcome(StrEnum):
    """What is decided about a pair: the same report, different reports, or left to a person."""

    DISTINCT = "distinct"
    UNSURE = "unsure"
    DUPLICATE = "duplicate"

    @property
    def code(self) -> int:
        """The number that stands for the outcome in arrays."""
        return OUTCOMES.index(self)


OUTCOMES: Final[tuple[Outcome, ...]] = tuple(Outcome)
"""The outcomes by their codes."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredPairs:
    """n pairs of rows ``a`` < ``b`` with what was decided about each.

    ``a``, ``b``, ``probability`` of being duplicates: shape (n,). ``outcome``, ``veto``, ``review_reason``,
    ``relation``: shape (n,), int8, codes of :class:`Outcome`, :class:`~harvester.dedup.scoring.vetoes.Veto`,
    :class:`~harvester.dedup.scoring.review_rules.ReviewReason` and, signed, of
    :data:`~harvester.dedup.scoring.relations.RELATION_KINDS`; 0 for none. ``comparison``: the levels by field.
    ``corpus``: the statistics of the records as a whole. ``trust``: for each field, in the order of
    :data:`~harvester.dedup.comparison.levels.FIELD_LEVELS`, the factor of weights against.
    """

    a: Ints
    b: Ints
    probability: Floats
    outcome: Codes
    veto: Codes
    review_reason: Codes
    relation: Codes
    comparison: Comparison
    corpus: CorpusStatistics
    trust: Floats

    def has_outcome(self, outcome: Outcome) -> Bools:
        """Flag the pairs with an outcome: shape (n,), bool."""
        return self.outcome == outcome.code

    def select(self, rows: Bools) -> ScoredPairs:
        """Return some of the pairs: ``rows`` are flags, shape (n,)."""
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in _PAIR_COLUMNS}
        return replace(self, comparison=self.comparison.select(rows), **columns)

    def concatenate(self, more_pairs: ScoredPairs) -> ScoredPairs:
        """Return these pairs followed by others that were scored with the same statistics."""
        sides = ((name, getattr(self, name), getattr(more_pairs, name)) for name in _PAIR_COLUMNS)
        columns: dict[str, Any] = {name: np.concatenate((left, right)) for name, left, right in sides}
        return replace(self, comparison=self.comparison.concatenate(more_pairs.comparison), **columns)


_PAIR_COLUMNS: Final = ("a", "b", "probability", "outcome", "veto", "review_reason", "relation")


def score_pairs(
    columns: Columns,
    a: NDArray[np.integer[Any]],
    b: NDArray[np.integer[Any]],
    *,
    corpus: CorpusStatistics | None = None,
    estimator: CorpusEstimator = estimate_corpus,
) -> ScoredPairs:
    """Score the pairs of rows ``a`` and ``b`` (shape (n,)).

    Without a ``corpus``, its statistics are estimated from these records and pairs by ``estimator``.
    """
    left, right = a.astype(np.int64), b.astype(np.int64)
    comparison = mark_long_titles(columns, left, compare_pairs(columns, left, right))
    statistics = estimator(columns, left, right, comparison) if corpus is None else corpus
    comparison = mark_generic_titles(columns, left, right, comparison, statistics)
    trust = np.array([statistics.trust(field) for field in FIELD_LEVELS])
    probability = 1 / (1 + np.exp(-calibrate(sum_weights(comparison, trust))))
    veto = find_vetoes(columns, left, right, comparison, statistics)
    likely = probability >= MIN_UNSURE_PROBABILITY
    reasons = find_review_reasons(columns, left, right, comparison, statistics, likely=likely)
    review_reason = np.where(veto > 0, np.int8(0), reasons)
    in_review = review_reason > 0
    in_doubt = np.clip(probability, MIN_UNSURE_PROBABILITY, MAX_REVIEW_PROBABILITY)
    return ScoredPairs(
        a=left,
        b=right,
        probability=np.where(in_review, in_doubt, probability),
        outcome=_choose_outcome(probability, likely=likely, in_review=in_review, vetoed=veto > 0),
        veto=veto,
        review_reason=review_reason,
        relation=find_relations(columns, left, right, comparison, veto),
        comparison=comparison,
        corpus=statistics,
        trust=trust,
    )


def _choose_outcome(probability: Floats, *, likely: Bools, in_review: Bools, vetoed: Bools) -> Codes:
    conditions = (vetoed, in_review, probability >= MIN_DUPLICATE_PROBABILITY, likely)
    outcomes = (Outcome.DISTINCT, Outcome.UNSURE, Outcome.DUPLICATE, Outcome.UNSURE)
    return np.select(conditions, [np.int8(outcome.code) for outcome in outcomes], np.int8(Outcome.DISTINCT.code))


def mark_long_titles(columns: Columns, a: Ints, comparison: Comparison) -> Comparison:
    """Count an equal long title of one year as evidence by itself where no field is evidence against the pair."""
    rows = np.flatnonzero((comparison.title == TitleLevel.EXACT) & (comparison.year == YearLevel.SAME))
    rows = rows[columns.letters[a[rows]] >= LONG_TITLE_LETTERS]
    against = np.zeros(rows.size, dtype=np.bool_)
    for field, levels in comparison.levels():
        against |= (weight_vector(field) < 0)[levels[rows]]
    words = comparison.words.copy()
    words[rows[~against]] = WordsLevel.LONG_EXACT
    return replace(comparison, words=words)


def mark_generic_titles(
    columns: Columns, a: Ints, b: Ints, comparison: Comparison, corpus: CorpusStatistics
) -> Comparison:
    """Count a title that is generic in this corpus as no evidence, however similar the two titles are."""
    generic = has_generic_title(columns, corpus)
    generic_pairs = generic[a] & generic[b] & SAME_TITLE[comparison.title]
    return replace(
        comparison,
        title=np.where(generic_pairs, np.int8(TitleLevel.GENERIC), comparison.title),
        words=np.where(generic_pairs, np.int8(WordsLevel.NOT_COMPARED), comparison.words),
    )


def sum_weights(comparison: Comparison, trust: Floats) -> Floats:
    """Return the summed weights of each pair: shape (n,). Weights against count as far as the field is trusted."""
    log_odds = np.full(comparison.title.size, PRIOR)
    for factor, (field, levels) in zip(trust.tolist(), comparison.levels(), strict=True):
        weights = weight_vector(field)
        log_odds += np.where(weights < 0, weights * factor, weights)[levels]
    return log_odds
