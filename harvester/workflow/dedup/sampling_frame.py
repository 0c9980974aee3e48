"""Every pair an error can hide in: the merges, the pairs in doubt, and the pairs the rules kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.evaluation import AuditKind, ExpectedErrors, expect_errors, select_likeliest, select_merges
from harvester.store import dedup_audits, dedup_index, judgements, records
from harvester.workflow.dedup.affected_records import load_columns
from harvester.workflow.dedup.review_queue import open_pairs, pair_probability

MAX_RECORDS_SAMPLED: Final = 20_000
"""Records looked at for pairs kept apart, which are no judgements and must be found again; of more, this many drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePair:
    """A pair of records, the older first, as it was decided by rule; ``scale``: how many pairs it stands for."""

    record_a: int
    record_b: int
    kind: AuditKind
    probability: float
    contradicted: bool = False
    scale: float = 1.0


def merged_pairs(session: Session) -> list[FramePair]:
    """The merges made by rule: one for each record that was joined to another."""
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
    """The pairs that wait for a person."""
    pairs = open_pairs(session)
    rows = judgements.live_judgements_of_pairs(session, pairs)
    return [
        FramePair(record_a=pair[0], record_b=pair[1], kind="in doubt", probability=pair_probability(rows[pair]) or 0.0)
        for pair in pairs
    ]


def rejected_pairs(session: Session, *, seed: int, max_records: int = MAX_RECORDS_SAMPLED) -> list[FramePair]:
    """The pairs that rules weighed and kept apart, for each two reports the likeliest; none a person spoke about.

    They are worked out anew. The cost is bounded: in a store of more than ``most`` records, reports are drawn at random
    that have about so many, and each pair whose older report was drawn stands for as many as there are reports to one.
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
    """The numbers of records, and the pairs of them that hold one of those drawn. The index says which are compared.

    What is not in it waits to be judged, and hides no error yet.
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
    """The reports whose pairs are looked at, and how many reports each of them stands for."""
    reports = sorted(set(report_of_record.values()))
    if len(report_of_record) <= max_records:
        return frozenset(reports), 1.0
    count = max(1, len(reports) * max_records // len(report_of_record))
    chance = np.random.default_rng(seed)
    return frozenset(chance.choice(np.array(reports), count, replace=False).tolist()), len(reports) / count


def _pair_of_reports(report_of_record: dict[int, int], a: int, b: int) -> tuple[int, int]:
    return min(report_of_record[a], report_of_record[b]), max(report_of_record[a], report_of_record[b])


def _pairs_settled(session: Session, report_of_record: dict[int, int]) -> set[tuple[int, int]]:
    """Two reports that are in doubt, or that a person spoke about."""
    pairs = [*open_pairs(session, include_unsure=True), *_pairs_judged_distinct(session)]
    return {_pair_of_reports(report_of_record, a, b) for a, b in pairs}


def _pairs_judged_distinct(session: Session) -> Iterator[tuple[int, int]]:
    for row in judgements.load_live_judgements_of_kind(session, verdict="distinct", made_by="person"):
        yield row.record_a, row.record_b


MAX_RECORDS: Final = 2_000
"""Records whose pairs kept apart are looked at; of more, so many at random, so that the cost is bounded."""
MAX_RECORDS_OF_UPDATE: Final = 300
"""The same for an update."""


def estimate_expected_errors(session: Session, *, max_records: int = MAX_RECORDS) -> ExpectedErrors:
    """False merges, one case for each merge by rule, and misses, one for each two reports that may be one.

    A person's word is taken to be right. Pairs kept apart are worked out anew, in a large store for a part of it.
    """
    merge_errors = np.array([1 - case.probability for case in merged_pairs(session)])
    review_probabilities = np.array([case.probability for case in pairs_in_doubt(session)])
    rejected = [case for case in rejected_pairs(session, seed=0, max_records=max_records) if not case.contradicted]
    distinct_probabilities = np.array([case.probability for case in rejected])
    scale = round(rejected[0].scale) if rejected else 1
    return expect_errors(merge_errors, review_probabilities, np.repeat(distinct_probabilities, scale))
