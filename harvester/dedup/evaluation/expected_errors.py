"""How many merges are false and how many duplicates are missed, as the probabilities of the judgements have it.

Each merge is false with probability 1 − p, each pair left apart is a duplicate with probability p, independently of the
others: the number of errors is a sum of unequal coin tosses, a Poisson-binomial variable (Hong, Comput Stat Data Anal
2013;59:41–51). The interval says how far chance may lead from the expectation when the probabilities are right; it does
not say that they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from harvester.dedup.arrays import Bools, Floats, Ints
from harvester.dedup.blocking.candidate_pairs import pair_codes

INTERVAL_LEVEL: Final = 0.95
_TAIL: Final = 1e-9
"""Probabilities under this are left out, and no number of errors less likely than this is looked at."""


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """The expected number of errors among ``of`` cases, and the central 95 % interval of that number."""

    number: float
    low: int
    high: int
    of: int

    def to_json(self) -> dict[str, Any]:
        """``expected``, ``low``, ``high``, ``of``."""
        return {"expected": round(self.number, 3), "low": self.low, "high": self.high, "of": self.of}


@dataclass(frozen=True, slots=True)
class ExpectedErrors:
    """What is to be expected: false merges, and misses, some of which wait in review for a person to find them."""

    false_merges: ErrorCount
    misses: ErrorCount
    in_review: float

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "false_merges": self.false_merges.to_json(),
            "misses": {**self.misses.to_json(), "in_review": round(self.in_review, 3)},
            "left_out": NOT_COUNTED,
        }


NOT_COUNTED: Final = (
    "pairs that blocking never proposed, pairs that contradict each other, and doubt about the probabilities themselves"
)


def expect_errors(false: Floats, in_review: Floats, apart: Floats) -> ExpectedErrors:
    """The errors to be expected: the probability that each merge is false, and that each pair of clusters is one.

    ``false`` has one entry for each merge (:func:`merges`), ``in_review`` and ``apart`` one for each two clusters.
    """
    return ExpectedErrors(expect_count(false), expect_count(np.r_[in_review, apart]), float(in_review.sum()))


def expect_count(probabilities: Floats) -> ErrorCount:
    """Expectation and interval of how many of some independent events come true, given the probability of each.

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
    low, high = (int(np.searchsorted(below, tail)) for tail in ((1 - INTERVAL_LEVEL) / 2, (1 + INTERVAL_LEVEL) / 2))
    return ErrorCount(mean, low, min(high, longest - 1), int(probabilities.size))


def select_merges(a: Ints, b: Ints, probability: Floats) -> Bools:
    """Which pairs of duplicates are the merges: one for each record that was joined to another.

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
    chosen: Bools = np.isin(pair_codes(left, right, rows.size), pair_codes(tree.row, tree.col, rows.size))
    return chosen


def select_likeliest(left: Ints, right: Ints) -> Ints:
    """Of pairs in the order of their probability, falling, the first between each two clusters (given as labels)."""
    codes = pair_codes(left, right, int(max(left.max(initial=0), right.max(initial=0))) + 1)
    _, first = np.unique(codes, return_index=True)
    ordered: Ints = np.sort(first)
    return ordered


def _round_probabilities(probabilities: Floats) -> Floats:
    """To three digits that count."""
    scale = 10.0 ** (2 - np.floor(np.log10(probabilities)))
    rounded: Floats = np.minimum(np.round(probabilities * scale) / scale, 1.0)
    return rounded


def _binomial_chances(count: int, probability: float, longest: int) -> Floats:
    """Chances of 0, 1, 2 … of ``count`` events."""
    from scipy.special import gammaln, xlog1py, xlogy

    number = np.arange(min(count, longest - 1) + 1, dtype=np.float64)
    log_choices = gammaln(count + 1) - gammaln(number + 1) - gammaln(count - number + 1)
    chances: Floats = np.exp(log_choices + xlogy(number, probability) + xlog1py(count - number, -probability))
    return chances
