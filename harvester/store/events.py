"""Events: what each command of a person, or each run, stored, and which events were undone."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from harvester.events import EventKind, find_withdrawn_events
from harvester.store.engine import mark_unsealed
from harvester.store.models import Event
from harvester.store.sql import number_in, to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A stored event; ``undoes`` is the number of the event that an undo withdraws."""

    id: int
    kind: EventKind
    person: str
    made_at: datetime
    undoes: int | None
    reason: str
    detail: Mapping[str, str]


@dataclass(eq=False, kw_only=True)
class NewEvent:
    """An event of a command: it is stored when ``id`` is read for its first row, so that none is without rows.

    All rows of an event belong into one transaction: its digest is computed when that commits.
    """

    session: Session
    kind: EventKind
    made_at: datetime
    person: str = ""
    undoes: int | None = None
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    _stored: tuple[Event, int] | None = None

    @property
    def id(self) -> int:
        """The number of the event, which each of its rows has as ``event_id``."""
        if self._stored is None or self._stored[0] not in self.session:  # not in it: a savepoint was rolled back
            row = self._to_row()
            self.session.add(row)
            self.session.flush()
            mark_unsealed(self.session, row.id)
            self._stored = row, row.id
        return self._stored[1]

    @property
    def stored_id(self) -> int | None:
        """The number of the event if it was stored; None without rows."""
        return self._stored[1] if self._stored else None

    def _to_row(self) -> Event:
        return Event(
            kind=self.kind,
            person=self.person,
            made_at=self.made_at,
            undoes=self.undoes,
            reason=self.reason,
            detail=json.dumps(dict(self.detail), ensure_ascii=False, sort_keys=True),
        )


def record_event(
    session: Session,
    kind: EventKind,
    *,
    now: datetime,
    person: str = "",
    undoes: int | None = None,
    reason: str = "",
    detail: Mapping[str, str] | None = None,
) -> int:
    """Store an event without rows, or whose rows follow in the same transaction; return its number."""
    return NewEvent(
        session=session,
        kind=kind,
        made_at=now,
        person=person,
        undoes=undoes,
        reason=reason,
        detail=detail or {},
    ).id


def withdrawn_event_ids(session: Session, *, until: datetime | None = None) -> frozenset[int]:
    """Return the events that do not count (at a moment), because a counting undo made until then names them."""
    query = select(Event.id, Event.undoes).where(Event.undoes.is_not(None))
    rows = session.execute(query if until is None else query.where(Event.made_at <= until))
    return find_withdrawn_events((event, undone) for event, undone in rows if undone is not None)


def only_counting(session: Session, event_id: Any, *, until: datetime | None = None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a row counts (at a moment), given its column ``event_id``.

    There are none while nothing was undone, so that a query costs no more. Every query of decisions, full texts,
    studies, exports, extracted values and releases asks here.
    """
    withdrawn = withdrawn_event_ids(session, until=until)
    return (~number_in(event_id, sorted(withdrawn)),) if withdrawn else ()


def find_event(session: Session, number: int) -> EventRow | None:
    """Return an event by its number; None if there is none."""
    row = session.get(Event, number)
    return None if row is None else _event_row(row)


def iterate_events(
    session: Session,
    *,
    kinds: Collection[EventKind] | None = None,
    since: datetime | None = None,
    latest_first: bool = False,
) -> Iterator[EventRow]:
    """Yield the events (of some kinds, made since a moment), oldest or latest first, without loading them all."""
    query = select(Event).order_by(Event.id.desc() if latest_first else Event.id)
    query = query if kinds is None else query.where(Event.kind.in_(kinds))
    query = query if since is None else query.where(Event.made_at >= since)
    return map(_event_row, session.scalars(query.execution_options(yield_per=200)))


def load_undos(session: Session) -> dict[int, int]:
    """Return withdrawn event → the undo that counts and names it."""
    rows = session.execute(select(Event.undoes, Event.id).where(Event.undoes.is_not(None)))
    undos = [(event, undone) for undone, event in rows if undone is not None]
    withdrawn = find_withdrawn_events(undos)
    return {undone: event for event, undone in undos if event not in withdrawn}


def _event_row(row: Event) -> EventRow:
    return to_value(EventRow, row, kind=EventKind(row.kind), detail=json.loads(row.detail))
