"""Events that group reports into studies; stored once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from harvester.screening.study_groups import StudyChangeKind
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
    """A stored event. Events of one command share an ``action``. ``report_id`` is the report's number at that time."""

    id: int
    action: int
    kind: StudyChangeKind
    report_id: int
    study_id: int | None
    reason: str
    person: str
    made_at: datetime
    undoes: int | None


def add_study_events(
    session: Session, events: Sequence[NewStudyEvent], *, person: str, now: datetime, undoes: int | None = None
) -> int:
    """Store events of one command; return the number of the action. Without events nothing is stored."""
    action = (session.scalar(select(func.max(StudyEvent.action))) or 0) + 1
    rows = [column_values(new, action=action, person=person, made_at=now, undoes=undoes) for new in events]
    if rows:
        session.execute(insert(StudyEvent), rows)
    return action


def load_study_events(session: Session, *, until: datetime | None = None) -> tuple[StudyEventRow, ...]:
    """Return all events (up to a moment), oldest first, by the report numbers of that time."""
    query = select(StudyEvent).order_by(StudyEvent.id)
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
