"""From summed weights to a probability, and the thresholds of the outcomes."""

from __future__ import annotations

from typing import Final

import numpy as np

from harvester.dedup.arrays import Floats

CALIBRATION: Final = (
    (-8.0, -8.0), (-4.0, -4.0), (-2.2, -2.2), (-0.6, -0.9), (0.6, 0.3), (2.2, 1.5), (3.6636, 2.9445), (6.0, 5.6),
    (10.0, 9.9),
)  # fmt: skip
"""Summed log-odds → calibrated log-odds, linear in between; beyond the ends, shifted as at the end.

Fitted by tests/benchmarks/dedup_fit.py (monotone, least log loss, drawn towards the diagonal with strength 0.003) to
the pairs without veto of four labelled sets and two sets of made records, each set weighing one; rounded. With each set
held out in turn, the Brier score of the set held out fell on all six; with the rules of today, on five.
"""

MIN_DUPLICATE_PROBABILITY: Final = 0.95
"""Pairs are merged by rule from this probability on: a false merge costs a study, a miss costs a minute."""

MIN_UNSURE_PROBABILITY: Final = 0.1
"""Pairs are shown to a person from this probability on."""

MAX_REVIEW_PROBABILITY: Final = 0.5
"""Highest probability of a pair with a review reason: of 75 such pairs that the weights alone would merge, 34 were
true."""

CONFLICTING_PROBABILITY: Final = 0.5
"""Probability of pairs scored as duplicates but separated by clustering because of a conflicting third record: of 38
such pairs in 100,000 made records, 28 were true."""

VETO_WEIGHT: Final = -20.0
"""Weight shown for a veto: more than all fields together."""


def calibrate(log_odds: Floats) -> Floats:
    """Return calibrated log-odds for summed log-odds (:data:`CALIBRATION`): shape (n,), float64."""
    summed, calibrated = np.array(CALIBRATION).T
    beyond = np.maximum(log_odds - summed[-1], 0) + np.minimum(log_odds - summed[0], 0)
    return np.asarray(beyond + np.interp(log_odds, summed, calibrated))
