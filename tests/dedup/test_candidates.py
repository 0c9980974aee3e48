from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.dedup import candidates, prepare
from tests.dedup.reports import ARTICLE, vary


def test_each_pair_comes_once_with_the_smaller_row_first() -> None:
    a, b = candidates(prepare([ARTICLE] * 4))
    assert sorted(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_a_single_record_has_no_candidates() -> None:
    a, b = candidates(prepare([ARTICLE]))
    assert a.size == b.size == 0


def test_a_huge_block_costs_no_square() -> None:
    a, _ = candidates(prepare([vary(pages=str(n)) for n in range(300)]), max_block=40)
    assert a.size < 300 * 60


def test_in_a_huge_block_equal_titles_still_meet() -> None:
    supplement = [
        vary(title=f"{chr(97 + n % 26)}{n} fever and more of it", pages=str(n), authors=()) for n in range(120)
    ]
    twins = [vary(title="zz999 fever and more of it", pages=page, authors=()) for page in ("1", "500")]
    columns = prepare([twins[0], *supplement, twins[1]])
    pairs = set(zip(*(rows.tolist() for rows in candidates(columns, max_block=10)), strict=True))
    assert (0, 121) in pairs


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_with_new_records_exactly_their_pairs_remain(flags: list[bool]) -> None:
    columns = prepare([vary(pages=f"{n}-{n + 3}") for n in range(6)])
    new = np.array(flags)
    everything = set(zip(*(rows.tolist() for rows in candidates(columns)), strict=True))
    some = set(zip(*(rows.tolist() for rows in candidates(columns, new=new)), strict=True))
    assert some == {pair for pair in everything if new[list(pair)].any()}
