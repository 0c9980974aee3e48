"""A report has one status, whatever was decided in whatever order."""

from __future__ import annotations

from itertools import product

import pytest

from harvester.screening import Decision, OpenQuestion, Removal, ReportStage, ReportState, ReportStatus, RetrievalStatus
from harvester.screening.decisions import Stage
from harvester.screening.report_status import SOUGHT, accepts_decisions, report_status, status_without_screening

OUTCOMES = ((None, None), *product(Decision, (None, *OpenQuestion)))
STATES = tuple(
    ReportState(
        before_screening=removal,
        title_abstract=title,
        title_abstract_open=title_open,
        retrieval=retrieval,
        full_text=text,
        full_text_open=text_open,
    )
    for removal, (title, title_open), retrieval, (text, text_open) in product(
        (None, *Removal), OUTCOMES, (None, *RetrievalStatus), OUTCOMES
    )
)
"""All 900 states."""


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ReportState(), ReportStatus.AWAITS_TITLE_ABSTRACT),
        (ReportState(retrieval=RetrievalStatus.RETRIEVED), ReportStatus.AWAITS_FULL_TEXT),
        (ReportState(title_abstract=Decision.EXCLUDE, full_text=Decision.UNSURE), ReportStatus.EXCLUDED_BY_PERSON),
        (
            ReportState(title_abstract=Decision.EXCLUDE, retrieval=RetrievalStatus.RETRIEVED),
            ReportStatus.EXCLUDED_BY_PERSON,
        ),
        (
            ReportState(before_screening=Removal.OTHER, title_abstract=Decision.INCLUDE),
            ReportStatus.AWAITS_RETRIEVAL,
        ),
        (ReportState(before_screening=Removal.OTHER, full_text=Decision.UNSURE), ReportStatus.REMOVED_OTHERWISE),
    ],
)
def test_contradicting_decisions_follow_the_rules(state: ReportState, status: ReportStatus) -> None:
    assert report_status(state) is status


@pytest.mark.parametrize("state", STATES)
def test_a_decision_on_full_text_is_final(state: ReportState) -> None:
    final = {Decision.INCLUDE: ReportStatus.INCLUDED, Decision.EXCLUDE: ReportStatus.EXCLUDED_ON_FULL_TEXT}
    decided = state.full_text in final and state.full_text_open is None
    assert (report_status(state) in final.values()) == decided
    if decided and state.full_text is not None:
        assert report_status(state) is final[state.full_text]


@pytest.mark.parametrize("state", STATES)
def test_a1_decisions_that_are_open_take_no_report_further(state: ReportState) -> None:
    status = report_status(state)
    if state.title_abstract_open is not None and not state.decided_on_full_text and not state.is_removed:
        assert status.stage is ReportStage.TITLE_ABSTRACT
        assert status.open_question is state.title_abstract_open
    if status.open_question is not None:
        assert status.open_question in {state.title_abstract_open, state.full_text_open}


@pytest.mark.parametrize("state", STATES)
def test_a_report_that_waits_for_people_accepts_their_decisions_there(state: ReportState) -> None:
    stage = report_status(state).stage
    if stage in {ReportStage.TITLE_ABSTRACT, ReportStage.FULL_TEXT}:
        assert accepts_decisions(state, Stage(stage))


@pytest.mark.parametrize("state", STATES)
def test_other_methods_differ_only_where_title_and_abstract_wait(state: ReportState) -> None:
    status = report_status(state)
    if status.stage is ReportStage.TITLE_ABSTRACT:
        assert status_without_screening(state) in SOUGHT
    else:
        assert status_without_screening(state) is status
