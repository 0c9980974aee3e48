"""Doubtful pairs: list them, explain them, decide them, take decisions back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.errors import ContradictionError, UsageError
from harvester.store import judgements, records
from harvester.store.values import JudgementRow, NewJudgement, RecordRow
from harvester.workflow.cluster import recluster
from harvester.workflow.desk import Desk
from harvester.workflow.reference import record_meant, title_of
from harvester.workflow.results import report_name
from harvester.workflow.tally import open_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """Two records side by side with what is judged about them."""

    left: RecordRow
    right: RecordRow
    probability: float | None
    evidence: tuple[Mapping[str, Any], ...]

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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why two records are, or are not, one report: what the rules see now, and every judgement ever made of them."""

    left: RecordRow
    right: RecordRow
    explanation: dedup.Explanation
    history: tuple[JudgementRow, ...]

    @property
    def same_report(self) -> bool:
        """Whether the two are one report today."""
        return self.left.report_id == self.right.report_id

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup explain --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "same_report": self.same_report,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "outcome": self.explanation.outcome,
            "probability": self.explanation.probability,
            "summary": self.explanation.summary,
            "evidence": [
                {"field": e.field, "weight": e.weight, "sentence": e.sentence} for e in self.explanation.evidence
            ],
            "judgements": [_judgement_json(row) for row in self.history],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person's judgement did: the two records as they stand now."""

    left: RecordRow
    right: RecordRow
    sentence: str
    moved: int

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup merge|split|undo --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "moved": self.moved,
            "message": self.sentence,
        }


def doubtful_pairs(desk: Desk) -> tuple[PairView, ...]:
    """The pairs a person should look at, the least certain first."""
    with desk.store.read() as session:
        pairs = open_pairs(session)
        live = judgements.live_pairs(session, pairs)
        rows = {row.id: row for row in records.records(session, {number for pair in pairs for number in pair})}
    views = [
        PairView(
            left=rows[pair[0]],
            right=rows[pair[1]],
            probability=live[pair].probability,
            evidence=tuple(json.loads(live[pair].evidence)),
        )
        for pair in pairs
    ]
    return tuple(sorted(views, key=lambda view: abs((view.probability or 0.0) - 0.5)))


def explain(desk: Desk, one: str, other: str) -> Explained:
    """Why two records are, or are not, one report. Raises ``UsageError`` for an unknown name."""
    with desk.store.read() as session:
        left, right = _two(session, one, other)
        return Explained(
            left=left,
            right=right,
            explanation=dedup.explain(left.citation, right.citation),
            history=judgements.history(session, (left.id, right.id)),
        )


def decide(desk: Desk, one: str, other: str, verdict: Literal["duplicate", "distinct"], *, person: str) -> Verdict:
    """A person's word that two records are, or are not, one report; it holds against every rule.

    Raises ``UsageError`` for an unknown name, ``ContradictionError`` when other judgements of people forbid it.
    """
    with desk.store.write() as session:
        left, right = _two(session, one, other)
        new = NewJudgement(record_a=left.id, record_b=right.id, verdict=verdict, made_by="person", person=person)
        earlier = _earlier_judgements(session, left, right)
        judgements.make(session, [new], now=desk.now())
        moved, refused = recluster(session, (left.id, right.id))
        after = _result(session, left.id, right.id, moved)
        if refused or (after.left.report_id == after.right.report_id) != (verdict == "duplicate"):
            raise _contradiction(session, earlier)
    return after


def undo(desk: Desk) -> Verdict:
    """Take back the last judgement of a person that stands; what held before holds again. Raises ``UsageError``."""
    with desk.store.write() as session:
        rows = judgements.made_by_people(session)
        undone = {row.undoes for row in judgements.history(session) if row.undoes is not None}
        standing = [row for row in rows if row.id not in undone and row.undoes is None]
        if not standing:
            raise UsageError(
                "There is no judgement of a person to take back.", hint="harvester dedup pairs lists doubts."
            )
        last = standing[-1]
        judgements.make(session, [_restoring(session, last, undone)], now=desk.now())
        moved, _ = recluster(session, (last.record_a, last.record_b))
        return _result(session, last.record_a, last.record_b, moved)


def _restoring(session: Session, last: JudgementRow, undone: set[int]) -> NewJudgement:
    """The judgement that held before ``last``, to be made again; "withdrawn" where there was none."""
    earlier = [
        row
        for row in judgements.history(session, (last.record_a, last.record_b))
        if row.id < last.id and row.id not in undone and row.undoes is None
    ]
    if not earlier:
        return NewJudgement(
            record_a=last.record_a, record_b=last.record_b, verdict="withdrawn", made_by="rule", undoes=last.id
        )
    before = earlier[-1]
    return NewJudgement(
        record_a=before.record_a,
        record_b=before.record_b,
        verdict=before.verdict,
        made_by=before.made_by,
        person=before.person,
        probability=before.probability,
        evidence=before.evidence,
        undoes=last.id,
    )


def _two(session: Session, one: str, other: str) -> tuple[RecordRow, RecordRow]:
    left, right = sorted((record_meant(session, one), record_meant(session, other)), key=lambda row: row.id)
    if left.id == right.id:
        raise UsageError(f"{one} and {other} are the same record.", hint="Name two records.")
    return left, right


def _result(session: Session, left_id: int, right_id: int, moved: int) -> Verdict:
    session.expire_all()
    left, right = records.records(session, (left_id, right_id))
    if left.report_id == right.report_id:
        sentence = f"{left.name} and {right.name} are one report now: {report_name(left.report_id)}."
    else:
        names = f"{report_name(left.report_id)} and {report_name(right.report_id)}"
        sentence = f"{left.name} and {right.name} are different reports now: {names}."
    return Verdict(left=left, right=right, sentence=sentence, moved=moved)


def _earlier_judgements(session: Session, left: RecordRow, right: RecordRow) -> tuple[JudgementRow, ...]:
    """What people judged about the reports of two records, but for this very pair."""
    members = {row.id for row in records.records_of_reports(session, {left.report_id, right.report_id})}
    return tuple(
        row
        for row in judgements.live(session, members)
        if row.made_by == "person" and (row.record_a, row.record_b) != (left.id, right.id)
    )


def _contradiction(session: Session, earlier: Sequence[JudgementRow]) -> ContradictionError:
    named = {number for row in earlier for number in (row.record_a, row.record_b)}
    rows = {row.id: row for row in records.records(session, named)}
    said = [
        f"{row.person} judged {title_of(rows[row.record_a])} and {title_of(rows[row.record_b])} {row.verdict}"
        for row in earlier
    ]
    return ContradictionError(
        "That contradicts what people judged before: " + "; ".join(said) + ". Nothing was changed.",
        hint="Take the earlier judgement back first: harvester dedup undo, or the opposite of it.",
    )


def _judgement_json(row: JudgementRow) -> dict[str, Any]:
    return {
        "verdict": row.verdict,
        "by": row.person or row.made_by,
        "probability": row.probability,
        "at": row.made_at.isoformat(timespec="seconds"),
        "live": row.superseded_at is None,
    }
