"""List events, oldest or latest first, without loading them all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.people import person_key
from harvester.store.event_contents import load_event_contents
from harvester.store.events import EventRow, iterate_events, load_undos
from harvester.workflow.context import ReviewContext
from harvester.workflow.history.describe import describe_event

_BATCH_SIZE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event in words. ``undone_by`` is the number of the undo that withdraws it, None while it counts."""

    number: int
    kind: EventKind
    person: str
    made_at: datetime
    what: str
    reason: str
    undoes: int | None
    undone_by: int | None

    def to_json(self) -> dict[str, Any]:
        """Return an event of ``harvester history --json``."""
        return {
            "event": self.number,
            "kind": self.kind,
            "person": self.person or None,
            "at": self.made_at.isoformat(timespec="seconds"),
            "what": self.what,
            "reason": self.reason or None,
            "undoes": self.undoes,
            "undone_by": self.undone_by,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events to list: of these kinds, of this person, since a day (UTC), at most so many of the latest."""

    kinds: Collection[EventKind] | None = None
    person: str | None = None
    since: date | None = None
    limit: int | None = None


ALL_EVENTS: Final = EventFilter()


def iterate_history(context: ReviewContext, wanted: EventFilter = ALL_EVENTS) -> Iterator[EventView]:
    """Yield the events, oldest first; with a limit the latest ones. The store is read while the caller iterates."""
    with context.store.read() as session:
        undos = load_undos(session)
        rows = _select_rows(session, wanted, latest_first=wanted.limit is not None)
        if wanted.limit is not None:
            rows = reversed(list(islice(rows, wanted.limit)))
        while batch := list(islice(rows, _BATCH_SIZE)):
            yield from view_events(session, batch, undos)


def view_events(session: Session, rows: Sequence[EventRow], undos: Mapping[int, int]) -> list[EventView]:
    """Return events in words; ``undos`` maps a withdrawn event to the undo that withdraws it."""
    contents = load_event_contents(session, rows)
    return [
        EventView(
            number=row.id,
            kind=row.kind,
            person=row.person,
            made_at=row.made_at,
            what=describe_event(row, contents[row.id]),
            reason=row.reason,
            undoes=row.undoes,
            undone_by=undos.get(row.id),
        )
        for row in rows
    ]


def is_same_person(name: str, other: str) -> bool:
    """Return whether two names are one person's: capitals and blanks do not matter."""
    return person_key(name) == person_key(other)


def _select_rows(session: Session, wanted: EventFilter, *, latest_first: bool) -> Iterator[EventRow]:
    since = None if wanted.since is None else datetime.combine(wanted.since, time(), UTC)
    rows = iterate_events(session, kinds=wanted.kinds, since=since, latest_first=latest_first)
    return rows if wanted.person is None else (row for row in rows if is_same_person(row.person, wanted.person))
