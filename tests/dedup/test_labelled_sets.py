"""The labelled sets: what is promised to users, as a floor; the benchmark prints the figures themselves."""

from __future__ import annotations

import json

import numpy as np
import pytest

from harvester.dedup import (
    CorpusStatistics,
    Outcome,
    build_columns,
    can_match,
    candidate_pairs,
    deduplicate,
    explain,
    score_pairs,
)
from tests.dedup.labelled import SETS, read_row, read_set, score
from tests.support import shared_data

AGAINST_THE_DESIGN = {"tan_2004_2005_pub2_vs_pub3"}
"""Labelled as duplicates, but versions of a Cochrane review are two reports."""


@pytest.mark.shared
@pytest.mark.parametrize("name", [*SETS, "special_cases"])
def test_a_labelled_set_is_deduplicated_with_few_mistakes(name: str) -> None:
    folder = shared_data(f"dedup/{name}")
    ids, citations = read_set(folder)
    found = deduplicate(citations)
    result = score(folder, ids, found.labels.tolist())
    assert result.false_merges <= 2
    assert result.f1 >= 0.995
    assert found.to_review.size <= max(2, 0.02 * len(ids))


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_of_the_pairs_not_compared_any_further_none_would_be_a_duplicate(name: str) -> None:
    _, citations = read_set(shared_data(f"dedup/{name}"))
    columns = build_columns(citations)
    a, b = (rows.astype(np.int64) for rows in candidate_pairs(columns))
    left = ~can_match(columns, a, b)
    assert left.any()
    pairs = score_pairs(columns, a[left], b[left], corpus=CorpusStatistics())
    assert not pairs.has_outcome(Outcome.DUPLICATE).any()


@pytest.mark.shared
def test_the_pair_cases_are_judged_as_labelled() -> None:
    cases = json.loads(shared_data("dedup/pair_cases.json").read_text(encoding="utf-8"))["cases"]
    wrong = {
        case["id"]
        for case in cases
        if (explain(read_row(case["record_a"]), read_row(case["record_b"])).outcome == "duplicate")
        != case["expected_duplicate"]
    }
    assert wrong == AGAINST_THE_DESIGN
