"""Audit the de-duplicator: draw pairs at random, have a person judge them blindly, say what the answers tell."""

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
from harvester.store import dedup_audits, judgements
from harvester.store.dedup_audits import AuditPairRow, AuditSampleRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.review_queue import Pair
from harvester.workflow.dedup.sampling_frame import FramePair, merged_pairs, pairs_in_doubt, rejected_pairs

Sample = AuditSampleRow
"""A sample as it was drawn."""

DEFAULT_SIZE = 100
DEFAULT_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What an audit came to. ``false_merges`` are among the merges, ``missed`` among the pairs that were not merged."""

    sample: AuditSampleRow
    strata: tuple[tuple[str, StratumCounts], ...]
    unsure: int
    waiting: int
    false_merges: ErrorEstimate
    missed: ErrorEstimate

    @property
    def duplicates(self) -> float:
        """How many true duplicates there are, by the estimate: those merged rightly and those missed."""
        return self.false_merges.of - self.false_merges.number + self.missed.number

    @property
    def sentence(self) -> str:
        """For the methods section; empty while nothing was judged on one of the two sides."""
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
        """For ``harvester dedup sample --report --json``."""
        return {
            "sample": self.sample.id,
            "seed": self.sample.seed,
            "drawn": len(self.sample.pairs),
            "drawn_at": self.sample.made_at.isoformat(timespec="seconds"),
            "waiting": self.waiting,
            "unsure": self.unsure,
            "strata": [
                {"stratum": name, "pairs": round(tally.size, 1), "judged": tally.judged, "errors": tally.errors}
                for name, tally in self.strata
            ],
            "false_merges": _estimate_json(self.false_merges),
            "missed": _estimate_json(self.missed),
            "sentence": self.sentence,
        }


def draw_audit_sample(context: ReviewContext, size: int = DEFAULT_SIZE, *, seed: int = DEFAULT_SEED) -> AuditSampleRow:
    """Draw a new sample of pairs and store it. The same store and seed give the same pairs.

    Raises ``UsageError`` when there is nothing to draw from.
    """
    context.progress.begin("finding the pairs that were kept apart", None)
    with context.store.read() as session:
        cases = _frame_pairs(session, seed)
    if not cases:
        raise UsageError("There are no pairs to draw from.", hint="harvester update brings records in first.")
    frame = _build_frame(cases)
    rows = draw_sample(frame, size, seed=seed)
    drawn_per_stratum = Counter(frame.stratum[rows].tolist())
    pairs = [_sampled_pair(cases[row], int(frame.stratum[row]), frame, drawn_per_stratum) for row in rows.tolist()]
    strata = {stratum.name: float(number) for stratum, number in zip(STRATA, frame.sizes, strict=True) if number}
    with context.store.write() as session:
        dedup_audits.add_audit_sample(session, pairs, seed=seed, asked_for=size, strata=strata, now=context.now())
    return latest_sample(context)


def latest_sample(context: ReviewContext) -> AuditSampleRow:
    """The sample drawn last. Raises ``UsageError`` when there is none."""
    with context.store.read() as session:
        drawn = dedup_audits.load_last_audit_sample(session)
    if drawn is None:
        raise UsageError("No sample was drawn yet.", hint="harvester dedup sample 100 draws one.")
    return drawn


def current_sample(context: ReviewContext, size: int | None, *, seed: int) -> AuditSampleRow:
    """The sample to go on with: the last one while pairs of it wait, unless another size or seed is asked for."""
    with context.store.read() as session:
        drawn = dedup_audits.load_last_audit_sample(session)
        has_unjudged = drawn is not None and unjudged_pairs(session, drawn)
    if drawn is not None and (has_unjudged or size is None) and size in {None, drawn.asked_for} and drawn.seed == seed:
        return drawn
    return draw_audit_sample(context, size or DEFAULT_SIZE, seed=seed)


def unjudged_pairs(session: Session, drawn: AuditSampleRow) -> tuple[Pair, ...]:
    """The pairs of a sample that nobody has judged since, in their order."""
    judged = _judgements_of_sample(session, drawn)
    pairs = ((pair.record_a, pair.record_b) for pair in drawn.pairs)
    return tuple(pair for pair in pairs if pair not in judged)


def load_audit_report(context: ReviewContext) -> AuditReport:
    """What the answers to the last sample tell. Raises ``UsageError`` when none was drawn."""
    drawn = latest_sample(context)
    with context.store.read() as session:
        return audit_report(session, drawn)


def audit_report(session: Session, drawn: AuditSampleRow) -> AuditReport:
    """What the answers to a sample tell by now."""
    judged = _judgements_of_sample(session, drawn)
    tallies = tuple((name, _tally_stratum(name, drawn, judged)) for name in drawn.strata)
    return AuditReport(
        sample=drawn,
        strata=tallies,
        unsure=sum(verdict == "unsure" for verdict in judged.values()),
        waiting=len(drawn.pairs) - len(judged),
        false_merges=estimate_errors([tally for name, tally in tallies if _is_merged(name)]),
        missed=estimate_errors([tally for name, tally in tallies if not _is_merged(name)]),
    )


def _frame_pairs(session: Session, seed: int) -> list[FramePair]:
    return [*merged_pairs(session), *pairs_in_doubt(session), *rejected_pairs(session, seed=seed)]


def _build_frame(cases: Sequence[FramePair]) -> SamplingFrame:
    probability = np.array([case.probability for case in cases])
    contradicted = np.array([case.contradicted for case in cases], dtype=np.bool_)
    return SamplingFrame(
        probability,
        assign_strata([case.kind for case in cases], probability, contradicted),
        np.array([case.scale for case in cases]),
    )


def _sampled_pair(case: FramePair, stratum: int, frame: SamplingFrame, drawn_per_stratum: Counter[int]) -> AuditPairRow:
    return AuditPairRow(
        record_a=case.record_a,
        record_b=case.record_b,
        stratum=STRATA[stratum].name,
        merged=case.kind == "merged",
        probability=case.probability,
        weight=float(frame.sizes[stratum]) / drawn_per_stratum[stratum],
    )


def _judgements_of_sample(session: Session, drawn: AuditSampleRow) -> dict[Pair, str]:
    """What people say of the pairs of a sample, since it was drawn."""
    pairs = [(pair.record_a, pair.record_b) for pair in drawn.pairs]
    rows = judgements.live_judgements_of_pairs(session, pairs)
    return {pair: row.verdict for pair, row in rows.items() if row.made_by == "person" and row.made_at >= drawn.made_at}


def _is_merged(stratum: str) -> bool:
    return stratum.startswith("merged")


def _tally_stratum(name: str, drawn: AuditSampleRow, judged: dict[Pair, str]) -> StratumCounts:
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
