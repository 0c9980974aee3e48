"""Values of alerts: input and output of ``store.alerts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

AlertKind = Literal["retracted", "partly-retracted", "concern", "erratum", "update", "published", "changed"]

ALERT_KINDS: Final[tuple[AlertKind, ...]] = get_args(AlertKind)


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
