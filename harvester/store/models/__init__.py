"""The tables of a store, by subject.

Times are UTC. What a person or a run stored is an ``event`` with rows in other tables. Both are append-only: a
judgement that is replaced gets ``superseded_at``, nothing else of a row changes. Derived tables (``record_number``,
``link`` and those of ``dedup_index``) can be rebuilt from the others. See docs/design.md.
"""

from harvester.store.models.dedup import (
    AnchorPair,
    AuditPair,
    AuditSample,
    IndexState,
    Judgement,
    PreparedRecord,
    RecordKey,
    RecordSortKey,
)
from harvester.store.models.events import Event, EventChain
from harvester.store.models.extraction import Extraction, ExtractionAnswer
from harvester.store.models.identity import StoreIdentity
from harvester.store.models.outputs import Alert, AlertAcknowledgement, Export, ExportReport, Release, ReleaseReport
from harvester.store.models.records import (
    DerivationMark,
    Link,
    Record,
    RecordNumber,
    Retrieval,
    Revision,
    UnconfirmedRetrieval,
    UncountedRecord,
)
from harvester.store.models.runs import Blob, Page, Run, Search, StrategyVersion, UnparsedRecord
from harvester.store.models.screening import (
    DecisionEvent,
    DecisionOrigin,
    FullText,
    ReleaseStudy,
    RetrievalEvent,
    ScreeningImport,
    ScreeningNote,
    StudyEvent,
)

__all__ = [
    "Alert", "AlertAcknowledgement", "AnchorPair", "AuditPair", "AuditSample", "Blob", "DecisionEvent",
    "DecisionOrigin", "DerivationMark", "Event", "EventChain", "Export", "ExportReport", "Extraction",
    "ExtractionAnswer", "FullText", "IndexState", "Judgement", "Link", "Page", "PreparedRecord", "Record", "RecordKey",
    "RecordNumber", "RecordSortKey", "Release", "ReleaseReport", "ReleaseStudy", "Retrieval", "RetrievalEvent",
    "Revision", "Run", "ScreeningImport", "ScreeningNote", "Search", "StoreIdentity", "StrategyVersion", "StudyEvent",
    "UnconfirmedRetrieval", "UncountedRecord", "UnparsedRecord",
]  # fmt: skip
