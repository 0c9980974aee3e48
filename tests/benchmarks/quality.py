"""How well duplicates are found on each labelled set, beside other tools in the same run, and what blocking loses."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

from harvester.dedup import deduplicate, explain
from tests.benchmarks import others
from tests.benchmarks.bench_dedup import DATA, blocking_recall, misses_to_review
from tests.benchmarks.dedup_mixture import mixed
from tests.benchmarks.measure import made, run
from tests.benchmarks.options import Options
from tests.benchmarks.page import Table
from tests.dedup.labelled import SETS, read_row, read_rows, read_set, score, true_pairs

MADE: Final = 10_000
LIMIT: Final = 1_200.0


def tables(options: Options) -> list[Table]:
    """Ours, then theirs."""
    folders = {name: DATA / name for name in (*SETS, "special_cases")} | {f"made {MADE:,}": made(MADE)}
    headings = ("set", "records", "F1", "false merges", "missed", "to review", "misses among them", "blocking recall")
    found = [
        Table("harvester", headings, [ours(name, folder) for name, folder in folders.items()], BY_RECORD),
        pair_cases(),
        mixtures(),
    ]
    return found + ([theirs(folders)] if options.peers else [])


BY_RECORD: Final = (
    "By record, as `../shared/tools/score_dedup.py` counts: a false merge is a work that lost its last record, a miss a"
    " duplicate still there. The sets were read while the rules were written, so expect somewhat less elsewhere."
)


def ours(name: str, folder: Path) -> tuple[object, ...]:
    """One row of our table."""
    ids, citations = read_set(folder)
    found = deduplicate(citations)
    result = score(folder, ids, found.labels.tolist())
    pairs = true_pairs(folder, ids) if (folder / "merged_ids.csv").exists() else []
    counts = (f"{result.f1:.4f}", result.false_merges, result.missed, found.to_review.size)
    return (name, f"{len(ids):,}", *counts, misses_to_review(found, pairs), blocking_recall(citations, pairs))


def pair_cases() -> Table:
    """The made-up pairs of which one is known to be, or not to be, a duplicate."""
    cases = json.loads((DATA / "pair_cases.json").read_text(encoding="utf-8"))["cases"]
    wrong = [
        case["id"]
        for case in cases
        if case["expected_duplicate"]
        != (explain(read_row(case["record_a"]), read_row(case["record_b"])).outcome == "duplicate")
    ]
    row = (len(cases), len(cases) - len(wrong), ", ".join(wrong) or "none")
    return Table("Pair cases", ("cases", "as labelled", "otherwise"), [row])


def mixtures() -> Table:
    """Reports of every field at hand with corrupted copies and look-alikes, by pairs: seeds nobody looked into."""
    headings = ("seed", "records", "merged rightly", "merged wrongly", "missed", "of these to review", "to review")
    return Table("Corrupted copies and look-alikes", headings, [_mixture(seed) for seed in SEEDS], MIXED)


SEEDS: Final = (101, 102)
MIXED: Final = (
    "Made of all samples at hand (`tests/benchmarks/dedup_mixture.py`): copies have one to three corruptions, every"
    " eighth report has a look-alike. The last column is the part of the records that a person is asked about."
)


def _mixture(seed: int) -> tuple[object, ...]:
    made_up = mixed(seed=seed)
    found = deduplicate(made_up.citations)
    labels, true = found.labels, made_up.pairs()
    merged = _together(labels.tolist())
    shown = {tuple(sorted((labels[found.pairs.a[row]], labels[found.pairs.b[row]]))) for row in found.to_review}
    missed = true - merged
    asked = sum(tuple(sorted((labels[a], labels[b]))) in shown for a, b in missed)
    part = f"{found.to_review.size / len(made_up.citations):.1%}"
    return seed, f"{len(labels):,}", f"{len(true & merged):,}", len(merged - true), len(missed), asked, part


def _together(labels: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs of records under one label, the smaller first."""
    members: dict[int, list[int]] = {}
    for record, label in enumerate(labels):
        members.setdefault(label, []).append(record)
    return {pair for rows in members.values() for pair in combinations(rows, 2)}


def theirs(folders: dict[str, Path]) -> Table:
    """Other tools on the same tables."""
    headings = ("set", "tool", "F1", "false merges", "missed")
    if reason := others.missing():
        return Table("Other tools", headings, [("all", "-", reason, "", "")])
    rows = [row for tool in others.TOOLS for row in _of_tool(tool, folders)]
    return Table("Other tools, in the same run", headings, rows, THEIRS)


THEIRS: Final = (
    "bib-dedupe with its own defaults; Splink with rules of ours (`tests/benchmarks/peers/splink_clusters.py`),"
    " since it has none for bibliographic records."
)


def _of_tool(tool: str, folders: dict[str, Path]) -> Iterator[tuple[object, ...]]:
    named = f"{tool} {others.version(tool)}"
    for name, folder in folders.items():
        if name == "special_cases":
            continue
        with tempfile.TemporaryDirectory() as scratch:
            clusters = Path(scratch) / "clusters.csv"
            done = run(others.command(tool, folder / "records.csv", clusters), limit=LIMIT)
            if isinstance(done, str):
                yield name, named, done, "", ""
                continue
            label = {row["record_id"]: int(row["cluster"]) for row in read_rows(clusters)}
        ids, _ = read_set(folder)
        result = score(folder, ids, [label[own] for own in ids])
        yield name, named, f"{result.f1:.4f}", result.false_merges, result.missed
