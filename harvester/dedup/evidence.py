"""Every judgement in sentences: one for each field that spoke, and one for a contradiction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from harvester.dedup.compare import LIKENESS
from harvester.dedup.relations import KINDS, sentence
from harvester.dedup.verdict import OUTCOMES, Judged, Outcome
from harvester.dedup.weights import CONTRADICTIONS, DOUBTS, FIELDS, TABLE, VETO_WEIGHT


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
    return [finding(judged, row) for row in range(judged.a.size)]


def finding(judged: Judged, row: int) -> Finding:
    """One judged pair as a value."""
    said = tuple(
        _evidence(field, int(judged.features[row, place]), _likeness(judged, row, field), float(judged.trust[place]))
        for place, field in enumerate(FIELDS)
        if judged.features[row, place] or field == "title"
    )
    contradiction = int(judged.contradiction[row])
    if contradiction:
        said += (Evidence("contradiction", VETO_WEIGHT, CONTRADICTIONS[contradiction]),)
    if doubt := int(judged.doubt[row]):
        said += (Evidence("doubt", 0.0, DOUBTS[doubt]),)
    if related := int(judged.relation[row]):
        said += (Evidence("relation", 0.0, sentence(related)),)
    return Finding(
        a=int(judged.a[row]),
        b=int(judged.b[row]),
        outcome=OUTCOMES[judged.outcome[row]],
        probability=float(judged.probability[row]),
        evidence=said,
        relation=KINDS[abs(related)],
    )


def related(judged: Judged) -> list[str]:
    """The relation of each judged pair of reports that belong together without being the same."""
    return [KINDS[abs(code)] for code in judged.relation.tolist() if code]


def explanation(found: Finding) -> Explanation:
    """A finding for a person to read."""
    spoken = sorted((item for item in found.evidence if item.weight), key=lambda item: -abs(item.weight))
    reasons = "; ".join(item.sentence for item in spoken[:3])
    summary = f"{_VERDICTS[found.outcome]} (probability {found.probability:.2f}): {reasons or 'nothing to compare'}."
    return Explanation(found.outcome, found.probability, found.evidence, summary, found.relation)


def _likeness(judged: Judged, row: int, field: str) -> int:
    return int(judged.likeness[row, LIKENESS[field]]) if field in LIKENESS else 0


@lru_cache(maxsize=100_000)
def _evidence(field: str, level: int, likeness: int, trust: float) -> Evidence:
    told = TABLE[field][level]
    weight = told.weight * trust if told.weight < 0 else told.weight
    doubt = "" if trust > 0.5 or told.weight >= 0 else " (but this field is unreliable in these records)"
    return Evidence(field, weight, told.sentence.format(likeness=likeness) + doubt)
