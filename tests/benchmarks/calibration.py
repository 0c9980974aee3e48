"""Whether pairs of a probability are duplicates as often as it says."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from harvester.dedup import build_columns, candidate_pairs, score_pairs
from harvester.dedup.blocking import can_match
from tests.benchmarks.bench_dedup import DATA
from tests.benchmarks.measure import made
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.dedup.labelled import SETS, read_set, true_pairs

BOUNDS: Final = (0.0, 0.02, 0.1, 0.35, 0.65, 0.9, 0.975, 0.995, 1.0)


def tables(_options: Options) -> list[Table]:
    """Pairs without a contradiction, of all sets with groups and 10,000 made records, by probability."""
    told: list[tuple[np.ndarray, np.ndarray]] = []
    for folder in (*(DATA / name for name in SETS), made(10_000)):
        if (folder / "merged_ids.csv").exists():
            ids, citations = read_set(folder)
            columns = build_columns(citations)
            a, b = (rows.astype(np.int64) for rows in candidate_pairs(columns))
            worth = can_match(columns, a, b)
            judged = score_pairs(columns, a[worth], b[worth])
            known = np.array([one * len(ids) + two for one, two in true_pairs(folder, ids)])
            free = judged.veto == 0
            true = np.isin(judged.a * len(ids) + judged.b, known)
            told.append((judged.probability[free], true[free]))
    probability, true = (np.concatenate(column) for column in zip(*told, strict=True))
    rows = []
    for low, high in pairwise(BOUNDS):
        within = (probability >= low) & ((probability < high) | (high == 1.0))
        if within.any():
            share = f"{true[within].mean():.1%}"
            rows.append((f"{low:g} to {high:g}", f"{within.sum():,}", f"{probability[within].mean():.1%}", share))
    return [Table("Probabilities", ("probability", "pairs", "expected", "true by the labels"), rows)]
