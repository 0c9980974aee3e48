"""Events that group reports into studies; stored once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from harvester.screening.study_groups import StudyChangeKind
from harvester.store.events import NewEvent, only_counting
from harvester.store.models import ReleaseStudy, StudyEvent
from harvester.store.sql import column_values, to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudyEvent:
    """An event about a report; ``study_id`` is the study of a "belongs" event."""

    kind: StudyChangeKind
    report_id: int
    study_id: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyEventRow:
    """A stored change. Those of one command share an event. ``report_id`` is the report's number at that time."""

    id: int
    event_id: int
    kind: StudyChangeKind
    report_id: int
    study_id: int | None
    reason: str
    person: str
    made_at: datetime


def add_study_events(session: Session, changes: Sequence[NewStudyEvent], *, event: NewEvent) -> None:
    """Store the changes of one command. Without changes nothing is stored."""
    rows = [column_values(new, event_id=event.id, person=event.person, made_at=event.made_at) for new in changes]
    if rows:
        session.execute(insert(StudyEvent), rows)


def load_study_events(session: Session, *, until: datetime | None = None) -> tuple[StudyEventRow, ...]:
    """Return all events (up to a moment), oldest first, by the report numbers of that time."""
    counting = only_counting(session, StudyEvent.event_id, until=until)
    query = select(StudyEvent).where(*counting).order_by(StudyEvent.id)
    rows = session.scalars(query if until is None else query.where(StudyEvent.made_at <= until))
    return tuple(to_value(StudyEventRow, row, kind=StudyChangeKind(row.kind)) for row in rows)


def add_release_studies(session: Session, release_id: int, study_of: dict[int, int]) -> None:
    """Store the studies of the reports of a release (report → study), where the two numbers differ."""
    rows = [
        {"release_id": release_id, "report_id": report, "study_id": study}
        for report, study in study_of.items()
        if report != study
    ]
    if rows:
        session.execute(insert(ReleaseStudy), rows)


def load_release_studies(session: Session, release_id: int) -> dict[int, int]:
    """Return report → study in a release; an absent report was a study of its own."""
    query = select(ReleaseStudy.report_id, ReleaseStudy.study_id).where(ReleaseStudy.release_id == release_id)
    return dict(session.execute(query).all())
