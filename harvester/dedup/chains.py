"""Why two records are in one cluster although nothing was judged about the two of them: the judgements in between."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from math import log

from harvester.dedup.clusters import Edge

_STEP = 1e-3
"""What a link costs in itself, so that of equally certain chains the shortest is told."""


def chain(edges: Sequence[Edge], start: int, end: int) -> tuple[Edge, ...]:
    """The likeliest chain of duplicates from one record to another, link by link; empty when there is none.

    The likeliest is that whose probabilities multiplied are the highest (a person's word counts 1): the shortest path
    under −log p (Dijkstra, Numer Math 1959;1:269–271).
    """
    links: defaultdict[int, list[tuple[int, Edge]]] = defaultdict(list)
    for edge in edges:
        if edge.outcome == "duplicate":
            links[edge.a].append((edge.b, edge))
            links[edge.b].append((edge.a, edge))
    reached: dict[int, Edge | None] = {}
    frontier: list[tuple[float, int, int, Edge | None]] = [(0.0, 0, start, None)]
    tick = 0
    while frontier and end not in reached:
        cost, _, record, by = heapq.heappop(frontier)
        if record in reached:
            continue
        reached[record] = by
        for other, edge in links[record]:
            if other not in reached:
                tick += 1
                heapq.heappush(frontier, (cost + _cost(edge), tick, other, edge))
    return _back(reached, start, end)


def _cost(edge: Edge) -> float:
    return _STEP - (0.0 if edge.by_person else log(max(edge.probability, 1e-12)))


def _back(reached: dict[int, Edge | None], start: int, end: int) -> tuple[Edge, ...]:
    found: list[Edge] = []
    while end != start and (edge := reached.get(end)) is not None:
        found.append(edge)
        end = edge.a if edge.b == end else edge.b
    return tuple(reversed(found))
