"""Sampling frame of errors: merged pairs, pairs to review, and pairs that rules judged distinct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.evaluation import AuditKind, ExpectedErrors, expect_errors, select_likeliest, select_merges
from harvester.store import judgements, records
from harvester.store.dedup import dedup_audits, dedup_index
from harvester.workflow.dedup.affected_records import load_columns
from harvester.workflow.dedup.review_queue import open_pairs, pair_probability

MAX_RECORDS_SAMPLED: Final = 20_000
"""Records compared to find distinct pairs, which are not stored; of a larger store, a sample of this size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePair:
    """A pair of records, the older first, with the decision by rule; ``scale`` is the number of pairs it represents."""

    record_a: int
    record_b: int
    kind: AuditKind
    probability: float
    contradicted: bool = False
    scale: float = 1.0


def merged_pairs(session: Session) -> list[FramePair]:
    """Return the merges by rule: one pair for each record merged with an older one."""
    rows = judgements.duplicates_within_reports(session)
    if not rows:
        return []
    a, b, probability, by_rule = (np.array(column) for column in zip(*rows, strict=True))
    linking = select_merges(a, b, np.where(by_rule, probability, 1.0)) & by_rule
    return [
        FramePair(record_a=first, record_b=second, kind="merged", probability=p)
        for first, second, p in zip(
            a[linking].tolist(), b[linking].tolist(), probability[linking].tolist(), strict=True
        )
    ]


def pairs_in_doubt(session: Session) -> list[FramePair]:
    """Return the pairs to review."""
    pairs = open_pairs(session)
    rows = judgements.live_judgements_of_pairs(session, pairs)
    return [
        FramePair(record_a=pair[0], record_b=pair[1], kind="in doubt", probability=pair_probability(rows[pair]) or 0.0)
        for pair in pairs
    ]


def rejected_pairs(session: Session, *, seed: int, max_records: int = MAX_RECORDS_SAMPLED) -> list[FramePair]:
    """Return pairs that rules judged distinct: for each two reports the most probable, unless judged by a person.

    These pairs are not stored but scored again. The cost is bounded: in a store of more than ``max_records`` records,
    reports with about that many records are sampled, and each pair whose older report is sampled represents as many
    pairs as there are reports for each sampled one.
    """
    report_of_record = records.report_of_each_record(session)
    sampled_reports, scale = _draw_reports(report_of_record, seed, max_records)
    record_ids, scored = _compare_sampled(
        session, [number for number, report in report_of_record.items() if report in sampled_reports]
    )
    settled_pairs = _pairs_settled(session, report_of_record)
    numbers = np.array(record_ids, dtype=np.int64)
    reports = np.array([report_of_record[number] for number in record_ids], dtype=np.int64)
    rows = np.flatnonzero(scored.has_outcome(dedup.Outcome.DISTINCT) & (reports[scored.a] != reports[scored.b]))
    rows = rows[np.lexsort((numbers[scored.b[rows]], numbers[scored.a[rows]], -scored.probability[rows]))]
    rows = rows[select_likeliest(reports[scored.a[rows]], reports[scored.b[rows]])]
    pairs_found = zip(
        numbers[scored.a[rows]].tolist(),
        numbers[scored.b[rows]].tolist(),
        scored.probability[rows].tolist(),
        (scored.veto[rows] > 0).tolist(),
        strict=True,
    )
    return [
        FramePair(record_a=a, record_b=b, kind="kept apart", probability=p, contradicted=contradicted, scale=scale)
        for a, b, p, contradicted in pairs_found
        if min(report_of_record[a], report_of_record[b]) in sampled_reports
        and _pair_of_reports(report_of_record, a, b) not in settled_pairs
    ]


def _compare_sampled(session: Session, sampled: Sequence[int]) -> tuple[list[int], dedup.ScoredPairs]:
    """Return record numbers, and the scored pairs among them with a sampled record; the index gives the records.

    Records that are not in the index are not judged yet and cannot be errors.
    """
    keyed = dedup_index.keys_of_records(session, sampled)
    numbers = sorted(
        {number for _, number in keyed} | dedup_audits.records_sharing_keys(session, {key for key, _ in keyed})
    )
    if dedup_index.load_index_state(session)[0] == dedup.model_version():
        columns = load_columns(session, numbers)
    else:
        columns = dedup.build_columns([row.citation for row in records.load_records(session, numbers)])
    return numbers, dedup.score_candidates(columns, new=np.isin(np.array(numbers, dtype=np.int64), sampled))


def _draw_reports(report_of_record: dict[int, int], seed: int, max_records: int) -> tuple[frozenset[int], float]:
    """Return the sampled reports, and how many reports each of them represents."""
    reports = sorted(set(report_of_record.values()))
    if len(report_of_record) <= max_records:
        return frozenset(reports), 1.0
    count = max(1, len(reports) * max_records // len(report_of_record))
    generator = np.random.default_rng(seed)
    return frozenset(generator.choice(np.array(reports), count, replace=False).tolist()), len(reports) / count


def _pair_of_reports(report_of_record: dict[int, int], a: int, b: int) -> tuple[int, int]:
    return min(report_of_record[a], report_of_record[b]), max(report_of_record[a], report_of_record[b])


def _pairs_settled(session: Session, report_of_record: dict[int, int]) -> set[tuple[int, int]]:
    """Return pairs of reports that are to be reviewed or were judged by a person."""
    rows = judgements.load_live_judgements_of_kind(session, verdict="distinct", made_by="person")
    pairs = [*open_pairs(session, include_unsure=True), *((row.record_a, row.record_b) for row in rows)]
    return {_pair_of_reports(report_of_record, a, b) for a, b in pairs}


MAX_RECORDS: Final = 2_000
"""How many records are compared to find distinct pairs; of a larger store, a random sample."""
MAX_RECORDS_OF_UPDATE: Final = 300
"""The same after an update."""


def estimate_expected_errors(session: Session, *, max_records: int = MAX_RECORDS) -> ExpectedErrors:
    """Estimate the expected false merges (among merges by rule) and misses (among pairs of reports not merged).

    Manual judgements count as correct. Distinct pairs are scored again, in a large store for a sample.
    """
    merge_errors = np.array([1 - pair.probability for pair in merged_pairs(session)])
    review_probabilities = np.array([pair.probability for pair in pairs_in_doubt(session)])
    rejected = [pair for pair in rejected_pairs(session, seed=0, max_records=max_records) if not pair.contradicted]
    distinct_probabilities = np.array([pair.probability for pair in rejected])
    scale = round(rejected[0].scale) if rejected else 1
    return expect_errors(merge_errors, review_probabilities, np.repeat(distinct_probabilities, scale))
