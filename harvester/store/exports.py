"""Exports: files written for screening tools, and the reports in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.store import blobs
from harvester.store.events import NewEvent, only_counting, withdrawn_event_ids
from harvester.store.models import Export, ExportReport
from harvester.store.records import reports_of_records
from harvester.store.sql import to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """A stored export; ``undone``: its reports count as not exported after all."""

    id: int
    tool: str
    format: str
    stage: str
    made_at: datetime
    file_name: str
    sha256: str
    reports: int
    undone: bool


def add_export(
    session: Session,
    content: bytes,
    reports: Mapping[int, str],
    *,
    tool: str,
    format_name: str,
    stage: str,
    file_name: str,
    event: NewEvent,
) -> int:
    """Store an export file and its reports (report → hash of its exported content); return the export's number."""
    row = Export(
        tool=tool,
        format=format_name,
        stage=stage,
        made_at=event.made_at,
        event_id=event.id,
        file_name=file_name,
        sha256=blobs.put(session, content),
        software=f"harvester {__version__}",
    )
    session.add(row)
    session.flush()
    if reports:
        rows = [
            {"export_id": row.id, "report_id": report, "content_hash": digest} for report, digest in reports.items()
        ]
        session.execute(insert(ExportReport), rows)
    return row.id


def load_exported_reports(session: Session, tool: str) -> dict[int, str]:
    """Return today's reports of which any record was exported to a tool → content hash of the latest export."""
    query = (
        select(ExportReport.report_id, ExportReport.content_hash)
        .join(Export, Export.id == ExportReport.export_id)
        .where(Export.tool == tool, *only_counting(session, Export.event_id))
        .order_by(Export.id)
    )
    exported = session.execute(query).all()
    report_of = reports_of_records(session, {number for number, _ in exported})
    return {report_of[number]: digest for number, digest in exported}


def load_reports_of_export(session: Session, number: int) -> tuple[int, ...]:
    """Return the reports of an export, by their numbers at that time, in order."""
    query = select(ExportReport.report_id).where(ExportReport.export_id == number)
    return tuple(session.scalars(query.order_by(ExportReport.report_id)))


def load_exports(session: Session) -> tuple[ExportRow, ...]:
    """Return all exports, oldest first."""
    sizes = dict(session.execute(select(ExportReport.export_id, func.count()).group_by(ExportReport.export_id)).all())
    undone = withdrawn_event_ids(session)
    return tuple(
        to_value(ExportRow, row, reports=sizes.get(row.id, 0), undone=row.event_id in undone)
        for row in session.scalars(select(Export).order_by(Export.id))
    )
