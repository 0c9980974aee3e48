"""The labelled sets of ../shared/data/dedup as citations, and the score of a partition against their labels."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from tests.support import SHARED

SETS: Final = ("cytology_screening", "respiratory", "diabetes", "misq", "jais")
_GLUED: Final = re.compile(r"(?<=[A-Z]\.)(?=[A-Z][a-z']+)")
_SPLIT: Final = re.compile(r"\s+and\s+|;\s*")
_INITIALS: Final = re.compile(r"^(.+?)\s+((?:[A-Z]\.?[\s-]?)+)$")
_KINDS: Final = {"inproceedings": "conference-paper", "misc": "other", "online": "webpage"}


@dataclass(frozen=True, slots=True)
class Score:
    f1: float
    false_merges: int
    missed: int
    wrong_pairs: int


def read_rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_set(folder: Path) -> tuple[list[str], list[Citation]]:
    rows = read_rows(folder / "records.csv")
    return [row["ID"] for row in rows], [read_row(row) for row in rows]


def read_row(row: Mapping[str, str | None]) -> Citation:
    def field(name: str) -> str:
        value = (row.get(name) or "").strip()
        return "" if value == "UNKNOWN" else value

    return Citation(
        kind=_KINDS.get(field("ENTRYTYPE"), "article"),
        title=field("title"),
        authors=tuple(read_author(name) for name in _SPLIT.split(_GLUED.sub(" and ", field("author"))) if name.strip()),
        year=normalise.year(field("year")),
        journal=field("journal") or field("booktitle"),
        volume=field("volume"),
        issue=field("number") or field("issue"),
        pages=field("pages"),
        doi=normalise.doi(field("doi")),
        issns=tuple(re.findall(r"\b\d{4}-\d{3}[\dxX]\b", field("isbn"))),
        abstract=field("abstract"),
    )


def read_author(name: str) -> Author:
    if "," in name:
        family, given = name.split(",", 1)
        return Author(family.strip(), given.strip())
    if found := _INITIALS.match(name.strip()):
        return Author(found.group(1), found.group(2).strip())
    *given_names, family = name.split() or [""]
    return Author(family, " ".join(given_names))


def true_pairs(folder: Path, ids: Sequence[str]) -> list[tuple[int, int]]:
    """Every pair of a merged group (sets with groups only)."""
    place = {own: index for index, own in enumerate(ids)}
    groups = [[place[own] for own in row["merged_ids"].split(";")] for row in read_rows(folder / "merged_ids.csv")]
    return [(min(a, b), max(a, b)) for group in groups for i, a in enumerate(group) for b in group[i + 1 :]]


def score(folder: Path, ids: Sequence[str], labels: Sequence[int]) -> Score:
    """What ../shared/tools/score_dedup.py says about a partition."""
    tool = SHARED / "tools" / "score_dedup.py"
    with tempfile.TemporaryDirectory() as scratch:
        clusters = Path(scratch) / "clusters.csv"
        with clusters.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("record_id", "cluster"))
            writer.writerows(zip(ids, labels, strict=True))
        told = subprocess.run(
            [sys.executable, str(tool), str(folder), str(clusters), "--json"],
            check=True,
            capture_output=True,
            text=True,
        )
    return _read_score(told.stdout)


def _read_score(text: str) -> Score:
    result = json.loads(text)
    record, pairs = result["by_record"], result.get("pairs", {"fp": 0})
    return Score(record["f1"], record["fp"], record["fn"], pairs["fp"])
