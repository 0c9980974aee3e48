"""Tables of imported decisions: the files of screening tools, and each decision's row in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values


class ScreeningImport(Base):
    """A file of decisions, stored as a blob, and the options it was read with (``settings``, JSON)."""

    __tablename__ = "screening_import"
    __table_args__ = (
        allowed_values("stage", "title-abstract", "full-text"),
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
