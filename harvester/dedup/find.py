"""The whole way: prepare → candidates → judge → keep what matters; and, stand-alone, → cluster."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from harvester.citation import Citation
from harvester.dedup import weights
from harvester.dedup.candidates import Rows, candidates, pair_codes
from harvester.dedup.clusters import Clusters, cluster_by_rule, components
from harvester.dedup.columns import Bools, Columns, Ints, mixed, prepare
from harvester.dedup.corpus import Corpus, Learner, learn
from harvester.dedup.evidence import Explanation, Finding, explanation, findings
from harvester.dedup.expectation import Errors, errors, likeliest, merges
from harvester.dedup.outlines import promising
from harvester.dedup.threads import in_threads
from harvester.dedup.verdict import DISTINCT, DUPLICATE, UNSURE, Judged, judge

_LARGEST_CHECKED = 60
_TOO_UNLIKE = 0.02
_AT_A_TIME = 200_000
"""Pairs looked at together: a million records propose tens of millions, of which few are worth comparing."""


@dataclass(frozen=True, slots=True, eq=False)
class Deduplicated:
    """``labels``: each record's cluster; ``judged``: duplicates, unsure pairs, contradictions; ``seconds`` taken.

    ``to_review``: rows of ``judged``, for each two clusters that may be one the likeliest pair, likeliest first;
    ``errors``: how many are to be expected.
    """

    labels: NDArray[np.int64]
    judged: Judged
    to_review: NDArray[np.int64]
    refused: tuple[tuple[int, int, str], ...]
    errors: Errors
    seconds: float


def find(citations: Sequence[Citation], *, new: Bools | None = None, corpus: Corpus | None = None) -> list[Finding]:
    """Judge some citations by rule: duplicates, pairs to review, and pairs that look alike but contradict each other.

    With ``new`` (one flag a citation) only pairs with at least one new citation are judged: give the new records and
    all that share a blocking key with one. ``corpus`` is what was learnt from the whole store, if it is at hand;
    otherwise it is learnt from ``citations``.
    """
    return findings(judgements(prepare(citations), new=new, corpus=corpus))


def explain(left: Citation, right: Citation, *, corpus: Corpus | None = None) -> Explanation:
    """Why two citations are judged as they are, whether or not they share a blocking key."""
    return explain_pairs((left, right), [(0, 1)], corpus=corpus)[0]


def explain_pairs(
    citations: Sequence[Citation], pairs: Sequence[tuple[int, int]], *, corpus: Corpus | None = None
) -> list[Explanation]:
    """Why pairs of citations (their places, the smaller first) are judged as they are, in the order of ``pairs``."""
    a, b = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    judged = judge(prepare(citations), a, b, corpus=corpus or Corpus())
    return [explanation(found) for found in findings(judged)]


def judgements(
    columns: Columns,
    *,
    new: Bools | None = None,
    corpus: Corpus | None = None,
    pairs: tuple[Rows, Rows] | None = None,
    learning: Learner = learn,
) -> Judged:
    """What :func:`find` finds, in columns.

    ``pairs`` are the candidates, where more records share keys than those of ``columns``; ``learning`` makes a corpus
    of the pairs compared, where it knows of others besides.
    """
    return worth_keeping(compared(columns, new=new, corpus=corpus, pairs=pairs, learning=learning))


def compared(
    columns: Columns,
    *,
    new: Bools | None = None,
    corpus: Corpus | None = None,
    pairs: tuple[Rows, Rows] | None = None,
    learning: Learner = learn,
) -> Judged:
    """Every pair that was weighed, as :func:`judgements` does it, those kept apart without any doubt included."""
    a, b = _worth_comparing(columns, *(candidates(columns, new=new) if pairs is None else pairs))
    judged = judge(columns, a, b, corpus=corpus, learning=learning)
    merged = judged.outcome == DUPLICATE
    labels = components(columns.size, judged.a[merged], judged.b[merged])
    missing_a, missing_b = _unjudged_within(judged, labels, columns.size, new)
    judged = judged.joined(judge(columns, missing_a, missing_b, corpus=judged.corpus))
    return _refute_chains(judged, labels)


def worth_keeping(judged: Judged) -> Judged:
    """Of all pairs weighed, the duplicates, the unsure ones, and contradictions between look-alikes."""
    return judged.only((judged.outcome != DISTINCT) | _telling(judged))


def ranks(columns: Columns, a: Ints, b: Ints) -> Ints:
    """A 63-bit number for each pair, made of what its two records say: which of two equally likely pairs goes first."""
    one, two = columns.content[a], columns.content[b]
    return mixed((np.minimum(one, two), np.maximum(one, two)))


def deduplicate(citations: Sequence[Citation] | Columns) -> Deduplicated:
    """Judge and cluster some citations, or what was prepared of them, all by rule."""
    began = time.perf_counter()
    columns = citations if isinstance(citations, Columns) else prepare(citations)
    weighed = compared(columns)
    judged = worth_keeping(weighed)
    clusters = _clusters(columns, judged)
    judged, weighed = (torn(pairs, clusters.labels) for pairs in (judged, weighed))
    review = to_review(judged, clusters.labels)
    told = errors_of(weighed, clusters.labels)
    return Deduplicated(clusters.labels, judged, review, clusters.refused, told, time.perf_counter() - began)


def errors_of(judged: Judged, labels: NDArray[np.int64]) -> Errors:
    """The errors to be expected when some pairs, all that were weighed, made these clusters."""
    together = labels[judged.a] == labels[judged.b]
    merged = together & (judged.outcome == DUPLICATE)
    apart = np.flatnonzero(~together & (judged.contradiction == 0))
    apart = apart[np.argsort(-judged.probability[apart], kind="stable")]
    apart = apart[likeliest(labels[judged.a[apart]], labels[judged.b[apart]])]
    linking = merges(judged.a[merged], judged.b[merged], judged.probability[merged])
    asked = judged.outcome[apart] == UNSURE
    return errors(
        1 - judged.probability[merged][linking], judged.probability[apart[asked]], judged.probability[apart[~asked]]
    )


def to_review(judged: Judged, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of ``judged`` for a person to see: of the unsure pairs between two clusters the likeliest, in order."""
    rows = np.flatnonzero((judged.outcome == UNSURE) & (labels[judged.a] != labels[judged.b]))
    rows = rows[np.argsort(-judged.probability[rows], kind="stable")]
    return rows[likeliest(labels[judged.a[rows]], labels[judged.b[rows]])]


def torn(judged: Judged, labels: NDArray[np.int64]) -> Judged:
    """The pairs with a doubt about duplicates that were not followed: a record beside one contradicts the other.

    A record without volume and pages, for instance, may be either of two articles of one title.
    """
    apart = (judged.outcome == DUPLICATE) & (labels[judged.a] != labels[judged.b])
    return replace(
        judged,
        outcome=np.where(apart, UNSURE, judged.outcome).astype(np.int8),
        probability=np.where(apart, weights.TORN_PROBABILITY, judged.probability),
        doubt=np.where(apart, weights.TORN, judged.doubt).astype(np.int8),
    )


def _worth_comparing(columns: Columns, a: Rows, b: Rows) -> tuple[Ints, Ints]:
    worth = [
        np.empty(0, dtype=np.int64),
        *in_threads(partial(_promising, columns, a, b), range(0, a.size, _AT_A_TIME)),
    ]
    kept = np.concatenate(worth)
    return a[kept].astype(np.int64), b[kept].astype(np.int64)


def _promising(columns: Columns, a: Rows, b: Rows, start: int) -> Ints:
    """The places of the pairs worth comparing, from one on."""
    one, two = (rows[start : start + _AT_A_TIME].astype(np.int64) for rows in (a, b))
    return start + np.flatnonzero(promising(columns, one, two))


def _clusters(columns: Columns, judged: Judged) -> Clusters:
    """Ties are broken by content, so that the order of the input does not matter."""
    known = judged.only(judged.outcome != UNSURE)
    order = ranks(columns, known.a, known.b)
    return cluster_by_rule(columns.size, known.a, known.b, known.outcome == DUPLICATE, known.probability, order)


def _unjudged_within(judged: Judged, labels: Ints, size: int, new: Bools | None) -> tuple[Ints, Ints]:
    """The pairs inside the components of three or more that shared no key: a chain is only as good as its ends."""
    order = np.argsort(labels, kind="stable")
    counts = np.bincount(labels) if labels.size else np.empty(0, dtype=np.int64)
    starts = np.r_[0, np.cumsum(counts)[:-1]] if counts.size else counts
    codes: list[Ints] = [np.empty(0, dtype=np.int64)]
    for length in range(3, min(int(counts.max(initial=0)), _LARGEST_CHECKED) + 1):
        block = order[starts[counts == length][:, None] + np.arange(length)]
        one, two = np.triu_indices(length, 1)
        codes.append(pair_codes(block[:, one].ravel(), block[:, two].ravel(), size))
    left = np.setdiff1d(np.concatenate(codes), pair_codes(judged.a, judged.b, size), assume_unique=True)
    a, b = left // max(size, 1), left % max(size, 1)
    touched = np.ones(a.size, dtype=np.bool_) if new is None else new[a] | new[b]
    return a[touched], b[touched]


def _refute_chains(judged: Judged, labels: Ints) -> Judged:
    """Within a component, a pair too unlike to be duplicates contradicts the chain that links it."""
    unlike = (labels[judged.a] == labels[judged.b]) & (judged.contradiction == 0) & (judged.probability < _TOO_UNLIKE)
    contradiction = np.where(unlike, weights.UNLIKE, judged.contradiction).astype(np.int8)
    return replace(judged, contradiction=contradiction)


def _telling(judged: Judged) -> Bools:
    """Contradictions worth keeping: without them the pair would be merged, reviewed, or joined; or they relate it."""
    likely = judged.probability >= weights.UNSURE_FROM
    alike = np.isin(judged.features[:, weights.PLACE["title"]], (1, 2, 3, 4, 8))
    told: Bools = (judged.contradiction > 0) & (
        likely | alike | (judged.relation != 0) | (judged.contradiction == weights.UNLIKE)
    )
    return told
