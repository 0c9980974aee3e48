"""How far reviewers agree is computed as the textbooks do."""

from __future__ import annotations

from itertools import count
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.screening import Decision
from harvester.screening.agreement import adjusted_kappa, cohen_kappa, fleiss_kappa, measure_agreement
from harvester.screening.consensus import ReviewerDecision

FLEISS_1971 = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
"""Ten subjects, fourteen raters, five categories: a known example, kappa 0.210."""

_ORDER = count()


def said(
    reviewer: str, *verdicts: Decision, stage: str = "title-abstract", settles: bool = False
) -> list[ReviewerDecision]:
    """A reviewer's decisions about reports 1, 2, 3 …"""
    return [
        ReviewerDecision(
            report=report,
            original_report=report,
            stage=stage,
            decision=verdict,
            reviewer=reviewer,
            order=next(_ORDER),
            adjudicates=settles,
        )
        for report, verdict in enumerate(verdicts, start=1)
    ]


def numerical_error(table: list[list[int]]) -> float:
    """The standard error by the delta method, with derivatives taken numerically: another way to the same number."""
    n = sum(map(sum, table))
    cells = [value / n for row in table for value in row]
    size, step = len(table), 1e-6

    def kappa(p: list[float]) -> float:
        total = sum(p)
        p = [value / total for value in p]
        rows = [sum(p[i * size : (i + 1) * size]) for i in range(size)]
        columns = [sum(p[i::size]) for i in range(size)]
        observed = sum(p[i * size + i] for i in range(size))
        expected = sum(r * c for r, c in zip(rows, columns, strict=True))
        return (observed - expected) / (1 - expected)

    slopes = []
    for place in range(len(cells)):
        up = [value + step * (other == place) for other, value in enumerate(cells)]
        down = [value - step * (other == place) for other, value in enumerate(cells)]
        slopes.append((kappa(up) - kappa(down)) / (2 * step))
    mean = sum(p * slope for p, slope in zip(cells, slopes, strict=True))
    return sqrt(sum(p * (slope - mean) ** 2 for p, slope in zip(cells, slopes, strict=True)) / n)


def test_kappa_of_two_reviewers() -> None:
    kappa, error = cohen_kappa([[20, 5], [10, 15]])
    assert kappa == pytest.approx(0.4)
    assert error == pytest.approx(0.1269, abs=1e-3)
    assert adjusted_kappa([[20, 5], [10, 15]]) == pytest.approx(0.4)


@given(st.lists(st.lists(st.integers(1, 40), min_size=3, max_size=3), min_size=3, max_size=3))
def test_its_error_is_that_of_the_delta_method(table: list[list[int]]) -> None:
    kappa, error = cohen_kappa(table)
    assert kappa is not None
    assert -1 <= kappa <= 1
    assert error == pytest.approx(numerical_error(table), rel=1e-3, abs=1e-6)


def test_prevalence_lowers_kappa_but_not_its_adjusted_value() -> None:
    rare = [[1, 2], [2, 95]]
    kappa, _ = cohen_kappa(rare)
    assert kappa == pytest.approx(0.313, abs=1e-3)
    assert adjusted_kappa(rare) == pytest.approx(0.92)


def test_kappa_of_many_reviewers() -> None:
    assert fleiss_kappa(FLEISS_1971) == pytest.approx(0.210, abs=5e-4)


def test_where_both_say_the_same_of_everything_chance_explains_it_all() -> None:
    [stage] = measure_agreement(
        [*said("Ann", Decision.EXCLUDE, Decision.EXCLUDE), *said("Bob", Decision.EXCLUDE, Decision.EXCLUDE)]
    )
    [pair] = stage.pairs
    assert (pair.percent, pair.kappa, pair.low, pair.adjusted) == (100.0, None, None, 1.0)
    assert "kappa is not defined" in pair.note
    assert cohen_kappa([]) == (None, None)
    assert fleiss_kappa([[3, 0, 0]]) is fleiss_kappa([]) is None


@pytest.mark.parametrize(
    "second",
    [("include", "exclude", "exclude"), ("exclude", "exclude", "exclude")],
    ids=["they agree on everything", "one says the same of everything"],
)
def test_counts_that_show_no_spread_give_no_interval(second: tuple[Decision, ...]) -> None:
    [stage] = measure_agreement(
        [*said("Ann", Decision.INCLUDE, Decision.EXCLUDE, Decision.EXCLUDE), *said("Bob", *second)]
    )
    [pair] = stage.pairs
    assert pair.kappa is not None
    assert (pair.low, pair.high) == (None, None)
    assert "variance of kappa is 0" in pair.note
    assert pair.to_json()["note"] == pair.note


def test_an_interval_of_counts_that_spread_needs_no_note() -> None:
    agreed: list[Decision] = [Decision.INCLUDE, Decision.EXCLUDE] * 9
    [stage] = measure_agreement([*said("Ann", *agreed, Decision.INCLUDE), *said("Bob", *agreed, Decision.EXCLUDE)])
    [pair] = stage.pairs
    assert pair.low is not None
    assert pair.high is not None
    assert pair.low < pair.high
    assert pair.note == ""


def test_only_reports_that_both_decided_are_compared() -> None:
    [stage] = measure_agreement(
        [
            *said("Ann", Decision.INCLUDE, Decision.EXCLUDE, Decision.INCLUDE),
            *said("Bob", Decision.INCLUDE, Decision.INCLUDE),
        ]
    )
    [pair] = stage.pairs
    assert (pair.reviewers, pair.n, pair.agreed) == (("Ann", "Bob"), 2, 1)
    assert pair.to_json()["table"] == [
        {"first": "exclude", "second": "include", "n": 1}, {"first": "include", "second": "include", "n": 1},
    ]  # fmt: skip


def test_the_first_decision_counts_and_settlements_do_not() -> None:
    opinions = [
        *said("Ann", Decision.INCLUDE),
        *said("Bob", Decision.EXCLUDE),
        *said("Bob", Decision.INCLUDE),
        *said("Eve", Decision.INCLUDE, settles=True),
    ]
    assert measure_agreement(opinions)[0].pairs[0].agreed == 0
    assert measure_agreement(opinions, latest=True)[0].pairs[0].agreed == 1
    assert len(measure_agreement(opinions)[0].pairs) == 1


def test_three_reviewers_are_compared_in_pairs_and_together() -> None:
    opinions = [
        *said("Ann", Decision.INCLUDE, Decision.EXCLUDE, Decision.UNSURE),
        *said("Bob", Decision.INCLUDE, Decision.EXCLUDE, Decision.EXCLUDE),
        *said("Eve", Decision.INCLUDE, Decision.EXCLUDE, Decision.EXCLUDE, Decision.INCLUDE),
        *said("Ann", Decision.INCLUDE, stage="full-text"),
    ]
    first, second = measure_agreement(opinions)
    assert (first.stage, second.stage, second.pairs) == ("title-abstract", "full-text", ())
    assert [pair.reviewers for pair in first.pairs] == [("Ann", "Bob"), ("Ann", "Eve"), ("Bob", "Eve")]
    assert first.n == 3
    assert first.fleiss == pytest.approx(fleiss_kappa([[3, 0, 0], [0, 0, 3], [0, 1, 2]]))
    assert first.to_json()["fleiss"]["n"] == 3
    assert second.to_json()["fleiss"] is None
