"""Audit de-duplication: draw a random sample of pairs, to be judged blindly, and estimate the errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.dedup.evaluation import (
    STRATA,
    ErrorEstimate,
    SamplingFrame,
    StratumCounts,
    assign_strata,
    draw_sample,
    estimate_errors,
)
from harvester.errors import UsageError
from harvester.store import judgements
from harvester.store.dedup import dedup_audits
from harvester.store.dedup.dedup_audits import AuditPairRow, AuditSampleRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.review_queue import Pair
from harvester.workflow.dedup.sampling_frame import FramePair, merged_pairs, pairs_in_doubt, rejected_pairs

Sample = AuditSampleRow
"""A stored sample."""

DEFAULT_SIZE = 100
DEFAULT_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """The result of an audit: errors among the merges (``false_merges``) and among all other pairs (``missed``)."""

    sample: AuditSampleRow
    strata: tuple[tuple[str, StratumCounts], ...]
    unsure: int
    waiting: int
    false_merges: ErrorEstimate
    missed: ErrorEstimate

    @property
    def duplicates(self) -> float:
        """The estimated number of true duplicates: correct merges and missed ones."""
        return self.false_merges.of - self.false_merges.number + self.missed.number

    @property
    def sentence(self) -> str:
        """The text for the methods section; empty until merged and other pairs were judged."""
        false, missed = self.false_merges, self.missed
        if not false.judged or not missed.judged:
            return ""
        of, duplicates = false.of, self.duplicates
        return (
            f"De-duplication (harvester {__version__}) was audited on a random sample of "
            f"{false.judged + missed.judged} pairs of records, stratified by decision and probability (seed "
            f"{self.sample.seed}) and judged without sight of the decision. Of {false.judged} merged pairs "
            f"{false.errors} were not the same report, an estimated {_percent(false.number, of)} of all {of:,.0f} "
            f"merges (95 % CI {_percent(false.low, of)} to {_percent(false.high, of)}). Of {missed.judged} pairs left "
            f"apart or in doubt {missed.errors} were the same report, an estimated {missed.number:,.0f} missed "
            f"duplicates (95 % CI {missed.low:,.0f} to {missed.high:,.0f}), {_percent(missed.number, duplicates)} of "
            "all duplicates. Pairs that were never compared were not sampled."
        )

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup sample --report --json``."""
        return {
            "sample": self.sample.id,
            "seed": self.sample.seed,
            "drawn": len(self.sample.pairs),
            "drawn_at": self.sample.made_at.isoformat(timespec="seconds"),
            "waiting": self.waiting,
            "unsure": self.unsure,
            "strata": [
                {"stratum": name, "pairs": round(counts.size, 1), "judged": counts.judged, "errors": counts.errors}
                for name, counts in self.strata
            ],
            "false_merges": _estimate_json(self.false_merges),
            "missed": _estimate_json(self.missed),
            "sentence": self.sentence,
        }


def draw_audit_sample(context: ReviewContext, size: int = DEFAULT_SIZE, *, seed: int = DEFAULT_SEED) -> AuditSampleRow:
    """Draw a new sample of pairs and store it. The same store and seed give the same pairs.

    Raises ``UsageError`` when there is nothing to draw from.
    """
    context.progress.begin("finding pairs that rules judged distinct", None)
    with context.store.read() as session:
        frame_pairs = [*merged_pairs(session), *pairs_in_doubt(session), *rejected_pairs(session, seed=seed)]
    if not frame_pairs:
        raise UsageError("There are no pairs to draw from.", hint="Import records first: harvester update")
    frame = _build_frame(frame_pairs)
    rows = draw_sample(frame, size, seed=seed)
    drawn_per_stratum = Counter(frame.stratum[rows].tolist())
    pairs = [
        _sampled_pair(frame_pairs[row], int(frame.stratum[row]), frame, drawn_per_stratum) for row in rows.tolist()
    ]
    strata = {stratum.name: float(number) for stratum, number in zip(STRATA, frame.sizes, strict=True) if number}
    with context.store.write() as session:
        dedup_audits.add_audit_sample(session, pairs, seed=seed, asked_for=size, strata=strata, now=context.now())
    return latest_sample(context)


def latest_sample(context: ReviewContext) -> AuditSampleRow:
    """Return the last sample. Raises ``UsageError`` when there is none."""
    with context.store.read() as session:
        drawn = dedup_audits.load_last_audit_sample(session)
    if drawn is None:
        raise UsageError("No sample was drawn yet.", hint="harvester dedup sample 100 draws one.")
    return drawn


def current_sample(context: ReviewContext, size: int | None, *, seed: int) -> AuditSampleRow:
    """Return the last sample while it has unjudged pairs; draw a new one otherwise, or for another size or seed."""
    with context.store.read() as session:
        drawn = dedup_audits.load_last_audit_sample(session)
        has_unjudged = drawn is not None and unjudged_pairs(session, drawn)
    if drawn is not None and (has_unjudged or size is None) and size in {None, drawn.asked_for} and drawn.seed == seed:
        return drawn
    return draw_audit_sample(context, size or DEFAULT_SIZE, seed=seed)


def unjudged_pairs(session: Session, drawn: AuditSampleRow) -> tuple[Pair, ...]:
    """Return the pairs of a sample that nobody has judged since it was drawn, in order."""
    judged = _judgements_of_sample(session, drawn)
    pairs = ((pair.record_a, pair.record_b) for pair in drawn.pairs)
    return tuple(pair for pair in pairs if pair not in judged)


def load_audit_report(context: ReviewContext) -> AuditReport:
    """Return the report of the last sample. Raises ``UsageError`` when there is none."""
    drawn = latest_sample(context)
    with context.store.read() as session:
        return audit_report(session, drawn)


def audit_report(session: Session, drawn: AuditSampleRow) -> AuditReport:
    """Return the report of a sample, by the judgements made so far."""
    judged = _judgements_of_sample(session, drawn)
    strata = tuple((name, _count_stratum(name, drawn, judged)) for name in drawn.strata)
    return AuditReport(
        sample=drawn,
        strata=strata,
        unsure=sum(verdict == "unsure" for verdict in judged.values()),
        waiting=len(drawn.pairs) - len(judged),
        false_merges=estimate_errors([counts for name, counts in strata if _is_merged(name)]),
        missed=estimate_errors([counts for name, counts in strata if not _is_merged(name)]),
    )


def _build_frame(frame_pairs: Sequence[FramePair]) -> SamplingFrame:
    probability = np.array([frame_pair.probability for frame_pair in frame_pairs])
    contradicted = np.array([frame_pair.contradicted for frame_pair in frame_pairs], dtype=np.bool_)
    return SamplingFrame(
        probability,
        assign_strata([frame_pair.kind for frame_pair in frame_pairs], probability, contradicted),
        np.array([frame_pair.scale for frame_pair in frame_pairs]),
    )


def _sampled_pair(
    frame_pair: FramePair, stratum: int, frame: SamplingFrame, drawn_per_stratum: Counter[int]
) -> AuditPairRow:
    return AuditPairRow(
        record_a=frame_pair.record_a,
        record_b=frame_pair.record_b,
        stratum=STRATA[stratum].name,
        merged=frame_pair.kind == "merged",
        probability=frame_pair.probability,
        weight=float(frame.sizes[stratum]) / drawn_per_stratum[stratum],
    )


def _judgements_of_sample(session: Session, drawn: AuditSampleRow) -> dict[Pair, str]:
    """Return pair → verdict of the manual judgements made since the sample was drawn."""
    pairs = [(pair.record_a, pair.record_b) for pair in drawn.pairs]
    rows = judgements.live_judgements_of_pairs(session, pairs)
    return {pair: row.verdict for pair, row in rows.items() if row.made_by == "person" and row.made_at >= drawn.made_at}


def _is_merged(stratum: str) -> bool:
    return stratum.startswith("merged")


def _count_stratum(name: str, drawn: AuditSampleRow, judged: dict[Pair, str]) -> StratumCounts:
    correct = "duplicate" if _is_merged(name) else "distinct"
    verdicts = [judged.get((pair.record_a, pair.record_b)) for pair in drawn.pairs if pair.stratum == name]
    decided = [verdict for verdict in verdicts if verdict in {"duplicate", "distinct"}]
    return StratumCounts(drawn.strata[name], len(decided), sum(verdict != correct for verdict in decided))


def _percent(part: float, total: float) -> str:
    return f"{100 * part / total:.1f} %" if total else "0.0 %"


def _estimate_json(estimated: ErrorEstimate) -> dict[str, Any]:
    total = estimated.of or 1.0
    rate = {"rate": estimated.number / total, "rate_low": estimated.low / total, "rate_high": estimated.high / total}
    return {
        "judged": estimated.judged,
        "errors": estimated.errors,
        "pairs": round(estimated.of, 1),
        "estimate": estimated.number,
        "low": estimated.low,
        "high": estimated.high,
        **(rate if estimated.of else dict.fromkeys(rate)),
    }
