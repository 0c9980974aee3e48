"""De-duplicate records in memory, and explain single pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harvester import dedup
from harvester.api.records import Record, Records, Report, Reports
from harvester.citation import Citation
from harvester.dedup import Evidence, Explanation, Outcome, ScoredPair
from harvester.dedup.evaluation import ExpectedErrors

__all__ = ["DedupResult", "Evidence", "Explanation", "Outcome", "ScoredPair", "deduplicate", "explain"]


@dataclass(frozen=True)
class DedupResult:
    """Clusters of duplicate records, and the pairs that decided them.

    Attributes:
        records: the n records that were de-duplicated.
        clusters: the cluster of each record, an array of shape (n,), int64. Records of one cluster denote one report.
        expected_errors: how many false merges and missed duplicates to expect, each with a 95 % interval.
    """

    records: Records
    scored: dedup.DedupResult

    @property
    def clusters(self) -> NDArray[np.int64]:
        """Return the cluster of each record, an array of shape (n,), int64."""
        return self.scored.labels

    @property
    def expected_errors(self) -> ExpectedErrors:
        """Return the expected numbers of false merges and of missed duplicates."""
        return self.scored.errors

    @cached_property
    def pairs(self) -> tuple[ScoredPair, ...]:
        """Return the pairs that matter: duplicates, unsure pairs, and pairs that resemble but contradict each other.

        Each has ``a`` < ``b`` (positions in ``records``), ``outcome`` (:class:`Outcome`), ``probability`` of being
        duplicates (0 to 1), ``evidence`` (one entry for each field) and ``relation`` ("preprint-of", … or "").
        """
        return tuple(dedup.to_pairs(self.scored.pairs))

    @property
    def to_review(self) -> tuple[ScoredPair, ...]:
        """Return the unsure pairs that a person should judge: one for each two clusters, most probable first."""
        return tuple(self.pairs[row] for row in self.scored.to_review.tolist())

    @cached_property
    def unique(self) -> Reports:
        """Return one report for each cluster, in the order of their first records, with a merged citation."""
        members: dict[int, list[Record]] = {}
        for record, label in zip(self.records, self.clusters.tolist(), strict=True):
            members.setdefault(label, []).append(record)
        return Reports(tuple(_merge_records(label, records) for label, records in members.items()))

    def pairs_to_dicts(self) -> list[dict[str, Any]]:
        """Return a flat dictionary for each of ``pairs``, ready for ``pandas.DataFrame``.

        Keys: ``record_a``, ``record_b`` (names), ``a``, ``b`` (positions), ``outcome``, ``probability``, ``relation``,
        ``explanation`` (the evidence in sentences).
        """
        return [
            {
                "record_a": self.records[pair.a].name,
                "record_b": self.records[pair.b].name,
                "a": pair.a,
                "b": pair.b,
                "outcome": str(pair.outcome),
                "probability": pair.probability,
                "relation": str(pair.relation),
                "explanation": "; ".join(evidence.sentence for evidence in pair.evidence),
            }
            for pair in self.pairs
        ]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return ``records.to_dicts()`` with one key more at the front: ``cluster``."""
        rows = zip(self.clusters.tolist(), self.records, strict=True)
        return [{"cluster": label} | record.to_dict() for label, record in rows]


def deduplicate(records: Records | Sequence[Record]) -> DedupResult:
    """Compare records, judge pairs by rule, and cluster the duplicates. Nothing is dropped or changed.

    Args:
        records: the records of one or several files (:func:`harvester.read_files`).

    Returns:
        The clusters and pairs. The order of the records does not change them.

    Example:
        >>> import harvester as hv
        >>> folder = "queries/anakinra-hlh/demo/v1/imports"
        >>> records = hv.read_files(f"{folder}/embase/embase-2023-01-02.ris", f"{folder}/pubmed/pubmed-2023-01-02.nbib")
        >>> result = hv.deduplicate(records)
        >>> len(records) > len(result.unique)
        True
        >>> result.clusters.shape == (len(records),)
        True
    """
    items = records if isinstance(records, Records) else Records(tuple(records))
    return DedupResult(items, dedup.deduplicate(items.citations))


def explain(left: Record | Report | Citation, right: Record | Report | Citation) -> Explanation:
    """Explain how the rules judge two records, whether or not they resemble each other.

    Args:
        left, right: two records, reports or citations.

    Returns:
        ``outcome`` (:class:`Outcome`), ``probability`` of being duplicates (0 to 1), ``evidence`` for each field
        (``field``, ``weight`` in log-odds, ``sentence``), ``sentences`` and a ``summary`` in one sentence.

    Example:
        >>> import harvester as hv
        >>> records = hv.read_files("queries/anakinra-hlh/demo/v1/imports/embase/embase-2023-01-02.ris")
        >>> print(hv.explain(records[0], records[1]).outcome)
        distinct
    """
    return dedup.explain(_citation(left), _citation(right))


def _citation(item: Record | Report | Citation) -> Citation:
    return item if isinstance(item, Citation) else item.citation


def _merge_records(label: int, records: Sequence[Record]) -> Report:
    return Report(
        citation=dedup.merge_citations([record.citation for record in records]),
        name=f"R{label + 1:06d}",
        sources=tuple(dict.fromkeys(record.source for record in records)),
        record_names=tuple(record.name for record in records),
    )
