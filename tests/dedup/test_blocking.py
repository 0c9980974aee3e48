from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from harvester.citation import Author, Citation
from harvester.dedup import build_columns, candidate_pairs, deduplicate
from harvester.dedup.blocking import LARGEST_BLOCK, MAX_BLOCK, BlockIndex, propose_pairs, sort_unique
from tests.dedup.reports import ARTICLE, vary
from tests.support import examples


def test_each_pair_comes_once_with_the_smaller_row_first() -> None:
    a, b = candidate_pairs(build_columns([ARTICLE] * 4))
    assert sorted(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_a_single_record_has_no_candidates() -> None:
    a, b = candidate_pairs(build_columns([ARTICLE]))
    assert a.size == b.size == 0


def test_a_huge_block_costs_no_square() -> None:
    a, _ = candidate_pairs(build_columns([vary(pages=str(n)) for n in range(300)]), max_block=40)
    assert a.size < 300 * 60


def test_in_a_huge_block_equal_titles_still_meet() -> None:
    supplement = [
        vary(title=f"{chr(97 + n % 26)}{n} fever and more of it", pages=str(n), authors=()) for n in range(120)
    ]
    twins = [vary(title="zz999 fever and more of it", pages=page, authors=()) for page in ("1", "500")]
    columns = build_columns([twins[0], *supplement, twins[1]])
    pairs = set(zip(*(rows.tolist() for rows in candidate_pairs(columns, max_block=10)), strict=True))
    assert (0, 121) in pairs


def _alike(n: int) -> Iterator[tuple[Citation, ...]]:
    """Kinds of records that share whatever they have: headings, a supplement's DOI, nothing but a year or a page."""
    heading = [Author("Okafor", "N")]
    yield tuple(Citation(title="Editorial", year=1990 + i % 30, volume=str(i % 30), pages=str(i)) for i in range(n))
    yield tuple(Citation(title="Editorial") for _ in range(n))
    yield tuple(Citation() for _ in range(n))
    yield tuple(Citation(year=2020, volume="12", issue="3", pages="1-8") for _ in range(n))
    yield tuple(Citation(title=f"Abstract {i}", doi="10.1000/supplement", authors=tuple(heading)) for i in range(n))
    yield tuple(Citation(title=ARTICLE.title, abstract=ARTICLE.abstract, authors=ARTICLE.authors) for _ in range(n))


def test_headings_and_missing_fields_propose_few_pairs_however_many_records_share_them() -> None:
    citations = [citation for kind in _alike(50_000 // 6) for citation in kind]
    a, _ = candidate_pairs(build_columns(citations))
    assert a.size < len(citations) * MAX_BLOCK / 2


def test_fifty_thousand_bearers_of_every_key_that_say_different_things_propose_no_pair() -> None:
    rows = np.arange(50_000)
    places = np.zeros((50_000, 5), dtype=np.int64)
    places[:, -1] = rows
    blocks = BlockIndex(np.repeat(np.arange(11), 50_000), np.tile(rows, 11), places)
    assert propose_pairs(blocks, copies=True)[0].size == 0


@pytest.mark.parametrize("size", [MAX_BLOCK, MAX_BLOCK + 1, LARGEST_BLOCK, LARGEST_BLOCK + 1])
def test_copies_of_one_record_all_hang_together(size: int) -> None:
    a, b = candidate_pairs(build_columns([ARTICLE] * size))
    graph = coo_matrix((np.ones(a.size), (a, b)), shape=(size, size))
    assert connected_components(graph, directed=False)[0] == 1


def test_a_large_block_proposes_the_same_pairs_in_whatever_order_its_records_arrive() -> None:
    citations = [vary(title=ARTICLE.title + " " + "abcdefgh"[n % 8], pages=str(n // 3), doi="") for n in range(90)]
    expected = _pairs_of(citations, list(range(90)))
    for seed in range(3):
        assert _pairs_of(citations, random.Random(seed).sample(range(90), 90)) == expected


def _pairs_of(citations: list[Citation], order: list[int]) -> set[frozenset[int]]:
    a, b = candidate_pairs(build_columns([citations[row] for row in order]))
    return {frozenset((order[one], order[two])) for one, two in zip(a.tolist(), b.tolist(), strict=True)}


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_with_new_records_exactly_their_pairs_remain(flags: list[bool]) -> None:
    columns = build_columns([vary(pages=f"{n}-{n + 3}") for n in range(6)])
    new = np.array(flags)
    everything = set(zip(*(rows.tolist() for rows in candidate_pairs(columns)), strict=True))
    some = set(zip(*(rows.tolist() for rows in candidate_pairs(columns, new=new)), strict=True))
    assert some == {pair for pair in everything if new[list(pair)].any()}


def test_copies_are_one_report_however_many_there_are() -> None:
    """A list of results given again and again, among others that bear one of its keys."""
    copies = [ARTICLE] * (2 * LARGEST_BLOCK)
    others = [vary(title=f"{n} other fevers", pages=f"{n}-{n + 2}", authors=()) for n in range(LARGEST_BLOCK)]
    labels = deduplicate([*copies[::2], *others, *copies[1::2]]).labels
    assert np.bincount(labels).max() == len(copies)


def test_copies_cost_no_square() -> None:
    a, _ = candidate_pairs(build_columns([ARTICLE] * 5_000))
    assert a.size == 4_999


def test_many_codes_are_sorted_like_few() -> None:
    rng = np.random.default_rng(7)
    for codes in (rng.integers(0, 2**62, 5_000), rng.integers(0, 50, 5_000), np.zeros(5_000, dtype=np.int64)):
        assert sort_unique(codes, large=1_000).tolist() == sorted(set(codes.tolist()))
