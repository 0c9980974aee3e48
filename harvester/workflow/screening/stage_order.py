"""The order of the stages: a full text is decided about only after its report was included on title and abstract."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.pluralise import count_noun
from harvester.screening import NO_DECISIONS, Decision, ReportState, Stage
from harvester.screening.report_status import has_passed_title_abstract
from harvester.store import records, screening
from harvester.store.events import NewEvent
from harvester.store.screening import NewDecision
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.report_states import (
    ScreeningEvents,
    derive_states,
    load_decisions,
    load_study_changes,
)

WAY_OUT: Final = (
    "Decide on title and abstract first. If they were screened elsewhere or in one stage, --implied stores that "
    "inclusion too."
)
_MOST_SHOWN: Final = 10


def find_reports_out_of_order(session: Session, context: ReviewContext, reports: Collection[int]) -> list[int]:
    """Return those of some reports that did not pass title and abstract, so that their full text cannot be decided.

    Reports that only other methods (websites, organisations, citation searching) retrieved have no such stage: PRISMA
    2020 draws none for them.
    """
    states = load_states_of(session, context, reports)
    searches = records.search_keys_of_reports(session, list(reports))
    other = {search.key for search in context.review.searches if search.kind not in {"database", "register"}}
    return [
        report
        for report in reports
        if not has_passed_title_abstract(
            states.get(report, NO_DECISIONS),
            screened=not searches.get(report) or not set(searches[report]) <= other,
        )
    ]


def load_states_of(session: Session, context: ReviewContext, reports: Collection[int]) -> Mapping[int, ReportState]:
    """Return the states of some reports, from what was decided about them alone."""
    report_of = records.report_of_each_record(session)
    wanted = set(reports)
    numbers = [number for number, report in report_of.items() if report in wanted]
    retrievals = screening.load_retrieval_statuses(session)
    events = ScreeningEvents(
        unanimous=(),
        decisions=load_decisions(session, report_of, of=numbers),
        retrievals=tuple(row for row in retrievals if report_of[row.report_id] in wanted),
        study_changes=load_study_changes(session, None),
    )
    return derive_states(events, report_of, context.review.screening).states


def store_implied_inclusions(
    session: Session, context: ReviewContext, included: Mapping[tuple[int, str], bool]
) -> None:
    """Store that reviewers include reports on title and abstract, one event for each reviewer.

    ``included`` has (report, reviewer) → whether the decision is that of all reviewers together.
    """
    for reviewer in dict.fromkeys(reviewer for _, reviewer in included):
        decisions = [
            NewDecision(
                report_id=report,
                stage=Stage.TITLE_ABSTRACT,
                verdict=Decision.INCLUDE,
                reviewer=reviewer,
                tool="harvester",
                joint=joint,
            )
            for (report, by), joint in included.items()
            if by == reviewer
        ]
        event = NewEvent(session=session, kind=EventKind.DECISION, made_at=context.now(), person=reviewer)
        screening.add_decisions(session, decisions, event=event)


def out_of_order_error(reports: Collection[int]) -> UsageError:
    """Return the error for reports that were not included on title and abstract."""
    named = ", ".join(map(report_name, list(reports)[:_MOST_SHOWN]))
    more = ", …" if len(reports) > _MOST_SHOWN else ""
    subject = "was" if len(reports) == 1 else "were"
    return UsageError(
        f"{count_noun(len(reports), 'report')} {subject} not included on title and abstract: {named}{more}.",
        hint=WAY_OUT,
    )
