"""The chain that links two records is the likeliest there is, and it leads from one to the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.dedup import Outcome, PairJudgement, cluster_records, find_link_path

DISTINCT, UNSURE, DUPLICATE = Outcome

EDGES = st.lists(
    st.builds(
        PairJudgement,
        a=st.integers(0, 5),
        b=st.integers(6, 11),
        outcome=st.sampled_from(Outcome),
        probability=st.floats(0.01, 1),
        by_person=st.booleans(),
    ),
    max_size=15,
)


def test_the_likelier_way_round_is_told_rather_than_the_doubtful_short_cut() -> None:
    way = [PairJudgement(0, 1, DUPLICATE, 0.99), PairJudgement(1, 2, DUPLICATE, 0.99)]
    assert find_link_path([*way, PairJudgement(0, 2, DUPLICATE, 0.6)], 0, 2) == tuple(way)


def test_of_equally_certain_ways_the_shortest_is_told() -> None:
    direct = PairJudgement(0, 2, DUPLICATE, by_person=True)
    assert find_link_path(
        [
            PairJudgement(0, 1, DUPLICATE, by_person=True),
            PairJudgement(1, 2, DUPLICATE, by_person=True),
            direct,
        ],
        0,
        2,
    ) == (direct,)


@given(EDGES, st.integers(0, 11), st.integers(0, 11))
def test_a_chain_exists_exactly_within_a_cluster_and_each_link_continues_the_last(
    edges: list[PairJudgement], start: int, end: int
) -> None:
    united = [edge for edge in edges if edge.outcome == DUPLICATE]
    labels = cluster_records(12, united).labels
    found = find_link_path(edges, start, end)
    assert bool(found) == (start != end and labels[start] == labels[end])
    at = start
    for edge in found:
        assert at in {edge.a, edge.b}
        at = edge.b if at == edge.a else edge.a
    assert not found or at == end
