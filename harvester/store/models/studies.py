"""What people said of studies, and how a release had them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values
from harvester.store.rows.studies import STUDY_EVENT_KINDS


class StudyEvent(Base):
    """Of which study a report is, whether that was removed from the review, whether it is in the meta-analysis.

    Append-only: of each report the latest row of a kind counts. An ``action`` is all that was said at once; ``undoes``
    names the action that this one takes back. Numbers are those the reports had then.
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
    """The study of a report that a release included; a report without a row was a study of its own."""

    __tablename__ = "release_study"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
