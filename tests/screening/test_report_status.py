"""A report has one status, whatever was decided in whatever order."""

from __future__ import annotations

from itertools import product

import pytest

from harvester.screening import Decision, Removal, ReportStage, ReportState, ReportStatus, RetrievalStatus
from harvester.screening.decisions import Stage
from harvester.screening.report_status import accepts_decisions, report_status, status_without_screening

STATES = tuple(
    ReportState(before_screening=removal, title_abstract=title, retrieval=retrieval, full_text=text)
    for removal, title, retrieval, text in product(
        (None, *Removal), (None, *Decision), (None, *RetrievalStatus), (None, *Decision)
    )
)
"""All 144 states."""


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
    assert (report_status(state) in final.values()) == (state.full_text in final)
    assert report_status(state) is final.get(state.full_text or Decision.UNSURE, report_status(state))


@pytest.mark.parametrize("state", STATES)
def test_a_report_that_waits_for_people_accepts_their_decisions_there(state: ReportState) -> None:
    stage = report_status(state).stage
    if stage in {ReportStage.TITLE_ABSTRACT, ReportStage.FULL_TEXT}:
        assert accepts_decisions(state, Stage(stage))


@pytest.mark.parametrize("state", STATES)
def test_other_methods_differ_only_where_title_and_abstract_wait(state: ReportState) -> None:
    status = report_status(state)
    expected = ReportStatus.AWAITS_RETRIEVAL if status is ReportStatus.AWAITS_TITLE_ABSTRACT else status
    assert status_without_screening(state) is expected
