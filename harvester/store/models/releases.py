"""Tables of releases: frozen versions of the review and the state of their reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values


class Release(Base):
    """A frozen version of the review: its flow as JSON, over all runs up to ``last_run_id``."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    made_at: Mapped[datetime]
    last_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    flow: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(40))


class ReleaseReport(Base):
    """State of a report when the version was frozen: included, or with unfinished screening."""

    __tablename__ = "release_report"
    __table_args__ = (allowed_values("state", "included", "unfinished"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
