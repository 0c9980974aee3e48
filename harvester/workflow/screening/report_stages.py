"""What each report waits for: the next stage of its screening."""

from __future__ import annotations

from typing import Final, Literal

from sqlalchemy.orm import Session

from harvester.prisma import ReportState
from harvester.store import records, retrievals
from harvester.workflow.screening.report_states import load_screening_state

Stage = Literal["title-abstract", "retrieval", "full-text", "included", "excluded"]

STAGES: Final[tuple[Stage, ...]] = ("title-abstract", "retrieval", "full-text", "included", "excluded")


def stage_of(state: ReportState | None) -> Stage:
    """Where a report stands: what it waits for, or where it ended."""
    if state is None:
        return "title-abstract"
    if state.full_text in {"include", "exclude"}:
        return "included" if state.full_text == "include" else "excluded"
    if state.before_screening is not None:
        return "excluded"
    if state.title_abstract == "include" or state.full_text == "undecided":
        return _after_title(state)
    return "excluded" if state.title_abstract == "exclude" else "title-abstract"


def _after_title(state: ReportState) -> Stage:
    if state.retrieval == "not retrieved":
        return "excluded"
    return "full-text" if state.retrieval == "retrieved" or state.full_text else "retrieval"


def load_stages(session: Session, reasons: tuple[str, ...]) -> dict[int, Stage]:
    """Report → stage, for every report that a finished run has seen."""
    screening_state = load_screening_state(session, records.report_of_each_record(session), reasons)
    return {
        report: stage_of(screening_state.states.get(report)) for report in retrievals.load_retrieved_reports(session)
    }
