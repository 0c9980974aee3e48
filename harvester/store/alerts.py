"""Alerts about screened reports, and their acknowledgement."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from harvester.store.counting.withdrawals import load_uncounted_records, withdrawn_run_ids
from harvester.store.events import NewEvent, only_counting
from harvester.store.models import Alert, AlertAcknowledgement, Event
from harvester.store.models.outputs import AlertKind
from harvester.store.sql import to_value


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


def add_alerts(session: Session, new: Iterable[NewAlert], *, event: NewEvent) -> tuple[AlertRow, ...]:
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
            raised_at=event.made_at,
            event_id=event.id,
        )
        for alert in new
    ]
    session.add_all(rows)
    session.flush()
    return tuple(_alert_row(row, None) for row in rows)


def load_alerts(session: Session, *, only_open: bool = False) -> tuple[AlertRow, ...]:
    """Return all alerts, or only open ones, oldest first.

    An alert does not count while no run holds its report or states its fact, because runs were withdrawn.
    """
    acknowledged = _load_acknowledgements(session)
    rows: list[Alert] = list(session.scalars(select(Alert).order_by(Alert.id)))
    if withdrawn := withdrawn_run_ids(session):
        rows = _only_counting(session, rows, withdrawn)
    return tuple(
        _alert_row(row, acknowledged.get(row.id)) for row in rows if not only_open or row.id not in acknowledged
    )


def _only_counting(session: Session, rows: Sequence[Alert], withdrawn: Collection[int]) -> list[Alert]:
    """Return the alerts that count, each fact once: it was raised again if another run stated it meanwhile."""
    uncounted = load_uncounted_records(session)
    facts: dict[tuple[int, str, str], Alert] = {}
    for row in rows:
        is_held = row.report_id not in uncounted or uncounted[row.report_id] is not None
        is_stated = any(number not in uncounted for number in json.loads(row.records))
        if is_held and is_stated and not (row.kind == "changed" and row.run_id in withdrawn):
            facts.setdefault((row.report_id, row.kind, row.fact), row)
    return list(facts.values())


def count_open_alerts(session: Session) -> int:
    """Return the number of open alerts."""
    if withdrawn_run_ids(session):
        return len(load_alerts(session, only_open=True))
    raised = session.scalar(select(func.count()).select_from(Alert)) or 0
    return raised - len(_load_acknowledgements(session)) if raised else 0


def acknowledge_alerts(session: Session, ids: Iterable[int], *, event: NewEvent) -> None:
    """Acknowledge alerts by their numbers; the person and the time are those of the event."""
    if rows := [{"alert_id": number, "event_id": event.id} for number in ids]:
        session.execute(insert(AlertAcknowledgement), rows)


def _load_acknowledgements(session: Session) -> dict[int, tuple[datetime, str]]:
    """Return alert → (when, by whom) of its first acknowledgement that was not undone."""
    query = (
        select(AlertAcknowledgement.alert_id, Event.made_at, Event.person)
        .join(Event, Event.id == AlertAcknowledgement.event_id)
        .where(*only_counting(session, AlertAcknowledgement.event_id))
        .order_by(AlertAcknowledgement.id.desc())
    )
    return {alert: (made_at, person) for alert, made_at, person in session.execute(query)}


def _alert_row(row: Alert, acknowledged: tuple[datetime, str] | None) -> AlertRow:
    made_at, person = acknowledged or (None, "")
    return to_value(
        AlertRow,
        row,
        kind=cast("AlertKind", row.kind),
        records=tuple(json.loads(row.records)),
        acknowledged_at=made_at,
        acknowledged_by=person,
    )
