"""Every judgement in sentences: one for each field that spoke, and one for a contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from harvester.dedup.comparison.compare import SIMILARITY_COLUMNS
from harvester.dedup.scoring.relations import RELATION_KINDS, relation_sentence
from harvester.dedup.scoring.score import OUTCOMES, Outcome, ScoredPairs
from harvester.dedup.scoring.weights import (
    CONFLICTING,
    CONFLICTING_PROBABILITY,
    FIELD_INDEX,
    FIELDS,
    REVIEW_REASONS,
    VETO_SENTENCES,
    VETO_WEIGHT,
    WEIGHTS,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says about a pair: for (weight > 0), against (< 0), in log-odds, and as a sentence."""

    field: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """One judgement by rule: records ``a`` < ``b`` (their rows), outcome, probability of being duplicates, evidence.

    ``relation``: how two reports are related that are not the same ("preprint-of"), or "".
    """

    a: int
    b: int
    outcome: Outcome
    probability: float
    evidence: tuple[Evidence, ...]
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two records are judged as they are; ``summary`` is one sentence for a person."""

    outcome: Outcome
    probability: float
    evidence: tuple[Evidence, ...]
    summary: str
    relation: str = ""


_SUMMARIES = {
    "duplicate": "Duplicates: both records denote the same report",
    "unsure": "To review: the records may denote the same report",
    "distinct": "Kept apart: the records denote different reports",
}


def to_pairs(judged: ScoredPairs) -> list[ScoredPair]:
    """The judged pairs as values, in their order."""
    columns = (
        judged.a,
        judged.b,
        judged.outcome,
        judged.probability,
        judged.veto,
        judged.review_reason,
        judged.relation,
    )
    evidence = _field_evidence(judged)
    return [_to_pair(*row) for row in zip(evidence, *(column.tolist() for column in columns), strict=True)]


def _field_evidence(judged: ScoredPairs) -> Iterator[tuple[Evidence, ...]]:
    """What the fields of each pair say, in the order of the fields."""
    trust = judged.trust.tolist()
    similarity_index = {FIELD_INDEX[name]: place for name, place in SIMILARITY_COLUMNS.items()}
    for levels, similarities in zip(judged.levels.tolist(), judged.similarity.tolist(), strict=True):
        yield tuple(
            [
                _evidence(
                    field,
                    levels[place],
                    similarities[similarity_index[place]] if place in similarity_index else 0,
                    trust[place],
                )
                for place, field in enumerate(FIELDS)
                if levels[place] or field == "title"
            ]
        )


def _to_pair(
    evidence: tuple[Evidence, ...],
    a: int,
    b: int,
    outcome: int,
    probability: float,
    contradiction: int,
    doubt: int,
    relation: int,
) -> ScoredPair:
    if contradiction:
        evidence += (Evidence("contradiction", VETO_WEIGHT, VETO_SENTENCES[contradiction]),)
    if doubt:
        evidence += (Evidence("doubt", 0.0, REVIEW_REASONS[doubt]),)
    if relation:
        evidence += (Evidence("relation", 0.0, relation_sentence(relation)),)
    return ScoredPair(a, b, OUTCOMES[outcome], probability, evidence, RELATION_KINDS[abs(relation)])


def list_relation_kinds(judged: ScoredPairs) -> list[str]:
    """The relation of each judged pair of reports that belong together without being the same."""
    return [RELATION_KINDS[abs(code)] for code in judged.relation.tolist() if code]


def to_explanation(pair: ScoredPair) -> Explanation:
    """A finding for a person to read."""
    weighed = sorted((item for item in pair.evidence if item.weight), key=lambda item: -abs(item.weight))
    reasons = "; ".join(item.sentence for item in weighed[:3])
    summary = f"{_SUMMARIES[pair.outcome]} (probability {pair.probability:.2f}): {reasons or 'nothing to compare'}."
    return Explanation(pair.outcome, pair.probability, pair.evidence, summary, pair.relation)


def explain_conflicting(explanation: Explanation) -> Explanation:
    """What is said of duplicates that clustering did not follow (:data:`harvester.dedup.scoring.weights.CONFLICTING`)."""
    doubt = REVIEW_REASONS[CONFLICTING]
    reason = doubt.removeprefix("shown to a person: ")
    summary = f"{_SUMMARIES['unsure']} (probability {CONFLICTING_PROBABILITY:.2f}): {reason}."
    return Explanation(
        "unsure", CONFLICTING_PROBABILITY, (*explanation.evidence, Evidence("doubt", 0.0, doubt)), summary
    )


@lru_cache(maxsize=100_000)
def _evidence(field: str, level: int, similarity: int, trust: float) -> Evidence:
    entry = WEIGHTS[field][level]
    weight = entry.weight * trust if entry.weight < 0 else entry.weight
    doubt = "" if trust > 0.5 or entry.weight >= 0 else " (but this field is unreliable in these records)"
    return Evidence(field, weight, entry.sentence.format(likeness=similarity) + doubt)
