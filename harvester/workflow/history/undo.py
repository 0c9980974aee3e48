"""Undo an event: the rows of the event stay, and do not count from then on.

An undo is an event itself, so it can be undone too; then what it undid counts again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.store import records
from harvester.store.event_contents import load_reports_of_event
from harvester.store.events import EventRow, NewEvent, find_event, iterate_events, load_undos
from harvester.store.judgements import load_judgements_of_event, undone_judgements
from harvester.store.releases import load_release_of_event, load_releases
from harvester.store.screening_imports import load_decision_files
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import revoke_event_judgements
from harvester.workflow.dedup.judge import STAGE_PHRASES
from harvester.workflow.harvest.withdraw import (
    RunChange,
    apply_withdrawal,
    check_runs,
    find_event_of_run,
    finish_withdrawal,
)
from harvester.workflow.history.describe import KIND_LABELS
from harvester.workflow.history.list_events import EventView, is_same_person, view_events
from harvester.workflow.screening.report_states import load_stages

RUN_KINDS: Final = frozenset({EventKind.RUN, EventKind.RECORDS_IMPORTED})
"""Kinds of events whose rows are runs."""

_MOST_REPORTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoResult:
    """An undo (``number``): the event it undoes, the event that counts again (None: none does), and its effects.

    ``run_change`` is given where runs were withdrawn or count again.
    """

    number: int
    undone: EventView
    restored: EventView | None
    consequences: tuple[str, ...]
    run_change: RunChange | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester undo --json``."""
        return {
            "event": self.number,
            "undone": self.undone.to_json(),
            "restored": self.restored and self.restored.to_json(),
            "consequences": list(self.consequences),
            "withdrawn": self.run_change and self.run_change.to_json(),
        }


def undo_event(context: ReviewContext, number: int, *, person: str, reason: str = "") -> UndoResult:
    """Undo an event by its number.

    Raises ``UsageError`` for an unknown number, an event that was undone before, and one that cannot be undone: then
    nothing is stored.
    """
    with context.store.write() as session:
        row = find_event(session, number)
        if row is None:
            raise UsageError(f"There is no event {number}.", hint="harvester history lists all events.")
        result = _store_undo(session, context, row, person=person, reason=reason)
    return _finish(context, result)


def undo_run(context: ReviewContext, number: int, *, person: str, reason: str = "") -> UndoResult:
    """Withdraw a run, by its number, with all of its files. Raises ``UsageError`` as :func:`undo_event` does."""
    with context.store.read() as session:
        event = find_event_of_run(session, number)
    return undo_event(context, event, person=person, reason=reason)


def _finish(context: ReviewContext, result: UndoResult) -> UndoResult:
    if result.run_change is not None:
        finish_withdrawal(context)
    return result


def undo_decision_import(context: ReviewContext, number: int, *, person: str, reason: str = "") -> UndoResult:
    """Undo an import of decisions by its number, with the other files of the same command. Raises ``UsageError``."""
    with context.store.read() as session:
        event = next((row.event_id for row in load_decision_files(session) if row.id == number), None)
    if event is None:
        raise UsageError(
            f"There is no import {number} of decisions.", hint="harvester screen import --list shows their numbers."
        )
    return undo_event(context, event, person=person, reason=reason)


def undo_latest(
    context: ReviewContext,
    *,
    person: str,
    by: str | None,
    kinds: Collection[EventKind] | None = None,
    reason: str = "",
) -> UndoResult:
    """Undo the latest event (of some kinds) that counts and that was stored ``by`` a person (None: by anybody).

    An undo is no such event: repeated calls go further and further back. Raises ``UsageError`` where there is none.
    """
    with context.store.write() as session:
        undos = load_undos(session)
        undone = undone_judgements(session)
        for row in iterate_events(session, kinds=kinds or LATEST_KINDS, latest_first=True):
            if row.id in undos or (by is not None and not is_same_person(row.person, by)):
                continue
            if row.kind is EventKind.JUDGEMENT and not _has_counting_judgements(session, row, undone):
                continue
            result = _store_undo(session, context, row, person=person, reason=reason)
            break
        else:
            whose = f" of {by}" if by else ""
            raise UsageError(
                f"There is nothing{whose} to undo.", hint="harvester history lists all events with their numbers."
            )
    return _finish(context, result)


def _store_undo(session: Session, context: ReviewContext, row: EventRow, *, person: str, reason: str) -> UndoResult:
    undos = load_undos(session)
    if row.id in undos:
        raise UsageError(
            f"Event {row.id} was undone already, by event {undos[row.id]}.",
            hint=f"To make it count again: harvester undo {undos[row.id]}",
        )
    origin, restores = _find_origin(session, row)
    if origin.kind in _NOT_UNDOABLE:
        raise UsageError(f"Event {row.id} ({KIND_LABELS[row.kind]}) cannot be undone.", hint=_NOT_UNDOABLE[origin.kind])
    if check := _CHECKS.get(origin.kind):
        check(session, origin, restores=restores)
    event = NewEvent(
        session=session, kind=EventKind.UNDO, made_at=context.now(), person=person, undoes=row.id, reason=reason
    )
    number = event.id
    if load_judgements_of_event(session, row.id) and origin.kind is EventKind.JUDGEMENT:
        revoke_event_judgements(session, row.id, event=event)
    change = apply_withdrawal(session, origin, restores=restores) if origin.kind in RUN_KINDS else None
    undone, counting = view_events(session, (row, origin), load_undos(session))
    return UndoResult(
        number=number,
        undone=undone,
        restored=counting if restores else None,
        consequences=change.sentences if change else _describe_reports(session, context, origin),
        run_change=change,
    )


def _find_origin(session: Session, row: EventRow) -> tuple[EventRow, bool]:
    """Return the event that a chain of undos is about, and whether undoing its last link makes that event count."""
    restores = False
    while row.undoes is not None:
        undone = find_event(session, row.undoes)
        if undone is None:
            raise UsageError(f"Event {row.undoes} is missing.", hint="harvester db check looks for damage.")
        row, restores = undone, not restores
    return row, restores


def _has_counting_judgements(session: Session, row: EventRow, undone: Collection[int]) -> bool:
    return any(judgement.id not in undone for judgement in load_judgements_of_event(session, row.id))


def _describe_reports(session: Session, context: ReviewContext, origin: EventRow) -> tuple[str, ...]:
    """Return a sentence for each of the first reports of an event: its stage now."""
    numbers = load_reports_of_event(session, origin.id)
    if not numbers:
        return ()
    report_of = records.report_of_each_record(session)
    stage_of = load_stages(session, context.review.screening)
    reports = list(dict.fromkeys(report_of[number] for number in numbers))
    named = [report for report in reports if report in stage_of][:_MOST_REPORTS]
    return tuple(f"{report_name(report)} {STAGE_PHRASES[stage_of[report]]}." for report in named)


def _check_release(session: Session, origin: EventRow, *, restores: bool) -> None:
    """Raise ``UsageError`` unless the release is the latest one, or was before it was undone."""
    name = load_release_of_event(session, origin.id)
    latest = max(load_releases(session), key=lambda release: release.id, default=None)
    if latest is None or latest.event_id <= origin.id:
        return
    raise UsageError(
        f"Only the latest release can be {'restored' if restores else 'undone'}: {latest.name} was made after {name}.",
        hint=f"Undo {latest.name} first: harvester undo {latest.event_id}",
    )


_CHECKS: Final[Mapping[EventKind, Callable[..., None]]] = {
    EventKind.RELEASE: _check_release,
    EventKind.RUN: check_runs,
    EventKind.RECORDS_IMPORTED: check_runs,
}
"""What must hold before an event of a kind is undone or restored."""

_NOT_UNDOABLE: Final[Mapping[EventKind, str]] = {
    EventKind.DEDUPLICATION: "To judge a pair otherwise: harvester dedup merge, or harvester dedup split.",
    EventKind.ALERTS_RAISED: "To close an alert: harvester alerts acknowledge N",
}
"""Kinds of events that follow from others, and what to do instead."""

LATEST_KINDS: Final = frozenset(EventKind) - _NOT_UNDOABLE.keys() - {EventKind.UNDO, EventKind.RUN}
"""Kinds that are undone without a number; runs of searches need theirs, since a schedule starts most of them."""
