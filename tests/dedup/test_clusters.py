from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.dedup import OUTCOMES, Outcome, PairJudgement, cluster_records
from harvester.dedup.clustering import REFUSED_BY_PERSON, REFUSED_BY_RULE, cluster_columns

DISTINCT, UNSURE, DUPLICATE = Outcome

SIZE = 7


def labels(*edges: PairJudgement, size: int = SIZE) -> list[int]:
    found: list[int] = cluster_records(size, edges).labels.tolist()
    return found


def test_without_judgements_each_record_is_a_cluster() -> None:
    assert labels(size=3) == [0, 1, 2]


def test_a_cluster_is_named_by_its_smallest_member() -> None:
    assert labels(PairJudgement(3, 4, DUPLICATE), PairJudgement(1, 4, DUPLICATE)) == [
        0,
        1,
        2,
        1,
        1,
        5,
        6,
    ]


def test_an_unsure_pair_is_no_edge() -> None:
    assert labels(PairJudgement(0, 1, UNSURE, 0.9), size=2) == [0, 1]


def test_a_chain_is_cut_at_its_weakest_link_when_its_ends_contradict_each_other() -> None:
    found = cluster_records(
        3,
        [
            PairJudgement(0, 1, DUPLICATE, 0.99),
            PairJudgement(1, 2, DUPLICATE, 0.98),
            PairJudgement(0, 2, DISTINCT),
        ],
    )
    assert found.labels.tolist() == [0, 0, 2]
    assert found.refused == ((1, 2, REFUSED_BY_RULE),)


def test_contradictions_move_with_clusters_that_grow() -> None:
    edges = [
        PairJudgement(0, 1, DUPLICATE, 0.99),
        PairJudgement(2, 3, DUPLICATE, 0.98),
        PairJudgement(1, 2, DUPLICATE, 0.97),
    ]
    assert labels(*edges, PairJudgement(0, 3, DISTINCT), size=4) == [0, 0, 2, 2]


def test_a_person_parts_what_a_rule_united() -> None:
    assert labels(
        PairJudgement(0, 1, DUPLICATE, 1.0),
        PairJudgement(0, 1, DISTINCT, by_person=True, order=1),
        size=2,
    ) == [0, 1]


def test_a_person_unites_what_a_rule_parted() -> None:
    assert labels(PairJudgement(0, 1, DISTINCT), PairJudgement(0, 1, DUPLICATE, by_person=True), size=2) == [0, 0]


def test_a_rule_never_blocks_a_persons_union_by_a_detour() -> None:
    persons = [
        PairJudgement(0, 1, DUPLICATE, by_person=True, order=1),
        PairJudgement(1, 2, DUPLICATE, by_person=True, order=2),
    ]
    assert labels(*persons, PairJudgement(0, 2, DISTINCT), size=3) == [0, 0, 0]


def test_a_persons_parting_holds_across_the_clusters_that_rules_make() -> None:
    parted = PairJudgement(0, 2, DISTINCT, by_person=True, order=1)
    assert labels(PairJudgement(0, 1, DUPLICATE, 0.99), PairJudgement(1, 2, DUPLICATE, 0.98), parted, size=3) == [
        0,
        0,
        2,
    ]


def test_the_last_word_of_a_person_on_a_pair_counts() -> None:
    first, last = (
        PairJudgement(0, 1, DUPLICATE, by_person=True, order=1),
        PairJudgement(0, 1, DISTINCT, by_person=True, order=2),
    )
    assert labels(last, first, size=2) == [0, 1]
    taken_back = PairJudgement(0, 1, UNSURE, by_person=True, order=3)
    assert labels(first, last, taken_back, PairJudgement(0, 1, DUPLICATE), size=2) == [0, 1]


def test_a_persons_judgement_that_contradicts_a_later_one_is_refused_and_reported() -> None:
    early = PairJudgement(0, 1, DUPLICATE, by_person=True, order=1)
    late = [
        PairJudgement(1, 2, DUPLICATE, by_person=True, order=2),
        PairJudgement(0, 2, DISTINCT, by_person=True, order=3),
    ]
    found = cluster_records(3, [early, *late])
    assert found.labels.tolist() == [0, 1, 1]
    assert found.refused == ((0, 1, REFUSED_BY_PERSON),)


def test_an_edge_to_a_record_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(IndexError):
        cluster_records(2, [PairJudgement(0, 5, DUPLICATE)])


pairs = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda pair: pair[0] != pair[1])
Pair = tuple[int, int]


def by_rule_of(pair: Pair, outcome: Outcome, probability: float, order: int) -> PairJudgement:
    return PairJudgement(pair[0], pair[1], outcome, probability, order=order)


def by_person_of(pair: Pair, outcome: Outcome) -> PairJudgement:
    return PairJudgement(pair[0], pair[1], outcome, by_person=True)


rules = st.builds(by_rule_of, pairs, st.sampled_from(OUTCOMES), st.floats(0, 1), st.integers(0, 10**6))
persons = st.builds(by_person_of, pairs, st.sampled_from((OUTCOMES[0], OUTCOMES[2])))


def dated(edges: list[PairJudgement]) -> list[PairJudgement]:
    return [
        PairJudgement(edge.a, edge.b, edge.outcome, edge.probability, edge.by_person, order)
        for order, edge in enumerate(edges)
    ]


@given(st.lists(rules, max_size=14), st.lists(persons, max_size=6).map(dated), st.randoms(use_true_random=False))
def test_the_order_of_the_judgements_does_not_matter(
    by_rule: list[PairJudgement], by_person: list[PairJudgement], random: Random
) -> None:
    given_edges = by_rule + by_person
    shuffled = list(given_edges)
    random.shuffle(shuffled)
    once = {(min(e.a, e.b), max(e.a, e.b)) for e in by_rule}
    if len(once) == len(by_rule):
        assert labels(*given_edges) == labels(*shuffled)


@given(st.lists(rules, max_size=20), st.lists(persons, max_size=8).map(dated))
def test_a_persons_judgements_always_win(by_rule: list[PairJudgement], by_person: list[PairJudgement]) -> None:
    found = cluster_records(SIZE, by_rule + by_person)
    refused = {(a, b) for a, b, reason in found.refused if reason == REFUSED_BY_PERSON}
    last = {(min(e.a, e.b), max(e.a, e.b)): e for e in by_person}
    for edge in last.values():
        if (edge.a, edge.b) not in refused:
            together = found.labels[edge.a] == found.labels[edge.b]
            assert together == (edge.outcome == DUPLICATE)


@given(st.lists(rules, max_size=20))
def test_no_cluster_holds_a_contradiction(by_rule: list[PairJudgement]) -> None:
    found = cluster_records(SIZE, by_rule)
    for edge in by_rule:
        assert edge.outcome != DISTINCT or found.labels[edge.a] != found.labels[edge.b]


@given(st.lists(rules, max_size=20))
def test_an_isolated_record_changes_no_cluster(by_rule: list[PairJudgement]) -> None:
    assert labels(*by_rule, size=SIZE + 1) == [*labels(*by_rule), SIZE]


@given(st.lists(rules.filter(lambda edge: edge.outcome != UNSURE), max_size=20))
def test_judgements_in_columns_make_the_clusters_that_they_make_one_by_one(by_rule: list[PairJudgement]) -> None:
    once = list({(min(edge.a, edge.b), max(edge.a, edge.b)): edge for edge in by_rule}.values())
    a, b, order = (np.array([getattr(edge, name) for edge in once], dtype=np.int64) for name in ("a", "b", "order"))
    duplicate = np.array([edge.outcome == DUPLICATE for edge in once], dtype=np.bool_)
    found = cluster_columns(SIZE, a, b, duplicate, np.array([edge.probability for edge in once]), order)
    wanted = cluster_records(SIZE, once)
    assert (found.labels.tolist(), found.refused) == (wanted.labels.tolist(), wanted.refused)
