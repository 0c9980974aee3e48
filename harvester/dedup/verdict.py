"""Levels → probability and outcome: weights added up, then the vetoes that no probability outweighs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from harvester.dedup import weights as w
from harvester.dedup.columns import Bools, Columns, Ints
from harvester.dedup.compare import Compared, Levels, compare, level_of
from harvester.dedup.corpus import Corpus, Learner, is_heading, learn
from harvester.dedup.doubts import doubts
from harvester.dedup.likeness import Percent
from harvester.dedup.relations import relations
from harvester.dedup.vetoes import contradictions

Floats = NDArray[np.float64]

Outcome = Literal["duplicate", "unsure", "distinct"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("distinct", "unsure", "duplicate")
DISTINCT, UNSURE, DUPLICATE = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Pairs of rows ``a`` < ``b`` with what was decided about each.

    ``probability`` of being duplicates; ``outcome``, a code of :data:`OUTCOMES`; ``contradiction``, a code of the
    vetoes (0: none); ``doubt``, why a person should see a likely pair (0: no doubt); ``relation``, how two
    contradicting records are related (:mod:`harvester.dedup.relations`); ``features``, the level of each field (pairs ×
    fields); ``likeness`` of the texts in percent; ``corpus``, what was believed of the records as a whole, and
    ``trust``, what each field's disagreement counted.
    """

    a: Ints
    b: Ints
    probability: Floats
    outcome: NDArray[np.int8]
    contradiction: NDArray[np.int8]
    doubt: NDArray[np.int8]
    relation: NDArray[np.int8]
    features: Levels
    likeness: Percent
    corpus: Corpus
    trust: Floats

    def only(self, rows: Bools) -> Judged:
        """These pairs alone."""
        return replace(
            self,
            a=self.a[rows],
            b=self.b[rows],
            probability=self.probability[rows],
            outcome=self.outcome[rows],
            contradiction=self.contradiction[rows],
            doubt=self.doubt[rows],
            relation=self.relation[rows],
            features=self.features[rows],
            likeness=self.likeness[rows],
        )

    def joined(self, other: Judged) -> Judged:
        """The pairs of both, judged under the same corpus."""
        return replace(
            self,
            a=np.r_[self.a, other.a],
            b=np.r_[self.b, other.b],
            probability=np.r_[self.probability, other.probability],
            outcome=np.r_[self.outcome, other.outcome],
            contradiction=np.r_[self.contradiction, other.contradiction],
            doubt=np.r_[self.doubt, other.doubt],
            relation=np.r_[self.relation, other.relation],
            features=np.concatenate((self.features, other.features)),
            likeness=np.concatenate((self.likeness, other.likeness)),
        )


def judge(
    columns: Columns,
    a: NDArray[np.integer[Any]],
    b: NDArray[np.integer[Any]],
    *,
    corpus: Corpus | None = None,
    learning: Learner = learn,
) -> Judged:
    """Judge the pairs of rows ``a`` and ``b``. Without a ``corpus``, it is learnt from these records and pairs."""
    one, two = a.astype(np.int64), b.astype(np.int64)
    compared = compare(columns, one, two)
    known = learning(columns, one, two, compared) if corpus is None else corpus
    compared = _headed(columns, one, two, compared, known)
    trust = np.array([known.trust(field) for field in w.FIELDS])
    probability = 1 / (1 + np.exp(-w.calibrated(_log_odds(compared, trust))))
    veto = contradictions(columns, one, two, compared, known)
    outcome = np.where(
        probability >= w.DUPLICATE_FROM, DUPLICATE, np.where(probability >= w.UNSURE_FROM, UNSURE, DISTINCT)
    )
    said = doubts(columns, one, two, compared, known, likely=outcome != DISTINCT)
    doubt = np.where(veto > 0, 0, said).astype(np.int8)
    probability = np.where(doubt > 0, np.clip(probability, w.UNSURE_FROM, w.DOUBTFUL_AT_MOST), probability)
    outcome = np.where(doubt > 0, UNSURE, outcome)
    outcome = np.where(veto > 0, DISTINCT, outcome).astype(np.int8)
    relation = relations(columns, one, two, compared, veto)
    return Judged(
        a=one,
        b=two,
        probability=probability,
        outcome=outcome,
        contradiction=veto,
        doubt=doubt,
        relation=relation,
        features=compared.levels,
        likeness=compared.likeness,
        corpus=known,
        trust=trust,
    )


def _headed(columns: Columns, a: Ints, b: Ints, compared: Compared, corpus: Corpus) -> Compared:
    """A title that is a heading in this corpus is no evidence, however well it agrees."""
    heading = is_heading(columns, corpus)
    title = level_of(compared, "title")
    levels = compared.levels.copy()
    headed = heading[a] & heading[b] & np.isin(title, (1, 2, 3))
    levels[headed, w.PLACE["title"]] = 8
    levels[headed, w.PLACE["words"]] = 0
    return Compared(levels, compared.likeness)


def _log_odds(compared: Compared, trust: Floats) -> Floats:
    weights = w.weight_matrix()
    scaled = np.where(weights < 0, weights * trust[:, None], weights)
    total: Floats = w.PRIOR + scaled[np.arange(len(w.FIELDS)), compared.levels].sum(axis=1)
    return total
