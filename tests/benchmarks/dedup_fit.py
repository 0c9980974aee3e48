"""Would weights fitted to labelled pairs judge unseen sets better than those set by hand?

Run: python -m tests.benchmarks.dedup_fit

Each ground (a labelled set, or a set of made records) is held out in turn. On the others the weights are fitted by
logistic regression, drawn towards the hand-set ones by a penalty (ridge, as a normal prior about each weight); how hard
they are drawn is chosen by holding out each of those others in turn again (nested cross-validation, Varma & Simon 2006,
doi:10.1186/1471-2105-7-91). Beside it stand the hand-set weights as they are, the same with slope and intercept
fitted (Platt 1999), and bent: their log-odds mapped by a monotone broken line, which is how the calibration in
force was found (:data:`harvester.dedup.scoring.weights.CALIBRATION`). Printed: log loss, Brier score, expected
calibration error in ten bins of equal width, and the false merges and misses among the pairs at the thresholds in
force; then the reliability table of what is in force.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from harvester.citation import Citation
from harvester.dedup import build_columns, candidate_pairs
from harvester.dedup.blocking import can_match
from harvester.dedup.comparison.compare import Comparison
from harvester.dedup.scoring.score import score_pairs
from harvester.dedup.scoring.weights import CALIBRATION, MIN_DUPLICATE_PROBABILITY, PRIOR, WEIGHTS, weight_vector
from tests.benchmarks.dedup_mixture import mixed
from tests.dedup.labelled import SETS, read_set, true_pairs
from tests.support import SHARED

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DATA: Final = SHARED / "data" / "dedup"
MAKER: Final = SHARED / "tools" / "make_big.py"
MADE: Final = 10_000
Line = Callable[[Floats], Floats]
PENALTIES: Final = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0)
"""Strengths of the pull towards the hand-set weights, in log loss per squared log-odds, each ground weighing one."""

KNOTS: Final = np.array([said for said, _ in CALIBRATION])
DRAWN: Final = 0.003
BANDS: Final = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, MIN_DUPLICATE_PROBABILITY, 0.99, 1.0 + 1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Pairs without a contradiction: what each level counts (pairs × levels of the table), whether each is true, and
    the probability in force."""

    features: Floats
    true: Bools
    probability: Floats


Judge = Callable[[Ground], Floats]


def hand_set() -> Floats:
    """The table's weights one after the other, and the prior last."""
    return np.concatenate([*map(weight_vector, WEIGHTS), [PRIOR]])


def ground(citations: Sequence[Citation], pairs: set[tuple[int, int]]) -> Ground:
    """The judged pairs of some records, given which pairs are true."""
    columns = build_columns(citations)
    a, b = (rows.astype(np.int64) for rows in candidate_pairs(columns))
    worth = can_match(columns, a, b)
    judged = score_pairs(columns, a[worth], b[worth])
    true = np.array([pair in pairs for pair in zip(judged.a.tolist(), judged.b.tolist(), strict=True)], dtype=np.bool_)
    free = judged.veto == 0
    return Ground(_features(judged.comparison.select(free), judged.trust), true[free], judged.probability[free])


def _features(comparison: Comparison, trust: Floats) -> Floats:
    parts = []
    for factor, (field, levels) in zip(trust.tolist(), comparison.levels(), strict=True):
        weights = weight_vector(field)
        parts.append((levels[:, None] == np.arange(weights.size)) * np.where(weights < 0, factor, 1.0))
    return np.hstack([*parts, np.ones((comparison.title.size, 1))])


def fitted(grounds: Sequence[Ground], penalty: float) -> Floats:
    """The weights that fit some grounds, each counting the same, drawn towards the hand-set ones."""
    start = hand_set()

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = penalty * float(((weights - start) ** 2).sum()), 2 * penalty * (weights - start)
        for each in grounds:
            odds = each.features @ weights
            total += float(np.logaddexp(0, np.where(each.true, -odds, odds)).mean())
            slope += each.features.T @ (1 / (1 + np.exp(-odds)) - each.true) / each.true.size
        return total, slope

    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return found


def scaled(grounds: Sequence[Ground]) -> Line:
    """Slope and intercept for the hand-set log-odds: Platt's scaling."""

    def line(values: Floats) -> Line:
        return lambda odds: odds * values[0] + values[1]

    def loss(values: Floats) -> float:
        return sum(log_loss(each, line(values)(each.features @ hand_set())) for each in grounds)

    return line(minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x)


def bent(grounds: Sequence[Ground]) -> Floats:
    """What the hand-set log-odds at the knots turn out to be: rising, drawn towards what they say."""

    def values(steps: Floats) -> Floats:
        summed: Floats = np.cumsum(steps)
        return summed

    def loss(steps: Floats) -> float:
        away = DRAWN * float(((values(steps) - KNOTS) ** 2).sum())
        return away + sum(log_loss(each, along(values(steps))(each.features @ hand_set())) for each in grounds)

    start = np.r_[KNOTS[0], np.diff(KNOTS)]
    bounds = [(None, None)] + [(0.05, None)] * (KNOTS.size - 1)
    return values(minimize(loss, start, method="L-BFGS-B", bounds=bounds).x)


def along(values: Floats) -> Line:
    """The broken line through the knots and these values, going on at slope one."""

    def line(odds: Floats) -> Floats:
        within: Floats = np.interp(odds, KNOTS, values)
        found: Floats = within + np.maximum(odds - KNOTS[-1], 0) + np.minimum(odds - KNOTS[0], 0)
        return found

    return line


def nested(grounds: Sequence[Ground]) -> Floats:
    """Fitted weights, the penalty chosen by leaving each ground out in turn."""

    def held_out(penalty: float) -> float:
        others = {each: [other for other in grounds if other is not each] for each in grounds}
        return sum(log_loss(each, each.features @ fitted(rest, penalty)) for each, rest in others.items())

    return fitted(grounds, min(PENALTIES, key=held_out))


def log_loss(each: Ground, odds: Floats) -> float:
    """The mean surprise, in nats a pair, of log-odds at what is true."""
    return float(np.logaddexp(0, np.where(each.true, -odds, odds)).mean())


def brier(each: Ground, said: Floats) -> float:
    """The mean squared distance of probabilities and truth."""
    return float(((said - each.true) ** 2).mean())


def calibration_error(each: Ground, said: Floats) -> float:
    """Expected calibration error: the mean distance of said and true share over ten bins, weighed by their pairs."""
    bins = np.minimum((said * 10).astype(int), 9)
    gaps = [abs(said[bins == b].sum() - each.true[bins == b].sum()) for b in range(10)]
    return float(sum(gaps) / said.size)


def _by_hand(_grounds: Sequence[Ground]) -> Judge:
    return lambda each: each.features @ hand_set()


def _scaled(grounds: Sequence[Ground]) -> Judge:
    line = scaled(grounds)
    return lambda each: line(each.features @ hand_set())


def _bent(grounds: Sequence[Ground]) -> Judge:
    line = along(bent(grounds))
    return lambda each: line(each.features @ hand_set())


def _fitted(grounds: Sequence[Ground]) -> Judge:
    weights = nested(grounds)
    return lambda each: each.features @ weights


WAYS: Final[Mapping[str, Callable[[Sequence[Ground]], Judge]]] = {
    "by hand": _by_hand,
    "scaled": _scaled,
    "bent": _bent,
    "fitted": _fitted,
}


def compare_ways(grounds: Mapping[str, Ground]) -> None:
    """Each way's figures on each ground, which it has not seen."""
    print(f"{'held out':>20}{'pairs':>8}{'way':>10}{'log loss':>10}{'Brier':>9}{'ECE':>9}{'false':>8}{'missed':>8}")
    for name, each in grounds.items():
        others = [other for key, other in grounds.items() if key != name]
        for way, learn in WAYS.items():
            odds = learn(others)(each)
            said = 1 / (1 + np.exp(-odds))
            merged = odds >= (CALIBRATION[6][1] if way == "bent" else CALIBRATION[6][0])
            figures = f"{log_loss(each, odds):10.4f}{brier(each, said):9.5f}{calibration_error(each, said):9.5f}"
            wrong = f"{int((merged & ~each.true).sum()):8}{int((~merged & each.true).sum()):8}"
            print(f"{name:>20}{each.true.size:>8}{way:>10}{figures}{wrong}", flush=True)


def reliability(grounds: Mapping[str, Ground]) -> None:
    """How many of the pairs of each band of probability are true as judged now, all grounds together."""
    said = np.concatenate([each.probability for each in grounds.values()])
    true = np.concatenate([each.true for each in grounds.values()])
    print(f"\n{'probability':>20}{'pairs':>8}{'said':>9}{'true':>9}")
    for low, high in pairwise(BANDS):
        rows = (said >= low) & (said < high)
        if rows.any():
            print(
                f"{low:>12.3f}–{min(high, 1):.3f}{int(rows.sum()):>10}{said[rows].mean():9.4f}{true[rows].mean():9.4f}"
            )


def labelled_grounds() -> dict[str, Ground]:
    """The labelled sets with groups, made records, and real records corrupted in the field's ways."""
    grounds = {}
    for name in SETS:
        if (DATA / name / "merged_ids.csv").exists():
            ids, citations = read_set(DATA / name)
            grounds[name] = ground(citations, set(true_pairs(DATA / name, ids)))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(MAKER), str(MADE), folder], check=True, stdout=subprocess.DEVNULL)
        ids, citations = read_set(Path(folder))
        grounds[f"made {MADE}"] = ground(citations, set(true_pairs(Path(folder), ids)))
    mixture = mixed()
    grounds["corrupted"] = ground(mixture.citations, mixture.pairs())
    return grounds


def main() -> None:
    """Print the comparison and the reliability of what is in force."""
    if not MAKER.exists():
        sys.exit("labelled sets not at hand: ../shared/data/dedup")
    grounds = labelled_grounds()
    compare_ways(grounds)
    reliability(grounds)
    knots = zip(KNOTS.tolist(), bent(list(grounds.values())).tolist(), strict=True)
    print("\nbent:", ", ".join(f"{said:g} → {true:.2f}" for said, true in knots))


if __name__ == "__main__":
    main()
