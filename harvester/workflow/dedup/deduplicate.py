"""Judge what is not judged yet: new and changed records and what they touch (``region``)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.arrays import Ints
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.scoring.corpus_statistics import TRUST_FIELDS, anchor_agreements, count_agreements
from harvester.evidence import Evidence
from harvester.store import dedup_index, judgements, records
from harvester.store.dedup_index import AnchorPairRow
from harvester.store.judgements import JudgementRow, JudgementVerdict, NewJudgement
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.affected_records import (
    AffectedRecords,
    affected_by,
    all_records,
    keys_by_record,
    sort_positions,
)
from harvester.workflow.report_clusters import recluster

_PROBABILITY_TOLERANCE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class DeduplicationSummary:
    """What was judged: how many records, how many judgements of each kind are new, how many records changed report."""

    judged: int
    duplicate: int
    unsure: int
    distinct: int
    moved: int

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup --json``."""
        return {name: getattr(self, name) for name in ("judged", "duplicate", "unsure", "distinct", "moved")}


def deduplicate_store(context: ReviewContext) -> DeduplicationSummary:
    """Judge every record that de-duplication has not seen, and cluster anew. Interrupted, the next call does it.

    The result is that of judging the whole store at once. That is done only where there is no index or one of another
    version, or where what came in changed the trust in a field; else the cost is that of what the new records touch.
    """
    with context.store.read() as session:
        version, trust = dedup_index.load_index_state(session)
        is_whole = version != dedup.model_version()
        unjudged = records.load_records(session) if is_whole else records.load_unjudged_records(session)
        if not unjudged:
            return DeduplicationSummary(judged=0, duplicate=0, unsure=0, distinct=0, moved=0)
        context.progress.begin("de-duplicating", len(unjudged))
        judged = _judge_region(all_records(unjudged) if is_whole else affected_by(session, unjudged))
        if judged.trust != trust and not judged.affected.is_whole_store:
            judged = _judge_region(all_records(records.load_records(session)))
    with context.store.write() as session:
        new_judgements, moved = _store_judgements(session, judged, {row.id for row in unjudged}, now=context.now())
    context.progress.advance(len(unjudged))
    return DeduplicationSummary(judged=len(unjudged), moved=moved, **_count_outcomes(new_judgements))


@dataclass(frozen=True, slots=True, kw_only=True)
class _JudgedRegion:
    """A region, what was found in it, its near-certain pairs, and the trust in each field that was judged by."""

    affected: AffectedRecords
    findings: Sequence[dedup.ScoredPair]
    certain: Sequence[AnchorPairRow]
    trust: str


def _judge_region(affected: AffectedRecords) -> _JudgedRegion:
    """Judge all pairs of a region, by what all near-certain pairs of the store teach."""
    pairs: list[AnchorPairRow] = []

    def estimator(_columns: dedup.Columns, a: Ints, b: Ints, compared: Comparison) -> dedup.CorpusStatistics:
        agreements = anchor_agreements(compared)
        informative = agreements.any(axis=1)
        ends = [[affected.numbers[row] for row in rows[informative].tolist()] for rows in (a, b)]
        pairs.extend(
            AnchorPairRow(*pair, *agreement)
            for *pair, agreement in zip(*ends, agreements[informative].tolist(), strict=True)
        )
        counts = tuple(
            (name, agree + outside[0], differ + outside[1])
            for (name, agree, differ), outside in zip(
                count_agreements(agreements), affected.outside_counts, strict=True
            )
        )
        return dedup.CorpusStatistics(affected.headings, counts)

    judged = dedup.judge_candidates(affected.columns, pairs=affected.pairs, estimator=estimator)
    trust = json.dumps({name: judged.corpus.trust(name) for name in TRUST_FIELDS})
    return _JudgedRegion(affected=affected, findings=dedup.to_pairs(judged), certain=pairs, trust=trust)


def _store_judgements(
    session: Session, judged: _JudgedRegion, record_ids: Collection[int], *, now: datetime
) -> tuple[list[NewJudgement], int]:
    """Store judgements, reports and index; returns the judgements made and how many records moved."""
    affected_records = judged.affected
    new_judgements = _new_judgements(session, affected_records.numbers, judged.findings)
    judgements.add_judgements(session, new_judgements, now=now)
    affected = set(record_ids) | {row.record_a for row in new_judgements} | {row.record_b for row in new_judgements}
    moved, _ = recluster(session, affected)
    if affected_records.is_whole_store:
        dedup_index.clear_index(session)
    keys = keys_by_record(affected_records.numbers, affected_records.columns)
    positions = sort_positions(affected_records.numbers, affected_records.columns)
    new = [
        (row, number)
        for row, number in enumerate(affected_records.numbers)
        if affected_records.is_whole_store or number in record_ids
    ]
    forms = dedup.dump_records(affected_records.columns, [row for row, _ in new])
    dedup_index.replace_index_entries(
        session,
        {number: keys[number] for _, number in new},
        [positions[row] for row, _ in new],
        {number: form for (_, number), form in zip(new, forms, strict=True)},
    )
    dedup_index.replace_anchor_pairs(session, affected_records.certain, judged.certain)
    dedup_index.save_index_state(session, dedup.model_version(), judged.trust)
    records.mark_records_judged(session, record_ids)
    return new_judgements, moved


_VERDICTS: Final[Mapping[dedup.Outcome, JudgementVerdict]] = {
    dedup.Outcome.DUPLICATE: "duplicate",
    dedup.Outcome.UNSURE: "unsure",
    dedup.Outcome.DISTINCT: "distinct",
}


def _new_judgements(
    session: Session, record_ids: Sequence[int], findings: Sequence[dedup.ScoredPair]
) -> list[NewJudgement]:
    """The judgements to make: those that say something new about a pair no person has judged, and those withdrawn."""
    finding_of_pair = {(record_ids[finding.a], record_ids[finding.b]): finding for finding in findings}
    live = _live_judgements(session, record_ids)
    new_judgements = [
        NewJudgement(
            record_a=pair[0],
            record_b=pair[1],
            verdict=_VERDICTS[finding.outcome],
            made_by="rule",
            probability=finding.probability,
            evidence=_stored_evidence(finding),
        )
        for pair, finding in finding_of_pair.items()
        if (row := live.get(pair)) is None or (row.made_by == "rule" and not _is_unchanged(row, finding))
    ]
    return new_judgements + [
        NewJudgement(record_a=pair[0], record_b=pair[1], verdict="withdrawn", made_by="rule")
        for pair, row in live.items()
        if row.made_by == "rule" and row.verdict != "withdrawn" and pair not in finding_of_pair
    ]


def _live_judgements(session: Session, numbers: Sequence[int]) -> dict[tuple[int, int], JudgementRow]:
    """The live judgements of pairs of which both records are among these."""
    return {(row.record_a, row.record_b): row for row in judgements.load_live_judgements_within(session, numbers)}


def _is_unchanged(row: Any, finding: dedup.ScoredPair) -> bool:
    """Whether the outcome is the same and as probable; of what is kept apart, why and how related besides."""
    same_probability = (
        row.probability is not None and abs(row.probability - finding.probability) < _PROBABILITY_TOLERANCE
    )
    is_distinct = finding.outcome is dedup.Outcome.DISTINCT
    same_evidence = not is_distinct or row.evidence == _stored_evidence(finding)
    return bool(row.verdict == finding.outcome and same_probability and same_evidence)


def _stored_evidence(finding: dedup.ScoredPair) -> tuple[Evidence, ...]:
    """Return the evidence to store: for distinct records only the contradiction and the relation, else all of it."""
    is_distinct = finding.outcome is dedup.Outcome.DISTINCT
    return tuple(
        item.rounded() for item in finding.evidence if not is_distinct or item.field in {"contradiction", "relation"}
    )


def _count_outcomes(new_judgements: Sequence[NewJudgement]) -> dict[str, int]:
    return {name: sum(new.verdict == name for new in new_judgements) for name in ("duplicate", "unsure", "distinct")}
