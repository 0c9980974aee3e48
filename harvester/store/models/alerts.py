"""Table of alerts about reports that were screened already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values
from harvester.store.rows.alerts import ALERT_KINDS


class Alert(Base):
    """News about a screened report (retraction, erratum, changed record); open until a reviewer acknowledges it.

    ``report_id`` is the report's number when the alert was raised. ``fact`` identifies the news within its kind (the
    number of the erratum, the changed revision), so that none is raised twice. ``records`` lists the records with the
    news, as JSON; ``what`` is the sentence that is shown.
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
