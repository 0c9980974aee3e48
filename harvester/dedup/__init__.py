"""De-duplication: block → compare → judge → cluster → represent. Pure; docs/dedup.md says how it decides."""

from __future__ import annotations

from harvester.dedup.candidates import candidates
from harvester.dedup.chains import chain
from harvester.dedup.clusters import Clusters, Edge, cluster
from harvester.dedup.columns import Columns, Prepared, joined, prepare, prepared
from harvester.dedup.corpus import Corpus
from harvester.dedup.evidence import Evidence, Explanation, Finding, findings, related
from harvester.dedup.find import Deduplicated, compared, deduplicate, explain, explain_pairs, find, judgements
from harvester.dedup.keys import blocking_keys
from harvester.dedup.outlines import promising
from harvester.dedup.packed import outlines, packed, unpacked
from harvester.dedup.relations import RELATIONS, relation_said
from harvester.dedup.representative import represent
from harvester.dedup.verdict import OUTCOMES, Judged, Outcome, judge
from harvester.dedup.version import version

__all__ = [
    "OUTCOMES",
    "RELATIONS",
    "Clusters",
    "Columns",
    "Corpus",
    "Deduplicated",
    "Edge",
    "Evidence",
    "Explanation",
    "Finding",
    "Judged",
    "Outcome",
    "Prepared",
    "blocking_keys",
    "candidates",
    "chain",
    "cluster",
    "compared",
    "deduplicate",
    "explain",
    "explain_pairs",
    "find",
    "findings",
    "joined",
    "judge",
    "judgements",
    "outlines",
    "packed",
    "prepare",
    "prepared",
    "promising",
    "related",
    "relation_said",
    "represent",
    "unpacked",
    "version",
]
