"""Tables of what a review gives out: alerts, exports and releases."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from harvester.store.models.base import Base, allowed_values

AlertKind = Literal["retracted", "partly-retracted", "concern", "erratum", "update", "published", "changed"]
ALERT_KINDS: Final[tuple[AlertKind, ...]] = get_args(AlertKind)


class Alert(Base):
    """News about a screened report (retraction, erratum, changed record); open until a reviewer acknowledges it.

    ``report_id`` is the report's number when the alert was raised. ``fact`` identifies the news within its kind (the
    number of the erratum, the changed revision): it is raised once, and again only while the first alert does not
    count. ``records`` lists the records with the news, as JSON; ``what`` is the sentence that is shown.
    """

    __tablename__ = "alert"
    __table_args__ = (allowed_values("kind", *ALERT_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    kind: Mapped[str] = mapped_column(String(20))
    fact: Mapped[str] = mapped_column(String(300))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    records: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    raised_at: Mapped[datetime]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class AlertAcknowledgement(Base):
    """A reviewer knows of an alert: who and when is in the event. Append-only."""

    __tablename__ = "alert_acknowledgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class Release(Base):
    """A frozen version of the review: its flow as JSON, over all runs up to ``last_run_id``."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    made_at: Mapped[datetime]
    last_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    flow: Mapped[str] = mapped_column(Text)
    software: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class ReleaseReport(Base):
    """State of a report when the version was frozen: included, or with unfinished screening."""

    __tablename__ = "release_report"
    __table_args__ = (allowed_values("state", "included", "unfinished"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))


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
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)


class ExportReport(Base):
    """A report in an export, by its number at that time, with a hash of its exported content."""

    __tablename__ = "export_report"

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
