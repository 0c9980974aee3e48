"""Everything that was ever judged, and taking it back: judgements are only ever added."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from harvester.errors import ContradictionError, UsageError
from harvester.store import judgements, records
from harvester.store.values import JudgementRow, NewJudgement
from harvester.workflow.cluster import recluster
from harvester.workflow.consequences import consequences
from harvester.workflow.deduplicate import with_remark
from harvester.workflow.desk import Desk
from harvester.workflow.judge import Verdict, sentence_of
from harvester.workflow.reference import is_report, record_meant
from harvester.workflow.results import judgement_name, judgement_number

REMARKS = ("remark", "undone")
"""Fields of evidence that hold what people said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A judgement as history tells it; ``by`` is a person, or "rule"; ``undone_by`` and ``undoes`` are judgements."""

    name: str
    record_a: str
    record_b: str
    verdict: str
    by: str
    probability: float | None
    remark: str
    made_at: datetime
    stands: bool
    undone_by: str = ""
    undoes: str = ""

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup history --json``."""
        return {
            "judgement": self.name,
            "record_a": self.record_a,
            "record_b": self.record_b,
            "verdict": self.verdict,
            "by": self.by,
            "probability": self.probability,
            "remark": self.remark,
            "at": self.made_at.isoformat(timespec="seconds"),
            "stands": self.stands,
            "undone_by": self.undone_by or None,
            "undoes": self.undoes or None,
        }


def history(desk: Desk, name: str | None = None, *, rules: bool = False) -> tuple[Event, ...]:
    """Every judgement about a record, or about the records of a report, oldest first.

    Without a name, everything people judged or took back; with ``rules`` also what the rules judged. Raises
    ``UsageError`` for an unknown name.
    """
    with desk.store.read() as session:
        if name is not None:
            rows = judgements.about(session, _numbers(session, name))
        else:
            rows = judgements.history(session)
            rows = rows if rules else tuple(row for row in rows if row.made_by == "person" or row.undoes is not None)
        return events(session, rows)


def events(session: Session, rows: Sequence[JudgementRow]) -> tuple[Event, ...]:
    """Judgements as history tells them."""
    pairs = {number for row in rows for number in (row.record_a, row.record_b)}
    names = records.names(session, pairs)
    undone = judgements.undone_by(session)
    return tuple(
        Event(
            name=judgement_name(row.id),
            record_a=names[row.record_a],
            record_b=names[row.record_b],
            verdict=row.verdict,
            by=row.person or row.made_by,
            probability=row.probability,
            remark="; ".join(each["sentence"] for each in json.loads(row.evidence) if each["field"] in REMARKS),
            made_at=row.made_at,
            stands=row.superseded_at is None,
            undone_by=judgement_name(undone[row.id]) if row.id in undone else "",
            undoes=judgement_name(row.undoes) if row.undoes is not None else "",
        )
        for row in rows
    )


def undo(desk: Desk, names: Sequence[str] = (), *, last: int = 1, person: str = "", note: str = "") -> Verdict:
    """Take judgements of people back; what held before them holds again.

    ``names`` are judgements as history names them; without any, the ``last`` things people did (what was judged in one
    go, such as a whole table of answers, is one). Raises ``UsageError`` when there is none, or when one no longer
    holds; ``ContradictionError`` when what held before contradicts what people judged since.
    """
    with desk.store.write() as session:
        undone = judgements.undone_by(session)
        standing = [row for row in judgements.made_by_people(session) if row.id not in undone and row.undoes is None]
        chosen = _named(names, standing) if names else _last(standing, last)
        said = f"{', '.join(judgement_name(row.id) for row in chosen)} taken back by {person or 'a person'}"
        said = f"{said}: {note}" if note else said
        gone = undone.keys() | {row.id for row in chosen}
        touched = {number for row in chosen for number in (row.record_a, row.record_b)}
        made = [
            number
            for row in chosen
            for number in judgements.make(session, [_restoring(session, row, gone, said)], now=desk.now())
        ]
        moved, refused = recluster(session, touched)
        if refused:
            raise _contradicted(session, refused)
        session.expire_all()
        rows = records.records(session, touched)
        told = consequences(session, desk, {row.report_id for row in rows}) if moved else ()
        return Verdict(rows=rows, sentence=_sentence(chosen, rows), moved=moved, made=tuple(made), consequences=told)


def _sentence(chosen: Sequence[JudgementRow], rows: Sequence[Any]) -> str:
    if len(chosen) == 1:
        return f"{sentence_of(rows)} {judgement_name(chosen[0].id)} was taken back."
    return f"{len(chosen)} judgements about {len(rows)} records were taken back."


def _numbers(session: Session, name: str) -> set[int]:
    row = record_meant(session, name)
    if not is_report(name):
        return {row.id}
    return {each.id for each in records.records_of_reports(session, {row.report_id})}


def _last(standing: Sequence[JudgementRow], count: int) -> list[JudgementRow]:
    """The last things people did, latest first: judgements made at one moment by one person belong together."""
    actions = [list(rows) for _, rows in groupby(standing, key=lambda row: (row.made_at, row.person))]
    if not actions:
        raise UsageError("There is no judgement of a person to take back.", hint="harvester dedup pairs lists doubts.")
    return [row for action in reversed(actions[-count:]) for row in reversed(action)]


def _named(names: Iterable[str], standing: Sequence[JudgementRow]) -> list[JudgementRow]:
    known = {row.id: row for row in standing}
    chosen = []
    for name in dict.fromkeys(names):
        row = known.get(judgement_number(name) or 0)
        if row is None:
            raise UsageError(
                f"{name} is no judgement of a person that could be taken back.",
                hint="harvester dedup history lists them by name (J12), and says which were taken back already.",
            )
        chosen.append(row)
    named = {row.id for row in chosen}
    for row in chosen:
        later = [each for each in standing if _pair(each) == _pair(row) and each.id > row.id and each.id not in named]
        if later:
            raise _superseded(row, later[-1])
    return sorted(chosen, key=lambda row: -row.id)


def _superseded(row: JudgementRow, later: JudgementRow) -> UsageError:
    mine, theirs = judgement_name(row.id), judgement_name(later.id)
    return UsageError(
        f"{mine} no longer holds: {later.person} judged the same pair {later.verdict} since ({theirs}).",
        hint=f"Take that back first, or both: harvester dedup undo {theirs} {mine}",
    )


def _pair(row: JudgementRow) -> tuple[int, int]:
    return row.record_a, row.record_b


def _restoring(session: Session, gone: JudgementRow, undone: Collection[int], said: str) -> NewJudgement:
    """The judgement that held before one, to be made again; "withdrawn" where there was none."""
    earlier = [
        row
        for row in judgements.history(session, _pair(gone))
        if row.id < gone.id and row.id not in undone and row.undoes is None
    ]
    before = earlier[-1] if earlier else None
    return NewJudgement(
        record_a=gone.record_a,
        record_b=gone.record_b,
        verdict=before.verdict if before else "withdrawn",
        made_by=before.made_by if before else "rule",
        person=before.person if before else "",
        probability=before.probability if before else None,
        evidence=with_remark(before.evidence if before else "[]", "undone", said),
        undoes=gone.id,
    )


def _contradicted(session: Session, refused: Collection[tuple[int, int]]) -> ContradictionError:
    names = records.names(session, {number for pair in refused for number in pair})
    pairs = "; ".join(f"{names[a]} and {names[b]}" for a, b in refused)
    return ContradictionError(
        f"What held before contradicts what people judged since about {pairs}. Nothing was changed.",
        hint="Take the later judgements back first: harvester dedup history names them.",
    )
