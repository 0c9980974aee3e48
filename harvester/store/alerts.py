"""Alerts: what was told about reports already screened, and who acknowledged it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from harvester.store.models import Alert
from harvester.store.models.outputs import AlertKind
from harvester.store.sql import split_into_chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """Something to be told about a report; ``fact`` tells alerts of one kind apart."""

    report_id: int
    kind: AlertKind
    fact: str
    records: tuple[int, ...]
    what: str
    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert as stored, under the report number of its day; it is open while ``acknowledged_at`` is None."""

    id: int
    report_id: int
    kind: AlertKind
    fact: str
    records: tuple[int, ...]
    what: str
    run_id: int
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str


def add_alerts(session: Session, new: Iterable[NewAlert], *, now: datetime) -> tuple[AlertRow, ...]:
    """Store alerts; returns them with their numbers."""
    rows = [
        Alert(
            report_id=alert.report_id,
            kind=alert.kind,
            fact=alert.fact,
            record_id=alert.records[0],
            records=json.dumps(alert.records),
            what=alert.what,
            run_id=alert.run_id,
            raised_at=now,
            acknowledged_by="",
        )
        for alert in new
    ]
    session.add_all(rows)
    session.flush()
    return tuple(map(_alert_row, rows))


def load_alerts(session: Session, *, only_open: bool = False) -> tuple[AlertRow, ...]:
    """Alerts, oldest first: all, or those nobody has acknowledged."""
    query = select(Alert).order_by(Alert.id)
    return tuple(map(_alert_row, session.scalars(query.where(Alert.acknowledged_at.is_(None)) if only_open else query)))


def count_open_alerts(session: Session) -> int:
    """How many alerts nobody has acknowledged."""
    return session.scalar(select(func.count()).select_from(Alert).where(Alert.acknowledged_at.is_(None))) or 0


def acknowledge_alerts(session: Session, ids: Collection[int], *, person: str, now: datetime) -> None:
    """Store that a person has seen those alerts; one that was acknowledged before stays as it is."""
    for chunk in split_into_chunks(ids):
        conditions = (Alert.id.in_(chunk), Alert.acknowledged_at.is_(None))
        session.execute(update(Alert).where(*conditions).values(acknowledged_at=now, acknowledged_by=person))


def _alert_row(row: Alert) -> AlertRow:
    return AlertRow(
        id=row.id,
        report_id=row.report_id,
        kind=cast("AlertKind", row.kind),
        fact=row.fact,
        records=tuple(json.loads(row.records)),
        what=row.what,
        run_id=row.run_id,
        raised_at=row.raised_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
    )
