"""Full-text files of reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from harvester.store.events import NewEvent, only_counting
from harvester.store.models import FullText
from harvester.store.sql import column_values, to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextRow:
    """A full-text file of a report. ``report_id`` is the report's number at that time."""

    report_id: int
    path: str
    sha256: str
    size: int
    found_by: str
    reviewer: str
    made_at: datetime


def add_full_texts(session: Session, full_texts: Iterable[FullTextRow], *, event: NewEvent) -> None:
    """Store full-text files of reports."""
    if rows := [column_values(full_text, event_id=event.id) for full_text in full_texts]:
        session.execute(insert(FullText), rows)


def load_full_texts(session: Session) -> tuple[FullTextRow, ...]:
    """Return all full-text files, in the order of their discovery."""
    counting = only_counting(session, FullText.event_id)
    rows = session.scalars(select(FullText).where(*counting).order_by(FullText.id))
    return tuple(to_value(FullTextRow, row) for row in rows)
