"""What we decided: judgements, decisions, alerts, releases, and what was handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values, partial_index
from harvester.store.values import ALERT_KINDS


class Judgement(Base):
    """Whether two records denote the same report, by rule or person; append-only, one live row for a pair.

    A person's judgement outlives every rule. ``withdrawn`` says that nothing is judged any more. ``undoes`` names the
    row that was taken back.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("record_a < record_b", name="ordered"),
        CheckConstraint("probability IS NULL OR probability BETWEEN 0 AND 1", name="probability_range"),
        allowed_values("verdict", "duplicate", "distinct", "unsure", "withdrawn"),
        allowed_values("made_by", "rule", "person"),
        Index("uq_judgement_live", "record_a", "record_b", unique=True, **partial_index("superseded_at IS NULL")),
        Index("ix_judgement_b_live", "record_b", **partial_index("superseded_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_a: Mapped[int] = mapped_column(ForeignKey("record.id"))
    record_b: Mapped[int] = mapped_column(ForeignKey("record.id"))
    verdict: Mapped[str] = mapped_column(String(16))
    made_by: Mapped[str] = mapped_column(String(8))
    person: Mapped[str] = mapped_column(String(100), default="")
    probability: Mapped[float | None]
    evidence: Mapped[str] = mapped_column(Text, default="[]")
    software: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("judgement.id"))


class DecisionEvent(Base):
    """What a reviewer decided about a report at a stage; append-only, the latest of a reviewer counts.

    ``report_id`` is the number the report had then. ``adjudicates`` marks the decision that ends a disagreement.
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
    """Whether the full text of a report was retrieved; append-only, the latest counts."""

    __tablename__ = "retrieval_status"
    __table_args__ = (allowed_values("status", "retrieved", "not retrieved"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(200), default="")
    reviewer: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]


class Alert(Base):
    """Something a reviewer must know about a report already screened; open until somebody acknowledges it.

    ``report_id`` is the number the report had then; ``fact`` tells alerts of one kind apart (the number of the erratum,
    the revision that changed), so that no fact is told twice; ``records`` lists the records that say so, as JSON.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("report_id", "kind", "fact"),
        allowed_values("kind", *ALERT_KINDS),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by = '')", name="acknowledged_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    kind: Mapped[str] = mapped_column(String(20))
    fact: Mapped[str] = mapped_column(String(300))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    records: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(String(100), default="")


class Release(Base):
    """A frozen version of the review: its flow as printed, and the runs it covers (all up to ``last_run_id``)."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    made_at: Mapped[datetime]
    last_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    flow: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(40))


class ReleaseReport(Base):
    """How a report stood when the version was frozen: included, or its screening unfinished."""

    __tablename__ = "release_report"
    __table_args__ = (allowed_values("state", "included", "unfinished"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))


class Export(Base):
    """What was handed to a tool, when, byte for byte."""

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(primary_key=True)
    tool: Mapped[str] = mapped_column(String(40), index=True)
    format: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    software: Mapped[str] = mapped_column(String(40))


class ExportReport(Base):
    """Which reports an export held, by the number they had then, and a hash of what it said of them.

    The hash is absent in exports of before it was kept.
    """

    __tablename__ = "export_report"

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
    substance: Mapped[str | None] = mapped_column(String(64))
