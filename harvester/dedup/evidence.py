"""Every judgement in sentences: one for each field that spoke, and one for a contradiction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from harvester.dedup.compare import LIKENESS
from harvester.dedup.relations import KINDS, sentence
from harvester.dedup.verdict import OUTCOMES, Judged, Outcome
from harvester.dedup.weights import (
    CONTRADICTIONS,
    DOUBTS,
    FIELDS,
    PLACE,
    TABLE,
    TORN,
    TORN_PROBABILITY,
    VETO_WEIGHT,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says about a pair: for (weight > 0), against (< 0), in log-odds, and as a sentence."""

    field: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
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


_VERDICTS = {
    "duplicate": "Duplicates: both records denote the same report",
    "unsure": "To review: the records may denote the same report",
    "distinct": "Kept apart: the records denote different reports",
}


def findings(judged: Judged) -> list[Finding]:
    """The judged pairs as values, in their order."""
    told = (judged.a, judged.b, judged.outcome, judged.probability, judged.contradiction, judged.doubt, judged.relation)
    said = _said(judged)
    return [_finding(*row) for row in zip(said, *(column.tolist() for column in told), strict=True)]


def _said(judged: Judged) -> Iterator[tuple[Evidence, ...]]:
    """What the fields of each pair say, in the order of the fields."""
    trust = judged.trust.tolist()
    likeness = {PLACE[name]: place for name, place in LIKENESS.items()}
    for levels, alike in zip(judged.features.tolist(), judged.likeness.tolist(), strict=True):
        yield tuple(
            [
                _evidence(field, levels[place], alike[likeness[place]] if place in likeness else 0, trust[place])
                for place, field in enumerate(FIELDS)
                if levels[place] or field == "title"
            ]
        )


def _finding(
    said: tuple[Evidence, ...],
    a: int,
    b: int,
    outcome: int,
    probability: float,
    contradiction: int,
    doubt: int,
    relation: int,
) -> Finding:
    if contradiction:
        said += (Evidence("contradiction", VETO_WEIGHT, CONTRADICTIONS[contradiction]),)
    if doubt:
        said += (Evidence("doubt", 0.0, DOUBTS[doubt]),)
    if relation:
        said += (Evidence("relation", 0.0, sentence(relation)),)
    return Finding(a, b, OUTCOMES[outcome], probability, said, KINDS[abs(relation)])


def related(judged: Judged) -> list[str]:
    """The relation of each judged pair of reports that belong together without being the same."""
    return [KINDS[abs(code)] for code in judged.relation.tolist() if code]


def explanation(found: Finding) -> Explanation:
    """A finding for a person to read."""
    spoken = sorted((item for item in found.evidence if item.weight), key=lambda item: -abs(item.weight))
    reasons = "; ".join(item.sentence for item in spoken[:3])
    summary = f"{_VERDICTS[found.outcome]} (probability {found.probability:.2f}): {reasons or 'nothing to compare'}."
    return Explanation(found.outcome, found.probability, found.evidence, summary, found.relation)


def torn(told: Explanation) -> Explanation:
    """What is said of duplicates that clustering did not follow (:data:`harvester.dedup.weights.TORN`)."""
    doubt = DOUBTS[TORN]
    reason = doubt.removeprefix("shown to a person: ")
    summary = f"{_VERDICTS['unsure']} (probability {TORN_PROBABILITY:.2f}): {reason}."
    return Explanation("unsure", TORN_PROBABILITY, (*told.evidence, Evidence("doubt", 0.0, doubt)), summary)


@lru_cache(maxsize=100_000)
def _evidence(field: str, level: int, likeness: int, trust: float) -> Evidence:
    told = TABLE[field][level]
    weight = told.weight * trust if told.weight < 0 else told.weight
    doubt = "" if trust > 0.5 or told.weight >= 0 else " (but this field is unreliable in these records)"
    return Evidence(field, weight, told.sentence.format(likeness=likeness) + doubt)
