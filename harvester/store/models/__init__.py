"""The tables of a store: what a source said in ``said``, what we decided in ``decided`` and ``studies``, what people
read out of full texts in ``extraction``, audits of the de-duplicator in ``audits``.

Times are UTC. Rows of ``judgement``, ``decision``, ``retrieval_status`` and ``study_event`` are append-only: a
judgement that no longer holds gets ``superseded_at``, nothing else of it changes. docs/design.md tells them apart.
"""

from harvester.store.models.decided import (
    Alert,
    DecisionEvent,
    Export,
    ExportReport,
    Judgement,
    Release,
    ReleaseReport,
    RetrievalEvent,
)
from harvester.store.models.dedup_audits import AuditPair, AuditSample
from harvester.store.models.dedup_index import AnchorPair, IndexState, PreparedRecord, RecordSortKey
from harvester.store.models.extraction import Extraction, ExtractionAnswer
from harvester.store.models.full_texts import FullText
from harvester.store.models.notes import ScreeningNote
from harvester.store.models.said import (
    Blob,
    DerivationMark,
    Link,
    Page,
    Record,
    RecordKey,
    RecordNumber,
    Retrieval,
    Revision,
    Run,
    Search,
    StrategyVersion,
    UnparsedRecord,
)
from harvester.store.models.screening_imports import DecisionOrigin, ScreeningImport
from harvester.store.models.studies import ReleaseStudy, StudyEvent

__all__ = [
    "Alert",
    "AnchorPair",
    "AuditPair",
    "AuditSample",
    "Blob",
    "DecisionEvent",
    "DecisionOrigin",
    "DerivationMark",
    "Export",
    "ExportReport",
    "Extraction",
    "ExtractionAnswer",
    "FullText",
    "IndexState",
    "Judgement",
    "Link",
    "Page",
    "PreparedRecord",
    "Record",
    "RecordKey",
    "RecordNumber",
    "RecordSortKey",
    "Release",
    "ReleaseReport",
    "ReleaseStudy",
    "Retrieval",
    "RetrievalEvent",
    "Revision",
    "Run",
    "ScreeningImport",
    "ScreeningNote",
    "Search",
    "StrategyVersion",
    "StudyEvent",
    "UnparsedRecord",
]
