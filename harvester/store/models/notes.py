"""What reviewers noted about reports while they screened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values


class ScreeningNote(Base):
    """A reviewer's note about a report, under the number it had then; append-only."""

    __tablename__ = "screening_note"
    __table_args__ = (allowed_values("stage", "title-abstract", "full-text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    stage: Mapped[str] = mapped_column(String(20))
    reviewer: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
