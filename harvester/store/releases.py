"""Releases: frozen versions of the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.store.events import NewEvent, only_counting
from harvester.store.models import Release, ReleaseReport
from harvester.store.sql import to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A frozen version of the review, with its included reports and those with unfinished screening."""

    id: int
    event_id: int
    name: str
    made_at: datetime
    last_run_id: int | None
    flow: str
    included: frozenset[int]
    unfinished: frozenset[int]


def add_release(
    session: Session, name: str, *, event: NewEvent, last_run_id: int | None, flow: str, states: Mapping[int, str]
) -> int:
    """Store a release: its flow as JSON, and report → state ("included" or "unfinished"); return its number."""
    row = Release(
        name=name,
        made_at=event.made_at,
        last_run_id=last_run_id,
        flow=flow,
        software=f"harvester {__version__}",
        event_id=event.id,
    )
    session.add(row)
    session.flush()
    if states:
        session.execute(
            insert(ReleaseReport),
            [{"release_id": row.id, "report_id": report, "state": state} for report, state in states.items()],
        )
    return row.id


def load_releases(session: Session, *, until: datetime | None = None) -> tuple[ReleaseRow, ...]:
    """Return the releases (made up to a moment), oldest first."""
    states: dict[tuple[int, str], set[int]] = {}
    stored = select(ReleaseReport.release_id, ReleaseReport.state, ReleaseReport.report_id)
    for release, state, report in session.execute(stored):
        states.setdefault((release, state), set()).add(report)
    query = select(Release).where(*only_counting(session, Release.event_id, until=until)).order_by(Release.id)
    rows = session.scalars(query if until is None else query.where(Release.made_at <= until))
    return tuple(
        to_value(
            ReleaseRow,
            row,
            included=frozenset(states.get((row.id, "included"), ())),
            unfinished=frozenset(states.get((row.id, "unfinished"), ())),
        )
        for row in rows
    )


def load_release_names(session: Session) -> frozenset[str]:
    """Return the names of all releases, also of those that were undone: none is given again."""
    return frozenset(session.scalars(select(Release.name)))


def load_release_of_event(session: Session, event_id: int) -> str:
    """Return the name of the release that an event made."""
    return session.scalars(select(Release.name).where(Release.event_id == event_id)).one()
