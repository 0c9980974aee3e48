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

from harvester.dedup.records.columns import Bools, Ints
from harvester.dedup.scoring.score import Outcome

Floats = NDArray[np.float64]
Refusal = tuple[int, int, str]

REFUSED_BY_PERSON = "a later judgement of a person contradicts it"
REFUSED_BY_RULE = "it would unite two records that contradict each other"


@dataclass(frozen=True, slots=True)
class PairJudgement:
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


def cluster_records(size: int, edges: Sequence[PairJudgement]) -> Clusters:
    """The clusters of ``size`` records (numbered from 0) under some judgements. "unsure" is no edge.

    Raises ``IndexError`` when an edge names a record that does not exist.
    """
    forest = _ConstrainedForest(size)
    persons = _latest_judgements([edge for edge in edges if edge.by_person])
    settled = {_pair(edge) for edge in persons}
    refused = [(edge.a, edge.b, REFUSED_BY_PERSON) for edge in persons if not forest.add(edge)]
    rules = [edge for edge in edges if not edge.by_person and _pair(edge) not in settled]
    for edge in rules:
        if edge.outcome == "distinct":
            forest.cannot_link(edge.a, edge.b)
    strongest = sorted((edge for edge in rules if edge.outcome == "duplicate"), key=_sort_key)
    refused += [(edge.a, edge.b, REFUSED_BY_RULE) for edge in strongest if not forest.must_link(edge.a, edge.b)]
    return Clusters(forest.labels(), tuple(refused))


def cluster_columns(size: int, a: Ints, b: Ints, duplicate: Bools, probability: Floats, order: Ints) -> Clusters:
    """What :func:`cluster` makes of rules' judgements, given as columns: pairs that are ``duplicate``, others distinct.

    Pairs are walked one by one only where records that duplicates link contradict each other; elsewhere no duplicate is
    ever refused.
    """
    linked = connected_components(size, a[duplicate], b[duplicate])
    within = linked[a] == linked[b]
    conflicting = np.unique(linked[a[within & ~duplicate]])
    members = np.flatnonzero(np.isin(linked, conflicting))
    pairs = np.flatnonzero(within & np.isin(linked[a], conflicting))
    ends = (np.searchsorted(members, side[pairs]).tolist() for side in (a, b))
    outcomes = ("duplicate" if same else "distinct" for same in duplicate[pairs].tolist())
    columns = zip(*ends, outcomes, probability[pairs].tolist(), order[pairs].tolist(), strict=True)
    clusters = cluster_records(
        members.size,
        [PairJudgement(left, right, outcome, p, order=place) for left, right, outcome, p, place in columns],
    )
    linked[members] = members[clusters.labels]
    rows = members.tolist()
    return Clusters(linked, tuple([(rows[left], rows[right], reason) for left, right, reason in clusters.refused]))


def connected_components(size: int, a: Ints, b: Ints) -> Ints:
    """Each record's component, named by its smallest member, when all these pairs are linked."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(a.size, dtype=np.int8), (a, b)), shape=(size, size))
    numbers = connected_components(graph, directed=False)[1] if size else np.empty(0, dtype=np.int64)
    _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
    named: Ints = first[places].astype(np.int64)
    return named


def _sort_key(edge: PairJudgement) -> tuple[float, int, int, int]:
    return (-edge.probability, edge.order, *_pair(edge))


def _pair(edge: PairJudgement) -> tuple[int, int]:
    return (edge.a, edge.b) if edge.a < edge.b else (edge.b, edge.a)


def _latest_judgements(edges: Iterable[PairJudgement]) -> list[PairJudgement]:
    """The last judgement of each pair, latest first."""
    live: dict[tuple[int, int], PairJudgement] = {}
    for edge in sorted(edges, key=lambda edge: edge.order):
        live[_pair(edge)] = edge
    return sorted(live.values(), key=lambda edge: (-edge.order, _pair(edge)))


class _ConstrainedForest:
    """Union-find whose roots know which other roots they must never join."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._weight = [1] * size
        self._conflicts: dict[int, set[int]] = {}

    def add(self, edge: PairJudgement) -> bool:
        """Follow a person's judgement; false when it contradicts what is laid already."""
        if edge.outcome == "duplicate":
            return self.must_link(edge.a, edge.b)
        return edge.outcome == "unsure" or self.cannot_link(edge.a, edge.b)

    def must_link(self, a: int, b: int) -> bool:
        """Join two clusters unless they must stay apart; false when they must."""
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
        """Keep two clusters apart from now on; false when they are one already."""
        left, right = self._root(a), self._root(b)
        if left == right:
            return False
        self._conflicts.setdefault(left, set()).add(right)
        self._conflicts.setdefault(right, set()).add(left)
        return True

    def labels(self) -> NDArray[np.int64]:
        """Each record's cluster, named by its smallest member."""
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
