"""Every pair an error can hide in: the merges, the pairs in doubt, and the pairs the rules kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.audit import Kind
from harvester.dedup.expectation import likeliest, merges
from harvester.store import audits, index, judgements, records
from harvester.workflow.prepared import columns_of
from harvester.workflow.tally import likely, open_pairs

MOST: Final = 20_000
"""Records looked at for pairs kept apart, which are no judgements and must be found again; of more, this many drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pair of records, the older first, as it was decided by rule; ``scale``: how many pairs it stands for."""

    record_a: int
    record_b: int
    kind: Kind
    probability: float
    contradicted: bool = False
    scale: float = 1.0


def merged(session: Session) -> list[Case]:
    """The merges made by rule: one for each record that was joined to another."""
    rows = judgements.within_reports(session)
    if not rows:
        return []
    a, b, probability, by_rule = (np.array(column) for column in zip(*rows, strict=True))
    linking = merges(a, b, np.where(by_rule, probability, 1.0)) & by_rule
    return [
        Case(record_a=one, record_b=other, kind="merged", probability=p)
        for one, other, p in zip(a[linking].tolist(), b[linking].tolist(), probability[linking].tolist(), strict=True)
    ]


def in_doubt(session: Session) -> list[Case]:
    """The pairs that wait for a person."""
    pairs = open_pairs(session)
    rows = judgements.live_pairs(session, pairs)
    return [
        Case(record_a=pair[0], record_b=pair[1], kind="in doubt", probability=likely(rows[pair]) or 0.0)
        for pair in pairs
    ]


def kept_apart(session: Session, *, seed: int, most: int = MOST) -> list[Case]:
    """The pairs that rules weighed and kept apart, for each two reports the likeliest; none a person spoke about.

    They are worked out anew. The cost is bounded: in a store of more than ``most`` records, reports are drawn at random
    that have about so many, and each pair whose older report was drawn stands for as many as there are reports to one.
    """
    at = records.report_of(session)
    drawn, scale = _drawn(at, seed, most)
    those, judged = _weighed(session, [number for number, report in at.items() if report in drawn])
    settled = _settled(session, at)
    numbers = np.array(those, dtype=np.int64)
    reports = np.array([at[number] for number in those], dtype=np.int64)
    rows = np.flatnonzero((judged.outcome == 0) & (reports[judged.a] != reports[judged.b]))
    rows = rows[np.lexsort((numbers[judged.b[rows]], numbers[judged.a[rows]], -judged.probability[rows]))]
    rows = rows[likeliest(reports[judged.a[rows]], reports[judged.b[rows]])]
    found = zip(
        numbers[judged.a[rows]].tolist(),
        numbers[judged.b[rows]].tolist(),
        judged.probability[rows].tolist(),
        (judged.contradiction[rows] > 0).tolist(),
        strict=True,
    )
    return [
        Case(record_a=a, record_b=b, kind="kept apart", probability=p, contradicted=contradicted, scale=scale)
        for a, b, p, contradicted in found
        if min(at[a], at[b]) in drawn and _reports(at, a, b) not in settled
    ]


def _weighed(session: Session, drawn: Sequence[int]) -> tuple[list[int], dedup.Judged]:
    """The numbers of records, and the pairs of them that hold one of those drawn. The index says which are compared.

    What is not in it waits to be judged, and hides no error yet.
    """
    keyed = index.keys_of(session, drawn)
    numbers = sorted({number for _, number in keyed} | audits.mates(session, {key for key, _ in keyed}))
    if index.state(session)[0] == dedup.version():
        columns = columns_of(session, numbers)
    else:
        columns = dedup.prepare([row.citation for row in records.records(session, numbers)])
    return numbers, dedup.compared(columns, new=np.isin(np.array(numbers, dtype=np.int64), drawn))


def _drawn(at: dict[int, int], seed: int, most: int) -> tuple[frozenset[int], float]:
    """The reports whose pairs are looked at, and how many reports each of them stands for."""
    reports = sorted(set(at.values()))
    if len(at) <= most:
        return frozenset(reports), 1.0
    count = max(1, len(reports) * most // len(at))
    chance = np.random.default_rng(seed)
    return frozenset(chance.choice(np.array(reports), count, replace=False).tolist()), len(reports) / count


def _reports(at: dict[int, int], a: int, b: int) -> tuple[int, int]:
    return min(at[a], at[b]), max(at[a], at[b])


def _settled(session: Session, at: dict[int, int]) -> set[tuple[int, int]]:
    """Two reports that are in doubt, or that a person spoke about."""
    pairs = [*open_pairs(session, again=True), *_told_apart(session)]
    return {_reports(at, a, b) for a, b in pairs}


def _told_apart(session: Session) -> Iterator[tuple[int, int]]:
    for row in judgements.live_of(session, verdict="distinct", made_by="person"):
        yield row.record_a, row.record_b
