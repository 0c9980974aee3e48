"""Table of judgements about pairs of records."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values, partial_index


class Judgement(Base):
    """Whether two records denote the same report, by rule or by a person; append-only, one live row per pair.

    A person's judgement overrides every rule. The verdict "withdrawn" leaves the pair unjudged. ``undoes`` names the
    judgement that this one revokes. ``evidence`` is a JSON list, see ``rows.judgements.EvidenceRow``.
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
