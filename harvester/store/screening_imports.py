"""Decisions imported from files of screening tools."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.screening.decisions import Decision, Stage
from harvester.store import blobs
from harvester.store.events import NewEvent, only_counting
from harvester.store.models import DecisionEvent, DecisionOrigin, ScreeningImport
from harvester.store.screening import load_people
from harvester.store.sql import to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecisionFile:
    """A file of decisions to store."""

    content: bytes
    file_name: str
    tool: str
    stage: Stage
    settings: str
    rows: int
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImportedDecision:
    """A decision of a file to store, about the report that its row identifies, with further details of the row."""

    report_id: int
    verdict: Decision
    reviewer: str
    line: int
    reason: str = ""
    adjudicates: bool = False
    joint: bool = False
    decided_at: datetime | None = None
    further_reasons: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDecisionRow:
    """A decision imported earlier; ``sha256`` is that of its file."""

    report_id: int
    verdict: Decision
    reviewer: str
    reason: str
    adjudicates: bool
    decided_at: datetime | None
    made_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFileRow:
    """A stored file of decisions; ``decisions`` is the number of new ones."""

    id: int
    event_id: int
    file_name: str
    sha256: str
    tool: str
    stage: str
    rows: int
    matched: int
    made_at: datetime
    decisions: int


def add_decision_file(
    session: Session, new: NewDecisionFile, decisions: Sequence[NewImportedDecision], *, event: NewEvent
) -> int:
    """Store a file with its decisions; return the import's number."""
    row = ScreeningImport(
        sha256=blobs.put(session, new.content),
        file_name=new.file_name,
        tool=new.tool,
        stage=new.stage,
        settings=new.settings,
        rows=new.rows,
        matched=new.matched,
        made_at=event.made_at,
        event_id=event.id,
        software=f"harvester {__version__}",
    )
    session.add(row)
    session.flush()
    first = (session.scalar(select(func.max(DecisionEvent.id))) or 0) + 1
    numbered = list(enumerate(decisions, start=first))
    if numbered:
        session.execute(insert(DecisionEvent), [_decision_values(number, vote, row) for number, vote in numbered])
        session.execute(insert(DecisionOrigin), [_origin_values(number, vote, row.id) for number, vote in numbered])
    return row.id


def load_imported_decisions(session: Session, tool: str, stage: Stage) -> tuple[ImportedDecisionRow, ...]:
    """Return the decisions imported from files of a tool at a stage, oldest import first."""
    query = (
        select(DecisionEvent, DecisionOrigin.decided_at, ScreeningImport.sha256)
        .join(DecisionOrigin, DecisionOrigin.decision_id == DecisionEvent.id)
        .join(ScreeningImport, ScreeningImport.id == DecisionOrigin.import_id)
        .where(ScreeningImport.tool == tool, ScreeningImport.stage == stage)
        .where(*only_counting(session, DecisionEvent.event_id))
        .order_by(DecisionEvent.id)
    )
    people = load_people(session)
    return tuple(
        to_value(
            ImportedDecisionRow,
            row,
            verdict=Decision(row.verdict),
            reviewer=people.name_of(row.reviewer),
            decided_at=decided_at,
            sha256=sha256,
        )
        for row, decided_at, sha256 in session.execute(query)
    )


def load_tool_dates(session: Session) -> dict[int, datetime]:
    """Return decision → date in the tool, for decisions that have one."""
    query = select(DecisionOrigin.decision_id, DecisionOrigin.decided_at).where(DecisionOrigin.decided_at.is_not(None))
    return {number: date for number, date in session.execute(query) if date is not None}


def load_decision_notes(session: Session, decision_ids: Sequence[int]) -> dict[int, str]:
    """Return decision → reviewer's note in the tool, for decisions that have one."""
    query = select(DecisionOrigin.decision_id, DecisionOrigin.note)
    rows = query.where(DecisionOrigin.decision_id.in_(decision_ids), DecisionOrigin.note != "")
    return dict(session.execute(rows).all())


def load_decision_files(session: Session) -> tuple[DecisionFileRow, ...]:
    """Return the files of decisions, oldest first."""
    counted = select(DecisionOrigin.import_id, func.count()).group_by(DecisionOrigin.import_id)
    decisions = dict(session.execute(counted).all())
    return tuple(
        to_value(DecisionFileRow, row, decisions=decisions.get(row.id, 0))
        for row in session.scalars(select(ScreeningImport).order_by(ScreeningImport.id))
    )


def _decision_values(number: int, decision: NewImportedDecision, file: ScreeningImport) -> dict[str, object]:
    return {
        "id": number,
        "report_id": decision.report_id,
        "stage": file.stage,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "reviewer": decision.reviewer,
        "tool": file.tool,
        "automation": False,
        "adjudicates": decision.adjudicates,
        "joint": decision.joint,
        "made_at": file.made_at,
        "event_id": file.event_id,
    }


def _origin_values(number: int, decision: NewImportedDecision, import_id: int) -> dict[str, object]:
    return {
        "decision_id": number,
        "import_id": import_id,
        "line": decision.line,
        "decided_at": decision.decided_at,
        "further_reasons": json.dumps(decision.further_reasons, ensure_ascii=False),
        "labels": json.dumps(decision.labels, ensure_ascii=False),
        "note": decision.note,
    }
