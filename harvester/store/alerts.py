"""Alerts about screened reports, and their acknowledgement."""

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
from harvester.store.sql import split_into_batches, to_value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """An alert to store; ``fact`` identifies the news within its kind, ``what`` is the sentence shown."""

    report_id: int
    kind: AlertKind
    fact: str
    records: tuple[int, ...]
    what: str
    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """A stored alert; open while ``acknowledged_at`` is None. ``report_id`` is the report's number at that time."""

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
    """Store alerts; return them with their numbers."""
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
    """Return all alerts, or only open ones, oldest first."""
    query = select(Alert).order_by(Alert.id)
    return tuple(map(_alert_row, session.scalars(query.where(Alert.acknowledged_at.is_(None)) if only_open else query)))


def count_open_alerts(session: Session) -> int:
    """Return the number of open alerts."""
    return session.scalar(select(func.count()).select_from(Alert).where(Alert.acknowledged_at.is_(None))) or 0


def mark_alerts_acknowledged(session: Session, ids: Collection[int], *, person: str, now: datetime) -> None:
    """Acknowledge alerts by their numbers; alerts acknowledged before stay unchanged."""
    for batch in split_into_batches(ids):
        conditions = (Alert.id.in_(batch), Alert.acknowledged_at.is_(None))
        session.execute(update(Alert).where(*conditions).values(acknowledged_at=now, acknowledged_by=person))


def _alert_row(row: Alert) -> AlertRow:
    return to_value(AlertRow, row, kind=cast("AlertKind", row.kind), records=tuple(json.loads(row.records)))
