"""De-duplication: normalise, block, compare, score, cluster, merge. Pure; docs/dedup.md explains how it decides."""

from __future__ import annotations

from harvester.dedup.blocking import can_match, candidate_pairs
from harvester.dedup.clustering import Clusters, PairJudgement, cluster_records, find_link_path
from harvester.dedup.merge import merge_citations
from harvester.dedup.model_version import model_version
from harvester.dedup.pipeline import DedupResult, deduplicate, explain, explain_pairs, score_candidates, select_relevant
from harvester.dedup.records.blocking_keys import blocking_keys
from harvester.dedup.records.columns import ColumnBatch, Columns, build_columns, concatenate_batches, prepare_batch
from harvester.dedup.records.serialise import dump_columns, restore_columns, restore_prefilter_columns
from harvester.dedup.scoring.corpus_statistics import CorpusStatistics
from harvester.dedup.scoring.explanation import Explanation, ScoredPair, list_relation_kinds, to_pairs
from harvester.dedup.scoring.relations import RelationKind
from harvester.dedup.scoring.score import OUTCOMES, Outcome, ScoredPairs, score_pairs
from harvester.evidence import Evidence

__all__ = [
    "OUTCOMES",
    "Clusters",
    "ColumnBatch",
    "Columns",
    "CorpusStatistics",
    "DedupResult",
    "Evidence",
    "Explanation",
    "Outcome",
    "PairJudgement",
    "RelationKind",
    "ScoredPair",
    "ScoredPairs",
    "blocking_keys",
    "build_columns",
    "can_match",
    "candidate_pairs",
    "cluster_records",
    "concatenate_batches",
    "deduplicate",
    "dump_columns",
    "explain",
    "explain_pairs",
    "find_link_path",
    "list_relation_kinds",
    "merge_citations",
    "model_version",
    "prepare_batch",
    "restore_columns",
    "restore_prefilter_columns",
    "score_candidates",
    "score_pairs",
    "select_relevant",
    "to_pairs",
]
