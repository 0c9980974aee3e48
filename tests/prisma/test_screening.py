"""Half-way screening, and decisions that contradict each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from harvester.errors import UsageError
from harvester.prisma import Flow, FlowInput, NoteKind, SearchRecords, compute_flow
from harvester.screening import Decision, Removal, ReportState, ReportStatus, RetrievalStatus, report_status
from harvester.screening.report_status import status_without_screening
from tests.prisma.flow_inputs import STATES, note_of


def flow_of(*states: ReportState, kind: str = "database") -> Flow:
    reports = range(1, len(states) + 1)
    search = SearchRecords("only", "Only", kind, frozenset(reports))
    return compute_flow(
        FlowInput(
            searches=(search,),
            report_of={report: report for report in reports},
            states=dict(zip(reports, states, strict=True)),
        )
    )


HALF_WAY = (
    ReportState(),
    ReportState(title_abstract=Decision.UNSURE),
    ReportState(title_abstract=Decision.EXCLUDE),
    ReportState(title_abstract=Decision.INCLUDE),
    ReportState(title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.RETRIEVED),
    ReportState(title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.RETRIEVED, full_text=Decision.UNSURE),
    ReportState(title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.NOT_RETRIEVED),
    ReportState(
        title_abstract=Decision.INCLUDE,
        retrieval=RetrievalStatus.RETRIEVED,
        full_text=Decision.EXCLUDE,
        reason="wrong route",
    ),
    ReportState(title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.RETRIEVED, full_text=Decision.INCLUDE),
)


def test_half_way_through_screening_what_waits_is_shown_stage_by_stage() -> None:
    flow = flow_of(*HALF_WAY)
    assert flow.boxes["records_screened"] == 9
    assert flow.boxes["records_excluded"] == 1
    assert flow.boxes["dbr_sought_reports"] == 6
    assert flow.boxes["dbr_notretrieved_reports"] == 1
    assert flow.boxes["dbr_assessed"] == 4
    assert flow.boxes["new_reports"] == 1
    assert {
        key: number for key, number in flow.pending.items() if number or not key.endswith(("second", "conflict"))
    } == {
        "title_abstract": 2,
        "retrieval": 1,
        "full_text": 2,
        "other_retrieval": 0,
        "other_full_text": 0,
        "carried_over": 0,
    }
    assert flow.closes
    assert not flow.is_final
    assert [note.kind for note in flow.notes] == [NoteKind.NOT_FINAL]
    assert "5 records or reports" in flow.notes[0].text


def test_before_anybody_screens_every_new_record_awaits_title_and_abstract() -> None:
    flow = flow_of(ReportState(), ReportState())
    assert flow.pending["title_abstract"] == flow.boxes["records_screened"] == 2
    assert flow.boxes["dbr_sought_reports"] == 0


def test_other_methods_have_no_screening_so_everything_not_excluded_is_sought() -> None:
    flow = flow_of(*HALF_WAY, kind="citation")
    assert flow.boxes["records_screened"] == 0
    assert flow.boxes["other_sought_reports"] == 8
    assert flow.pending["other_retrieval"] == 3
    assert flow.pending["other_full_text"] == 2
    assert flow.terms["other_ineligible_before_retrieval"] == 1
    assert flow.closes


def test_a_full_text_decision_alone_means_the_report_advanced_and_was_retrieved() -> None:
    flow = flow_of(ReportState(full_text=Decision.INCLUDE))
    assert flow.boxes["dbr_sought_reports"] == flow.boxes["dbr_assessed"] == flow.boxes["new_reports"] == 1
    assert note_of(flow, NoteKind.FULL_TEXT_WITHOUT_TITLE_ABSTRACT).startswith("1 report was")


def test_a_full_text_decision_overrules_an_exclusion_on_title_and_abstract() -> None:
    flow = flow_of(ReportState(title_abstract=Decision.EXCLUDE, full_text=Decision.EXCLUDE, reason="wrong route"))
    assert flow.boxes["records_excluded"] == 0
    assert flow.number("dbr_excluded") == 1
    assert note_of(flow, NoteKind.FULL_TEXT_AFTER_EXCLUSION).startswith("1 report was")


def test_a_full_text_decision_overrules_not_retrieved() -> None:
    flow = flow_of(
        ReportState(
            title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.NOT_RETRIEVED, full_text=Decision.INCLUDE
        )
    )
    assert flow.boxes["dbr_notretrieved_reports"] == 0
    assert note_of(flow, NoteKind.FULL_TEXT_NOT_RETRIEVED)


def test_a_report_screened_in_spite_of_its_removal_counts_as_screened() -> None:
    flow = flow_of(ReportState(before_screening=Removal.AUTOMATION, title_abstract=Decision.EXCLUDE))
    assert flow.boxes["excluded_automatic"] == 0
    assert flow.boxes["records_excluded"] == 1
    assert note_of(flow, NoteKind.SCREENED_AFTER_REMOVAL)


@pytest.mark.parametrize(
    ("state", "stands"),
    [
        (ReportState(title_abstract=Decision.EXCLUDE, full_text=Decision.UNSURE), ReportStatus.EXCLUDED_BY_PERSON),
        (
            ReportState(title_abstract=Decision.EXCLUDE, retrieval=RetrievalStatus.RETRIEVED),
            ReportStatus.EXCLUDED_BY_PERSON,
        ),
        (ReportState(full_text=Decision.UNSURE), ReportStatus.AWAITS_FULL_TEXT),
        (ReportState(retrieval=RetrievalStatus.NOT_RETRIEVED, full_text=Decision.UNSURE), ReportStatus.NOT_RETRIEVED),
        (ReportState(retrieval=RetrievalStatus.RETRIEVED), ReportStatus.AWAITS_FULL_TEXT),
        (ReportState(title_abstract=Decision.UNSURE), ReportStatus.AWAITS_TITLE_ABSTRACT),
        (ReportState(before_screening=Removal.OTHER, title_abstract=Decision.UNSURE), ReportStatus.REMOVED_OTHERWISE),
    ],
)
def test_undecided_never_overrules_a_decision(state: ReportState, stands: ReportStatus) -> None:
    assert report_status(state) is stands


@settings(deadline=None)
@given(STATES)
def test_an_included_report_is_included_whatever_else_was_decided(state: ReportState) -> None:
    included = state.full_text == "include"
    assert (report_status(state) is ReportStatus.INCLUDED) == included
    assert (status_without_screening(state) is ReportStatus.INCLUDED) == included
    assert state.passed_title_abstract or not included


def test_reasons_that_differ_only_in_white_space_are_one_reason() -> None:
    excluded = [
        ReportState(full_text=Decision.EXCLUDE, reason=reason) for reason in ("wrong route", " wrong route ", "  ")
    ]
    lines = flow_of(*excluded).lines("dbr_excluded")
    assert [(line.label, line.n) for line in lines] == [("wrong route", 2), ("no reason given", 1)]


@pytest.mark.parametrize(
    ("name", "found"),
    [("before_screening", "robot"), ("title_abstract", "Include"), ("retrieval", "sought"), ("full_text", "maybe")],
)
def test_a_decision_the_flow_does_not_know_is_refused(name: str, found: str) -> None:
    with pytest.raises(UsageError, match=f"{name} of a report says '{found}'") as refused:
        ReportState(**{name: found})  # type: ignore[arg-type]  # what a type checker would have caught
    assert "None as long as nothing was decided" in refused.value.hint
