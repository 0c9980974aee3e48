"""The tables of a store: what a source said in ``said``, what we decided in ``decided``, what people read out of full
texts in ``extraction`` (docs/design.md).

Times are UTC. Rows of ``judgement``, ``decision`` and ``retrieval_status`` are append-only: a judgement that no longer
holds gets ``superseded_at``, nothing else of it changes.
"""

from harvester.store.models.decided import (
    Alert,
    Decision,
    Export,
    ExportReport,
    Judgement,
    Release,
    ReleaseReport,
    RetrievalStatus,
)
from harvester.store.models.extraction import Extraction, ExtractionAnswer
from harvester.store.models.said import (
    Blob,
    Link,
    Page,
    ReadThrough,
    Record,
    RecordKey,
    RecordNumber,
    Retrieval,
    Revision,
    Run,
    Search,
    StrategyVersion,
    UnreadEntry,
)

__all__ = [
    "Alert",
    "Blob",
    "Decision",
    "Export",
    "ExportReport",
    "Extraction",
    "ExtractionAnswer",
    "Judgement",
    "Link",
    "Page",
    "ReadThrough",
    "Record",
    "RecordKey",
    "RecordNumber",
    "Release",
    "ReleaseReport",
    "Retrieval",
    "RetrievalStatus",
    "Revision",
    "Run",
    "Search",
    "StrategyVersion",
    "UnreadEntry",
]
