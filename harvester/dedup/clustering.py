"""Cluster records by judgements of pairs, and find the judgements that link two records of a cluster.

A person's judgement overrides any rule. Judgements of persons are applied first, the latest first; a judgement that
contradicts a later one is refused and reported. Then the vetoes of rules, which never separate what a person united;
then the duplicates by rule, the most probable first, each refused when it would unite two records known to be distinct.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from harvester.dedup.arrays import Bools, Floats, Ints
from harvester.dedup.scoring.score import Outcome

Refusal = tuple[int, int, str]

REFUSED_BY_PERSON = "a later judgement of a person contradicts it"
REFUSED_BY_RULE = "it would unite two records that contradict each other"


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """Judgement of a pair of records. ``order``: when it was made; among rules it breaks ties, the lowest first."""

    a: int
    b: int
    outcome: Outcome
    probability: float = 1.0
    by_person: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Clusters of records.

    ``labels``: the cluster of each record, named by its smallest member, shape (records,). ``refused``: judgements that
    were not followed (record, record, reason).
    """

    labels: Ints
    refused: tuple[Refusal, ...]


def cluster_records(size: int, edges: Sequence[PairJudgement]) -> Clusters:
    """Cluster ``size`` records (numbered from 0) by judgements, of which unsure ones have no effect.

    Raises ``IndexError`` when a judgement names a record that does not exist.
    """
    forest = _ConstrainedForest(size)
    persons = _latest_judgements([edge for edge in edges if edge.by_person])
    settled = {_pair(edge) for edge in persons}
    refused = [(edge.a, edge.b, REFUSED_BY_PERSON) for edge in persons if not forest.add(edge)]
    rules = [edge for edge in edges if not edge.by_person and _pair(edge) not in settled]
    for edge in rules:
        if edge.outcome is Outcome.DISTINCT:
            forest.cannot_link(edge.a, edge.b)
    strongest = sorted((edge for edge in rules if edge.outcome is Outcome.DUPLICATE), key=_sort_key)
    refused += [(edge.a, edge.b, REFUSED_BY_RULE) for edge in strongest if not forest.must_link(edge.a, edge.b)]
    return Clusters(forest.labels(), tuple(refused))


def cluster_columns(size: int, a: Ints, b: Ints, duplicate: Bools, probability: Floats, order: Ints) -> Clusters:
    """Cluster by judgements of rules, given as columns of shape (n,): pairs are ``duplicate`` or else distinct.

    Gives what :func:`cluster_records` gives. Pairs are followed one by one only within components that contain a
    distinct pair; elsewhere no duplicate is refused.
    """
    linked = label_components(size, a[duplicate], b[duplicate])
    within = linked[a] == linked[b]
    conflicting = np.unique(linked[a[within & ~duplicate]])
    members = np.flatnonzero(np.isin(linked, conflicting))
    pairs = np.flatnonzero(within & np.isin(linked[a], conflicting))
    ends = (np.searchsorted(members, side[pairs]).tolist() for side in (a, b))
    outcomes = (Outcome.DUPLICATE if same else Outcome.DISTINCT for same in duplicate[pairs].tolist())
    columns = zip(*ends, outcomes, probability[pairs].tolist(), order[pairs].tolist(), strict=True)
    clusters = cluster_records(
        members.size,
        [PairJudgement(left, right, outcome, p, order=place) for left, right, outcome, p, place in columns],
    )
    linked[members] = members[clusters.labels]
    rows = members.tolist()
    return Clusters(linked, tuple([(rows[left], rows[right], reason) for left, right, reason in clusters.refused]))


def label_components(size: int, a: Ints, b: Ints) -> Ints:
    """Return the component of each of ``size`` records when all pairs (``a``, ``b``) are linked: shape (size,).

    A component is named by its smallest member.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(a.size, dtype=np.int8), (a, b)), shape=(size, size))
    numbers = connected_components(graph, directed=False)[1] if size else np.empty(0, dtype=np.int64)
    _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
    return np.asarray(first[places], dtype=np.int64)


def _sort_key(edge: PairJudgement) -> tuple[float, int, int, int]:
    return (-edge.probability, edge.order, *_pair(edge))


def _pair(edge: PairJudgement) -> tuple[int, int]:
    return (edge.a, edge.b) if edge.a < edge.b else (edge.b, edge.a)


def _latest_judgements(edges: Iterable[PairJudgement]) -> list[PairJudgement]:
    """Return the last judgement of each pair, latest first."""
    live: dict[tuple[int, int], PairJudgement] = {}
    for edge in sorted(edges, key=lambda edge: edge.order):
        live[_pair(edge)] = edge
    return sorted(live.values(), key=lambda edge: (-edge.order, _pair(edge)))


class _ConstrainedForest:
    """Union-find with cannot-link constraints: each root holds the roots that it must never join."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._weight = [1] * size
        self._conflicts: dict[int, set[int]] = {}

    def add(self, edge: PairJudgement) -> bool:
        """Apply a judgement of a person; return whether it agrees with those applied before."""
        if edge.outcome is Outcome.DUPLICATE:
            return self.must_link(edge.a, edge.b)
        return edge.outcome is Outcome.UNSURE or self.cannot_link(edge.a, edge.b)

    def must_link(self, a: int, b: int) -> bool:
        """Join two clusters unless they must stay apart; return whether they are one now."""
        left, right = self._root(a), self._root(b)
        if left == right:
            return True
        if right in self._conflicts.get(left, ()):
            return False
        if self._weight[left] < self._weight[right]:
            left, right = right, left
        self._parent[right] = left
        self._weight[left] += self._weight[right]
        self._inherit(left, right)
        return True

    def cannot_link(self, a: int, b: int) -> bool:
        """Keep two clusters apart from now on; return False when they are one already."""
        left, right = self._root(a), self._root(b)
        if left == right:
            return False
        self._conflicts.setdefault(left, set()).add(right)
        self._conflicts.setdefault(right, set()).add(left)
        return True

    def labels(self) -> Ints:
        """Return the cluster of each record, named by its smallest member: shape (records,)."""
        names: dict[int, int] = {}
        roots = (self._root(record) for record in range(len(self._parent)))
        return np.fromiter((names.setdefault(root, record) for record, root in enumerate(roots)), dtype=np.int64)

    def _inherit(self, root: int, absorbed: int) -> None:
        for conflict in self._conflicts.pop(absorbed, ()):
            self._conflicts[conflict].discard(absorbed)
            self._conflicts[conflict].add(root)
            self._conflicts.setdefault(root, set()).add(conflict)

    def _root(self, record: int) -> int:
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record


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
