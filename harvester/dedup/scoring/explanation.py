"""Explain scored pairs in sentences: the evidence of each field, and what decided besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from harvester.dedup.comparison.levels import FIELD_LEVELS
from harvester.dedup.scoring.relations import RELATION_KINDS, RelationKind, relation_sentence
from harvester.dedup.scoring.review_rules import ReviewReason
from harvester.dedup.scoring.score import OUTCOMES, Outcome, ScoredPairs
from harvester.dedup.scoring.vetoes import MIN_TRUST, Veto
from harvester.dedup.scoring.weights import CONFLICTING_PROBABILITY, VETO_WEIGHT, WEIGHTS
from harvester.evidence import Evidence


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A judgement by rule: records ``a`` < ``b`` (their rows), outcome, probability of being duplicates, evidence.

    ``relation``: how two different reports are related, or None.
    """

    a: int
    b: int
    outcome: Outcome
    probability: float
    evidence: tuple[Evidence, ...]
    relation: RelationKind | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two records are judged as they are; ``summary`` is one sentence for a person."""

    outcome: Outcome
    probability: float
    evidence: tuple[Evidence, ...]
    summary: str
    relation: RelationKind | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the sentences of the evidence, field by field."""
        return tuple(item.sentence for item in self.evidence)


_SUMMARIES = {
    Outcome.DUPLICATE: "Duplicates: both records denote the same report",
    Outcome.UNSURE: "To review: the records may denote the same report",
    Outcome.DISTINCT: "Kept apart: the records denote different reports",
}


def to_pairs(pairs: ScoredPairs) -> list[ScoredPair]:
    """Return the pairs as values, in their order."""
    names = ("a", "b", "outcome", "probability", "veto", "review_reason", "relation")
    columns = (getattr(pairs, name).tolist() for name in names)
    return [_to_pair(*row) for row in zip(_field_evidence(pairs), *columns, strict=True)]


def _field_evidence(pairs: ScoredPairs) -> Iterator[tuple[Evidence, ...]]:
    """Yield the evidence of each pair, in the order of the fields; fields that were not comparable are left out."""
    comparison = pairs.comparison
    columns = []
    for trust, (field, levels) in zip(pairs.trust.tolist(), comparison.levels(), strict=True):
        similarity = comparison.similarity(field)
        percent = [0] * levels.size if similarity is None else similarity.tolist()
        columns.append(
            [
                _evidence(field, level, value, trust) if level or field == "title" else None
                for level, value in zip(levels.tolist(), percent, strict=True)
            ]
        )
    for row in zip(*columns, strict=True):
        yield tuple([evidence for evidence in row if evidence is not None])


def _to_pair(
    evidence: tuple[Evidence, ...],
    a: int,
    b: int,
    outcome: int,
    probability: float,
    veto: int,
    review_reason: int,
    relation: int,
) -> ScoredPair:
    if veto:
        evidence += (Evidence("contradiction", VETO_WEIGHT, Veto(veto).sentence, Veto(veto).kind),)
    if review_reason:
        evidence += (review_evidence(ReviewReason(review_reason)),)
    kind = RELATION_KINDS[abs(relation) - 1] if relation else None
    if kind:
        subject = "a" if relation > 0 else "b"
        evidence += (Evidence("relation", 0.0, relation_sentence(relation), kind.value, subject),)
    return ScoredPair(a, b, OUTCOMES[outcome], probability, evidence, kind)


def review_evidence(reason: ReviewReason) -> Evidence:
    """Return a review reason as evidence, which weighs nothing."""
    return Evidence("doubt", 0.0, f"shown to a person: {reason.sentence}", reason.kind)


def list_relation_kinds(pairs: ScoredPairs) -> list[RelationKind]:
    """Return the relation of each pair of different reports that are related."""
    return [RELATION_KINDS[abs(code) - 1] for code in pairs.relation.tolist() if code]


def to_explanation(pair: ScoredPair) -> Explanation:
    """Return the explanation of a pair for a person: the three weightiest reasons in a sentence."""
    weighed = sorted((item for item in pair.evidence if item.weight), key=lambda item: -abs(item.weight))
    reasons = "; ".join(item.sentence for item in weighed[:3])
    summary = f"{_SUMMARIES[pair.outcome]} (probability {pair.probability:.2f}): {reasons or 'nothing to compare'}."
    return Explanation(pair.outcome, pair.probability, pair.evidence, summary, pair.relation)


def explain_conflicting(explanation: Explanation) -> Explanation:
    """Return the explanation of a pair scored as duplicates but separated by clustering."""
    reason = ReviewReason.CONFLICTING
    summary = f"{_SUMMARIES[Outcome.UNSURE]} (probability {CONFLICTING_PROBABILITY:.2f}): {reason.sentence}."
    evidence = (*explanation.evidence, review_evidence(reason))
    return Explanation(Outcome.UNSURE, CONFLICTING_PROBABILITY, evidence, summary)


@lru_cache(maxsize=100_000)
def _evidence(field: str, level: int, similarity: int, trust: float) -> Evidence:
    entry = WEIGHTS[field][FIELD_LEVELS[field](level)]
    against = entry.weight < 0
    doubt = " (but this field is unreliable in these records)" if against and trust <= MIN_TRUST else ""
    weight = entry.weight * trust if against else entry.weight
    return Evidence(field, weight, entry.sentence.format(similarity=similarity) + doubt)
