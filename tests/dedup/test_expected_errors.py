"""How many errors are to be expected: exact for few pairs, right for many, and counted by merges rather than pairs."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Author, Citation
from harvester.dedup import deduplicate
from harvester.dedup.evaluation import expect_count, expect_errors, select_likeliest, select_merges

CHANCES = st.lists(st.sampled_from([0.0, 1e-7, 0.001, 0.02, 0.25, 0.5, 0.9, 0.999, 1.0]), max_size=9)


def by_counting(chances: list[float]) -> list[float]:
    """The chance of 0, 1, 2 … events, by going through every outcome."""
    told = [0.0] * (len(chances) + 1)
    for outcome in product((0, 1), repeat=len(chances)):
        told[sum(outcome)] += float(np.prod([p if one else 1 - p for p, one in zip(chances, outcome, strict=True)]))
    return told


def test_every_one_of_fifty_thousand_merges_is_counted() -> None:
    rows = np.arange(100_000, dtype=np.int64)
    a, b = rows[::2], rows[1::2]
    assert select_merges(a, b, np.full(a.size, 0.9)).all()


@given(CHANCES)
def test_expectation_and_interval_are_those_of_every_outcome_counted(chances: list[float]) -> None:
    found = expect_count(np.array(chances))
    below = np.cumsum(by_counting(chances))
    assert found.number == pytest.approx(sum(chances), abs=1e-6)
    assert below[found.low] >= 0.025 - 1e-5
    assert found.low == 0 or below[found.low - 1] <= 0.025 + 1e-5
    assert below[found.high] >= 0.975 - 1e-5
    assert found.of == len(chances)


def test_very_many_small_chances_are_a_poisson_variable() -> None:
    found = expect_count(np.full(200_000, 1e-5))
    assert found.number == pytest.approx(2.0)
    assert (found.low, found.high) == (0, 5)


def test_nothing_that_could_go_wrong_goes_wrong() -> None:
    assert expect_count(np.array([])).to_json() == {"expected": 0.0, "low": 0, "high": 0, "of": 0}


def test_four_records_in_one_cluster_are_three_merges_by_their_likeliest_pairs() -> None:
    a, b = np.triu_indices(4, 1)
    probability = np.array([0.99, 0.98, 0.5, 0.999, 0.6, 0.97])
    chosen = select_merges(a.astype(np.int64), b.astype(np.int64), probability)
    assert sorted(probability[chosen]) == [0.97, 0.99, 0.999]


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(10, 19)), min_size=1), st.randoms(use_true_random=False))
def test_there_are_as_many_merges_as_records_that_were_joined(pairs: set[tuple[int, int]], chance: object) -> None:
    a, b = (np.array(side, dtype=np.int64) for side in zip(*sorted(pairs), strict=True))
    probability = np.array([((x * 7 + y * 13) % 17) / 17 for x, y in sorted(pairs)])
    clusters: list[set[int]] = []
    for pair in pairs:
        meeting = [one for one in clusters if one & set(pair)]
        clusters = [one for one in clusters if not one & set(pair)] + [set(pair).union(*meeting)]
    assert select_merges(a, b, probability).sum() == sum(len(one) - 1 for one in clusters)


def test_two_clusters_that_may_be_one_are_one_miss_however_many_pairs_they_have() -> None:
    one, two = np.array([1, 2, 1, 3]), np.array([2, 1, 2, 1])
    assert select_likeliest(one, two).tolist() == [0, 3]


def test_misses_in_review_are_told_apart() -> None:
    found = expect_errors(np.array([0.01, 0.02]), np.array([0.5, 0.3]), np.array([0.01]))
    assert found.false_merges.number == pytest.approx(0.03)
    assert found.misses.number == pytest.approx(0.81)
    assert found.in_review == pytest.approx(0.8)
    assert "never proposed" in found.to_json()["left_out"]


def citation(number: int, **more: object) -> Citation:
    fields = {
        "title": f"Anakinra for hyperinflammation, cohort {number * 7919} of a register in ward {number}",
        "authors": (Author("Meyer", f"{chr(65 + number % 26)}. B."),),
        "year": 2000 + number % 20,
        "journal": "Journal of Hyperinflammation",
        "volume": str(number),
        "pages": f"{number * 11 + 1}-{number * 11 + 9}",
        **more,
    }
    return Citation(**fields)  # type: ignore[arg-type]


def test_files_that_were_deduplicated_tell_their_errors() -> None:
    found = deduplicate([citation(n) for n in range(30)] + [citation(n, doi=f"10.5555/{n}") for n in range(20)]).errors
    assert found.false_merges.of == 20
    assert 0 <= found.false_merges.number < 1
    assert found.misses.number >= found.in_review >= 0
