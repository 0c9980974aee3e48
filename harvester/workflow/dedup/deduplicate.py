"""Judge new and changed records and the records they affect; store judgements, reports and the index."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.arrays import Ints
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.scoring.corpus_statistics import TRUST_FIELDS, anchor_agreements, count_agreements
from harvester.events import EventKind
from harvester.evidence import Evidence
from harvester.store import judgements, records
from harvester.store.dedup import dedup_index
from harvester.store.dedup.dedup_index import AnchorPairRow
from harvester.store.events import NewEvent
from harvester.store.judgements import JudgementVerdict, NewJudgement
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.affected_records import (
    AffectedRecords,
    affected_by,
    all_records,
    keys_by_record,
    make_sort_keys,
)
from harvester.workflow.report_clusters import recluster

_PROBABILITY_TOLERANCE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class DeduplicationSummary:
    """How many records were judged, how many judgements of each kind are new, and how many records changed report."""

    judged: int
    duplicate: int
    unsure: int
    distinct: int
    moved: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup --json``."""
        return {name: getattr(self, name) for name in ("judged", "duplicate", "unsure", "distinct", "moved")}


def deduplicate_store(context: ReviewContext) -> DeduplicationSummary:
    """Judge every record that is new, changed or withdrawn since the last call, and update the reports.

    The result is that of judging the whole store at once. The whole store is judged only where it has no index or one
    of another version, or where new records changed the trust in a field; otherwise the cost depends on the affected
    records. When interrupted, the next call does the work.
    """
    with context.store.read() as session:
        version, trust = dedup_index.load_index_state(session)
        is_whole = version != dedup.model_version()
        unjudged = records.load_records(session) if is_whole else records.load_unjudged_records(session)
        removed = dedup_index.indexed_records_not_counted(session)
        if not unjudged and not removed:
            return DeduplicationSummary(judged=0, duplicate=0, unsure=0, distinct=0, moved=0)
        context.progress.begin("de-duplicating", len(unjudged))
        judged = _judge_records(all_records(unjudged) if is_whole else affected_by(session, unjudged, removed))
        if judged.trust != trust and not judged.affected.is_whole_store:
            judged = _judge_records(all_records(records.load_records(session)))
    with context.store.write() as session:
        new_judgements, moved = _store_judgements(
            session, judged, {row.id for row in unjudged}, removed, now=context.now()
        )
    context.progress.advance(len(unjudged))
    counts = Counter(judgement.verdict for judgement in new_judgements)
    return DeduplicationSummary(
        judged=len(unjudged),
        duplicate=counts["duplicate"],
        unsure=counts["unsure"],
        distinct=counts["distinct"],
        moved=moved,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _JudgedRecords:
    """Affected records, their scored pairs and anchor pairs, and the trust in each field (JSON) used for the scores."""

    affected: AffectedRecords
    scored_pairs: Sequence[dedup.ScoredPair]
    anchor_pairs: Sequence[AnchorPairRow]
    trust: str


def _judge_records(affected: AffectedRecords) -> _JudgedRecords:
    """Judge the candidate pairs of affected records, by the trust that all anchor pairs of the store give to fields."""
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
        return dedup.CorpusStatistics(affected.generic_titles, counts)

    scored = dedup.score_candidates(affected.columns, pairs=affected.pairs, estimator=estimator)
    judged = dedup.select_relevant(scored)
    trust = json.dumps({name: judged.corpus.trust(name) for name in TRUST_FIELDS})
    return _JudgedRecords(affected=affected, scored_pairs=dedup.to_pairs(judged), anchor_pairs=pairs, trust=trust)


def _store_judgements(
    session: Session, judged: _JudgedRecords, record_ids: Collection[int], removed: frozenset[int], *, now: datetime
) -> tuple[list[NewJudgement], int]:
    """Store judgements, reports and index; return the new judgements and how many records changed report."""
    affected = judged.affected
    new_judgements = _new_judgements(session, affected.numbers, judged.scored_pairs)
    event = NewEvent(session=session, kind=EventKind.DEDUPLICATION, made_at=now)
    judgements.add_judgements(session, new_judgements, event=event)
    changed = set(record_ids) | {row.record_a for row in new_judgements} | {row.record_b for row in new_judgements}
    moved, _ = recluster(session, changed)
    if affected.is_whole_store:
        dedup_index.clear_index(session)
    elif removed:
        dedup_index.remove_index_entries(session, removed)
    keys = keys_by_record(affected.numbers, affected.columns)
    sort_keys = make_sort_keys(affected.numbers, affected.columns)
    new = [
        (row, number) for row, number in enumerate(affected.numbers) if affected.is_whole_store or number in record_ids
    ]
    serialised = dedup.dump_columns(affected.columns, [row for row, _ in new])
    dedup_index.replace_index_entries(
        session,
        {number: keys[number] for _, number in new},
        [sort_keys[row] for row, _ in new],
        {number: columns for (_, number), columns in zip(new, serialised, strict=True)},
    )
    dedup_index.replace_anchor_pairs(session, affected.anchor_pairs, judged.anchor_pairs)
    dedup_index.save_index_state(session, dedup.model_version(), judged.trust)
    records.mark_records_judged(session, record_ids)
    return new_judgements, moved


_VERDICTS: Final[Mapping[dedup.Outcome, JudgementVerdict]] = {
    dedup.Outcome.DUPLICATE: "duplicate",
    dedup.Outcome.UNSURE: "unsure",
    dedup.Outcome.DISTINCT: "distinct",
}


def _new_judgements(
    session: Session, record_ids: Sequence[int], scored_pairs: Sequence[dedup.ScoredPair]
) -> list[NewJudgement]:
    """Return the judgements to store: those new or changed, except of pairs judged by people, and withdrawals."""
    scored_by_pair = {(record_ids[scored.a], record_ids[scored.b]): scored for scored in scored_pairs}
    rows = judgements.load_live_judgements_within(session, record_ids)
    live = {(row.record_a, row.record_b): row for row in rows}
    new_judgements = [
        NewJudgement(
            record_a=pair[0],
            record_b=pair[1],
            verdict=_VERDICTS[scored.outcome],
            made_by="rule",
            probability=scored.probability,
            evidence=_stored_evidence(scored),
        )
        for pair, scored in scored_by_pair.items()
        if (row := live.get(pair)) is None or (row.made_by == "rule" and not _is_unchanged(row, scored))
    ]
    return new_judgements + [
        NewJudgement(record_a=pair[0], record_b=pair[1], verdict="withdrawn", made_by="rule")
        for pair, row in live.items()
        if row.made_by == "rule" and row.verdict != "withdrawn" and pair not in scored_by_pair
    ]


def _is_unchanged(row: Any, scored: dedup.ScoredPair) -> bool:
    """Return whether a pair has the stored outcome and probability and, for distinct records, the stored evidence."""
    same_probability = (
        row.probability is not None and abs(row.probability - scored.probability) < _PROBABILITY_TOLERANCE
    )
    is_distinct = scored.outcome is dedup.Outcome.DISTINCT
    same_evidence = not is_distinct or row.evidence == _stored_evidence(scored)
    return bool(row.verdict == scored.outcome and same_probability and same_evidence)


def _stored_evidence(scored: dedup.ScoredPair) -> tuple[Evidence, ...]:
    """Return the evidence to store: for distinct records only the contradiction and the relation, else all of it."""
    is_distinct = scored.outcome is dedup.Outcome.DISTINCT
    return tuple(
        item.rounded() for item in scored.evidence if not is_distinct or item.field in {"contradiction", "relation"}
    )
