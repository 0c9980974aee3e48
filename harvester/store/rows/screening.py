"""Values of screening: input and output of ``store.screening``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from harvester.screening.decisions import Decision, RetrievalStatus, Stage


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
class ScreeningNoteRow:
    """A note; ``report_id`` is the report's number of that day."""

    report_id: int
    stage: str
    reviewer: str
    text: str
    made_at: datetime
