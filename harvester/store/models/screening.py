"""Tables of screening: decisions, full texts, notes, imported files and studies. Events are append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.screening.study_groups import StudyChangeKind
from harvester.store.models.base import Base, allowed_values


class DecisionEvent(Base):
    """A reviewer's decision about a report at a stage; append-only, the latest decision of each reviewer counts.

    ``report_id`` is the report's number when the decision was made. ``adjudicates`` marks a decision that resolves a
    conflict between reviewers, ``joint`` one that all reviewers made together.
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
    joint: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


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
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


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
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class ScreeningImport(Base):
    """A file of decisions, stored as a blob, and the options it was read with (``settings``, JSON)."""

    __tablename__ = "screening_import"
    __table_args__ = (
        allowed_values("stage", "before-screening", "title-abstract", "full-text"),
        Index("ix_screening_import_file", "sha256", "tool", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    file_name: Mapped[str] = mapped_column(Text)
    tool: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str] = mapped_column(String(20))
    settings: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    matched: Mapped[int]
    made_at: Mapped[datetime]
    software: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class DecisionOrigin(Base):
    """Details of a decision in its tool: date, further reasons, labels and note (lists as JSON)."""

    __tablename__ = "decision_origin"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("screening_import.id"), index=True)
    line: Mapped[int]
    decided_at: Mapped[datetime | None]
    further_reasons: Mapped[str] = mapped_column(Text, default="[]")
    labels: Mapped[str] = mapped_column(Text, default="[]")
    note: Mapped[str] = mapped_column(Text, default="")


class FullText(Base):
    """A full-text file of a report: its path and its SHA-256; the file itself is not stored."""

    __tablename__ = "full_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    path: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    found_by: Mapped[str] = mapped_column(String(40))
    reviewer: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class StudyEvent(Base):
    """A report's study, its removal from the review, or its part in the meta-analysis.

    Append-only: the latest row of a kind counts for each report. Report numbers are those of that time.
    """

    __tablename__ = "study_event"
    __table_args__ = (
        allowed_values("kind", *StudyChangeKind),
        CheckConstraint("(kind = 'belongs') = (study_id IS NOT NULL)", name="belongs_to_a_study"),
        CheckConstraint("kind = 'removed' OR reason = ''", name="reason_is_of_a_removal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    study_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class ReleaseStudy(Base):
    """The study of a report in a release; a report without a row is a study of its own."""

    __tablename__ = "release_study"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
