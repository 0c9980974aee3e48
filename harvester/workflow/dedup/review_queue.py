"""Pairs to review: which pairs of records a person should judge, ordered by information."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester.evidence import Evidence
from harvester.identifiers import report_name
from harvester.screening import ReportStage
from harvester.store import judgements, records
from harvester.store.judgements import JudgementRow
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.report_states import load_stages

Pair = tuple[int, int]
"""The numbers of two records, the older first."""

REMARK_FIELDS: Final = ("remark", "undone")
"""Fields of evidence that contain remarks of people."""

Effect = Literal["decided", "waiting", "settled"]

EFFECT_WEIGHTS: Final[Mapping[Effect, int]] = {"decided": 3, "waiting": 2, "settled": 1}
"""Effects of a judgement on screening, with weights: the reports were decided differently or one is included; one waits
for a reviewer; neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two records with their judgement; ``effect`` is what a manual judgement would change in screening."""

    left: RecordRow
    right: RecordRow
    probability: float | None
    evidence: tuple[Evidence, ...]
    effect: Effect = "waiting"
    stages: tuple[ReportStage | None, ReportStage | None] = (None, None)
    unsure_by: str = ""

    @property
    def pair(self) -> Pair:
        """The numbers of the two records."""
        return self.left.id, self.right.id

    @property
    def information(self) -> float:
        """The information of a judgement: p × (1 − p), times the weight of its effect (:data:`EFFECT_WEIGHTS`)."""
        p = self.probability or 0.0
        return p * (1 - p) * EFFECT_WEIGHTS[self.effect]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup pairs --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "title_a": self.left.citation.title,
            "title_b": self.right.citation.title,
            "probability": self.probability,
            "evidence": [item.to_json() for item in self.evidence],
            "effect": self.effect,
            "put_off_by": self.unsure_by or None,
        }


def list_pairs_to_review(context: ReviewContext, *, include_unsure: bool = False) -> tuple[PairView, ...]:
    """Return the pairs to review, the most informative first; ``include_unsure`` adds those judged unsure by people."""
    with context.store.read() as session:
        pairs = open_pairs(session, include_unsure=include_unsure)
        return tuple(sorted(_view_pairs(session, context, pairs), key=lambda view: (-view.information, view.pair)))


def open_pair_ids(context: ReviewContext, *, include_unsure: bool = False) -> frozenset[Pair]:
    """Return the record numbers of the pairs to review now: judging one pair may settle others."""
    with context.store.read() as session:
        return frozenset(open_pairs(session, include_unsure=include_unsure))


def view_pairs(context: ReviewContext, pairs: Collection[Pair]) -> tuple[PairView, ...]:
    """Return any pairs with their records and judgements, in the given order."""
    with context.store.read() as session:
        return _view_pairs(session, context, pairs)


def _view_pairs(session: Session, context: ReviewContext, pairs: Collection[Pair]) -> tuple[PairView, ...]:
    if not pairs:
        return ()
    rule_judgements = _rule_judgements(session, pairs)
    rows = {row.id: row for row in records.load_records(session, {number for pair in pairs for number in pair})}
    stage_of_report = load_stages(session, context.review.screening)
    unsure_by = pairs_judged_unsure(session)
    return tuple(
        _view_pair(rows[a], rows[b], rule_judgements.get((a, b)), stage_of_report, unsure_by.get((a, b), ""))
        for a, b in pairs
    )


def _rule_judgements(session: Session, pairs: Collection[Pair]) -> dict[Pair, JudgementRow]:
    """Return the last judgement by rule of each pair, even where a manual one replaced it."""
    rule_judgements = {
        pair: row for pair, row in judgements.live_judgements_of_pairs(session, pairs).items() if row.made_by == "rule"
    }
    for pair in set(pairs) - rule_judgements.keys():
        earlier = [
            row
            for row in judgements.load_judgement_history(session, pair)
            if row.made_by == "rule" and row.undoes is None
        ]
        if earlier and earlier[-1].verdict != "withdrawn":
            rule_judgements[pair] = earlier[-1]
    return rule_judgements


def _view_pair(
    left: RecordRow,
    right: RecordRow,
    judgement: JudgementRow | None,
    stage_of_report: Mapping[int, ReportStage],
    unsure_by: str,
) -> PairView:
    from harvester.dedup.scoring.explanation import review_evidence  # numpy takes long to import
    from harvester.dedup.scoring.review_rules import ReviewReason

    report_stages = stage_of_report.get(left.report_id), stage_of_report.get(right.report_id)
    evidence = tuple(item for item in judgement.evidence if item.field not in REMARK_FIELDS) if judgement else ()
    if judgement and judgement.verdict == "duplicate" and left.report_id != right.report_id:
        evidence += (review_evidence(ReviewReason.CONFLICTING),)
    return PairView(
        left=left,
        right=right,
        probability=pair_probability(judgement) if judgement else None,
        evidence=evidence,
        effect=screening_effect(report_stages),
        stages=report_stages,
        unsure_by=unsure_by,
    )


def screening_effect(report_stages: Sequence[ReportStage | None]) -> Effect:
    """Return the effect on screening of judging two reports, each at its stage, to be the same."""
    ends = {ReportStage.INCLUDED, ReportStage.EXCLUDED}
    if ReportStage.INCLUDED in report_stages or (
        set(report_stages) & ends and set(report_stages) - ends - {None, ReportStage.TITLE_ABSTRACT}
    ):
        return "decided"
    return "settled" if set(report_stages) <= {ReportStage.EXCLUDED, None} else "waiting"


def open_pairs(session: Session, *, include_unsure: bool = False) -> tuple[tuple[int, int], ...]:
    """Return the pairs to review: for each two reports that may be the same, their most probable pair of records.

    These are pairs unsure by rule, and duplicates by rule whose reports a contradiction separates. Reports of which a
    person judged any records different are left out; those judged unsure by a person too, unless ``include_unsure``.
    """
    distinct = judgements.load_live_judgements_of_kind(session, verdict="distinct", made_by="person")
    unsure_by_person = judgements.load_live_judgements_of_kind(session, verdict="unsure", made_by="person")
    unsure_by_rule = judgements.load_live_judgements_of_kind(
        session, verdict="unsure", made_by="rule"
    ) + judgements.duplicates_across_reports(session)
    record_ids = (
        number for row in (*distinct, *unsure_by_person, *unsure_by_rule) for number in (row.record_a, row.record_b)
    )
    report_of_record = records.reports_of_records(session, set(record_ids))
    settled = {_report_pair(row, report_of_record) for row in distinct}
    if not include_unsure:
        settled |= {_report_pair(row, report_of_record) for row in unsure_by_person}
    best: dict[tuple[int, int], JudgementRow] = {}
    for row in (*(unsure_by_person if include_unsure else ()), *unsure_by_rule):
        reports = _report_pair(row, report_of_record)
        if reports[0] == reports[1] or reports in settled:
            continue
        if reports not in best or (pair_probability(row) or 0.0) > (pair_probability(best[reports]) or 0.0):
            best[reports] = row
    return tuple((row.record_a, row.record_b) for row in best.values())


def pairs_judged_unsure(session: Session) -> dict[tuple[int, int], str]:
    """Return pair judged "unsure" by a person → that person."""
    rows = judgements.load_live_judgements_of_kind(session, verdict="unsure", made_by="person")
    return {(row.record_a, row.record_b): row.person for row in rows}


def _report_pair(row: JudgementRow, report_of_record: Mapping[int, int]) -> tuple[int, int]:
    lower, higher = sorted((report_of_record[row.record_a], report_of_record[row.record_b]))
    return lower, higher


def pair_probability(row: JudgementRow) -> float | None:
    """Return the probability that an open pair is one report: 0.5 where the rules call it duplicates."""
    from harvester.dedup.scoring.weights import CONFLICTING_PROBABILITY

    return CONFLICTING_PROBABILITY if row.verdict == "duplicate" else row.probability
