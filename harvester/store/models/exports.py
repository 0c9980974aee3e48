"""Tables of exports: the files written for screening tools and the reports in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base


class Export(Base):
    """An export file for a tool; its bytes are stored as a blob."""

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
    """A report in an export, by its number at that time, with a hash of its exported content."""

    __tablename__ = "export_report"

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
