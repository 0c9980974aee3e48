"""Find the judgements that link two records of one cluster."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from math import log

from harvester.dedup.clustering.constrained import PairJudgement
from harvester.dedup.scoring.score import Outcome

_LINK_COST = 1e-3
"""Cost of each link, so that of equally probable paths the shortest is found."""


def find_link_path(edges: Sequence[PairJudgement], start: int, end: int) -> tuple[PairJudgement, ...]:
    """Return the most probable path of duplicates from one record to another, link by link; empty when there is none.

    The most probable path has the highest product of probabilities (1 for a judgement of a person): the shortest path
    under −log p (Dijkstra, Numer Math 1959;1:269–271).
    """
    links: defaultdict[int, list[tuple[int, PairJudgement]]] = defaultdict(list)
    for edge in edges:
        if edge.outcome is Outcome.DUPLICATE:
            links[edge.a].append((edge.b, edge))
            links[edge.b].append((edge.a, edge))
    reached: dict[int, PairJudgement | None] = {}
    frontier: list[tuple[float, int, int, PairJudgement | None]] = [(0.0, 0, start, None)]
    tick = 0
    while frontier and end not in reached:
        cost, _, record, link = heapq.heappop(frontier)
        if record in reached:
            continue
        reached[record] = link
        for neighbour, edge in links[record]:
            if neighbour not in reached:
                tick += 1
                heapq.heappush(frontier, (cost + _cost(edge), tick, neighbour, edge))
    return _trace_back(reached, start, end)


def _cost(edge: PairJudgement) -> float:
    return _LINK_COST - (0.0 if edge.by_person else log(max(edge.probability, 1e-12)))


def _trace_back(reached: dict[int, PairJudgement | None], start: int, end: int) -> tuple[PairJudgement, ...]:
    path: list[PairJudgement] = []
    while end != start and (edge := reached.get(end)) is not None:
        path.append(edge)
        end = edge.a if edge.b == end else edge.b
    return tuple(reversed(path))
