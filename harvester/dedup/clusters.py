"""Judgements → clusters: a pure function of the judgements, and of nothing else.

A person's judgement beats any rule's, for good. Persons' judgements are laid first, the latest first; one that
contradicts a later one is refused and reported. Then the rules' contradictions, which never part what a person united;
then the rules' duplicates, the strongest first, each refused when it would unite two records known to be distinct.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harvester.dedup.columns import Bools, Ints
from harvester.dedup.verdict import Outcome

Floats = NDArray[np.float64]
Refusal = tuple[int, int, str]

BY_PERSON = "a later judgement of a person contradicts it"
BY_RULE = "it would unite two records that contradict each other"


@dataclass(frozen=True, slots=True)
class Edge:
    """A live judgement of a pair. ``order``: when it was made; among rules it breaks ties, the lowest first."""

    a: int
    b: int
    outcome: Outcome
    probability: float = 1.0
    by_person: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """``labels``: each record's cluster, named by its smallest member; ``refused``: edges not followed, with reason."""

    labels: NDArray[np.int64]
    refused: tuple[Refusal, ...]


def cluster(size: int, edges: Sequence[Edge]) -> Clusters:
    """The clusters of ``size`` records (numbered from 0) under some judgements. "unsure" is no edge.

    Raises ``IndexError`` when an edge names a record that does not exist.
    """
    forest = _Forest(size)
    persons = _latest([edge for edge in edges if edge.by_person])
    settled = {_pair(edge) for edge in persons}
    refused = [(edge.a, edge.b, BY_PERSON) for edge in persons if not forest.lay(edge)]
    rules = [edge for edge in edges if not edge.by_person and _pair(edge) not in settled]
    for edge in rules:
        if edge.outcome == "distinct":
            forest.part(edge.a, edge.b)
    strongest = sorted((edge for edge in rules if edge.outcome == "duplicate"), key=_strength)
    refused += [(edge.a, edge.b, BY_RULE) for edge in strongest if not forest.unite(edge.a, edge.b)]
    return Clusters(forest.labels(), tuple(refused))


def cluster_by_rule(size: int, a: Ints, b: Ints, duplicate: Bools, probability: Floats, order: Ints) -> Clusters:
    """What :func:`cluster` makes of rules' judgements, given as columns: pairs that are ``duplicate``, others distinct.

    Pairs are walked one by one only where records that duplicates link contradict each other; elsewhere no duplicate is
    ever refused.
    """
    linked = components(size, a[duplicate], b[duplicate])
    within = linked[a] == linked[b]
    torn = np.unique(linked[a[within & ~duplicate]])
    members = np.flatnonzero(np.isin(linked, torn))
    pairs = np.flatnonzero(within & np.isin(linked[a], torn))
    ends = (np.searchsorted(members, side[pairs]).tolist() for side in (a, b))
    told = ("duplicate" if same else "distinct" for same in duplicate[pairs].tolist())
    known = zip(*ends, told, probability[pairs].tolist(), order[pairs].tolist(), strict=True)
    parted = cluster(members.size, [Edge(one, two, said, p, order=place) for one, two, said, p, place in known])
    linked[members] = members[parted.labels]
    rows = members.tolist()
    return Clusters(linked, tuple([(rows[one], rows[two], reason) for one, two, reason in parted.refused]))


def components(size: int, a: Ints, b: Ints) -> Ints:
    """Each record's component, named by its smallest member, when all these pairs are linked."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(a.size, dtype=np.int8), (a, b)), shape=(size, size))
    numbers = connected_components(graph, directed=False)[1] if size else np.empty(0, dtype=np.int64)
    _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
    named: Ints = first[places].astype(np.int64)
    return named


def _strength(edge: Edge) -> tuple[float, int, int, int]:
    return (-edge.probability, edge.order, *_pair(edge))


def _pair(edge: Edge) -> tuple[int, int]:
    return (edge.a, edge.b) if edge.a < edge.b else (edge.b, edge.a)


def _latest(edges: Iterable[Edge]) -> list[Edge]:
    """The last judgement of each pair, latest first."""
    live: dict[tuple[int, int], Edge] = {}
    for edge in sorted(edges, key=lambda edge: edge.order):
        live[_pair(edge)] = edge
    return sorted(live.values(), key=lambda edge: (-edge.order, _pair(edge)))


class _Forest:
    """Union-find whose roots know which other roots they must never join."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._weight = [1] * size
        self._apart: dict[int, set[int]] = {}

    def lay(self, edge: Edge) -> bool:
        """Follow a person's judgement; false when it contradicts what is laid already."""
        if edge.outcome == "duplicate":
            return self.unite(edge.a, edge.b)
        return edge.outcome == "unsure" or self.part(edge.a, edge.b)

    def unite(self, a: int, b: int) -> bool:
        """Join two clusters unless they must stay apart; false when they must."""
        one, two = self._root(a), self._root(b)
        if one == two:
            return True
        if two in self._apart.get(one, ()):
            return False
        if self._weight[one] < self._weight[two]:
            one, two = two, one
        self._parent[two] = one
        self._weight[one] += self._weight[two]
        self._inherit(one, two)
        return True

    def part(self, a: int, b: int) -> bool:
        """Keep two clusters apart from now on; false when they are one already."""
        one, two = self._root(a), self._root(b)
        if one == two:
            return False
        self._apart.setdefault(one, set()).add(two)
        self._apart.setdefault(two, set()).add(one)
        return True

    def labels(self) -> NDArray[np.int64]:
        """Each record's cluster, named by its smallest member."""
        names: dict[int, int] = {}
        roots = (self._root(record) for record in range(len(self._parent)))
        return np.fromiter((names.setdefault(root, record) for record, root in enumerate(roots)), dtype=np.int64)

    def _inherit(self, heir: int, gone: int) -> None:
        for other in self._apart.pop(gone, ()):
            self._apart[other].discard(gone)
            self._apart[other].add(heir)
            self._apart.setdefault(heir, set()).add(other)

    def _root(self, record: int) -> int:
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record
