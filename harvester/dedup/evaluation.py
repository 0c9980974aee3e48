"""Estimate the errors of de-duplication, by an audit and from the probabilities of the judgements.

An audit draws pairs for a person to judge blindly, at random from strata (by decision and probability). An error rate
is a weighted sum of the rates of the strata; its interval follows from those of the strata by the method of variance
estimates recovery (Zou, Huang, Zhang. Comput Stat Data Anal 2009;53:1080–1085), which needs no normal approximation
and is valid where no error was observed. The interval of a stratum is the exact one of Clopper and Pearson
(Biometrika 1934;26:404–413): Wilson's covered less than 95 % in simulations with errors as rare as these. The pairs
are allocated to strata by Neyman's rule (J R Stat Soc 1934;97:558–625).

The expected errors follow from the probabilities: each merge is false with probability 1 − p, each pair kept apart is
a duplicate with probability p, independently of each other. Their number is a Poisson-binomial variable (Hong, Comput
Stat Data Anal 2013;59:41–51). The interval shows how far chance may lead from the expectation if the probabilities
are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final, Literal

import numpy as np

from harvester.dedup.arrays import Bools, Floats, Ints
from harvester.dedup.blocking import pair_codes

AuditKind = Literal["merged", "in doubt", "kept apart"]

CONFIDENCE: Final = 0.95
MIN_PER_STRATUM: Final = 5
"""Fewest pairs drawn from every stratum that has so many."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Pairs of one kind with a probability of being duplicates in [``low``, ``high``)."""

    kind: AuditKind
    low: float
    high: float
    contradicted: bool = False

    @property
    def name(self) -> str:
        """The name under which the stratum is stored."""
        if self.contradicted:
            return f"{self.kind} by a contradiction"
        if self.low == 0:
            return f"{self.kind}, under {self.high:g}"
        return f"{self.kind}, {self.low:g} and over" if self.high > 1 else f"{self.kind}, {self.low:g} to {self.high:g}"


STRATA: Final = (
    Stratum("merged", 0.0, 0.995),
    Stratum("merged", 0.995, 1.1),
    Stratum("in doubt", 0.0, 0.5),
    Stratum("in doubt", 0.5, 1.1),
    Stratum("kept apart", 0.0, 0.02),
    Stratum("kept apart", 0.02, 1.1),
    Stratum("kept apart", 0.0, 1.1, contradicted=True),
)


@dataclass(frozen=True, slots=True, eq=False)
class SamplingFrame:
    """The n pairs that may be drawn: ``probability``, and ``stratum``, the index in :data:`STRATA`: shape (n,).

    ``scale``: how many pairs each represents, shape (n,); more than 1 where only a part of the records was compared.
    """

    probability: Floats
    stratum: Ints
    scale: Floats

    @property
    def sizes(self) -> Floats:
        """The number of pairs in each stratum: shape (strata,)."""
        return np.bincount(self.stratum, weights=self.scale, minlength=len(STRATA)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class StratumCounts:
    """A stratum of ``size`` pairs, ``judged`` of them judged, and ``errors`` of these decided wrongly."""

    size: float
    judged: int
    errors: int


@dataclass(frozen=True, slots=True)
class ErrorEstimate:
    """Estimated number of errors with its 95 % interval, among ``of`` pairs; ``judged`` pairs had ``errors`` errors."""

    number: float
    low: float
    high: float
    of: float
    judged: int
    errors: int


def assign_strata(kinds: Sequence[AuditKind], probability: Floats, contradicted: Bools) -> Ints:
    """Return the index in :data:`STRATA` of the stratum of each pair: shape (n,), int64; -1 for none."""
    places = np.full(len(kinds), -1, dtype=np.int64)
    named = np.array(kinds, dtype=object)
    for place, stratum in enumerate(STRATA):
        inside = (probability >= stratum.low) & (probability < stratum.high) & (contradicted == stratum.contradicted)
        places[(named == stratum.kind) & inside] = place
    return places


def draw_sample(frame: SamplingFrame, count: int, *, seed: int) -> Ints:
    """Draw ``count`` pairs (rows of the frame), or fewer if there are not so many, in random order.

    The same frame and seed give the same pairs.
    """
    chance = np.random.default_rng(seed)
    rows = [np.flatnonzero(frame.stratum == place) for place in range(len(STRATA))]
    errors = np.array([_standard_deviation(frame.probability[stratum_rows]) for stratum_rows in rows])
    shares = allocate_sample(np.array([stratum_rows.size for stratum_rows in rows]), frame.sizes * errors, count)
    drawn = [
        chance.choice(stratum_rows, share, replace=False)
        for stratum_rows, share in zip(rows, shares, strict=True)
        if share
    ]
    return chance.permutation(np.concatenate([np.empty(0, dtype=np.int64), *drawn]))


def allocate_sample(available: Ints, demand: Floats, count: int) -> list[int]:
    """Share ``count`` pairs among the strata in proportion to ``demand`` (size times standard deviation of its errors).

    At least :data:`MIN_PER_STRATUM` from each, never more than are ``available``; what one stratum lacks, others give.
    """
    shares = np.minimum(available, MIN_PER_STRATUM)
    while shares.sum() > count:
        shares[np.argmax(shares)] -= 1
    open_ = shares < available
    while (left := count - int(shares.sum())) > 0 and open_.any():
        weight = np.where(open_, np.maximum(demand, 1e-9), 0.0)
        more = np.minimum(np.floor(left * weight / weight.sum()).astype(np.int64), available - shares)
        if not more.any():
            more[int(np.argmax(weight))] = 1
        shares = shares + more
        open_ = shares < available
    return [int(share) for share in shares]


def estimate_errors(tallies: Sequence[StratumCounts]) -> ErrorEstimate:
    """Estimate the number of errors in strata judged in part; a stratum without judged pairs is left out."""
    judged_strata = [tally for tally in tallies if tally.judged]
    number = below = above = 0.0
    for tally in judged_strata:
        rate = tally.errors / tally.judged
        low, high = rate_interval(tally)
        number += tally.size * rate
        below += (tally.size * (rate - low)) ** 2
        above += (tally.size * (high - rate)) ** 2
    population = sum(tally.size for tally in judged_strata)
    return ErrorEstimate(
        number,
        max(number - sqrt(below), 0.0),
        min(number + sqrt(above), population),
        population,
        sum(tally.judged for tally in judged_strata),
        sum(tally.errors for tally in judged_strata),
    )


def rate_interval(tally: StratumCounts) -> tuple[float, float]:
    """Return the 95 % interval of the error rate in one stratum; exact where every pair was judged."""
    if tally.judged >= tally.size:
        return tally.errors / tally.judged, tally.errors / tally.judged
    return _clopper_pearson(tally.errors, tally.judged)


def _clopper_pearson(errors: int, judged: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a rate."""
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(errors, judged - errors + 1, tail)) if errors else 0.0
    high = float(betaincinv(errors + 1, judged - errors, 1 - tail)) if errors < judged else 1.0
    return low, high


def _standard_deviation(probability: Floats) -> float:
    """Return the standard deviation of the error of a pair, by the mean probability; never 0, as that may be wrong."""
    mean = float(probability.mean()) if probability.size else 0.0
    return sqrt(max(mean * (1 - mean), 1e-4))


_TAIL: Final = 1e-9
"""Probabilities below are left out."""


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Expected number of errors among ``of`` cases, and the central 95 % interval of that number."""

    number: float
    low: int
    high: int
    of: int

    def to_json(self) -> dict[str, Any]:
        """Return ``expected``, ``low``, ``high``, ``of``."""
        return {"expected": round(self.number, 3), "low": self.low, "high": self.high, "of": self.of}


@dataclass(frozen=True, slots=True)
class ExpectedErrors:
    """Expected errors: false merges, and missed duplicates, of which ``in_review`` are in pairs to review."""

    false_merges: ErrorCount
    misses: ErrorCount
    in_review: float

    def to_json(self) -> dict[str, Any]:
        """Return ``false_merges``, ``misses`` and what was not counted."""
        return {
            "false_merges": self.false_merges.to_json(),
            "misses": {**self.misses.to_json(), "in_review": round(self.in_review, 3)},
            "left_out": NOT_COUNTED,
        }


NOT_COUNTED: Final = (
    "pairs that blocking never proposed, pairs that contradict each other, and doubt about the probabilities themselves"
)


def expect_errors(false: Floats, in_review: Floats, apart: Floats) -> ExpectedErrors:
    """Return the expected errors, given probabilities of errors.

    ``false``: that a merge is false, for each merge (:func:`select_merges`). ``in_review`` and ``apart``: that two
    clusters are one report, for each pair of clusters, with and without a pair to review between them.
    """
    return ExpectedErrors(expect_count(false), expect_count(np.r_[in_review, apart]), float(in_review.sum()))


def expect_count(probabilities: Floats) -> ErrorCount:
    """Return expectation and interval of the number of independent events that occur, given the probability of each.

    Exact but for rounding: probabilities are rounded to three digits, events of one probability are binomial, and
    the distributions of all of them are convolved.
    """
    likely = probabilities[probabilities > _TAIL]
    mean = float(likely.sum())
    spread = float(np.sqrt((likely * (1 - likely)).sum()))
    longest = int(mean + 10 * spread + 20) + 1
    values, counts = np.unique(_round_probabilities(likely), return_counts=True)
    chances = np.ones(1)
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        chances = np.convolve(chances, _binomial_chances(count, value, longest))[:longest]
    below = np.cumsum(chances)
    low, high = (int(np.searchsorted(below, tail)) for tail in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2))
    return ErrorCount(mean, low, min(high, longest - 1), int(probabilities.size))


def select_merges(a: Ints, b: Ints, probability: Floats) -> Bools:
    """Flag the pairs of duplicates that are merges: one for each record that was joined to another: shape (n,), bool.

    Four records in one cluster are three merges, however many of their six pairs were judged: the likeliest pairs that
    link them all (a maximum spanning forest). Pairs are unique; rows are numbered in any way.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    if not a.size:
        return np.zeros(0, dtype=np.bool_)
    rows, places = np.unique(np.r_[a, b], return_inverse=True)
    left, right = places[: a.size], places[a.size :]
    cost = 2.0 - probability  # never 0, which would be no link at all
    tree = minimum_spanning_tree(coo_matrix((cost, (left, right)), shape=(rows.size, rows.size))).tocoo()
    return np.isin(pair_codes(left, right, rows.size), pair_codes(tree.row, tree.col, rows.size))


def select_likeliest(left: Ints, right: Ints) -> Ints:
    """Return the first row for each two clusters, given the labels of pairs in descending order of probability."""
    codes = pair_codes(left, right, int(max(left.max(initial=0), right.max(initial=0))) + 1)
    _, first = np.unique(codes, return_index=True)
    return np.sort(first)


def _round_probabilities(probabilities: Floats) -> Floats:
    """Round to three significant digits."""
    scale = 10.0 ** (2 - np.floor(np.log10(probabilities)))
    return np.minimum(np.round(probabilities * scale) / scale, 1.0)


def _binomial_chances(count: int, probability: float, longest: int) -> Floats:
    """Return the chances of 0, 1, 2 ... of ``count`` events: shape (at most longest,)."""
    from scipy.special import gammaln, xlog1py, xlogy

    number = np.arange(min(count, longest - 1) + 1, dtype=np.float64)
    log_choices = gammaln(count + 1) - gammaln(number + 1) - gammaln(count - number + 1)
    return np.exp(log_choices + xlogy(number, probability) + xlog1py(count - number, -probability))
