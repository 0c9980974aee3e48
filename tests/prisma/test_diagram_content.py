"""The boxes in words are those of the official templates, and hold the counts of the flow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from harvester.prisma import (
    BOX_BY_KEY,
    Flow,
    FlowInput,
    Note,
    NoteKind,
    PreviousRelease,
    SearchRecords,
    compute_flow,
    flow_from_json,
    flow_to_json,
    flow_to_table,
)
from harvester.prisma.diagram import DiagramContent, build_diagram_content
from tests.prisma.flow_inputs import INCLUDED, hand_made, windows
from tests.support import examples

NEW_ONLY = ["box2", "box3", "box4", "box5", "box6", "box7", "box8", "box9", "box10"]


def small(*, updated: bool = False, other: bool = False, meta_analysis: bool = False) -> Flow:
    searches = [SearchRecords("pubmed", "PubMed", "database", frozenset({1, 2}))]
    if other:
        searches.append(SearchRecords("snowball", "Snowballing", "citation", frozenset({3})))
    return compute_flow(
        FlowInput(
            searches=tuple(searches),
            report_of={1: 1, 2: 2, 3: 3},
            states={1: INCLUDED},
            previous=PreviousRelease("v1", frozenset({9}), frozenset({9})) if updated else None,
            meta_analysed=frozenset({1}) if meta_analysis else frozenset(),
        )
    )


def test_a_new_review_of_databases_has_no_grey_box() -> None:
    drawn = build_diagram_content(small())
    assert list(drawn.boxes) == NEW_ONLY
    assert drawn.headers == {"databases": "Identification of studies via databases and registers"}
    assert drawn.boxes["box10"].texts() == (
        "Studies included in review (n = 1)",
        "Reports of included studies (n = 1)",
    )


def test_an_updated_review_with_other_methods_has_all_columns() -> None:
    drawn = build_diagram_content(small(updated=True, other=True))
    assert {"box1", "box11", "box12", "box13", "box14", "box15", "box16"} <= drawn.boxes.keys()
    assert list(drawn.headers.values()) == [
        "Previous studies",
        "Identification of new studies via databases and registers",
        "Identification of new studies via other methods",
    ]
    assert drawn.boxes["box1"].texts()[0] == "Studies included in previous version of review (n = 1)"
    assert drawn.boxes["box16"].texts()[0] == "Total studies included in review (n = 2)"


def test_the_box_of_the_meta_analysis_is_drawn_only_where_there_is_one() -> None:
    assert "box17" not in build_diagram_content(small()).boxes
    drawn = build_diagram_content(small(meta_analysis=True))
    assert ("box10", "box17") in drawn.arrows
    assert ("box16", "box17") in build_diagram_content(small(updated=True, meta_analysis=True)).arrows


def test_sources_are_listed_below_their_sum_and_open_by_their_key() -> None:
    box = build_diagram_content(compute_flow(hand_made())).boxes["box2"]
    assert box.texts()[:3] == ("Records identified from:", "Databases (n = 15)", "PubMed (n = 8)")
    assert box.lines[1].member_key == "database_specific_results/pubmed"
    assert box.lines[1].indent == 1


def test_automation_has_its_footnote() -> None:
    drawn = build_diagram_content(compute_flow(hand_made()))
    assert drawn.boxes["box5"].texts() == ("Records excluded** (n = 4)",)
    assert "3 were excluded by a human and 1 by automation tools" in drawn.footnotes["**"]
    assert not build_diagram_content(small()).footnotes


def test_the_footnote_stands_too_where_automation_tools_marked_records_before_screening_only() -> None:
    flow = small()
    drawn = build_diagram_content(replace(flow, boxes={**flow.boxes, "excluded_automatic": 2}))
    assert drawn.boxes["box5"].lines[0].mark == "**"
    assert drawn.footnotes["**"].endswith("excluded by a human and 0 by automation tools.")


def test_no_note_says_what_a_footnote_says() -> None:
    flow = small(updated=True)
    kinds = (NoteKind.NOT_FINAL, NoteKind.REMOVED_REPORTS, NoteKind.REMOVED_STUDIES)
    flow = replace(flow, notes=tuple(Note(kind, f"A note on {kind}.") for kind in kinds))
    assert build_diagram_content(flow).notes == ("A note on removed_reports.", "A note on removed_studies.")
    removed = replace(flow, terms={**flow.terms, "removed_reports": 1, "removed_studies": 1})
    assert not build_diagram_content(removed).notes
    assert build_diagram_content(removed).footnotes["†"] == "Removed since the previous version: 1 study (1 report)."


def test_what_waits_is_listed_beside_the_boxes() -> None:
    assert [line.to_text() for line in build_diagram_content(small()).pending] == ["Records awaiting screening (n = 1)"]


def numbers(drawn: DiagramContent) -> dict[str, int]:
    return {line.member_key: line.n for box in drawn.boxes.values() for line in box.lines}


@settings(max_examples=examples(40), deadline=None)
@given(windows())
def test_every_number_drawn_is_the_flow_s_and_can_be_opened(window: FlowInput) -> None:
    flow = compute_flow(window)
    for opens, n in numbers(build_diagram_content(flow)).items():
        assert n == len(flow.members[opens]) + flow.repeats.get(opens, 0)
        if opens in BOX_BY_KEY:
            assert n == flow.number(opens)


@settings(max_examples=examples(20), deadline=None)
@given(windows())
def test_a_frozen_flow_is_drawn_as_it_was_when_it_was_frozen(window: FlowInput) -> None:
    flow = compute_flow(window)
    assert build_diagram_content(
        flow_from_json(flow_to_json(flow, as_of="2026-01-31", layout="all"))
    ) == build_diagram_content(flow)


@pytest.mark.parametrize("updated", [True, False])
@pytest.mark.parametrize("other", [True, False])
def test_arrows_join_only_boxes_that_are_drawn(updated: bool, other: bool) -> None:
    drawn = build_diagram_content(small(updated=updated, other=other))
    assert {end for arrow in drawn.arrows for end in arrow} == set(drawn.boxes)


def test_websites_are_listed_by_name_and_a_search_named_as_its_box_is_not_said_twice() -> None:
    searches = (
        SearchRecords("embase", "Embase", "database", frozenset({1})),
        SearchRecords("ictrp", "WHO ICTRP portal", "website", frozenset({2, 3})),
        SearchRecords("snowball", "Citation searching", "citation", frozenset({4})),
    )
    flow = compute_flow(FlowInput(searches=searches, report_of={n: n for n in range(1, 5)}))
    lines = [(line.text, line.n, line.member_key) for line in build_diagram_content(flow).boxes["box11"].lines]
    assert lines == [
        ("Websites", 2, "website_results"),
        ("WHO ICTRP portal", 2, "website_results/ictrp"),
        ("Organisations", 0, "organisation_results"),
        ("Citation searching", 1, "citations_results"),
    ]
    assert flow.members["website_results/ictrp"] == {2, 3}
    assert [row.label for row in flow_to_table(flow) if row.key == "website_results/ictrp"] == ["WHO ICTRP portal"]
