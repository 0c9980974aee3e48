"""Judge what is not judged yet: new and changed records and what they touch (``region``)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.columns import Ints
from harvester.dedup.compare import Compared
from harvester.dedup.corpus import LEARNABLE, certain, counted
from harvester.store import index, judgements, records
from harvester.store.index import Certain
from harvester.store.values import JudgementRow, NewJudgement
from harvester.workflow.cluster import recluster
from harvester.workflow.desk import Desk
from harvester.workflow.region import Region, around, everything, keys_by_record, places_of

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
    """Judge every record that de-duplication has not seen, and cluster anew. Interrupted, the next call does it.

    The result is that of judging the whole store at once. That is done only where there is no index or one of another
    version, or where what came in changed the trust in a field; else the cost is that of what the new records touch.
    """
    with desk.store.read() as session:
        version, trust = index.state(session)
        whole = version != dedup.version()
        fresh = records.records(session) if whole else records.unjudged(session)
        if not fresh:
            return Deduplication(judged=0, duplicate=0, unsure=0, distinct=0, moved=0)
        desk.progress.begin("de-duplicating", len(fresh))
        done = _judged(everything(fresh) if whole else around(session, fresh))
        if done.trust != trust and not done.region.whole:
            done = _judged(everything(records.records(session)))
    with desk.store.write() as session:
        made, moved = _store(session, done, {row.id for row in fresh}, now=desk.now())
    desk.progress.advance(len(fresh))
    return Deduplication(judged=len(fresh), moved=moved, **_counts(made))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A region, what was found in it, its near-certain pairs, and the trust in each field that was judged by."""

    region: Region
    findings: Sequence[dedup.Finding]
    certain: Sequence[Certain]
    trust: str


def _judged(region: Region) -> _Judged:
    """Judge all pairs of a region, by what all near-certain pairs of the store teach."""
    pairs: list[Certain] = []

    def learning(_columns: dedup.Columns, a: Ints, b: Ints, compared: Compared) -> dedup.Corpus:
        told = certain(compared)
        says = told.any(axis=1)
        ends = [[region.numbers[row] for row in rows[says].tolist()] for rows in (a, b)]
        pairs.extend(Certain(*pair, *said) for *pair, said in zip(*ends, told[says].tolist(), strict=True))
        counts = tuple(
            (name, agree + outside[0], differ + outside[1])
            for (name, agree, differ), outside in zip(counted(told), region.taught, strict=True)
        )
        return dedup.Corpus(region.headings, counts)

    judged = dedup.judgements(region.columns, pairs=region.pairs, learning=learning)
    trust = json.dumps({name: judged.corpus.trust(name) for name in LEARNABLE})
    return _Judged(region=region, findings=dedup.findings(judged), certain=pairs, trust=trust)


def _store(session: Session, done: _Judged, fresh: Collection[int], *, now: datetime) -> tuple[list[NewJudgement], int]:
    """Store judgements, reports and index; returns the judgements made and how many records moved."""
    region = done.region
    made = _judgements(session, region.numbers, done.findings)
    judgements.make(session, made, now=now)
    touched = set(fresh) | {row.record_a for row in made} | {row.record_b for row in made}
    moved, _ = recluster(session, touched)
    if region.whole:
        index.forget(session)
    keys = keys_by_record(region.numbers, region.columns)
    places = places_of(region.numbers, region.columns)
    new = [(row, number) for row, number in enumerate(region.numbers) if region.whole or number in fresh]
    forms = dedup.packed(region.columns, [row for row, _ in new])
    index.replace(
        session,
        {number: keys[number] for _, number in new},
        [places[row] for row, _ in new],
        {number: form for (_, number), form in zip(new, forms, strict=True)},
    )
    index.replace_certain(session, region.certain, done.certain)
    index.set_state(session, dedup.version(), done.trust)
    records.mark_judged(session, fresh)
    return made, moved


def _judgements(session: Session, numbers: Sequence[int], findings: Sequence[dedup.Finding]) -> list[NewJudgement]:
    """The judgements to make: those that say something new about a pair no person has judged, and those withdrawn."""
    found = {(numbers[finding.a], numbers[finding.b]): finding for finding in findings}
    live = _live_within(session, numbers)
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
    return made + [
        NewJudgement(record_a=pair[0], record_b=pair[1], verdict="withdrawn", made_by="rule")
        for pair, row in live.items()
        if row.made_by == "rule" and row.verdict != "withdrawn" and pair not in found
    ]


def _live_within(session: Session, numbers: Sequence[int]) -> dict[tuple[int, int], JudgementRow]:
    """The live judgements of pairs of which both records are among these."""
    return {(row.record_a, row.record_b): row for row in judgements.live_within(session, numbers)}


def _says_the_same(row: Any, finding: dedup.Finding) -> bool:
    """Whether the outcome is the same and as probable; of what is kept apart, why and how related besides."""
    near = row.probability is not None and abs(row.probability - finding.probability) < _SAME
    told = finding.outcome != "distinct" or row.evidence == evidence_json(_deciding(finding))
    return bool(row.verdict == finding.outcome and near and told)


def _deciding(finding: dedup.Finding) -> tuple[dedup.Evidence, ...]:
    """What is stored of a finding: of a contradiction itself and the relation; ``explain`` tells all the rest."""
    if finding.outcome != "distinct":
        return finding.evidence
    return tuple(each for each in finding.evidence if each.field in {"contradiction", "relation"})


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
