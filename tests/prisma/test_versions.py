"""Updated reviews: what was included before, what is carried over, what was removed or joined."""

from __future__ import annotations

from harvester.prisma import Flow, FlowInput, NoteKind, PreviousRelease, SearchRecords, compute_flow
from harvester.screening import Decision, ReportState
from tests.prisma.flow_inputs import EXCLUDED, INCLUDED, note_of

RELEASE = PreviousRelease("v1", studies=frozenset({1, 2, 3}), reports=frozenset({1, 2, 3, 4}))


def update(
    *records: int,
    states: dict[int, ReportState] | None = None,
    study_of: dict[int, int] | None = None,
    known: frozenset[int] = frozenset({9}),
    carried_over: frozenset[int] = frozenset(),
    carried_over_other: frozenset[int] = frozenset(),
    removed: frozenset[int] = frozenset(),
    joined: dict[int, int] | None = None,
    meta_analysed: frozenset[int] = frozenset(),
) -> Flow:
    """An update whose search retrieved these records, each its own report; reports 3 and 4 are one study."""
    flow = compute_flow(
        FlowInput(
            searches=(SearchRecords("pubmed", "PubMed", "database", frozenset(records)),),
            report_of={record: record for record in records},
            known=known,
            carried_over=carried_over,
            carried_over_other=carried_over_other,
            states=states or {},
            study_of={4: 3} | (study_of or {}),
            previous=RELEASE,
            removed=removed,
            joined=joined or {},
            meta_analysed=meta_analysed,
        )
    )
    assert flow.closes, [check for check in flow.checks if not check.ok]
    return flow


def totals(flow: Flow) -> tuple[int, ...]:
    keys = ("previous_studies", "previous_reports", "new_studies", "new_reports", "total_studies", "total_reports")
    return tuple(flow.number(key) for key in keys)


def test_an_update_adds_its_new_studies_to_those_of_the_release() -> None:
    flow = update(1, 9, 20, 21, states={20: INCLUDED, 21: EXCLUDED})
    assert totals(flow) == (3, 4, 1, 1, 4, 5)
    assert flow.duplicates_detail.already_known == 2
    assert flow.template.title.startswith("PRISMA 2020 flow diagram for updated systematic reviews")
    assert flow.previous_name == "v1"


def test_an_update_without_news_keeps_the_totals() -> None:
    flow = update(1, 2, 9)
    assert totals(flow) == (3, 4, 0, 0, 3, 4)
    assert flow.boxes["records_screened"] == 0


def test_a_new_report_of_an_old_study_makes_no_new_study() -> None:
    flow = update(20, states={20: INCLUDED}, study_of={20: 3})
    assert totals(flow) == (3, 4, 0, 1, 3, 5)
    assert note_of(flow, NoteKind.STUDIES_INCLUDED_BEFORE).startswith("1 study ")


def test_a_removed_report_leaves_the_totals_and_is_told_in_a_note() -> None:
    flow = update(removed=frozenset({1, 3}))
    assert totals(flow) == (3, 4, 0, 0, 2, 2)
    assert flow.terms["removed_reports"] == 2
    assert flow.terms["removed_studies"] == 1
    assert note_of(flow, NoteKind.REMOVED_REPORTS).startswith("2 reports ")


def test_a_report_of_the_release_that_was_excluded_since_is_removed() -> None:
    flow = update(states={1: ReportState(full_text=Decision.EXCLUDE)})
    assert totals(flow) == (3, 4, 0, 0, 2, 3)


def test_a_study_that_loses_a_report_and_gains_another_stays() -> None:
    flow = update(20, states={20: INCLUDED}, study_of={20: 1}, removed=frozenset({1}))
    assert totals(flow) == (3, 4, 0, 1, 3, 4)
    assert flow.terms["removed_studies"] == 0


def test_reports_of_the_release_that_turn_out_to_be_one_are_reconciled() -> None:
    flow = update(joined={4: 3})
    assert totals(flow) == (3, 4, 0, 0, 3, 3)
    assert "1 report of the last release turned out to be a duplicate" in note_of(flow, NoteKind.JOINED_REPORTS)


def test_studies_linked_since_the_release_are_reconciled() -> None:
    flow = update(study_of={2: 1})
    assert totals(flow) == (3, 4, 0, 0, 2, 4)
    assert flow.terms["relinked_studies"] == -1
    assert "1 fewer of its studies" in note_of(flow, NoteKind.RELINKED_STUDIES)


def test_a_report_carried_over_is_screened_though_it_is_no_new_record() -> None:
    flow = update(9, 20, states={9: INCLUDED}, carried_over=frozenset({9}))
    assert flow.boxes["duplicates"] == 1
    assert flow.boxes["records_screened"] == 2
    assert flow.pending["carried_over"] == 1
    assert flow.boxes["new_reports"] == 1
    assert "1 was identified" in note_of(flow, NoteKind.CARRIED_OVER)


def test_a_report_carried_over_from_other_methods_stays_in_their_column() -> None:
    flow = update(carried_over=frozenset({9}), carried_over_other=frozenset({9}))
    assert flow.boxes["records_screened"] == 0
    assert flow.boxes["other_sought_reports"] == 1
    assert flow.template.other


def test_a_report_left_out_at_the_release_and_included_since_is_not_forgotten() -> None:
    flow = update(states={9: INCLUDED})
    assert totals(flow) == (3, 4, 1, 1, 4, 5)
    assert note_of(flow, NoteKind.RECONSIDERED).startswith("1 report ")


def test_what_the_release_includes_is_not_screened_again() -> None:
    flow = update(1, states={1: INCLUDED}, known=frozenset(), carried_over=frozenset({1}))
    assert flow.boxes["records_screened"] == 0
    assert totals(flow) == (3, 4, 0, 0, 3, 4)


def test_a_meta_analysis_counts_among_what_is_included() -> None:
    flow = update(meta_analysed=frozenset({3, 4, 99}))
    assert (flow.boxes["total_studies_ma"], flow.boxes["total_reports_ma"]) == (1, 2)
    assert any(check.equation.startswith("T4") for check in flow.checks)


def test_a_report_removed_before_the_last_release_does_not_come_back() -> None:
    flow = update(states={9: INCLUDED}, removed=frozenset({9}))
    assert totals(flow) == (3, 4, 0, 0, 3, 4)


def test_reports_joined_in_several_steps_are_followed_to_the_last() -> None:
    flow = update(joined={4: 8, 8: 3})
    assert totals(flow) == (3, 4, 0, 0, 3, 3)
    assert flow.members["total_reports"] == {1, 2, 3}


def test_a_new_report_of_a_study_only_the_release_names_makes_no_new_study() -> None:
    window = FlowInput(
        searches=(SearchRecords("pubmed", "PubMed", "database", frozenset({20})),),
        report_of={20: 20},
        states={20: INCLUDED},
        study_of={20: 50},
        previous=PreviousRelease("v1", studies=frozenset({50}), reports=frozenset({5})),
    )
    flow = compute_flow(window)
    assert flow.boxes["new_studies"] == 0
    assert flow.closes


def test_a_flow_with_reports_carried_over_is_final_once_they_are_decided() -> None:
    flow = update(states={9: EXCLUDED}, carried_over=frozenset({9}))
    assert flow.is_final
    assert not note_of(flow, NoteKind.NOT_FINAL)
