"""Audits of the de-duplicator: which pairs were drawn. The answers are judgements like any other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class AuditSample(Base):
    """A random sample of pairs that a person judges blindly. ``strata``: how many pairs each stratum held, as JSON."""

    __tablename__ = "audit_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int]
    asked_for: Mapped[int]
    strata: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class AuditPair(Base):
    """A pair that was drawn, in the order in which it is asked about, and what had been decided about it then.

    ``weight``: how many pairs of its stratum it stands for. The answer is a judgement like any other.
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
