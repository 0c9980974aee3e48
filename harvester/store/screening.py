"""Decisions, full-text retrieval, releases and exports: what people did with the reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Final

from sqlalchemy import Integer, RowMapping, and_, case, cast, func, insert, select
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.screening.decisions import Decision, RetrievalStatus, Stage
from harvester.store import blobs
from harvester.store.columns import concatenate_numbers, split_numbers
from harvester.store.models import DecisionEvent, Export, ExportReport, Record, Release, ReleaseReport, RetrievalEvent
from harvester.store.records import split_into_chunks
from harvester.store.values import (
    DecisionRow,
    ExportRow,
    NewDecision,
    ReleaseRow,
    RetrievalStatusRow,
    UnanimousDecisionRow,
)

_DECISION_COLUMNS: Final = tuple(getattr(DecisionEvent, name.name) for name in fields(DecisionRow))


def add_decisions(session: Session, decisions: Iterable[NewDecision], *, now: datetime) -> int:
    """Store decisions; returns how many. None is ever changed: a reviewer's latest counts."""
    rows = [
        {
            "report_id": new.report_id,
            "stage": new.stage,
            "verdict": new.verdict,
            "reason": new.reason,
            "reviewer": new.reviewer,
            "tool": new.tool,
            "automation": new.automation,
            "adjudicates": new.adjudicates,
            "made_at": now,
        }
        for new in decisions
    ]
    if rows:
        session.execute(insert(DecisionEvent), rows)
    return len(rows)


def load_decisions(
    session: Session, *, until: datetime | None = None, report_ids: Collection[int] | None = None
) -> tuple[DecisionRow, ...]:
    """Every decision (made up to a moment, about these reports), oldest first, under the report number of its day."""
    query = select(*_DECISION_COLUMNS).order_by(DecisionEvent.id)
    query = query if until is None else query.where(DecisionEvent.made_at <= until)
    if report_ids is None:
        return tuple(map(_to_decision_row, session.execute(query).mappings()))
    rows = [
        _to_decision_row(row)
        for chunk in split_into_chunks(report_ids)
        for row in session.execute(query.where(DecisionEvent.report_id.in_(chunk))).mappings()
    ]
    return tuple(sorted(rows, key=lambda row: row.id))


def _to_decision_row(columns: RowMapping) -> DecisionRow:
    return DecisionRow(**{**columns, "stage": Stage(columns["stage"]), "verdict": Decision(columns["verdict"])})


def load_unanimous_decisions(session: Session, *, until: datetime | None = None) -> tuple[UnanimousDecisionRow, ...]:
    """What was decided at each stage, over all decisions ever made (up to a moment), with the reports it holds for.

    Computed by the database, since nearly all decisions of a large review agree and few different ones are made.
    """
    columns = {
        "verdict": DecisionEvent.verdict,
        "reason": DecisionEvent.reason,
        "automation": cast(DecisionEvent.automation, Integer),
    }
    least = [func.min(part).label(name) for name, part in columns.items()]
    agreed = and_(*(func.min(part) == func.max(part) for part in columns.values()))
    decided = select(
        DecisionEvent.report_id, DecisionEvent.stage, *least, case((agreed, 1), else_=0).label("agreed")
    ).group_by(DecisionEvent.report_id, DecisionEvent.stage)
    decided_reports = (decided if until is None else decided.where(DecisionEvent.made_at <= until)).subquery()
    report, *same = decided_reports.c
    rows = session.execute(select(*same, concatenate_numbers(report).label("reports")).group_by(*same)).mappings()
    return tuple(
        UnanimousDecisionRow(
            stage=Stage(row["stage"]),
            verdict=Decision(row["verdict"]) if row["agreed"] else None,
            reason=row["reason"],
            automation=bool(row["automation"]),
            reports=tuple(split_numbers(row["reports"])),
        )
        for row in rows
    )


def add_retrieval_statuses(
    session: Session, statuses: Iterable[tuple[int, RetrievalStatus, str, str]], *, now: datetime
) -> int:
    """Store whether full texts were retrieved: (report number, status, reason, reviewer) each; returns how many."""
    rows = [
        {"report_id": report, "status": status, "reason": reason, "reviewer": reviewer, "made_at": now}
        for report, status, reason, reviewer in statuses
    ]
    if rows:
        session.execute(insert(RetrievalEvent), rows)
    return len(rows)


def load_retrieval_statuses(session: Session, *, until: datetime | None = None) -> tuple[RetrievalStatusRow, ...]:
    """Every retrieval status (stored up to a moment), oldest first."""
    query = select(RetrievalEvent).order_by(RetrievalEvent.id)
    rows = session.scalars(query if until is None else query.where(RetrievalEvent.made_at <= until))
    return tuple(
        RetrievalStatusRow(
            id=row.id,
            report_id=row.report_id,
            status=RetrievalStatus(row.status),
            reason=row.reason,
            reviewer=row.reviewer,
            made_at=row.made_at,
        )
        for row in rows
    )


def add_release(
    session: Session, name: str, *, now: datetime, last_run_id: int | None, flow: str, states: Mapping[int, str]
) -> int:
    """Freeze a version: its flow as JSON, and how each report stood (report → "included" or "unfinished")."""
    row = Release(name=name, made_at=now, last_run_id=last_run_id, flow=flow, software=f"harvester {__version__}")
    session.add(row)
    session.flush()
    if states:
        session.execute(
            insert(ReleaseReport),
            [{"release_id": row.id, "report_id": report, "state": state} for report, state in states.items()],
        )
    return row.id


def load_releases(session: Session, *, until: datetime | None = None) -> tuple[ReleaseRow, ...]:
    """The frozen versions (made up to a moment), oldest first."""
    states: dict[tuple[int, str], set[int]] = {}
    stored = select(ReleaseReport.release_id, ReleaseReport.state, ReleaseReport.report_id)
    for release, state, report in session.execute(stored):
        states.setdefault((release, state), set()).add(report)
    query = select(Release).order_by(Release.id)
    rows = session.scalars(query if until is None else query.where(Release.made_at <= until))
    return tuple(
        ReleaseRow(
            id=row.id,
            name=row.name,
            made_at=row.made_at,
            last_run_id=row.last_run_id,
            flow=row.flow,
            included=frozenset(states.get((row.id, "included"), ())),
            unfinished=frozenset(states.get((row.id, "unfinished"), ())),
        )
        for row in rows
    )


def add_export(
    session: Session,
    content: bytes,
    reports: Mapping[int, str],
    *,
    tool: str,
    format_name: str,
    stage: str,
    file_name: str,
    now: datetime,
) -> int:
    """Store what is handed over, byte for byte, and which reports it holds (report → hash of what it says of it);
    returns the export's number.
    """
    row = Export(
        tool=tool,
        format=format_name,
        stage=stage,
        made_at=now,
        file_name=file_name,
        sha256=blobs.put(session, content),
        software=f"harvester {__version__}",
    )
    session.add(row)
    session.flush()
    if reports:
        session.execute(
            insert(ExportReport),
            [
                {"export_id": row.id, "report_id": number, "substance": substance}
                for number, substance in reports.items()
            ],
        )
    return row.id


def load_exported_reports(session: Session, tool: str) -> dict[int, str]:
    """Reports of today of which a tool was handed any record → hash of what it was told last ("": unknown)."""
    query = (
        select(Record.report_id, ExportReport.substance)
        .join(ExportReport, ExportReport.report_id == Record.id)
        .join(Export, Export.id == ExportReport.export_id)
        .where(Export.tool == tool)
        .order_by(Export.id)
    )
    return {report: substance or "" for report, substance in session.execute(query)}


def load_reports_of_export(session: Session, number: int) -> tuple[int, ...]:
    """The reports an export held, by the number they had then, in order."""
    query = select(ExportReport.report_id).where(ExportReport.export_id == number)
    return tuple(session.scalars(query.order_by(ExportReport.report_id)))


def load_exports(session: Session) -> tuple[ExportRow, ...]:
    """What was handed over, oldest first."""
    sizes = dict(session.execute(select(ExportReport.export_id, func.count()).group_by(ExportReport.export_id)).all())
    return tuple(
        ExportRow(
            id=row.id,
            tool=row.tool,
            format=row.format,
            stage=row.stage,
            made_at=row.made_at,
            file_name=row.file_name,
            sha256=row.sha256,
            reports=sizes.get(row.id, 0),
        )
        for row in session.scalars(select(Export).order_by(Export.id))
    )
