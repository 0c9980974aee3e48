"""Doubtful pairs: which two records a person should look at next, and what is known of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester.dedup.weights import DOUBTS, TORN
from harvester.store import judgements, records
from harvester.store.values import JudgementRow, RecordRow
from harvester.workflow.desk import Desk
from harvester.workflow.history import REMARKS
from harvester.workflow.results import report_name
from harvester.workflow.tally import likely, open_pairs, put_off
from harvester.workflow.waiting import Stage, stages

Pair = tuple[int, int]
Effect = Literal["decided", "waiting", "settled"]

EFFECTS: Final[Mapping[Effect, int]] = {"decided": 3, "waiting": 2, "settled": 1}
"""What an answer changes in the screening, and how much that weighs: the two reports were decided otherwise or one is
included; one of them still waits for a reviewer; neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two records side by side with what is judged about them; ``effect`` is what an answer changes in screening."""

    left: RecordRow
    right: RecordRow
    probability: float | None
    evidence: tuple[Mapping[str, Any], ...]
    effect: Effect = "waiting"
    stages: tuple[Stage | None, Stage | None] = (None, None)
    put_off_by: str = ""

    @property
    def pair(self) -> Pair:
        """The numbers of the two records."""
        return self.left.id, self.right.id

    @property
    def information(self) -> float:
        """How much an answer tells: p × (1 − p), times the weight of what it changes (:data:`EFFECTS`)."""
        p = self.probability or 0.0
        return p * (1 - p) * EFFECTS[self.effect]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup pairs --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "title_a": self.left.citation.title,
            "title_b": self.right.citation.title,
            "probability": self.probability,
            "evidence": list(self.evidence),
            "effect": self.effect,
            "put_off_by": self.put_off_by or None,
        }


def doubtful_pairs(desk: Desk, *, again: bool = False) -> tuple[PairView, ...]:
    """The pairs a person should look at, the most informative first; ``again``: also those somebody was unsure of."""
    with desk.store.read() as session:
        pairs = open_pairs(session, again=again)
        return tuple(sorted(_views(session, desk, pairs), key=lambda view: (-view.information, view.pair)))


def still_open(desk: Desk, *, again: bool = False) -> frozenset[Pair]:
    """The pairs that wait now, as numbers of records: what an answer about one pair may settle for others."""
    with desk.store.read() as session:
        return frozenset(open_pairs(session, again=again))


def pair_views(desk: Desk, pairs: Collection[Pair]) -> tuple[PairView, ...]:
    """Any pairs side by side, in the order given, whether or not they wait for an answer."""
    with desk.store.read() as session:
        return _views(session, desk, pairs)


def _views(session: Session, desk: Desk, pairs: Collection[Pair]) -> tuple[PairView, ...]:
    if not pairs:
        return ()
    judged = _rules_said(session, pairs)
    rows = {row.id: row for row in records.records(session, {number for pair in pairs for number in pair})}
    at = stages(session, desk.review.screening.exclusion_reasons)
    waits = put_off(session)
    return tuple(_view(rows[a], rows[b], judged.get((a, b)), at, waits.get((a, b), "")) for a, b in pairs)


def _rules_said(session: Session, pairs: Collection[Pair]) -> dict[Pair, JudgementRow]:
    """What the rules last said about each pair, though a person has spoken since."""
    found = {pair: row for pair, row in judgements.live_pairs(session, pairs).items() if row.made_by == "rule"}
    for pair in set(pairs) - found.keys():
        said = [row for row in judgements.history(session, pair) if row.made_by == "rule" and row.undoes is None]
        if said and said[-1].verdict != "withdrawn":
            found[pair] = said[-1]
    return found


def _view(
    left: RecordRow, right: RecordRow, judged: JudgementRow | None, at: Mapping[int, Stage], put_off_by: str
) -> PairView:
    two = at.get(left.report_id), at.get(right.report_id)
    said = tuple(e for e in json.loads(judged.evidence) if e["field"] not in REMARKS) if judged else ()
    if judged and judged.verdict == "duplicate" and left.report_id != right.report_id:
        said += ({"field": "doubt", "weight": 0.0, "sentence": DOUBTS[TORN]},)
    return PairView(
        left=left,
        right=right,
        probability=likely(judged) if judged else None,
        evidence=said,
        effect=effect_of(two),
        stages=two,
        put_off_by=put_off_by,
    )


def effect_of(two: Sequence[Stage | None]) -> Effect:
    """What it means for the screening whether two reports, each at its stage, are one."""
    ends = {"included", "excluded"}
    if "included" in two or (set(two) & ends and set(two) - ends - {None, "title-abstract"}):
        return "decided"
    return "settled" if set(two) <= {"excluded", None} else "waiting"
