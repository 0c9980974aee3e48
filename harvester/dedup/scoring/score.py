"""Levels → probability and outcome: weights added up, then the vetoes that no probability outweighs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.comparison.compare import Comparison, Levels, compare_pairs, level_of
from harvester.dedup.comparison.similarity import Percent
from harvester.dedup.records.columns import Bools, Columns, Ints
from harvester.dedup.scoring import weights as w
from harvester.dedup.scoring.corpus_statistics import (
    CorpusEstimator,
    CorpusStatistics,
    estimate_corpus,
    has_generic_title,
)
from harvester.dedup.scoring.relations import find_relations
from harvester.dedup.scoring.review_rules import find_review_reasons
from harvester.dedup.scoring.vetoes import find_vetoes

Floats = NDArray[np.float64]

Outcome = Literal["duplicate", "unsure", "distinct"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("distinct", "unsure", "duplicate")
DISTINCT, UNSURE, DUPLICATE = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class ScoredPairs:
    """Pairs of rows ``a`` < ``b`` with what was decided about each.

    ``probability`` of being duplicates; ``outcome``, a code of :data:`OUTCOMES`; ``contradiction``, a code of the
    vetoes (0: none); ``doubt``, why a person should see a likely pair (0: no doubt); ``relation``, how two
    contradicting records are related (:mod:`harvester.dedup.scoring.relations`); ``features``, the level of each field (pairs ×
    fields); ``likeness`` of the texts in percent; ``corpus``, what was believed of the records as a whole, and
    ``trust``, what each field's disagreement counted.
    """

    a: Ints
    b: Ints
    probability: Floats
    outcome: NDArray[np.int8]
    veto: NDArray[np.int8]
    review_reason: NDArray[np.int8]
    relation: NDArray[np.int8]
    levels: Levels
    similarity: Percent
    corpus: CorpusStatistics
    trust: Floats

    def select(self, rows: Bools) -> ScoredPairs:
        """These pairs alone."""
        return replace(
            self,
            a=self.a[rows],
            b=self.b[rows],
            probability=self.probability[rows],
            outcome=self.outcome[rows],
            veto=self.veto[rows],
            review_reason=self.review_reason[rows],
            relation=self.relation[rows],
            levels=self.levels[rows],
            similarity=self.similarity[rows],
        )

    def concatenate(self, more_pairs: ScoredPairs) -> ScoredPairs:
        """The pairs of both, judged under the same corpus."""
        return replace(
            self,
            a=np.r_[self.a, more_pairs.a],
            b=np.r_[self.b, more_pairs.b],
            probability=np.r_[self.probability, more_pairs.probability],
            outcome=np.r_[self.outcome, more_pairs.outcome],
            veto=np.r_[self.veto, more_pairs.veto],
            review_reason=np.r_[self.review_reason, more_pairs.review_reason],
            relation=np.r_[self.relation, more_pairs.relation],
            levels=np.concatenate((self.levels, more_pairs.levels)),
            similarity=np.concatenate((self.similarity, more_pairs.similarity)),
        )


def score_pairs(
    columns: Columns,
    a: NDArray[np.integer[Any]],
    b: NDArray[np.integer[Any]],
    *,
    corpus: CorpusStatistics | None = None,
    learning: CorpusEstimator = estimate_corpus,
) -> ScoredPairs:
    """Judge the pairs of rows ``a`` and ``b``. Without a ``corpus``, it is learnt from these records and pairs."""
    left, right = a.astype(np.int64), b.astype(np.int64)
    compared = compare_pairs(columns, left, right)
    statistics = learning(columns, left, right, compared) if corpus is None else corpus
    compared = _mark_generic_titles(columns, left, right, compared, statistics)
    trust = np.array([statistics.trust(field) for field in w.FIELDS])
    probability = 1 / (1 + np.exp(-w.calibrate(_log_odds(compared, trust))))
    veto = find_vetoes(columns, left, right, compared, statistics)
    outcome = np.where(
        probability >= w.MIN_DUPLICATE_PROBABILITY,
        DUPLICATE,
        np.where(probability >= w.MIN_UNSURE_PROBABILITY, UNSURE, DISTINCT),
    )
    reasons = find_review_reasons(columns, left, right, compared, statistics, likely=outcome != DISTINCT)
    doubt = np.where(veto > 0, 0, reasons).astype(np.int8)
    probability = np.where(
        doubt > 0, np.clip(probability, w.MIN_UNSURE_PROBABILITY, w.MAX_REVIEW_PROBABILITY), probability
    )
    outcome = np.where(doubt > 0, UNSURE, outcome)
    outcome = np.where(veto > 0, DISTINCT, outcome).astype(np.int8)
    relation = find_relations(columns, left, right, compared, veto)
    return ScoredPairs(
        a=left,
        b=right,
        probability=probability,
        outcome=outcome,
        veto=veto,
        review_reason=doubt,
        relation=relation,
        levels=compared.levels,
        similarity=compared.similarity,
        corpus=statistics,
        trust=trust,
    )


def _mark_generic_titles(
    columns: Columns, a: Ints, b: Ints, compared: Comparison, corpus: CorpusStatistics
) -> Comparison:
    """A title that is a heading in this corpus is no evidence, however well it agrees."""
    heading = has_generic_title(columns, corpus)
    title = level_of(compared, "title")
    levels = compared.levels.copy()
    headed = heading[a] & heading[b] & np.isin(title, (1, 2, 3))
    levels[headed, w.FIELD_INDEX["title"]] = 8
    levels[headed, w.FIELD_INDEX["words"]] = 0
    return Comparison(levels, compared.similarity)


def _log_odds(compared: Comparison, trust: Floats) -> Floats:
    weights = w.weight_matrix()
    scaled = np.where(weights < 0, weights * trust[:, None], weights)
    total: Floats = w.PRIOR + scaled[np.arange(len(w.FIELDS)), compared.levels].sum(axis=1)
    return total
