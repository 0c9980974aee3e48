"""The tables of a store: what a source said in ``said``, what we decided in ``decided`` and ``studies``, what people
read out of full texts in ``extraction``, audits of the de-duplicator in ``audits``.

Times are UTC. Rows of ``judgement``, ``decision``, ``retrieval_status`` and ``study_event`` are append-only: a
judgement that no longer holds gets ``superseded_at``, nothing else of it changes. docs/design.md tells them apart.
"""

from harvester.store.models.audits import AuditPair, AuditSample
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
from harvester.store.models.full_texts import FullText
from harvester.store.models.index import CertainPair, IndexState, PreparedRecord, RecordPlace
from harvester.store.models.notes import ScreeningNote
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
from harvester.store.models.screened import DecisionOrigin, ScreeningImport
from harvester.store.models.studies import ReleaseStudy, StudyEvent

__all__ = [
    "Alert",
    "AuditPair",
    "AuditSample",
    "Blob",
    "CertainPair",
    "Decision",
    "DecisionOrigin",
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
    "ReadThrough",
    "Record",
    "RecordKey",
    "RecordNumber",
    "RecordPlace",
    "Release",
    "ReleaseReport",
    "ReleaseStudy",
    "Retrieval",
    "RetrievalStatus",
    "Revision",
    "Run",
    "ScreeningImport",
    "ScreeningNote",
    "Search",
    "StrategyVersion",
    "StudyEvent",
    "UnreadEntry",
]
