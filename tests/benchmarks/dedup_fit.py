"""Would weights fitted to labelled pairs judge unseen sets better than those set by hand?

Run: python -m tests.benchmarks.dedup_fit

Each ground (a labelled set, or a set of made records) is held out in turn. On the others the weights are fitted by
logistic regression, drawn towards the hand-set ones by a penalty (ridge, as a normal prior about each weight); how hard
they are drawn is chosen by holding out each of those others in turn again (nested cross-validation, Varma & Simon 2006,
doi:10.1186/1471-2105-7-91). Beside it stand the hand-set weights as they are, and the same with slope and intercept
fitted (Platt 1999). Printed: log loss, Brier score, expected calibration error in ten bins of equal width, and the
false merges and misses among the pairs at the thresholds in force; then the reliability table of what is in force.
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
from harvester.dedup import candidates, prepare
from harvester.dedup import weights as w
from harvester.dedup.compare import promising
from harvester.dedup.verdict import judge
from tests.benchmarks.dedup_mixture import mixed
from tests.dedup.labelled import SETS, read_set, true_pairs
from tests.support import SHARED

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DATA: Final = SHARED / "data" / "dedup"
MAKER: Final = SHARED / "tools" / "make_big.py"
MADE: Final = 10_000
PENALTIES: Final = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0)
"""Strengths of the pull towards the hand-set weights, in log loss per squared log-odds, each ground weighing one."""

BANDS: Final = (0.0, 0.02, 0.1, 0.35, 0.65, 0.9, w.DUPLICATE_FROM, 0.995, 1.0 + 1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Pairs without a contradiction: what each level counts (pairs × levels of the table), and whether each is true."""

    features: Floats
    true: Bools


def hand_set() -> Floats:
    """The table's weights one after the other, and the prior last."""
    return np.array([level.weight for levels in w.TABLE.values() for level in levels] + [w.PRIOR])


def ground(citations: Sequence[Citation], pairs: set[tuple[int, int]]) -> Ground:
    """The judged pairs of some records, given which pairs are true."""
    columns = prepare(citations)
    a, b = (rows.astype(np.int64) for rows in candidates(columns))
    worth = promising(columns, a, b)
    judged = judge(columns, a[worth], b[worth])
    true = np.array([pair in pairs for pair in zip(judged.a.tolist(), judged.b.tolist(), strict=True)], dtype=np.bool_)
    free = judged.contradiction == 0
    return Ground(_features(judged.features[free], judged.trust), true[free])


def _features(levels: NDArray[np.int8], trust: Floats) -> Floats:
    weights, parts = hand_set(), []
    start = 0
    for place, told in enumerate(w.TABLE.values()):
        block = (levels[:, place, None] == np.arange(len(told))).astype(np.float64)
        counts = np.where(weights[start : start + len(told)] < 0, trust[place], 1.0)
        parts.append(block * counts)
        start += len(told)
    return np.hstack([*parts, np.ones((levels.shape[0], 1))])


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


def scaled(grounds: Sequence[Ground]) -> Floats:
    """The hand-set weights times a slope, with another prior: Platt's scaling."""
    start = hand_set()

    def loss(line: Floats) -> float:
        return sum(log_loss(each, start * line[0] + np.eye(start.size)[-1] * line[1]) for each in grounds)

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    found: Floats = start * slope + np.eye(start.size)[-1] * shift
    return found


def nested(grounds: Sequence[Ground]) -> Floats:
    """Fitted weights, the penalty chosen by leaving each ground out in turn."""

    def held_out(penalty: float) -> float:
        return sum(
            log_loss(each, fitted([other for other in grounds if other is not each], penalty)) for each in grounds
        )

    return fitted(grounds, min(PENALTIES, key=held_out))


def probability(each: Ground, weights: Floats) -> Floats:
    odds: Floats = 1 / (1 + np.exp(-(each.features @ weights)))
    return odds


def log_loss(each: Ground, weights: Floats) -> float:
    odds = each.features @ weights
    return float(np.logaddexp(0, np.where(each.true, -odds, odds)).mean())


def brier(each: Ground, weights: Floats) -> float:
    return float(((probability(each, weights) - each.true) ** 2).mean())


def calibration_error(each: Ground, weights: Floats) -> float:
    """Expected calibration error: the mean distance of said and true share over ten bins, weighed by their pairs."""
    said = probability(each, weights)
    bins = np.minimum((said * 10).astype(int), 9)
    gaps = [abs(said[bins == b].sum() - each.true[bins == b].sum()) for b in range(10)]
    return float(sum(gaps) / said.size)


WAYS: Final[Mapping[str, Callable[[Sequence[Ground]], Floats]]] = {
    "by hand": lambda _grounds: hand_set(),
    "scaled": scaled,
    "fitted": nested,
}


def compare_ways(grounds: Mapping[str, Ground]) -> None:
    """Each way's figures on each ground, which it has not seen."""
    print(f"{'held out':>20}{'pairs':>8}{'way':>10}{'log loss':>10}{'Brier':>9}{'ECE':>9}{'false':>8}{'missed':>8}")
    for name, each in grounds.items():
        others = [other for key, other in grounds.items() if key != name]
        for way, learn in WAYS.items():
            weights = learn(others)
            merged = probability(each, weights) >= w.DUPLICATE_FROM
            figures = (
                f"{log_loss(each, weights):10.4f}{brier(each, weights):9.5f}{calibration_error(each, weights):9.5f}"
            )
            wrong = f"{int((merged & ~each.true).sum()):8}{int((~merged & each.true).sum()):8}"
            print(f"{name:>20}{each.true.size:>8}{way:>10}{figures}{wrong}", flush=True)


def reliability(grounds: Mapping[str, Ground], weights: Floats) -> None:
    """How many of the pairs of each band of probability are true, all grounds together."""
    said = np.concatenate([probability(each, weights) for each in grounds.values()])
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
    reliability(grounds, hand_set())


if __name__ == "__main__":
    main()
