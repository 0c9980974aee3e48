"""Store decisions and retrieval statuses, one by one or from a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.screening.imports import DECISION_TABLE
from harvester.store import screening
from harvester.store.events import NewEvent
from harvester.store.screening import NewDecision
from harvester.workflow.context import ReviewContext
from harvester.workflow.record_lookup import resolve_record
from harvester.workflow.screening.exclusion_reasons import check_reason
from harvester.workflow.screening.import_decisions import import_decisions
from harvester.workflow.screening.match_rows import UnmatchedFileRow
from harvester.workflow.screening.people import person_name
from harvester.workflow.screening.read_export import ImportOptions
from harvester.workflow.screening.stage_order import (
    find_reports_out_of_order,
    out_of_order_error,
    store_implied_inclusions,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """Counts of stored decisions, rows with one report, none or several, and the number of the event."""

    rows: int
    matched: int
    unmatched: tuple[str, ...]
    ambiguous: tuple[str, ...]
    decisions: int
    reports: tuple[str, ...] = ()
    event: int | None = None

    @property
    def in_part(self) -> bool:
        """Whether some row matched no report, or several."""
        return bool(self.unmatched or self.ambiguous)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the contract; the unmatched rows are listed after the counts."""
        return {
            "rows": self.rows,
            "matched": self.matched,
            "unmatched": len(self.unmatched),
            "ambiguous": len(self.ambiguous),
            "decisions": self.decisions,
            "reports": list(self.reports),
            "event": self.event,
            "unmatched_rows": list(self.unmatched),
            "ambiguous_rows": list(self.ambiguous),
        }


def decide_reports(  # noqa: PLR0913 - what a decision consists of
    context: ReviewContext,
    names: Sequence[str],
    decision: Decision,
    *,
    stage: Stage,
    reviewer: str,
    reason: str = "",
    automation: bool = False,
    adjudicates: bool = False,
    implied: bool = False,
) -> DecisionResult:
    """Store a reviewer's decision about some reports at a stage.

    ``implied``: where a report is decided about on full text and was not included on title and abstract, that inclusion
    is stored too, as an event of its own. Raises ``UsageError`` for an unknown report or reason, and for a full text
    out of order without ``implied``; then nothing is stored.
    """
    check_reason(context, reason, decision, stage)
    with context.store.write() as session:
        reviewer = person_name(session, context, reviewer)
        reports = list(dict.fromkeys(resolve_record(session, name).report_id for name in names))
        if stage == Stage.FULL_TEXT:
            check_stage_order(session, context, reports, reviewer=reviewer, implied=implied, settles=adjudicates)
        decisions = [
            NewDecision(
                report_id=report,
                stage=stage,
                verdict=decision,
                reviewer=reviewer,
                tool="harvester",
                reason=reason,
                automation=automation,
                adjudicates=adjudicates,
            )
            for report in reports
        ]
        kind = EventKind.SETTLEMENT if adjudicates else EventKind.DECISION
        event = NewEvent(session=session, kind=kind, made_at=context.now(), person=reviewer)
        screening.add_decisions(session, decisions, event=event)
    return _decision_result(reports, rows=len(names), event=event)


def check_stage_order(
    session: Session,
    context: ReviewContext,
    reports: Sequence[int],
    *,
    reviewer: str,
    implied: bool,
    settles: bool,
) -> None:
    """Check that reports passed title and abstract, or store with ``implied`` that the reviewer includes them there.

    A conflict about full texts may be settled whatever was decided before. Raises ``UsageError``.
    """
    out_of_order = [] if settles else find_reports_out_of_order(session, context, reports)
    if out_of_order and not implied:
        raise out_of_order_error(out_of_order)
    store_implied_inclusions(session, context, {(report, reviewer): False for report in out_of_order})


def mark_retrieval(
    context: ReviewContext,
    names: Sequence[str],
    status: RetrievalStatus,
    *,
    reviewer: str,
    reason: str = "",
) -> DecisionResult:
    """Store whether the full texts of some reports were retrieved. Raises ``UsageError`` for an unknown report."""
    with context.store.write() as session:
        reviewer = person_name(session, context, reviewer)
        reports = list(dict.fromkeys(resolve_record(session, name).report_id for name in names))
        event = NewEvent(session=session, kind=EventKind.RETRIEVAL, made_at=context.now(), person=reviewer)
        statuses = [(report, status, reason, reviewer) for report in reports]
        screening.add_retrieval_statuses(session, statuses, event=event)
    return _decision_result(reports, rows=len(names), event=event)


def decide_from_file(context: ReviewContext, path: Path, *, reviewer: str, implied: bool = False) -> DecisionResult:
    """Import a table of decisions that gives the stage of each row; ``reviewer`` signs rows that name none.

    Rows that name no report of the review, or several, are listed and left out. Raises ``FormatError`` that lists all
    wrong rows, ``UsageError`` for a table that cannot be read: then nothing is stored.
    """
    imported = import_decisions(
        context, [path], ImportOptions(tool=DECISION_TABLE, stage=None, reviewer=reviewer, implied=implied)
    )
    return DecisionResult(
        rows=imported.rows,
        matched=imported.matched,
        unmatched=tuple(map(_describe_row, imported.unmatched)),
        ambiguous=tuple(map(_describe_row, imported.ambiguous)),
        decisions=imported.decisions,
        reports=tuple(map(report_name, imported.reports)),
        event=imported.event,
    )


def _describe_row(unmatched: UnmatchedFileRow) -> str:
    """Return the file, the line and what the row names its report by."""
    row = unmatched.row.row.row
    number = f"{row.source}:{row.accession}".strip(":")
    named = [*map(report_name, row.report_numbers), number if row.accession else "", row.first_value("doi")]
    return f"{unmatched.path.name}:{row.line}: {next(filter(None, named), row.citation.title)}"


def _decision_result(reports: Sequence[int], *, rows: int, event: NewEvent) -> DecisionResult:
    return DecisionResult(
        rows=rows,
        matched=rows,
        unmatched=(),
        ambiguous=(),
        decisions=len(reports),
        reports=tuple(report_name(number) for number in reports),
        event=event.stored_id,
    )
