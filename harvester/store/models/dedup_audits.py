"""Tables of de-duplication audits: the sampled pairs. The answers are ordinary judgements."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class AuditSample(Base):
    """A random sample of pairs for blind judgement. ``strata`` maps each stratum to its number of pairs, as JSON."""

    __tablename__ = "audit_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int]
    asked_for: Mapped[int]
    strata: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class AuditPair(Base):
    """A sampled pair, at its position in the sample, with its judgement at that time.

    ``weight`` is the number of pairs of the stratum that the pair represents.
    """

    __tablename__ = "audit_pair"
    __table_args__ = (CheckConstraint("record_a < record_b", name="ordered"),)

    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    record_a: Mapped[int] = mapped_column(ForeignKey("record.id"))
    record_b: Mapped[int] = mapped_column(ForeignKey("record.id"))
    stratum: Mapped[str] = mapped_column(String(60))
    merged: Mapped[bool]
    probability: Mapped[float]
    weight: Mapped[float]
