"""Judge what is not judged yet: new and changed records against those that share a blocking key with them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.store import judgements, records
from harvester.store.values import NewJudgement, RecordRow
from harvester.workflow.cluster import recluster
from harvester.workflow.desk import Desk

LARGEST_BLOCK: Final = 400
"""Keys borne by more records than this ("Editorial", a supplement's DOI) are too common to look candidates up by."""

_SAME: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduplication:
    """What was judged: how many records, how many judgements of each kind are new, how many records changed report."""

    judged: int
    duplicate: int
    unsure: int
    distinct: int
    moved: int

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup --json``."""
        return {name: getattr(self, name) for name in ("judged", "duplicate", "unsure", "distinct", "moved")}


def deduplicate(desk: Desk) -> Deduplication:
    """Judge every record that de-duplication has not seen, and cluster anew. Interrupted, the next call does it."""
    with desk.store.read() as session:
        fresh = records.unjudged(session)
    if not fresh:
        return Deduplication(judged=0, duplicate=0, unsure=0, distinct=0, moved=0)
    desk.progress.begin("de-duplicating", len(fresh))
    rows = _with_mates(desk, fresh)
    numbers = {row.id for row in fresh}
    findings = dedup.find(
        [row.citation for row in rows], new=np.fromiter((row.id in numbers for row in rows), dtype=np.bool_)
    )
    with desk.store.write() as session:
        made = _judgements(session, rows, findings, numbers)
        judgements.make(session, made, now=desk.now())
        touched = numbers | {row.record_a for row in made} | {row.record_b for row in made}
        moved, _ = recluster(session, touched)
        records.mark_judged(session, numbers)
    desk.progress.advance(len(fresh))
    return Deduplication(judged=len(fresh), moved=moved, **_counts(made))


def _with_mates(desk: Desk, fresh: Sequence[RecordRow]) -> tuple[RecordRow, ...]:
    keys = {row.id: dedup.blocking_keys(row.citation) for row in fresh}
    with desk.store.write() as session:
        records.replace_keys(session, keys)
    wanted = {key for those in keys.values() for key in those}
    with desk.store.read() as session:
        mates = records.block_mates(session, wanted, largest_block=LARGEST_BLOCK)
        older = records.records(session, mates - keys.keys())
    return tuple(sorted((*fresh, *older), key=lambda row: row.id))


def _judgements(
    session: Session, rows: Sequence[RecordRow], findings: Sequence[dedup.Finding], fresh: Collection[int]
) -> list[NewJudgement]:
    """The judgements to make: those that say something new about a pair no person has judged, and those withdrawn."""
    found = {(rows[finding.a].id, rows[finding.b].id): finding for finding in findings}
    live = judgements.live_pairs(session, found.keys())
    made = [
        NewJudgement(
            record_a=pair[0],
            record_b=pair[1],
            verdict=finding.outcome,
            made_by="rule",
            probability=finding.probability,
            evidence=evidence_json(_deciding(finding)),
        )
        for pair, finding in found.items()
        if (row := live.get(pair)) is None or (row.made_by == "rule" and not _says_the_same(row, finding))
    ]
    return made + _withdrawn(session, found, fresh)


def _withdrawn(
    session: Session, found: Mapping[tuple[int, int], dedup.Finding], fresh: Collection[int]
) -> list[NewJudgement]:
    """Judgements of rules about records that have changed since and no longer resemble each other."""
    return [
        NewJudgement(record_a=row.record_a, record_b=row.record_b, verdict="withdrawn", made_by="rule")
        for row in judgements.live(session, fresh)
        if row.made_by == "rule" and row.verdict != "withdrawn" and (row.record_a, row.record_b) not in found
    ]


def _says_the_same(row: Any, finding: dedup.Finding) -> bool:
    near = row.probability is not None and abs(row.probability - finding.probability) < _SAME
    return bool(row.verdict == finding.outcome and near)


def _deciding(finding: dedup.Finding) -> tuple[dedup.Evidence, ...]:
    """What is stored of a finding: of a contradiction only itself; look-alikes are many, and ``explain`` tells all."""
    if finding.outcome != "distinct":
        return finding.evidence
    return tuple(each for each in finding.evidence if each.field == "contradiction")


def evidence_json(evidence: Sequence[dedup.Evidence]) -> str:
    """Evidence as stored with a judgement: a JSON list of {field, weight, sentence}."""
    return json.dumps(
        [{"field": e.field, "weight": round(e.weight, 3), "sentence": e.sentence} for e in evidence], ensure_ascii=False
    )


def remark_json(text: str) -> str:
    """What a person said with a judgement, stored as the evidence for it."""
    return with_remark("[]", "remark", text) if text else "[]"


def with_remark(evidence: str, field: str, text: str) -> str:
    """Stored evidence with a sentence of a person behind it, which weighs nothing."""
    said = {"field": field, "weight": 0.0, "sentence": text}
    return json.dumps([*json.loads(evidence), said], ensure_ascii=False)


def _counts(made: Sequence[NewJudgement]) -> dict[str, int]:
    return {name: sum(new.verdict == name for new in made) for name in ("duplicate", "unsure", "distinct")}
