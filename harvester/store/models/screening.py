"""Tables of screening: decisions, retrieval of full texts, reviewers' notes. All are append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values


class DecisionEvent(Base):
    """A reviewer's decision about a report at a stage; append-only, the latest decision of each reviewer counts.

    ``report_id`` is the report's number when the decision was made. ``adjudicates`` marks a decision that resolves a
    conflict between reviewers.
    """

    __tablename__ = "decision"
    __table_args__ = (
        allowed_values("stage", "before-screening", "title-abstract", "full-text"),
        allowed_values("verdict", "include", "exclude", "undecided"),
        CheckConstraint("verdict = 'exclude' OR reason = ''", name="reason_is_of_an_exclusion"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    reviewer: Mapped[str] = mapped_column(String(100))
    tool: Mapped[str] = mapped_column(String(40))
    automation: Mapped[bool] = mapped_column(default=False)
    adjudicates: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class RetrievalEvent(Base):
    """Whether the full text of a report was retrieved; append-only, the latest row counts."""

    __tablename__ = "retrieval_status"
    __table_args__ = (allowed_values("status", "retrieved", "not retrieved"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    reviewer: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]


class ScreeningNote(Base):
    """A reviewer's note about a report; append-only. ``report_id`` is the report's number when the note was written."""

    __tablename__ = "screening_note"
    __table_args__ = (allowed_values("stage", "title-abstract", "full-text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    reviewer: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
