"""Audit samples of the de-duplicator and their pairs."""

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
from harvester.store.sql import number_in

MAX_BLOCK_SIZE: Final = 400
"""Records that may share a key: more than these share nothing but a heading or a supplement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPairRow:
    """A pair that was drawn: its records, its stratum, whether it was merged then, and how many pairs it stands for."""

    record_a: int
    record_b: int
    stratum: str
    merged: bool
    probability: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSampleRow:
    """A sample as stored; ``strata``: name → how many pairs it held."""

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
    """Store a sample; returns its number."""
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
            [
                {
                    "sample_id": row.id,
                    "place": place,
                    "record_a": pair.record_a,
                    "record_b": pair.record_b,
                    "stratum": pair.stratum,
                    "merged": pair.merged,
                    "probability": pair.probability,
                    "weight": pair.weight,
                }
                for place, pair in enumerate(pairs, 1)
            ],
        )
    return row.id


def load_last_audit_sample(session: Session) -> AuditSampleRow | None:
    """The sample that was drawn last, with its pairs in their order."""
    row = session.scalars(select(AuditSample).order_by(AuditSample.id.desc()).limit(1)).first()
    if row is None:
        return None
    drawn = session.scalars(select(AuditPair).where(AuditPair.sample_id == row.id).order_by(AuditPair.place))
    return AuditSampleRow(
        id=row.id,
        seed=row.seed,
        asked_for=row.asked_for,
        strata=json.loads(row.strata),
        software=row.software,
        made_at=row.made_at,
        pairs=tuple(
            AuditPairRow(
                record_a=pair.record_a,
                record_b=pair.record_b,
                stratum=pair.stratum,
                merged=pair.merged,
                probability=pair.probability,
                weight=pair.weight,
            )
            for pair in drawn
        ),
    )


def load_sampled_pairs(session: Session) -> frozenset[tuple[int, int]]:
    """Every pair that was ever drawn."""
    return frozenset((a, b) for a, b in session.execute(select(AuditPair.record_a, AuditPair.record_b)))


def records_sharing_keys(session: Session, keys: Collection[int]) -> frozenset[int]:
    """The records that bear one of the blocking keys, but for keys that very many bear, which propose no pairs."""
    sizes = select(RecordKey.key).where(number_in(RecordKey.key, keys)).group_by(RecordKey.key)
    small = session.scalars(sizes.having(func.count().between(2, MAX_BLOCK_SIZE))).all()
    return frozenset(session.scalars(select(RecordKey.record_id).where(number_in(RecordKey.key, small))))
