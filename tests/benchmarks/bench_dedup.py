"""How well and how fast duplicates are found. Run: python -m tests.benchmarks.bench_dedup [SIZE …]"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from harvester.citation import Citation
from harvester.dedup import DedupResult, build_columns, candidate_pairs, deduplicate, explain
from tests.dedup.labelled import SETS, Score, read_row, read_set, score, true_pairs
from tests.support import SHARED

DATA: Final = SHARED / "data" / "dedup"
MAKER: Final = SHARED / "tools" / "make_big.py"
SIZES: Final = (10_000, 100_000)
HEADINGS: Final = ("set", "records", "F1", "false merges", "missed", "to review", "misses there", "blocking", "seconds")


def main() -> None:
    """Print the quality on each labelled set, the pair cases, then quality and speed on made records."""
    if not DATA.exists():
        sys.exit("labelled sets not at hand: ../shared/data/dedup")
    print("".join(f"{heading:>20}" if not place else f"{heading:>14}" for place, heading in enumerate(HEADINGS)))
    for name in (*SETS, "special_cases"):
        report(name, DATA / name)
    report_cases()
    for size in [int(text) for text in sys.argv[1:] if text.isdigit()] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(MAKER), str(size), folder], check=True, stdout=subprocess.DEVNULL)
            report(f"made {size}", Path(folder))
    print(f"most memory used: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, records included")


def report(name: str, folder: Path) -> None:
    ids, citations = read_set(folder)
    found = deduplicate(citations)
    result = score(folder, ids, found.labels.tolist())
    grouped = (folder / "merged_ids.csv").exists()
    pairs = true_pairs(folder, ids) if grouped else []
    line(name, found, result, misses_to_review(found, pairs), blocking_recall(citations, pairs))


def misses_to_review(found: DedupResult, pairs: Sequence[tuple[int, int]]) -> str:
    """Of the pairs of clusters that should be one, those that a person is shown."""
    labels, judged, rows = found.labels, found.pairs, found.to_review
    shown = {frozenset((int(labels[a]), int(labels[b]))) for a, b in zip(judged.a[rows], judged.b[rows], strict=True)}
    missed = {frozenset((int(labels[a]), int(labels[b]))) for a, b in pairs if labels[a] != labels[b]}
    return f"{len(missed & shown)} of {len(missed)}" if pairs else "-"


def blocking_recall(citations: Sequence[Citation], pairs: Sequence[tuple[int, int]]) -> str:
    """The part of the true pairs that share a blocking key."""
    if not pairs:
        return "-"
    a, b = (rows.astype(np.int64) for rows in candidate_pairs(build_columns(citations)))
    true = np.array([one * len(citations) + two for one, two in pairs])
    return f"{np.isin(true, a * len(citations) + b).mean():.4f}"


def line(name: str, found: DedupResult, result: Score, misses: str, blocking: str) -> None:
    numbers = (found.labels.size, f"{result.f1:.4f}", result.false_merges, result.missed, found.to_review.size)
    cells = (*numbers, misses, blocking, f"{found.seconds:.1f}")
    print(f"{name:>20}" + "".join(f"{cell:>14}" for cell in cells), flush=True)


def report_cases() -> None:
    cases = json.loads((DATA / "pair_cases.json").read_text(encoding="utf-8"))["cases"]
    wrong = [
        case["id"]
        for case in cases
        if case["expected_duplicate"]
        != (explain(read_row(case["record_a"]), read_row(case["record_b"])).outcome == "duplicate")
    ]
    print(f"pair cases: {len(cases) - len(wrong)} of {len(cases)} as labelled; otherwise: {', '.join(wrong) or 'none'}")


if __name__ == "__main__":
    main()
