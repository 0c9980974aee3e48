"""What follows for the screening when reports join or part (docs/design.md, "Decisions")."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from harvester.identifiers import report_name
from harvester.screening import ReviewerDecision
from harvester.store import records
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.report_stages import Stage, stage_of
from harvester.workflow.screening.report_states import load_screening_state


def list_screening_effects(
    session: Session, context: ReviewContext, reports: Collection[int], *, conflicts_only: bool = False
) -> tuple[str, ...]:
    """Sentences about the decisions on some reports, as they stand now: conflicts, and how the parts of one stand.

    Reports that nobody decided anything about give none: they wait, as they did.
    """
    screening = load_screening_state(
        session, records.report_of_each_record(session), context.review.screening.exclusion_reasons
    )
    if not screening.states.keys() & set(reports):
        return ()
    sentences = [
        _describe_conflict(report, stage, screening.consensus.conflict_of(report, stage))
        for report, stage in screening.consensus.conflicts
        if report in reports
    ]
    if len(reports) > 1 and not conflicts_only:
        sentences += [_describe_stage(report, stage_of(screening.states.get(report))) for report in sorted(reports)]
    return tuple(sentences)


def _describe_conflict(report: int, stage: str, opinions: Collection[ReviewerDecision]) -> str:
    name = report_name(report)
    decisions = ", ".join(
        f"{opinion.decision} by {opinion.reviewer} (as {report_name(opinion.original_report)})" for opinion in opinions
    )
    return (
        f"{name} was decided differently at {stage}: {decisions}. The more inclusive decision holds until somebody settles "
        f"it: harvester screen decide {name} include --stage {stage} --settle"
    )


def _describe_stage(report: int, stage: Stage) -> str:
    return f"{report_name(report)} {_STAGE_PHRASES[stage]}."


_STAGE_PHRASES: Final[Mapping[Stage, str]] = {
    "title-abstract": "waits for screening of title and abstract",
    "retrieval": "waits for its full text",
    "full-text": "waits for screening of its full text",
    "included": "is included",
    "excluded": "is excluded",
}
