"""List the history of judgements and undo manual ones: judgements are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from harvester.errors import ContradictionError, UsageError
from harvester.events import EventKind, find_withdrawn_events
from harvester.evidence import Evidence
from harvester.identifiers import is_report_name, judgement_name, parse_judgement_name
from harvester.store import judgements, records
from harvester.store.events import NewEvent
from harvester.store.judgements import JudgementRow, NewJudgement
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import (
    VERDICT_WORDS,
    JudgementResult,
    describe_merge_or_split,
    list_screening_effects,
)
from harvester.workflow.dedup.review_queue import REMARK_FIELDS
from harvester.workflow.record_lookup import resolve_record
from harvester.workflow.report_clusters import recluster


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementEvent:
    """A judgement in the history; ``by`` is a person or "rule", ``undone_by`` and ``undoes`` name other judgements."""

    name: str
    record_a: str
    record_b: str
    verdict: str
    by: str
    probability: float | None
    remark: str
    made_at: datetime
    is_live: bool
    undone_by: str = ""
    undoes: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup history --json``."""
        return {
            "judgement": self.name,
            "record_a": self.record_a,
            "record_b": self.record_b,
            "verdict": self.verdict,
            "by": self.by,
            "probability": self.probability,
            "remark": self.remark,
            "at": self.made_at.isoformat(timespec="seconds"),
            "stands": self.is_live,
            "undone_by": self.undone_by or None,
            "undoes": self.undoes or None,
        }


def list_judgements(
    context: ReviewContext, name: str | None = None, *, rules: bool = False
) -> tuple[JudgementEvent, ...]:
    """Return all judgements about a record or about the records of a report, oldest first.

    Without a name, all manual judgements and undoings; with ``rules`` those by rule too. Raises ``UsageError`` for an
    unknown name.
    """
    with context.store.read() as session:
        if name is not None:
            rows = judgements.load_judgements_of_records(session, _record_ids(session, name))
        else:
            rows = judgements.load_judgement_history(session)
            rows = rows if rules else tuple(row for row in rows if row.made_by == "person" or row.undoes is not None)
        return judgement_events(session, rows)


def judgement_events(session: Session, rows: Sequence[JudgementRow]) -> tuple[JudgementEvent, ...]:
    """Return judgements as events of the history."""
    record_ids = {number for row in rows for number in (row.record_a, row.record_b)}
    names = records.record_names(session, record_ids)
    undone = judgements.undone_judgements(session)
    return tuple(
        JudgementEvent(
            name=judgement_name(row.id),
            record_a=names[row.record_a],
            record_b=names[row.record_b],
            verdict=row.verdict,
            by=row.person or row.made_by,
            probability=row.probability,
            remark="; ".join(item.sentence for item in row.evidence if item.field in REMARK_FIELDS),
            made_at=row.made_at,
            is_live=row.superseded_at is None,
            undone_by=judgement_name(undone[row.id]) if row.id in undone else "",
            undoes=judgement_name(row.undoes) if row.undoes is not None else "",
        )
        for row in rows
    )


def undo_judgements(
    context: ReviewContext, names: Sequence[str] = (), *, last: int = 1, person: str = "", note: str = ""
) -> JudgementResult:
    """Undo manual judgements; the judgements before them become valid again.

    ``names`` are judgements (J12); without any, the ``last`` actions of people are undone (all judgements made at once,
    such as a table of answers, are one action). Raises ``UsageError`` when there is none, or when one is superseded;
    ``ContradictionError`` when the earlier judgement contradicts later manual ones.
    """
    with context.store.write() as session:
        undone = judgements.undone_judgements(session)
        live = _live_manual_judgements(session, undone)
        chosen = _find_named(names, live) if names else _latest_actions(live, last)
        judgement_ids: list[int] = []
        for event, group in _undo_events(session, chosen, undone, now=context.now(), person=person, note=note):
            judgement_ids += revoke_judgements(session, group, event=event)
        affected = {number for row in chosen for number in (row.record_a, row.record_b)}
        moved, refused = recluster(session, affected)
        if refused:
            raise _refusal_error(session, refused)
        session.expire_all()
        rows = records.load_records(session, affected)
        effects = list_screening_effects(session, context, {row.report_id for row in rows}) if moved else ()
        return JudgementResult(
            rows=rows,
            sentence=_describe_undone(chosen, rows),
            moved=moved,
            judgement_ids=tuple(judgement_ids),
            consequences=effects,
        )


def _undo_events(
    session: Session,
    chosen: Sequence[JudgementRow],
    undone: Mapping[int, int],
    *,
    now: datetime,
    person: str,
    note: str,
) -> Iterator[tuple[NewEvent, list[JudgementRow]]]:
    """Yield an undo for each event of which all judgements are chosen; for part of an event, an event of its own."""
    for event_id, rows in groupby(chosen, key=lambda row: row.event_id):
        group = list(rows)
        counting = {row.id for row in judgements.load_judgements_of_event(session, event_id) if row.id not in undone}
        is_whole = counting == {row.id for row in group}
        yield (
            NewEvent(
                session=session,
                kind=EventKind.UNDO if is_whole else EventKind.JUDGEMENT,
                made_at=now,
                person=person,
                undoes=event_id if is_whole else None,
                reason=note,
            ),
            group,
        )


def revoke_event_judgements(session: Session, event_id: int, *, event: NewEvent) -> None:
    """Revoke the judgements that an event stored and that were not revoked since, whether it judged or undid.

    Raises ``UsageError`` when a person has judged a pair again since, ``ContradictionError`` when the earlier judgement
    contradicts later manual ones.
    """
    undone = judgements.undone_judgements(session)
    rows = [row for row in judgements.load_judgements_of_event(session, event_id) if row.id not in undone]
    live = _live_manual_judgements(session, undone)
    chosen = _check_not_superseded([row for row in rows if row.undoes is None], live)
    revoke_judgements(session, [*chosen, *(row for row in rows if row.undoes is not None)], event=event)
    _, refused = recluster(session, {number for row in rows for number in (row.record_a, row.record_b)})
    if refused:
        raise _refusal_error(session, refused)
    session.expire_all()


def revoke_judgements(session: Session, chosen: Sequence[JudgementRow], *, event: NewEvent) -> list[int]:
    """Store, for each judgement, the one that is valid without it; return the numbers of the new judgements."""
    remark = f"{', '.join(judgement_name(row.id) for row in chosen)} undone by {event.person or 'a person'}"
    remark = f"{remark}: {event.reason}" if event.reason else remark
    undos = judgements.load_judgement_undos(session)
    latest = max(number for number, _ in [(0, 0), *undos, *((row.id, 0) for row in chosen)])
    revoked = find_withdrawn_events([*undos, *((latest + n, row.id) for n, row in enumerate(chosen, start=1))])
    return [
        number
        for row in chosen
        for number in judgements.add_judgements(
            session, [_restoring_judgement(session, row, revoked, remark)], event=event
        )
    ]


def _live_manual_judgements(session: Session, undone: Collection[int]) -> list[JudgementRow]:
    rows = judgements.load_manual_judgements(session)
    return [row for row in rows if row.id not in undone and row.undoes is None]


def _describe_undone(chosen: Sequence[JudgementRow], rows: Sequence[Any]) -> str:
    if len(chosen) == 1:
        return f"{describe_merge_or_split(rows)} {judgement_name(chosen[0].id)} was undone."
    return f"{len(chosen)} judgements about {len(rows)} records were undone."


def _record_ids(session: Session, name: str) -> set[int]:
    row = resolve_record(session, name)
    if not is_report_name(name):
        return {row.id}
    return {record.id for record in records.load_records_of_reports(session, {row.report_id})}


def _latest_actions(live: Sequence[JudgementRow], count: int) -> list[JudgementRow]:
    """Return the judgements of the last actions, latest first; an action is what one person judged at one moment."""
    actions = [list(rows) for _, rows in groupby(live, key=lambda row: (row.made_at, row.person))]
    if not actions:
        raise UsageError("There is no manual judgement to undo.", hint="harvester dedup pairs lists pairs to judge.")
    return [row for action in reversed(actions[-count:]) for row in reversed(action)]


def _find_named(names: Iterable[str], live: Sequence[JudgementRow]) -> list[JudgementRow]:
    row_of_id = {row.id: row for row in live}
    chosen = []
    for name in dict.fromkeys(names):
        row = row_of_id.get(parse_judgement_name(name) or 0)
        if row is None:
            raise UsageError(
                f"{name} is no manual judgement that could be undone.",
                hint="harvester dedup history lists them by name (J12), and says which were undone already.",
            )
        chosen.append(row)
    return _check_not_superseded(chosen, live)


def _check_not_superseded(chosen: Sequence[JudgementRow], live: Sequence[JudgementRow]) -> list[JudgementRow]:
    """Return the judgements, latest first. Raises ``UsageError`` where a pair was judged again since."""
    chosen_ids = {row.id for row in chosen}
    for row in chosen:
        later = [
            other_row
            for other_row in live
            if _pair(other_row) == _pair(row) and other_row.id > row.id and other_row.id not in chosen_ids
        ]
        if later:
            raise _superseded_error(row, later[-1])
    return sorted(chosen, key=lambda row: -row.id)


def _superseded_error(row: JudgementRow, later: JudgementRow) -> UsageError:
    mine, theirs = judgement_name(row.id), judgement_name(later.id)
    return UsageError(
        f"{mine} is superseded: {later.person} judged the pair {VERDICT_WORDS[later.verdict]} since ({theirs}).",
        hint=f"Undo that judgement first, or both: harvester dedup undo {theirs} {mine}",
    )


def _pair(row: JudgementRow) -> tuple[int, int]:
    return row.record_a, row.record_b


def _restoring_judgement(
    session: Session, undone: JudgementRow, undone_ids: Collection[int], remark: str
) -> NewJudgement:
    """Return the judgement that is valid without an undone one, to be stored again; "withdrawn" where there is none."""
    history = judgements.load_judgement_history(session, _pair(undone))
    counting = [row for row in history if row.id not in undone_ids and row.undoes is None]
    manual = [row for row in counting if row.made_by == "person"]
    restored = next(reversed(manual or counting), None)
    return NewJudgement(
        record_a=undone.record_a,
        record_b=undone.record_b,
        verdict=restored.verdict if restored else "withdrawn",
        made_by=restored.made_by if restored else "rule",
        person=restored.person if restored else "",
        probability=restored.probability if restored else None,
        evidence=(*(restored.evidence if restored else ()), Evidence("undone", 0.0, remark)),
        undoes=undone.id,
    )


def _refusal_error(session: Session, refused: Collection[tuple[int, int]]) -> ContradictionError:
    names = records.record_names(session, {number for pair in refused for number in pair})
    pairs = "; ".join(f"{names[a]} and {names[b]}" for a, b in refused)
    return ContradictionError(
        f"The earlier judgement contradicts later manual judgements about {pairs}. Nothing was changed.",
        hint="Undo the later judgements first: harvester dedup history names them.",
    )
