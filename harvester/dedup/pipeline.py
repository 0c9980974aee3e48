"""De-duplication pipeline: normalise, block, compare, score, cluster."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from harvester.citation import Citation
from harvester.dedup.arrays import Bools, Ints, Rows
from harvester.dedup.blocking import can_match, candidate_pairs, map_threads, pair_codes
from harvester.dedup.clustering import Clusters, cluster_columns, label_components
from harvester.dedup.comparison.levels import RESEMBLES_TITLE
from harvester.dedup.evaluation import ExpectedErrors, expect_errors, select_likeliest, select_merges
from harvester.dedup.records.columns import Columns, build_columns, mix_hashes
from harvester.dedup.scoring.corpus_statistics import CorpusEstimator, CorpusStatistics, estimate_corpus
from harvester.dedup.scoring.explanation import Explanation, to_explanation, to_pairs
from harvester.dedup.scoring.review_rules import ReviewReason
from harvester.dedup.scoring.score import Outcome, ScoredPairs, score_pairs
from harvester.dedup.scoring.vetoes import Veto
from harvester.dedup.scoring.weights import CONFLICTING_PROBABILITY, MIN_UNSURE_PROBABILITY

_MAX_COMPONENT: Final = 60
"""In larger components, only pairs that share a key are scored."""
_UNLIKE_BELOW: Final = 0.02
"""A pair of lower probability within a component contradicts the records that link it."""
_PREFILTER_BATCH: Final = 200_000
"""Pairs filtered together: a million records propose tens of millions, of which few can match."""


@dataclass(frozen=True, slots=True, eq=False)
class DedupResult:
    """Clusters of n records, and the pairs that led to them.

    ``labels``: the cluster of each record, shape (n,), named by its smallest row. ``pairs``: duplicates, unsure pairs
    and relevant vetoes. ``to_review``: rows of ``pairs``: for each two clusters that may be one, the likeliest pair;
    likeliest first. ``refused``: duplicates (row, row, reason) that clustering did not follow. ``errors``: the expected
    number of errors. ``seconds``: elapsed time.
    """

    labels: Ints
    pairs: ScoredPairs
    to_review: Ints
    refused: tuple[tuple[int, int, str], ...]
    errors: ExpectedErrors
    seconds: float


def explain(left: Citation, right: Citation) -> Explanation:
    """Explain why two citations are duplicates or not, whether or not they share a blocking key."""
    return explain_pairs((left, right), [(0, 1)])[0]


def explain_pairs(citations: Sequence[Citation], pairs: Sequence[tuple[int, int]]) -> list[Explanation]:
    """Explain pairs of citations, given as their positions (the smaller first), in the order of ``pairs``.

    Without statistics of a corpus: all fields are trusted, and only listed titles are generic.
    """
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    scored = score_pairs(build_columns(citations), a, b, corpus=CorpusStatistics())
    return [to_explanation(pair) for pair in to_pairs(scored)]


def score_candidates(
    columns: Columns,
    *,
    new: Bools | None = None,
    pairs: tuple[Rows, Rows] | None = None,
    estimator: CorpusEstimator = estimate_corpus,
) -> ScoredPairs:
    """Score the candidate pairs of some records, and all pairs within the clusters that their duplicates form.

    ``new``: flags, shape (records,); only pairs with a new record are scored: give new records and all that share a
    blocking key with one. ``pairs``: the candidates (rows, rows), where not only the records of ``columns`` share keys.
    ``estimator``: estimates the statistics of the corpus from compared pairs, where it knows of further pairs.
    """
    a, b = _prefilter_pairs(columns, *(candidate_pairs(columns, new=new) if pairs is None else pairs))
    scored = score_pairs(columns, a, b, estimator=estimator)
    merged = scored.has_outcome(Outcome.DUPLICATE)
    labels = label_components(columns.size, scored.a[merged], scored.b[merged])
    missing_a, missing_b = _unscored_within_components(scored, labels, columns.size, new)
    scored = scored.concatenate(score_pairs(columns, missing_a, missing_b, corpus=scored.corpus))
    return _veto_unlike_members(scored, labels)


def select_relevant(pairs: ScoredPairs) -> ScoredPairs:
    """Return the duplicates, the unsure pairs, and the pairs with a relevant veto."""
    return pairs.select(~pairs.has_outcome(Outcome.DISTINCT) | _is_relevant_veto(pairs))


def rank_by_content(columns: Columns, a: Ints, b: Ints) -> Ints:
    """Return a 63-bit number for each pair, made of its content, by which equally likely pairs are ordered."""
    left, right = columns.content[a], columns.content[b]
    return mix_hashes((np.minimum(left, right), np.maximum(left, right)))


def deduplicate(citations: Sequence[Citation] | Columns) -> DedupResult:
    """Find duplicates among citations, or among their columns, and cluster them, all by rule.

    Returns clusters, pairs, pairs to review and expected errors (:class:`DedupResult`).
    """
    began = time.perf_counter()
    columns = citations if isinstance(citations, Columns) else build_columns(citations)
    scored = score_candidates(columns)
    relevant = select_relevant(scored)
    clusters = _cluster_pairs(columns, relevant)
    relevant, scored = (flag_conflicting(pairs, clusters.labels) for pairs in (relevant, scored))
    review = select_for_review(relevant, clusters.labels)
    errors = errors_of_clusters(scored, clusters.labels)
    return DedupResult(clusters.labels, relevant, review, clusters.refused, errors, time.perf_counter() - began)


def errors_of_clusters(pairs: ScoredPairs, labels: Ints) -> ExpectedErrors:
    """Return the expected number of errors of clusters (``labels``, shape (records,)) made from all scored pairs."""
    together = labels[pairs.a] == labels[pairs.b]
    merged = together & pairs.has_outcome(Outcome.DUPLICATE)
    apart = np.flatnonzero(~together & (pairs.veto == 0))
    apart = apart[np.argsort(-pairs.probability[apart], kind="stable")]
    apart = apart[select_likeliest(labels[pairs.a[apart]], labels[pairs.b[apart]])]
    linking = select_merges(pairs.a[merged], pairs.b[merged], pairs.probability[merged])
    in_review = pairs.has_outcome(Outcome.UNSURE)[apart]
    return expect_errors(
        1 - pairs.probability[merged][linking],
        pairs.probability[apart[in_review]],
        pairs.probability[apart[~in_review]],
    )


def select_for_review(pairs: ScoredPairs, labels: Ints) -> Ints:
    """Return the rows of the pairs to review, likeliest first: the likeliest unsure pair of each two clusters."""
    rows = np.flatnonzero(pairs.has_outcome(Outcome.UNSURE) & (labels[pairs.a] != labels[pairs.b]))
    rows = rows[np.argsort(-pairs.probability[rows], kind="stable")]
    return rows[select_likeliest(labels[pairs.a[rows]], labels[pairs.b[rows]])]


def flag_conflicting(pairs: ScoredPairs, labels: Ints) -> ScoredPairs:
    """Return the pairs, of which duplicates in two clusters are unsure now: a third record contradicts one of them.

    A record without volume and pages, for instance, may be either of two articles of one title.
    """
    apart = pairs.has_outcome(Outcome.DUPLICATE) & (labels[pairs.a] != labels[pairs.b])
    return replace(
        pairs,
        outcome=np.where(apart, np.int8(Outcome.UNSURE.code), pairs.outcome),
        probability=np.where(apart, CONFLICTING_PROBABILITY, pairs.probability),
        review_reason=np.where(apart, np.int8(ReviewReason.CONFLICTING), pairs.review_reason),
    )


def _prefilter_pairs(columns: Columns, a: Rows, b: Rows) -> tuple[Ints, Ints]:
    starts = range(0, a.size, _PREFILTER_BATCH)
    rows = np.concatenate([np.empty(0, dtype=np.int64), *map_threads(partial(_prefilter_batch, columns, a, b), starts)])
    return a[rows].astype(np.int64), b[rows].astype(np.int64)


def _prefilter_batch(columns: Columns, a: Rows, b: Rows, start: int) -> Ints:
    """Return the positions of the pairs that can match, of a batch that begins at ``start``."""
    left, right = (rows[start : start + _PREFILTER_BATCH].astype(np.int64) for rows in (a, b))
    return start + np.flatnonzero(can_match(columns, left, right))


def _cluster_pairs(columns: Columns, pairs: ScoredPairs) -> Clusters:
    """Cluster by decided pairs; ties are broken by content, so that the order of the input does not matter."""
    decided = pairs.select(~pairs.has_outcome(Outcome.UNSURE))
    order = rank_by_content(columns, decided.a, decided.b)
    duplicate = decided.has_outcome(Outcome.DUPLICATE)
    return cluster_columns(columns.size, decided.a, decided.b, duplicate, decided.probability, order)


def _unscored_within_components(pairs: ScoredPairs, labels: Ints, size: int, new: Bools | None) -> tuple[Ints, Ints]:
    """Return the pairs without a common key within components of three or more records, which are scored too."""
    order = np.argsort(labels, kind="stable")
    counts = np.bincount(labels) if labels.size else np.empty(0, dtype=np.int64)
    starts = np.r_[0, np.cumsum(counts)[:-1]] if counts.size else counts
    codes: list[Ints] = [np.empty(0, dtype=np.int64)]
    for length in range(3, min(int(counts.max(initial=0)), _MAX_COMPONENT) + 1):
        block = order[starts[counts == length][:, None] + np.arange(length)]
        left, right = np.triu_indices(length, 1)
        codes.append(pair_codes(block[:, left].ravel(), block[:, right].ravel(), size))
    missing = np.setdiff1d(np.concatenate(codes), pair_codes(pairs.a, pairs.b, size), assume_unique=True)
    a, b = missing // max(size, 1), missing % max(size, 1)
    touched = np.ones(a.size, dtype=np.bool_) if new is None else new[a] | new[b]
    return a[touched], b[touched]


def _veto_unlike_members(pairs: ScoredPairs, labels: Ints) -> ScoredPairs:
    """Add a veto to pairs within a component that are too unlike to be duplicates, although other records link them.

    It replaces a veto that matters only between records that resemble each other.
    """
    together = labels[pairs.a] == labels[pairs.b]
    unlike = together & ~_is_relevant_veto(pairs) & (pairs.probability < _UNLIKE_BELOW)
    return replace(pairs, veto=np.where(unlike, np.int8(Veto.UNLIKE), pairs.veto))


def _is_relevant_veto(pairs: ScoredPairs) -> Bools:
    """Flag the vetoes without which a pair would be merged, reviewed or linked, or which come with a relation."""
    likely = pairs.probability >= MIN_UNSURE_PROBABILITY
    relevant = likely | RESEMBLES_TITLE[pairs.comparison.title] | (pairs.relation != 0) | (pairs.veto == Veto.UNLIKE)
    return (pairs.veto > 0) & relevant
