"""What the store takes and gives: plain frozen values, no sessions, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from harvester.citation import Citation
from harvester.screening.decisions import Decision, RetrievalStatus, Stage

JudgementVerdict = Literal["duplicate", "distinct", "unsure", "withdrawn"]
MadeBy = Literal["rule", "person"]
RunStatus = Literal["running", "complete", "partial", "failed"]
LinkKind = Literal[
    "retracted-by",
    "retraction-of",
    "partly-retracted-by",
    "partial-retraction-of",
    "concern-in",
    "concern-of",
    "erratum-in",
    "erratum-of",
    "update-in",
    "update-of",
    "republished-in",
    "republished-from",
    "comment-in",
    "comment-on",
    "preprint-of",
    "article-of",
]
LINK_KINDS: Final[tuple[LinkKind, ...]] = get_args(LinkKind)
"""What one document can be to another. "preprint-of": the record is a preprint of the other; "article-of": the other is
a preprint of the record."""
AlertKind = Literal["retracted", "partly-retracted", "concern", "erratum", "update", "published", "changed"]
ALERT_KINDS: Final[tuple[AlertKind, ...]] = get_args(AlertKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """A search as the store knows it."""

    id: int
    key: str
    source: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What is known when a run begins. ``search_date`` is the day the database was asked (ISO date)."""

    search_id: int
    strategy_version_id: int | None
    origin: Literal["service", "file"]
    mode: Literal["full", "window"]
    started_at: datetime
    search_date: str
    platform: str = ""
    file_name: str | None = None
    file_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as stored."""

    id: int
    search: str
    origin: str
    mode: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    search_date: str
    promised: int | None
    retrieved: int
    new: int
    known: int
    changed: int
    gone: int
    error: str | None
    platform: str
    translation: str
    warnings: tuple[str, ...]
    file_name: str | None
    file_sha256: str | None
    strategy: str
    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """Bytes a source sent, and how they were asked for."""

    holds: Literal["ids", "records"]
    body: bytes
    fetched_at: datetime
    format: str = ""
    media_type: str = ""
    request: str = ""
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A stored page that is to be parsed (again)."""

    id: int
    run_id: int
    format: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingRecord:
    """One record as a page delivered it, ready to be stored under ``accession``."""

    accession: str
    citation: Citation
    content_hash: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """What the store holds of a record: enough to tell whether a delivery of it is new, changed, or another one.

    ``revision`` and ``format`` are those of the current revision, ``last_revision`` the highest number given;
    ``latest`` maps each format to the content hash of the latest revision in it.
    """

    id: int
    accession: str
    revision: int
    last_revision: int
    format: str
    citation: Citation
    latest: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record with its current citation."""

    id: int
    source: str
    accession: str
    report_id: int
    revision: int
    citation: Citation

    @property
    def name(self) -> str:
        """The record as people write it: "pubmed:37344166"."""
        return f"{self.source}:{self.accession}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJudgement:
    """A judgement to be made about two records (``record_a`` < ``record_b``)."""

    record_a: int
    record_b: int
    verdict: JudgementVerdict
    made_by: MadeBy
    person: str = ""
    probability: float | None = None
    evidence: str = "[]"
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A judgement as stored; it is live while ``superseded_at`` is None."""

    id: int
    record_a: int
    record_b: int
    verdict: JudgementVerdict
    made_by: MadeBy
    person: str
    probability: float | None
    evidence: str
    made_at: datetime
    superseded_at: datetime | None
    undoes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A reviewer's decision about a report."""

    report_id: int
    stage: Stage
    verdict: Decision
    reviewer: str
    tool: str
    reason: str = ""
    automation: bool = False
    adjudicates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision as stored, under the report number of its day."""

    id: int
    report_id: int
    stage: Stage
    verdict: Decision
    reason: str
    reviewer: str
    automation: bool
    adjudicates: bool
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnanimousDecisionRow:
    """The reports, by the numbers of their days, of which every decision at a stage said the same.

    The verdict is None where any two decisions about a report differ: those must be looked at one by one.
    """

    stage: Stage
    verdict: Decision | None
    reason: str
    automation: bool
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievalStatusRow:
    """Whether a report's full text was retrieved, as stored."""

    id: int
    report_id: int
    status: RetrievalStatus
    reason: str
    reviewer: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A frozen version of the review."""

    id: int
    name: str
    made_at: datetime
    last_run_id: int | None
    flow: str
    included: frozenset[int]
    unfinished: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """An export that was handed over."""

    id: int
    tool: str
    format: str
    stage: str
    made_at: datetime
    file_name: str
    sha256: str
    reports: int


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a record says of its document and another: ``target`` is a number such as "pmid:37344166", or empty."""

    kind: LinkKind
    target: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link as stored, with the run and the moment it was first delivered.

    ``other`` is a record in the store that bears the number of the target, None where there is none.
    """

    record_id: int
    kind: LinkKind
    target: str
    reference: str
    run_id: int
    found_at: datetime
    target_record_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """A revision that is current: whose it is, where it stands, and its content."""

    record_id: int
    number: int
    source: str
    accession: str
    page_id: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A revision that follows another of the same record in the same format, and when it came."""

    record_id: int
    number: int
    run_id: int
    found_at: datetime
    before: Citation
    now: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """Something to be told about a report; ``fact`` tells alerts of one kind apart."""

    report_id: int
    kind: AlertKind
    fact: str
    records: tuple[int, ...]
    what: str
    run_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert as stored, under the report number of its day; it is open while ``acknowledged_at`` is None."""

    id: int
    report_id: int
    kind: AlertKind
    fact: str
    records: tuple[int, ...]
    what: str
    run_id: int
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
