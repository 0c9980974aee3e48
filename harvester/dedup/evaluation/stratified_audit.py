"""An audit of the de-duplicator: which pairs a person should judge blindly, and what the answers say of its errors.

The pairs are drawn at random from strata (what was decided, and how probable a duplicate was). A rate is a weighted sum
of the rates of the strata; its interval is got from the intervals of the strata by the method of variance estimates
recovery (Zou, Huang, Zhang. Comput Stat Data Anal 2009;53:1080–1085), which needs no normal approximation and holds
where no error was seen. A stratum's own interval is the exact one of Clopper and Pearson (Biometrika 1934;26:404–413):
Wilson's fell short of 95 % in simulations with errors as rare as these. Pairs are shared out by Neyman's rule
(J R Stat Soc 1934;97:558–625).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

import numpy as np

from harvester.dedup.arrays import Bools, Floats, Ints

AuditKind = Literal["merged", "in doubt", "kept apart"]

CONFIDENCE: Final = 0.95
MIN_PER_STRATUM: Final = 5
"""Pairs drawn from every stratum at least, where it has so many."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Pairs of one kind whose probability of being duplicates lies in [``low``, ``high``)."""

    kind: AuditKind
    low: float
    high: float
    contradicted: bool = False

    @property
    def name(self) -> str:
        """The stratum in words, as it is stored."""
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
    """The pairs that may be drawn: their ``probability``, and the place of their stratum in :data:`STRATA`.

    ``scale``: how many pairs of the whole each stands for (more than 1 where only a part of the records was looked at).
    """

    probability: Floats
    stratum: Ints
    scale: Floats

    @property
    def sizes(self) -> Floats:
        """How many pairs each stratum holds."""
        return np.bincount(self.stratum, weights=self.scale, minlength=len(STRATA)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class StratumCounts:
    """A stratum judged in part: of ``size`` pairs ``judged`` were, and ``errors`` of them had been decided wrongly."""

    size: float
    judged: int
    errors: int


@dataclass(frozen=True, slots=True)
class ErrorEstimate:
    """A number of errors and its 95 % interval, of ``of`` pairs; ``judged`` pairs held ``errors`` errors."""

    number: float
    low: float
    high: float
    of: float
    judged: int
    errors: int


def assign_strata(kinds: Sequence[AuditKind], probability: Floats, contradicted: Bools) -> Ints:
    """The place of each pair's stratum in :data:`STRATA`."""
    places = np.full(len(kinds), -1, dtype=np.int64)
    named = np.array(kinds, dtype=object)
    for place, stratum in enumerate(STRATA):
        inside = (probability >= stratum.low) & (probability < stratum.high) & (contradicted == stratum.contradicted)
        places[(named == stratum.kind) & inside] = place
    return places


def draw_sample(frame: SamplingFrame, count: int, *, seed: int) -> Ints:
    """``count`` pairs (rows of the frame) at random, fewer where there are not so many, in an order that tells nothing.

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
    mixed: Ints = chance.permutation(np.concatenate([np.empty(0, dtype=np.int64), *drawn]))
    return mixed


def allocate_sample(available: Ints, demand: Floats, count: int) -> list[int]:
    """How many of ``count`` pairs each stratum gives: in proportion to ``wanted`` (size times spread of its errors).

    :data:`LEAST` from each at least, never more than are ``available``; what one cannot give, others do.
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
    """How many errors there are in strata judged in part; a stratum of which nothing was judged is left out."""
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
    """The 95 % interval of the rate of errors in one stratum; exact where every pair of it was judged."""
    if tally.judged >= tally.size:
        return tally.errors / tally.judged, tally.errors / tally.judged
    return _clopper_pearson(tally.errors, tally.judged)


def _clopper_pearson(errors: int, judged: int) -> tuple[float, float]:
    """The exact 95 % interval."""
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(errors, judged - errors + 1, tail)) if errors else 0.0
    high = float(betaincinv(errors + 1, judged - errors, 1 - tail)) if errors < judged else 1.0
    return low, high


def _standard_deviation(probability: Floats) -> float:
    """The standard deviation of one pair's error, by the mean probability; not 0, for probabilities may be wrong."""
    mean = float(probability.mean()) if probability.size else 0.0
    return sqrt(max(mean * (1 - mean), 1e-4))
