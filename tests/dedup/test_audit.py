"""An audit is drawn by chance yet reproducibly, from every stratum, and its intervals hold what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.dedup.evaluation import (
    MIN_PER_STRATUM,
    STRATA,
    SamplingFrame,
    StratumCounts,
    allocate_sample,
    assign_strata,
    draw_sample,
    estimate_errors,
    rate_interval,
)

TALLIES = st.lists(
    st.integers(1, 60).flatmap(
        lambda n: st.builds(StratumCounts, st.integers(n, 5_000).map(float), st.just(n), st.integers(0, n))
    ),
    min_size=1,
    max_size=5,
)


def frame(*sizes: int) -> SamplingFrame:
    stratum = np.repeat(np.arange(len(STRATA)), [*sizes, *[0] * (len(STRATA) - len(sizes))])
    return SamplingFrame(np.full(stratum.size, 0.5), stratum, np.ones(stratum.size))


def test_every_pair_has_exactly_one_stratum() -> None:
    chances = np.array([0.0, 0.02, 0.1, 0.5, 0.975, 0.995, 1.0] * 3)
    kinds = ["merged"] * 7 + ["in doubt"] * 7 + ["kept apart"] * 7
    assert (assign_strata(kinds, chances, np.zeros(21, dtype=np.bool_)) >= 0).all()  # type: ignore[arg-type]
    contradicted = assign_strata(["kept apart"] * 7, chances[:7], np.ones(7, dtype=np.bool_))
    assert [STRATA[place].name for place in set(contradicted.tolist())] == ["kept apart by a contradiction"]
    assert len({stratum.name for stratum in STRATA}) == len(STRATA)


def test_the_same_seed_draws_the_same_pairs_and_another_seed_others() -> None:
    whole = frame(200, 900, 20, 10, 3000, 50, 40)
    one, again, other = (draw_sample(whole, 60, seed=seed).tolist() for seed in (4, 4, 5))
    assert one == again != other
    assert len(set(one)) == 60


def test_every_stratum_gives_some_and_none_more_than_it_has() -> None:
    whole = frame(200, 900, 3, 10, 3000, 50, 40)
    given_ = np.bincount(whole.stratum[draw_sample(whole, 100, seed=1)], minlength=7)
    assert given_.sum() == 100
    assert given_[2] == 3
    assert (np.delete(given_, 2) >= MIN_PER_STRATUM).all()


@given(st.lists(st.integers(0, 50), min_size=1, max_size=7), st.integers(0, 200), st.data())
def test_as_many_pairs_are_drawn_as_asked_for_and_there_are(sizes: list[int], count: int, data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.floats(0, 100), min_size=len(sizes), max_size=len(sizes)))
    shares = allocate_sample(np.array(sizes), np.array(wanted), count)
    assert sum(shares) == min(count, sum(sizes))
    assert all(0 <= share <= size for share, size in zip(shares, sizes, strict=True))


@given(TALLIES)
def test_an_estimate_lies_within_its_interval_and_the_interval_within_what_is_possible(
    tallies: list[StratumCounts],
) -> None:
    found = estimate_errors(tallies)
    assert 0 <= found.low <= found.number + 1e-9
    assert found.number <= found.high + 1e-9
    assert found.high <= found.of + 1e-9


@pytest.mark.parametrize(
    ("errors", "judged", "low", "high"), [(0, 10, 0.0, 0.3085), (0, 59, 0.0, 0.0606), (81, 263, 0.2527, 0.3676)]
)
def test_the_interval_of_a_stratum_is_that_of_clopper_and_pearson(
    errors: int, judged: int, low: float, high: float
) -> None:
    """The last is that of Newcombe, Stat Med 1998;17:857–872, table I."""
    below, above = rate_interval(StratumCounts(1e6, judged, errors))
    assert below == pytest.approx(low, abs=1e-4)
    assert above == pytest.approx(high, abs=1e-4)


def test_a_stratum_judged_as_a_whole_is_known_exactly() -> None:
    found = estimate_errors([StratumCounts(20, 20, 3), StratumCounts(1000, 40, 0)])
    assert (found.number, found.low) == (3, 3)
    assert found.high > 3


def test_a_stratum_of_which_nothing_was_judged_is_left_out() -> None:
    assert estimate_errors([StratumCounts(100, 0, 0), StratumCounts(50, 10, 1)]).of == 50
    assert estimate_errors([]).judged == 0


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Simulated: two thousand audits of a merged set with rare errors in the large stratum and more in the small."""
    chance = np.random.default_rng(20261125)
    sizes, rates, judged = (3000, 200), (0.004, 0.08), (60, 40)
    wrong = [np.arange(size) < round(size * rate) for size, rate in zip(sizes, rates, strict=True)]
    truth = sum(int(those.sum()) for those in wrong)
    hits = 0
    for _ in range(2_000):
        tallies = [
            StratumCounts(size, n, int(chance.hypergeometric(those.sum(), size - those.sum(), n)))
            for size, n, those in zip(sizes, judged, wrong, strict=True)
        ]
        found = estimate_errors(tallies)
        hits += found.low <= truth <= found.high
    assert hits / 2_000 >= 0.94
