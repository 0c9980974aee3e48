"""Tables of studies: events that group reports into studies, and the studies of a release."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values
from harvester.store.rows.studies import STUDY_EVENT_KINDS


class StudyEvent(Base):
    """A report's study, its removal from the review, or its part in the meta-analysis.

    Append-only: the latest row of a kind counts for each report. Rows of one command share an ``action``; ``undoes``
    names the action that this one revokes. Report numbers are those of that time.
    """

    __tablename__ = "study_event"
    __table_args__ = (
        allowed_values("kind", *STUDY_EVENT_KINDS),
        CheckConstraint("(kind = 'belongs') = (study_id IS NOT NULL)", name="belongs_to_a_study"),
        CheckConstraint("kind = 'removed' OR reason = ''", name="reason_is_of_a_removal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    study_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    undoes: Mapped[int | None]


class ReleaseStudy(Base):
    """The study of a report in a release; a report without a row is a study of its own."""

    __tablename__ = "release_study"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
