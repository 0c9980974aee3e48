"""The flow as JSON and as a table."""

from __future__ import annotations

import json

from harvester.prisma import FlowInput, FlowTableRow, PreviousRelease, compute_flow, flow_to_json, flow_to_table
from tests.prisma.flow_inputs import hand_made


def test_the_json_has_the_shape_of_the_command_line() -> None:
    told = flow_to_json(compute_flow(hand_made()), as_of="2026-01-31", layout="all")
    assert {"boxes", "pending", "duplicates_detail", "sources", "checks", "as_of", "layout"} <= told.keys()
    assert told["boxes"]["dbr_excluded"] == [{"label": "wrong route", "n": 2}, {"label": "no reason given", "n": 1}]
    assert told["boxes"]["other_excluded"] == []
    assert told["duplicates_detail"] == {"within": 1, "between": 3, "already_known": 1}
    assert {"search", "raw", "within_duplicates", "distinct", "only_here"} <= told["sources"][0].keys()
    assert told["checks"][0].keys() == {"equation", "left", "right", "ok"}
    assert (told["as_of"], told["layout"], told["final"]) == ("2026-01-31", "all", True)


def test_the_json_survives_being_written_and_read() -> None:
    told = flow_to_json(compute_flow(hand_made()), as_of="2026-01-31", layout="each")
    assert json.loads(json.dumps(told)) == told


def test_the_overlap_names_each_two_searches_once() -> None:
    overlap = flow_to_json(compute_flow(hand_made()), as_of="", layout="all")["overlap"]
    assert len(overlap) == 10
    assert {"search": "embase", "with": "pubmed", "reports": 2} in overlap


def test_the_table_runs_from_identification_to_what_is_included() -> None:
    rows = flow_to_table(compute_flow(hand_made()))
    assert list(dict.fromkeys(row.section for row in rows)) == [
        "Identification",
        "Screening",
        "Other methods",
        "Included",
    ]
    assert FlowTableRow("Identification", "PubMed", 8, 2) in rows
    assert FlowTableRow("Screening", "wrong route", 2, 1) in rows
    assert rows[-1] == FlowTableRow("Included", "Reports of included studies", 3)


def test_the_table_of_an_update_begins_with_the_release_and_ends_with_the_totals() -> None:
    previous = PreviousRelease("v1", frozenset({1}), frozenset({1, 2}))
    rows = flow_to_table(compute_flow(FlowInput(searches=(), report_of={}, previous=previous, study_of={2: 1})))
    assert rows[0] == FlowTableRow("Previous studies", "Studies included in previous version of review", 1)
    assert rows[-1] == FlowTableRow("Included", "Reports of total included studies", 2)


def test_the_table_shows_what_is_pending_only_where_something_is() -> None:
    window = hand_made()
    rows = flow_to_table(
        compute_flow(FlowInput(searches=window.searches, report_of=window.report_of, known=window.known))
    )
    pending = [row for row in rows if row.section == "Pending"]
    assert pending == [
        FlowTableRow("Pending", "Records awaiting screening", 12),
        FlowTableRow("Pending", "Reports awaiting retrieval (other methods)", 2),
    ]
