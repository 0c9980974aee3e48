"""Reviewers' notes about reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from harvester.store.models import ScreeningNote


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningNoteRow:
    """A note; ``report_id`` is the report's number of that day."""

    report_id: int
    stage: str
    reviewer: str
    text: str
    made_at: datetime


def add_screening_note(session: Session, note: ScreeningNoteRow) -> None:
    """Store a note."""
    session.add(
        ScreeningNote(
            report_id=note.report_id, stage=note.stage, reviewer=note.reviewer, text=note.text, made_at=note.made_at
        )
    )


def load_screening_notes(session: Session, *, reviewer: str | None = None) -> tuple[ScreeningNoteRow, ...]:
    """Every note, or those of one reviewer, oldest first."""
    query = select(ScreeningNote).order_by(ScreeningNote.id)
    rows = session.scalars(query if reviewer is None else query.where(ScreeningNote.reviewer == reviewer))
    return tuple(
        ScreeningNoteRow(
            report_id=row.report_id, stage=row.stage, reviewer=row.reviewer, text=row.text, made_at=row.made_at
        )
        for row in rows
    )
