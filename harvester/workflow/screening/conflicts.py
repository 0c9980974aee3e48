"""List the reports with contradicting decisions, resolve them, and measure how far reviewers agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from harvester.citation_text import short_source
from harvester.identifiers import report_name
from harvester.screening import Decision, Stage
from harvester.screening import agreement as agreements
from harvester.screening.agreement import StageAgreement
from harvester.store import records, screening_imports
from harvester.workflow.context import ReviewContext
from harvester.workflow.lock import hold_lock
from harvester.workflow.merged_citations import load_merged_citations
from harvester.workflow.screening.decide import decide_reports
from harvester.workflow.screening.report_states import load_decisions, load_screening_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A report whose decisions at a stage differ.

    ``short_citation`` has authors, journal and year in one line. Each of ``decisions`` has ``reviewer``, ``decision``,
    ``reason``, ``decided_as`` (the report number at the time of the decision) and ``note``.
    """

    report: str
    title: str
    stage: str
    decisions: tuple[Mapping[str, str], ...]
    short_citation: str = ""
    abstract: str = ""

    def to_json(self) -> dict[str, Any]:
        """For ``harvester screen conflicts --json``."""
        return {
            "report": self.report,
            "title": self.title,
            "stage": self.stage,
            "where": self.short_citation,
            "decisions": [dict(decision) for decision in self.decisions],
        }


def list_conflicts(context: ReviewContext) -> tuple[Conflict, ...]:
    """Return the reports whose decisions differ at a stage, with the decision of each reviewer."""
    with context.store.read() as session:
        report_of = records.report_of_each_record(session)
        consensus = load_screening_state(session, report_of, context.review.screening).consensus
        conflicting = consensus.conflicts
        items = dict(load_merged_citations(session, context, {report for report, _ in conflicting}))
        disagreeing = [opinion for report_stage in conflicting for opinion in consensus.conflict_of(*report_stage)]
        notes = screening_imports.load_decision_notes(session, [opinion.decision_id for opinion in disagreeing])
    return tuple(
        Conflict(
            report=report_name(report),
            title=items[report].citation.title,
            stage=stage,
            short_citation=short_source(items[report].citation),
            abstract=items[report].citation.abstract,
            decisions=tuple(
                {
                    "reviewer": opinion.reviewer,
                    "decision": opinion.decision,
                    "reason": opinion.reason,
                    "decided_as": report_name(opinion.original_report),
                    "note": notes.get(opinion.decision_id, ""),
                }
                for opinion in consensus.conflict_of(report, stage)
            ),
        )
        for report, stage in conflicting
    )


def conflict_resolver(context: ReviewContext, person: str) -> Callable[[Conflict, str, str], None]:
    """Return a function that stores the final decision (conflict, decision, reason) of ``person``.

    The review is locked only while a decision is stored. The function raises ``UsageError`` for a reason that is not
    one of the review's, ``LockedError`` while another process works on the review.
    """

    def resolve(conflict: Conflict, decision: str, reason: str) -> None:
        with hold_lock(context.review.folder, command="screen conflicts", now=context.now):
            decide_reports(
                context,
                [conflict.report],
                Decision(decision),
                stage=Stage(conflict.stage),
                reviewer=person,
                reason=reason,
                adjudicates=True,
            )

    return resolve


def measure_review_agreement(context: ReviewContext, *, latest: bool = False) -> tuple[StageAgreement, ...]:
    """Measure how far reviewers agree at each stage, by their first decisions (``latest``: by their last ones)."""
    with context.store.read() as session:
        return agreements.measure_agreement(
            load_decisions(session, records.report_of_each_record(session)), latest=latest
        )
