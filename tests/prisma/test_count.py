"""The flow, counted by hand and for any window."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from harvester.errors import UsageError
from harvester.prisma import BOX_BY_KEY, FlowInput, ListLine, NoteKind, SearchRecords, SourceCounts, compute_flow
from tests.prisma.flow_inputs import hand_made, note_of, windows
from tests.support import examples

HAND_MADE = {
    "previous_studies": 0,
    "previous_reports": 0,
    "database_results": 15,
    "database_specific_results": (ListLine("PubMed", 8), ListLine("Embase, Embase.com", 7)),
    "register_results": 2,
    "register_specific_results": (ListLine("ClinicalTrials.gov", 2),),
    "website_results": 1,
    "organisation_results": 0,
    "citations_results": 3,
    "duplicates": 5,
    "excluded_automatic": 1,
    "excluded_other": 1,
    "records_screened": 10,
    "records_excluded": 4,
    "dbr_sought_reports": 6,
    "dbr_notretrieved_reports": 1,
    "other_sought_reports": 1,
    "other_notretrieved_reports": 0,
    "dbr_assessed": 5,
    "dbr_excluded": (ListLine("wrong route", 2), ListLine("no reason given", 1)),
    "other_assessed": 1,
    "other_excluded": (),
    "new_studies": 2,
    "new_reports": 3,
    "total_studies": 2,
    "total_reports": 3,
    "total_studies_ma": 0,
    "total_reports_ma": 0,
}


def test_a_small_window_counts_as_by_hand() -> None:
    flow = compute_flow(hand_made())
    assert dict(flow.boxes) == HAND_MADE
    assert flow.is_final
    assert flow.closes
    assert flow.template.title.endswith("databases, registers and other sources")


def test_duplicates_are_told_apart_by_where_the_other_record_is() -> None:
    detail = compute_flow(hand_made()).duplicates_detail
    assert (detail.within, detail.between, detail.already_known, detail.total) == (1, 3, 1, 5)


def test_sources_show_what_only_they_found_and_lose_no_duplicates_to_each_other() -> None:
    flow = compute_flow(hand_made())
    assert flow.sources[0] == SourceCounts("pubmed", "PubMed", "database", 8, 0, 8, 5, 3)
    assert flow.sources[1] == SourceCounts("embase", "Embase, Embase.com", "database", 7, 1, 6, 4, 2)
    assert flow.overlap["pubmed", "embase"] == flow.overlap["embase", "pubmed"] == 2
    assert flow.overlap["ctgov", "embase"] == 0
    assert flow.overlap["embase", "embase"] == 6


def test_other_methods_keep_their_duplicates_and_ineligible_records_in_notes() -> None:
    flow = compute_flow(hand_made())
    assert flow.terms["other_identified"] == 4
    assert flow.terms["other_dups"] == 2
    assert flow.terms["other_ineligible_before_retrieval"] == 1
    assert "2 were duplicates" in note_of(flow, NoteKind.OTHER_DUPLICATES)
    assert "1 was judged ineligible" in note_of(flow, NoteKind.OTHER_INELIGIBLE)
    assert note_of(flow, NoteKind.SHARED).startswith("1 report found")
    assert "3 were excluded by a human and 1 by automation tools" in note_of(flow, NoteKind.EXCLUDED_BY_AUTOMATION)


def test_the_records_behind_a_number_can_be_opened() -> None:
    members = compute_flow(hand_made()).members
    assert members["duplicates"] == {108, 201, 202, 203, 301}
    assert members["dbr_excluded/wrong route"] == {3, 4}
    assert members["database_specific_results/pubmed"] == set(range(101, 109))
    assert members["new_reports"] == {1, 2, 31}
    assert members["new_studies"] == {1, 31}


def test_a_window_without_searches_is_a_flow_of_zeros() -> None:
    flow = compute_flow(FlowInput(searches=(), report_of={}))
    assert {flow.number(key) for key in flow.boxes} == {0}
    assert flow.closes
    assert not flow.notes
    assert flow.template.title.endswith("databases and registers only")


def test_a_record_that_two_searches_of_a_source_retrieved_counts_once_for_each() -> None:
    searches = tuple(SearchRecords(key, "PubMed", "database", frozenset({1, 2})) for key in ("broad", "narrow"))
    flow = compute_flow(FlowInput(searches=searches, report_of={1: 1, 2: 2}))
    assert flow.boxes["database_results"] == 4
    assert flow.boxes["duplicates"] == 2
    assert flow.repeats == {"database_results": 2, "database_specific_results": 2, "duplicates": 2, "identified": 2}
    assert flow.members["duplicates"] == frozenset()
    assert note_of(flow, NoteKind.REPEATS)
    assert flow.closes


def test_a_kind_prisma_does_not_know_is_refused() -> None:
    with pytest.raises(UsageError, match="search x is of the kind 'blog'") as refused:
        FlowInput(searches=(SearchRecords("x", "X", "blog", frozenset()),), report_of={})
    assert "database, register, website, organisation, citation" in refused.value.hint


def test_a_search_counted_twice_is_refused() -> None:
    search = SearchRecords("pubmed", "PubMed", "database", frozenset())
    with pytest.raises(UsageError, match="counted twice in this flow: pubmed"):
        FlowInput(searches=(search, search), report_of={})


def test_a_record_without_a_report_is_refused_by_number() -> None:
    search = SearchRecords("pubmed", "PubMed", "database", frozenset({5, 7}))
    with pytest.raises(UsageError, match="1 record of search pubmed without a report, first record 7"):
        FlowInput(searches=(search,), report_of={5: 5})


@settings(max_examples=examples(300), deadline=None)
@given(windows())
def test_every_equation_holds_in_any_window(window: FlowInput) -> None:
    flow = compute_flow(window)
    assert [check for check in flow.checks if not check.ok] == []


@settings(max_examples=examples(200), deadline=None)
@given(windows())
def test_every_number_is_the_size_of_the_set_behind_it(window: FlowInput) -> None:
    flow = compute_flow(window)
    for key in BOX_BY_KEY:
        assert flow.number(key) == len(flow.members[key]) + flow.repeats.get(key, 0) >= 0
    for box in ("dbr_excluded", "other_excluded"):
        lines = {f"{box}/{line.label}": line.n for line in flow.lines(box)}
        assert lines == {key: len(held) for key, held in flow.members.items() if key.startswith(f"{box}/")}


@settings(max_examples=examples(200), deadline=None)
@given(windows())
def test_duplicates_are_what_separates_the_records_from_the_reports_nobody_had_met(window: FlowInput) -> None:
    flow = compute_flow(window)
    searches = [search for search in window.searches if search.kind in {"database", "register"}]
    met = {window.report_of[record] for search in searches for record in search.records}
    before = window.known | window.carried_over | window.carried_over_other | window.included_before
    assert flow.boxes["duplicates"] == sum(len(search.records) for search in searches) - len(met - before)
    assert flow.duplicates_detail.total == flow.boxes["duplicates"]


@settings(max_examples=examples(100), deadline=None)
@given(windows())
def test_no_report_is_counted_in_both_columns(window: FlowInput) -> None:
    members = compute_flow(window).members
    screened = members["records_screened"] | members["excluded_automatic"] | members["excluded_other"]
    assert not screened & (members["other_sought_reports"] | members["other_ineligible_before_retrieval"])


@settings(max_examples=examples(100), deadline=None)
@given(windows())
def test_counting_twice_gives_the_same_flow(window: FlowInput) -> None:
    assert compute_flow(window) == compute_flow(window)
