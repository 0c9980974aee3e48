"""Screen in the terminal: the queue of one reviewer, whose decisions are stored at once and shown to nobody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.citation_links import list_urls
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.screening import Decision, ReportStatus, ReviewerDecision, Stage
from harvester.screening.report_status import accepts_decisions, awaits_decisions
from harvester.screening.session import QueuedReport, QueueOrder, build_queue
from harvester.store import records, retrievals
from harvester.store.events import NewEvent
from harvester.store.screening import ScreeningNoteRow, add_screening_note, load_people, load_screening_notes
from harvester.workflow.context import ReviewContext
from harvester.workflow.merged_citations import load_merged_citations
from harvester.workflow.screening.report_states import load_decisions, load_screening_state


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningQueue:
    """The reports that a reviewer is to decide about, in order.

    ``omitted`` counts the reports beyond the limit, ``to_retrieve`` those whose full text is not retrieved yet.
    """

    stage: Stage
    reviewer: str
    reports: tuple[int, ...]
    omitted: int = 0
    to_retrieve: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportToScreen:
    """A report with the reviewer's own latest decision and notes, never another reviewer's."""

    report: int
    name: str
    citation: Citation
    links: tuple[tuple[str, str], ...]
    decision: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()


def load_queue(
    context: ReviewContext,
    stage: Stage,
    *,
    reviewer: str,
    order: QueueOrder = "newest",
    reviewers: int | None = None,
    limit: int | None = None,
    unsure: bool = False,
) -> ScreeningQueue:
    """Return the reports that a reviewer is to decide about at a stage.

    These are the reports that wait there for another person, as review.toml asks. ``reviewers``: as many people are to
    decide, also about reports that do not wait any more; ``unsure``: include those the reviewer was unsure about.
    """
    with context.store.read() as session:
        reviewer = load_people(session).name_of(reviewer)
        waiting, judged_unsure, to_retrieve = load_open_reports(session, context, stage, reviewer)
    ordered = build_queue(
        waiting,
        reviewer=reviewer,
        reviewers=reviewers or 1,
        order=order,
        seed=context.review.id,
        again=judged_unsure if unsure else (),
    )
    shown = ordered[:limit]
    return ScreeningQueue(
        stage=stage, reviewer=reviewer, reports=shown, omitted=len(ordered) - len(shown), to_retrieve=to_retrieve
    )


def load_report(context: ReviewContext, queue: ScreeningQueue, report: int) -> ReportToScreen:
    """Return one report of a queue with its present citation, decision and notes."""
    with context.store.read() as session:
        report_of = records.report_of_each_record(session)
        today = report_of[report]
        ((_, outgoing),) = load_merged_citations(session, context, [today])
        decisions = [
            decision
            for decision in load_decisions(session, report_of)
            if (decision.report, decision.stage, decision.reviewer) == (today, queue.stage, queue.reviewer)
        ]
        texts = [
            row.text
            for row in load_screening_notes(session, reviewer=queue.reviewer)
            if report_of[row.report_id] == today and row.stage == queue.stage
        ]
    last = max(decisions, key=lambda decision: decision.order, default=None)
    return ReportToScreen(
        report=today,
        name=report_name(today),
        citation=outgoing.citation,
        links=list_urls(outgoing.citation),
        decision=last.decision if last else "",
        reason=last.reason if last else "",
        notes=tuple(texts),
    )


def store_note(context: ReviewContext, queue: ScreeningQueue, report: int, text: str) -> None:
    """Store a note about a report."""
    row = ScreeningNoteRow(
        report_id=report, stage=queue.stage, reviewer=queue.reviewer, text=text.strip(), made_at=context.now()
    )
    with context.store.write() as session:
        event = NewEvent(session=session, kind=EventKind.NOTE, made_at=row.made_at, person=row.reviewer)
        add_screening_note(session, row, event=event)


def list_notes(context: ReviewContext) -> tuple[dict[str, str], ...]:
    """Return the notes of all reviewers, to be read after screening."""
    with context.store.read() as session:
        report_of = records.report_of_each_record(session)
        return tuple(
            {
                "report": report_name(report_of[row.report_id]),
                "stage": row.stage,
                "reviewer": row.reviewer,
                "note": row.text,
                "at": row.made_at.isoformat(timespec="seconds"),
            }
            for row in load_screening_notes(session)
        )


def load_open_reports(
    session: Session, context: ReviewContext, stage: Stage, reviewer: str
) -> tuple[list[QueuedReport], frozenset[int], int]:
    """Return the reports open at the stage, those the reviewer was last unsure about, and how many lack a full text."""
    report_of = records.report_of_each_record(session)
    screening_state = load_screening_state(session, report_of, context.review.screening)
    deciders: dict[int, set[str]] = defaultdict(set)
    adjudicated: set[int] = set()
    last: dict[int, ReviewerDecision] = {}
    for decision in load_decisions(session, report_of):
        if decision.stage != stage:
            continue
        deciders[decision.report].add(decision.reviewer)
        if decision.adjudicates or decision.joint:
            adjudicated.add(decision.report)
        if decision.reviewer == reviewer:
            last[decision.report] = decision
    counted = retrievals.load_retrieved_reports(session)
    years = {row.id: row.citation.year or 0 for row in records.load_records(session, counted)}
    waiting = [
        QueuedReport(
            report,
            years.get(report, 0),
            frozenset(deciders[report]),
            open=awaits_decisions(screening_state.status_of(report), stage),
            settled=report in adjudicated,
        )
        for report in sorted(counted)
        if accepts_decisions(screening_state.state_of(report), stage)
    ]
    judged_unsure = frozenset(report for report, decision in last.items() if decision.decision == Decision.UNSURE)
    to_retrieve = sum(screening_state.status_of(report) is ReportStatus.AWAITS_RETRIEVAL for report in counted)
    return waiting, judged_unsure & {queued.report for queued in waiting}, to_retrieve
