"""Samples of pairs for audits of de-duplication."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.store.models import AuditPair, AuditSample, RecordKey
from harvester.store.sql import column_values, number_in, to_value

MAX_BLOCK_SIZE: Final = 400
"""Largest number of records with a common key; more than these share only a generic title or a supplement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPairRow:
    """A sampled pair: records, stratum, judgement at that time, and the number of pairs it represents (weight)."""

    record_a: int
    record_b: int
    stratum: str
    merged: bool
    probability: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSampleRow:
    """A stored sample; ``strata`` maps each stratum to its number of pairs."""

    id: int
    seed: int
    asked_for: int
    strata: Mapping[str, float]
    software: str
    made_at: datetime
    pairs: tuple[AuditPairRow, ...]


def add_audit_sample(
    session: Session,
    pairs: Sequence[AuditPairRow],
    *,
    seed: int,
    asked_for: int,
    strata: Mapping[str, float],
    now: datetime,
) -> int:
    """Store a sample; return its number."""
    row = AuditSample(
        seed=seed,
        asked_for=asked_for,
        strata=json.dumps(strata, ensure_ascii=False),
        software=f"harvester {__version__}",
        made_at=now,
    )
    session.add(row)
    session.flush()
    if pairs:
        session.execute(
            insert(AuditPair),
            [column_values(pair, sample_id=row.id, place=place) for place, pair in enumerate(pairs, 1)],
        )
    return row.id


def load_last_audit_sample(session: Session) -> AuditSampleRow | None:
    """Return the latest sample with its pairs in order; None if there is none."""
    row = session.scalars(select(AuditSample).order_by(AuditSample.id.desc()).limit(1)).first()
    if row is None:
        return None
    drawn = session.scalars(select(AuditPair).where(AuditPair.sample_id == row.id).order_by(AuditPair.place))
    return to_value(
        AuditSampleRow,
        row,
        strata=json.loads(row.strata),
        pairs=tuple(to_value(AuditPairRow, pair) for pair in drawn),
    )


def load_sampled_pairs(session: Session) -> frozenset[tuple[int, int]]:
    """Return every pair that was ever sampled."""
    return frozenset((a, b) for a, b in session.execute(select(AuditPair.record_a, AuditPair.record_b)))


def records_sharing_keys(session: Session, keys: Collection[int]) -> frozenset[int]:
    """Return the records with any of the blocking keys, except keys of too many records, which yield no pairs."""
    sizes = select(RecordKey.key).where(number_in(RecordKey.key, keys)).group_by(RecordKey.key)
    small = session.scalars(sizes.having(func.count().between(2, MAX_BLOCK_SIZE))).all()
    return frozenset(session.scalars(select(RecordKey.record_id).where(number_in(RecordKey.key, small))))
