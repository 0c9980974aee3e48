"""The whole way: prepare → candidates → judge → keep what matters; and, stand-alone, → cluster."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from harvester.citation import Citation
from harvester.dedup.blocking.candidate_pairs import Rows, candidate_pairs, pair_codes
from harvester.dedup.blocking.prefilter import can_match
from harvester.dedup.clustering.constrained import Clusters, cluster_columns, connected_components
from harvester.dedup.evaluation.expected_errors import ExpectedErrors, expect_errors, select_likeliest, select_merges
from harvester.dedup.records.columns import Bools, Columns, Ints, build_columns, mix_hashes
from harvester.dedup.scoring import weights
from harvester.dedup.scoring.corpus_statistics import CorpusEstimator, CorpusStatistics, estimate_corpus
from harvester.dedup.scoring.explanation import Explanation, ScoredPair, to_explanation, to_pairs
from harvester.dedup.scoring.score import DISTINCT, DUPLICATE, UNSURE, ScoredPairs, score_pairs
from harvester.dedup.threads import map_threads

_MAX_COMPONENT = 60
_UNLIKE_BELOW = 0.02
_PREFILTER_BATCH = 200_000
"""Pairs looked at together: a million records propose tens of millions, of which few are worth comparing."""


@dataclass(frozen=True, slots=True, eq=False)
class DedupResult:
    """``labels``: each record's cluster; ``judged``: duplicates, unsure pairs, contradictions; ``seconds`` taken.

    ``to_review``: rows of ``judged``, for each two clusters that may be one the likeliest pair, likeliest first;
    ``errors``: how many are to be expected.
    """

    labels: NDArray[np.int64]
    pairs: ScoredPairs
    to_review: NDArray[np.int64]
    refused: tuple[tuple[int, int, str], ...]
    errors: ExpectedErrors
    seconds: float


def find_pairs(
    citations: Sequence[Citation], *, new: Bools | None = None, corpus: CorpusStatistics | None = None
) -> list[ScoredPair]:
    """Judge some citations by rule: duplicates, pairs to review, and pairs that look alike but contradict each other.

    With ``new`` (one flag a citation) only pairs with at least one new citation are judged: give the new records and
    all that share a blocking key with one. ``corpus`` is what was learnt from the whole store, if it is at hand;
    otherwise it is learnt from ``citations``.
    """
    return to_pairs(judge_candidates(build_columns(citations), new=new, corpus=corpus))


def explain(left: Citation, right: Citation, *, corpus: CorpusStatistics | None = None) -> Explanation:
    """Why two citations are judged as they are, whether or not they share a blocking key."""
    return explain_pairs((left, right), [(0, 1)], corpus=corpus)[0]


def explain_pairs(
    citations: Sequence[Citation], pairs: Sequence[tuple[int, int]], *, corpus: CorpusStatistics | None = None
) -> list[Explanation]:
    """Why pairs of citations (their places, the smaller first) are judged as they are, in the order of ``pairs``."""
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    judged = score_pairs(build_columns(citations), a, b, corpus=corpus or CorpusStatistics())
    return [to_explanation(pair) for pair in to_pairs(judged)]


def judge_candidates(
    columns: Columns,
    *,
    new: Bools | None = None,
    corpus: CorpusStatistics | None = None,
    pairs: tuple[Rows, Rows] | None = None,
    learning: CorpusEstimator = estimate_corpus,
) -> ScoredPairs:
    """What :func:`find` finds, in columns.

    ``pairs`` are the candidates, where more records share keys than those of ``columns``; ``learning`` makes a corpus
    of the pairs compared, where it knows of others besides.
    """
    return select_relevant(score_candidates(columns, new=new, corpus=corpus, pairs=pairs, learning=learning))


def score_candidates(
    columns: Columns,
    *,
    new: Bools | None = None,
    corpus: CorpusStatistics | None = None,
    pairs: tuple[Rows, Rows] | None = None,
    learning: CorpusEstimator = estimate_corpus,
) -> ScoredPairs:
    """Every pair that was weighed, as :func:`judgements` does it, those kept apart without any doubt included."""
    a, b = _prefilter_pairs(columns, *(candidate_pairs(columns, new=new) if pairs is None else pairs))
    judged = score_pairs(columns, a, b, corpus=corpus, learning=learning)
    merged = judged.outcome == DUPLICATE
    labels = connected_components(columns.size, judged.a[merged], judged.b[merged])
    missing_a, missing_b = _unscored_within_components(judged, labels, columns.size, new)
    judged = judged.concatenate(score_pairs(columns, missing_a, missing_b, corpus=judged.corpus))
    return _veto_unlike_members(judged, labels)


def select_relevant(judged: ScoredPairs) -> ScoredPairs:
    """Of all pairs weighed, the duplicates, the unsure ones, and contradictions between look-alikes."""
    return judged.select((judged.outcome != DISTINCT) | _is_relevant_veto(judged))


def rank_by_content(columns: Columns, a: Ints, b: Ints) -> Ints:
    """A 63-bit number for each pair, made of what its two records say: which of two equally likely pairs goes first."""
    left, right = columns.content[a], columns.content[b]
    return mix_hashes((np.minimum(left, right), np.maximum(left, right)))


def deduplicate(citations: Sequence[Citation] | Columns) -> DedupResult:
    """Judge and cluster some citations, or what was prepared of them, all by rule."""
    began = time.perf_counter()
    columns = citations if isinstance(citations, Columns) else build_columns(citations)
    weighed = score_candidates(columns)
    judged = select_relevant(weighed)
    clusters = _cluster_pairs(columns, judged)
    judged, weighed = (flag_conflicting(pairs, clusters.labels) for pairs in (judged, weighed))
    review = select_for_review(judged, clusters.labels)
    errors = estimate_expected_errors(weighed, clusters.labels)
    return DedupResult(clusters.labels, judged, review, clusters.refused, errors, time.perf_counter() - began)


def estimate_expected_errors(judged: ScoredPairs, labels: NDArray[np.int64]) -> ExpectedErrors:
    """The errors to be expected when some pairs, all that were weighed, made these clusters."""
    together = labels[judged.a] == labels[judged.b]
    merged = together & (judged.outcome == DUPLICATE)
    apart = np.flatnonzero(~together & (judged.veto == 0))
    apart = apart[np.argsort(-judged.probability[apart], kind="stable")]
    apart = apart[select_likeliest(labels[judged.a[apart]], labels[judged.b[apart]])]
    linking = select_merges(judged.a[merged], judged.b[merged], judged.probability[merged])
    in_review = judged.outcome[apart] == UNSURE
    return expect_errors(
        1 - judged.probability[merged][linking],
        judged.probability[apart[in_review]],
        judged.probability[apart[~in_review]],
    )


def select_for_review(judged: ScoredPairs, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of ``judged`` for a person to see: of the unsure pairs between two clusters the likeliest, in order."""
    rows = np.flatnonzero((judged.outcome == UNSURE) & (labels[judged.a] != labels[judged.b]))
    rows = rows[np.argsort(-judged.probability[rows], kind="stable")]
    return rows[select_likeliest(labels[judged.a[rows]], labels[judged.b[rows]])]


def flag_conflicting(judged: ScoredPairs, labels: NDArray[np.int64]) -> ScoredPairs:
    """The pairs with a doubt about duplicates that were not followed: a record beside one contradicts the other.

    A record without volume and pages, for instance, may be either of two articles of one title.
    """
    apart = (judged.outcome == DUPLICATE) & (labels[judged.a] != labels[judged.b])
    return replace(
        judged,
        outcome=np.where(apart, UNSURE, judged.outcome).astype(np.int8),
        probability=np.where(apart, weights.CONFLICTING_PROBABILITY, judged.probability),
        review_reason=np.where(apart, weights.CONFLICTING, judged.review_reason).astype(np.int8),
    )


def _prefilter_pairs(columns: Columns, a: Rows, b: Rows) -> tuple[Ints, Ints]:
    row_batches = [
        np.empty(0, dtype=np.int64),
        *map_threads(partial(_prefilter_batch, columns, a, b), range(0, a.size, _PREFILTER_BATCH)),
    ]
    rows = np.concatenate(row_batches)
    return a[rows].astype(np.int64), b[rows].astype(np.int64)


def _prefilter_batch(columns: Columns, a: Rows, b: Rows, start: int) -> Ints:
    """The places of the pairs worth comparing, from one on."""
    left, right = (rows[start : start + _PREFILTER_BATCH].astype(np.int64) for rows in (a, b))
    return start + np.flatnonzero(can_match(columns, left, right))


def _cluster_pairs(columns: Columns, judged: ScoredPairs) -> Clusters:
    """Ties are broken by content, so that the order of the input does not matter."""
    decided = judged.select(judged.outcome != UNSURE)
    order = rank_by_content(columns, decided.a, decided.b)
    return cluster_columns(columns.size, decided.a, decided.b, decided.outcome == DUPLICATE, decided.probability, order)


def _unscored_within_components(judged: ScoredPairs, labels: Ints, size: int, new: Bools | None) -> tuple[Ints, Ints]:
    """The pairs inside the components of three or more that shared no key: a chain is only as good as its ends."""
    order = np.argsort(labels, kind="stable")
    counts = np.bincount(labels) if labels.size else np.empty(0, dtype=np.int64)
    starts = np.r_[0, np.cumsum(counts)[:-1]] if counts.size else counts
    codes: list[Ints] = [np.empty(0, dtype=np.int64)]
    for length in range(3, min(int(counts.max(initial=0)), _MAX_COMPONENT) + 1):
        block = order[starts[counts == length][:, None] + np.arange(length)]
        one, right = np.triu_indices(length, 1)
        codes.append(pair_codes(block[:, one].ravel(), block[:, right].ravel(), size))
    missing = np.setdiff1d(np.concatenate(codes), pair_codes(judged.a, judged.b, size), assume_unique=True)
    a, b = missing // max(size, 1), missing % max(size, 1)
    touched = np.ones(a.size, dtype=np.bool_) if new is None else new[a] | new[b]
    return a[touched], b[touched]


def _veto_unlike_members(judged: ScoredPairs, labels: Ints) -> ScoredPairs:
    """Within a component, a pair too unlike to be duplicates contradicts the chain that links it."""
    unlike = (labels[judged.a] == labels[judged.b]) & (judged.veto == 0) & (judged.probability < _UNLIKE_BELOW)
    contradiction = np.where(unlike, weights.UNLIKE, judged.veto).astype(np.int8)
    return replace(judged, veto=contradiction)


def _is_relevant_veto(judged: ScoredPairs) -> Bools:
    """Contradictions worth keeping: without them the pair would be merged, reviewed, or joined; or they relate it."""
    likely = judged.probability >= weights.MIN_UNSURE_PROBABILITY
    similar = np.isin(judged.levels[:, weights.FIELD_INDEX["title"]], (1, 2, 3, 4, 8))
    relevant: Bools = (judged.veto > 0) & (likely | similar | (judged.relation != 0) | (judged.veto == weights.UNLIKE))
    return relevant
