"""Audit the de-duplicator: draw pairs at random, have a person judge them blindly, say what the answers tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.dedup.audit import STRATA, Estimate, Frame, Tally, draw, estimate, strata_of
from harvester.errors import UsageError
from harvester.store import audits, judgements
from harvester.store.audits import AuditPairRow, AuditRow
from harvester.workflow.desk import Desk
from harvester.workflow.doubt import Pair
from harvester.workflow.frame import Case, in_doubt, kept_apart, merged

Sample = AuditRow
"""A sample as it was drawn."""

DEFAULT_SIZE = 100
DEFAULT_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What an audit came to. ``false_merges`` are among the merges, ``missed`` among the pairs that were not merged."""

    sample: AuditRow
    strata: tuple[tuple[str, Tally], ...]
    unsure: int
    waiting: int
    false_merges: Estimate
    missed: Estimate

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


def sample(desk: Desk, size: int = DEFAULT_SIZE, *, seed: int = DEFAULT_SEED) -> AuditRow:
    """Draw a new sample of pairs and store it. The same store and seed give the same pairs.

    Raises ``UsageError`` when there is nothing to draw from.
    """
    desk.progress.begin("finding the pairs that were kept apart", None)
    with desk.store.read() as session:
        cases = _cases(session, seed)
    if not cases:
        raise UsageError("There are no pairs to draw from.", hint="harvester update brings records in first.")
    frame = _frame(cases)
    rows = draw(frame, size, seed=seed)
    given = Counter(frame.stratum[rows].tolist())
    pairs = [_pair(cases[row], int(frame.stratum[row]), frame, given) for row in rows.tolist()]
    strata = {stratum.name: float(number) for stratum, number in zip(STRATA, frame.sizes, strict=True) if number}
    with desk.store.write() as session:
        audits.add_sample(session, pairs, seed=seed, asked_for=size, strata=strata, now=desk.now())
    return last(desk)


def last(desk: Desk) -> AuditRow:
    """The sample drawn last. Raises ``UsageError`` when there is none."""
    with desk.store.read() as session:
        found = audits.last_sample(session)
    if found is None:
        raise UsageError("No sample was drawn yet.", hint="harvester dedup sample 100 draws one.")
    return found


def current(desk: Desk, size: int | None, *, seed: int) -> AuditRow:
    """The sample to go on with: the last one while pairs of it wait, unless another size or seed is asked for."""
    with desk.store.read() as session:
        found = audits.last_sample(session)
        waits = found is not None and waiting(session, found)
    if found is not None and (waits or size is None) and size in {None, found.asked_for} and found.seed == seed:
        return found
    return sample(desk, size or DEFAULT_SIZE, seed=seed)


def waiting(session: Session, drawn: AuditRow) -> tuple[Pair, ...]:
    """The pairs of a sample that nobody has judged since, in their order."""
    said = _answers(session, drawn)
    pairs = ((pair.record_a, pair.record_b) for pair in drawn.pairs)
    return tuple(pair for pair in pairs if pair not in said)


def report(desk: Desk) -> AuditReport:
    """What the answers to the last sample tell. Raises ``UsageError`` when none was drawn."""
    drawn = last(desk)
    with desk.store.read() as session:
        return report_of(session, drawn)


def report_of(session: Session, drawn: AuditRow) -> AuditReport:
    """What the answers to a sample tell by now."""
    said = _answers(session, drawn)
    tallies = tuple((name, _tally(name, drawn, said)) for name in drawn.strata)
    return AuditReport(
        sample=drawn,
        strata=tallies,
        unsure=sum(verdict == "unsure" for verdict in said.values()),
        waiting=len(drawn.pairs) - len(said),
        false_merges=estimate([tally for name, tally in tallies if _is_merged(name)]),
        missed=estimate([tally for name, tally in tallies if not _is_merged(name)]),
    )


def _cases(session: Session, seed: int) -> list[Case]:
    return [*merged(session), *in_doubt(session), *kept_apart(session, seed=seed)]


def _frame(cases: Sequence[Case]) -> Frame:
    probability = np.array([case.probability for case in cases])
    contradicted = np.array([case.contradicted for case in cases], dtype=np.bool_)
    return Frame(
        probability,
        strata_of([case.kind for case in cases], probability, contradicted),
        np.array([case.scale for case in cases]),
    )


def _pair(case: Case, stratum: int, frame: Frame, given: Counter[int]) -> AuditPairRow:
    return AuditPairRow(
        record_a=case.record_a,
        record_b=case.record_b,
        stratum=STRATA[stratum].name,
        merged=case.kind == "merged",
        probability=case.probability,
        weight=float(frame.sizes[stratum]) / given[stratum],
    )


def _answers(session: Session, drawn: AuditRow) -> dict[Pair, str]:
    """What people say of the pairs of a sample, since it was drawn."""
    pairs = [(pair.record_a, pair.record_b) for pair in drawn.pairs]
    rows = judgements.live_pairs(session, pairs)
    return {pair: row.verdict for pair, row in rows.items() if row.made_by == "person" and row.made_at >= drawn.made_at}


def _is_merged(stratum: str) -> bool:
    return stratum.startswith("merged")


def _tally(name: str, drawn: AuditRow, said: dict[Pair, str]) -> Tally:
    right = "duplicate" if _is_merged(name) else "distinct"
    verdicts = [said.get((pair.record_a, pair.record_b)) for pair in drawn.pairs if pair.stratum == name]
    told = [verdict for verdict in verdicts if verdict in {"duplicate", "distinct"}]
    return Tally(drawn.strata[name], len(told), sum(verdict != right for verdict in told))


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "0.0 %"


def _estimate_json(found: Estimate) -> dict[str, Any]:
    of = found.of or 1.0
    rate = {"rate": found.number / of, "rate_low": found.low / of, "rate_high": found.high / of}
    return {
        "judged": found.judged,
        "errors": found.errors,
        "pairs": round(found.of, 1),
        "estimate": found.number,
        "low": found.low,
        "high": found.high,
        **(rate if found.of else dict.fromkeys(rate)),
    }
