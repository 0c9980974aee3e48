"""The names under which people decided, and how they were renamed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.people import PeopleNames, derive_people
from harvester.store.events import iterate_events, only_counting
from harvester.store.models import DecisionEvent, Event


def load_people(session: Session, *, until: datetime | None = None) -> PeopleNames:
    """Return the names of everybody who signed a decision, with the renames that count (at a moment)."""
    first = func.min(DecisionEvent.id)
    signed = session.scalars(select(DecisionEvent.reviewer).group_by(DecisionEvent.reviewer).order_by(first))
    conditions = [Event.kind == EventKind.PERSON_RENAMED, *only_counting(session, Event.id, until=until)]
    if until is not None:
        conditions.append(Event.made_at <= until)
    renames = [(event.detail["old"], event.detail["new"]) for event in iterate_events(session, *conditions)]
    return derive_people(signed.all(), renames)


def person_column(session: Session, *, until: datetime | None = None) -> ColumnElement[str]:
    """Return the column of the person who decided: the stored name, or the one by which that person is known."""
    people = load_people(session, until=until)
    stored = session.scalars(select(DecisionEvent.reviewer).distinct())
    changed = {name: people.name_of(name) for name in stored if people.name_of(name) != name}
    column: ColumnElement[str] = DecisionEvent.__table__.c.reviewer
    return case(changed, value=column, else_=column) if changed else column
