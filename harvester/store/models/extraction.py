"""Tables of data extraction: every answer in every version, and the file it came from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class Extraction(Base):
    """Answers that were imported together: extractor, time, and file (stored as a blob; none for a withdrawal).

    ``settles`` marks answers that resolve disagreements between extractors.
    """

    __tablename__ = "extraction"
    __table_args__ = (CheckConstraint("extractor <> ''", name="by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    extractor: Mapped[str] = mapped_column(String(100))
    settles: Mapped[bool] = mapped_column(default=False)
    file_name: Mapped[str] = mapped_column(Text, default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))
    made_at: Mapped[datetime]
    software: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class ExtractionAnswer(Base):
    """One version of one answer; append-only, an extractor's latest version counts.

    ``report_id`` is the report's number at that time; ``place`` identifies the row below the report, as a JSON list;
    ``entered`` is the text of the cell, ``value`` its normalised value. An empty ``field`` withdraws the whole row.
    """

    __tablename__ = "extraction_answer"
    __table_args__ = (CheckConstraint("field <> '' OR (value = '' AND entered = '')", name="withdrawal_is_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    extraction_id: Mapped[int] = mapped_column(ForeignKey("extraction.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    level: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(Text)
    entered: Mapped[str] = mapped_column(Text)
