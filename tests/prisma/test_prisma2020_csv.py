"""The CSV, read back by the rules of the PRISMA2020 R package."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings

from harvester.prisma import (
    BOX_BY_KEY,
    BOXES,
    FlowInput,
    PreviousRelease,
    SearchRecords,
    compute_flow,
    flow_to_csv,
)
from harvester.screening import Decision, ReportState
from tests.prisma.flow_inputs import hand_made, windows
from tests.support import examples

KEYS = [
    "previous_studies",
    "previous_reports",
    "database_results",
    "database_specific_results",
    "register_results",
    "register_specific_results",
    "website_results",
    "organisation_results",
    "citations_results",
    "duplicates",
    "excluded_automatic",
    "excluded_other",
    "records_screened",
    "records_excluded",
    "dbr_sought_reports",
    "dbr_notretrieved_reports",
    "other_sought_reports",
    "other_notretrieved_reports",
    "dbr_assessed",
    "dbr_excluded",
    "other_assessed",
    "other_excluded",
    "new_studies",
    "new_reports",
    "total_studies",
    "total_reports",
    "identification",
    "screening",
    "included",
    "total_studies_ma",
    "total_reports_ma",
]
TABS = {"identification", "screening", "included"}
TITLES = ("prevstud", "newstud", "othstud")

Row = dict[str, str]


class Package:
    """Reads the CSV as the package does: rows by a pattern on their key, numbers by their digits."""

    def __init__(self, text: str) -> None:
        self.rows: list[Row] = list(csv.DictReader(io.StringIO(text)))

    def cell(self, key: str, column: str = "n") -> str:
        pattern = f"{key}$" if key in {"total_studies", "total_reports"} else key
        (row,) = [row for row in self.rows if re.search(pattern, row["data"])]
        return row[column]

    def number(self, key: str) -> int:
        return self.digits(self.cell(key))

    def reasons(self, key: str) -> list[tuple[str, int]]:
        cell = self.cell(key)
        if not re.search(r"[^0-9,]", cell):
            return [("", self.digits(cell))]
        return [(part.split(",", 1)[0], self.digits(part.split(",", 1)[1])) for part in re.split("; ?", cell)]

    @staticmethod
    def digits(text: str) -> int:
        return int(re.sub(r"[^0-9.]", "", text.replace(",", "")))


def test_the_package_reads_every_number_back() -> None:
    flow = compute_flow(hand_made())
    package = Package(flow_to_csv(flow))
    for box in BOXES:
        if not box.is_list:
            assert package.number(box.key) == flow.boxes[box.key]


def test_the_package_reads_every_list_back() -> None:
    package = Package(flow_to_csv(compute_flow(hand_made())))
    assert package.reasons("database_specific_results") == [("PubMed", 8), ("Embase Embase.com", 7)]
    assert package.reasons("register_specific_results") == [("ClinicalTrials.gov", 2)]
    assert package.reasons("dbr_excluded") == [("wrong route", 2), ("no reason given", 1)]
    assert package.reasons("other_excluded") == [("", 0)]


@settings(max_examples=examples(60), deadline=None)
@given(windows())
def test_whatever_was_counted_the_package_reads_the_same_sums(window: FlowInput) -> None:
    flow = compute_flow(window)
    package = Package(flow_to_csv(flow))
    for key in BOX_BY_KEY:
        read = sum(n for _, n in package.reasons(key)) if BOX_BY_KEY[key].is_list else package.number(key)
        assert read == flow.number(key)


@pytest.mark.parametrize(
    ("label", "read"),
    [
        ("wrong population, adults; children", "wrong population adults children"),
        ("Crohn's disease", "Crohn’s disease"),
        ('the "old" route', "the old route"),
        ("phase 2\nonly", "phase 2 only"),
        ("3", "3"),
        (",;", "unnamed"),
    ],
)
def test_a_label_cannot_break_the_list_it_stands_in(label: str, read: str) -> None:
    window = FlowInput(
        searches=(SearchRecords("pubmed", "PubMed", "database", frozenset({1, 2})),),
        report_of={1: 1, 2: 2},
        states={
            1: ReportState(full_text=Decision.EXCLUDE, reason=label),
            2: ReportState(full_text=Decision.EXCLUDE, reason="a wrong route"),
        },
    )
    assert sorted(Package(flow_to_csv(compute_flow(window))).reasons("dbr_excluded")) == sorted(
        [(read, 1), ("a wrong route", 1)]
    )


def test_numbers_above_a_thousand_have_no_separators() -> None:
    window = FlowInput(
        searches=(SearchRecords("pubmed", "PubMed", "database", frozenset(range(12345))),),
        report_of=dict.fromkeys(range(12345), 1),
    )
    package = Package(flow_to_csv(compute_flow(window)))
    assert package.cell("database_results") == "12345"
    assert package.cell("database_specific_results") == "PubMed, 12345"


def test_every_row_of_the_package_is_there_once_and_no_other() -> None:
    rows = Package(flow_to_csv(compute_flow(hand_made()))).rows
    assert sorted(row["data"] for row in rows if row["data"] != "NA") == sorted(KEYS)
    assert [row["box"] for row in rows if row["data"] == "NA"] == list(TITLES)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_a_box_of_the_flow_or_one_of_the_three_tabs(key: str) -> None:
    assert (key in compute_flow(hand_made()).boxes) != (key in TABS)


def test_no_number_is_missing_and_every_node_is_drawn_once() -> None:
    rows = Package(flow_to_csv(compute_flow(hand_made()))).rows
    assert all(re.search("[0-9]", row["n"]) for row in rows)
    nodes = [row["node"] for row in rows if row["node"] != "NA"]
    assert sorted(nodes) == sorted(f"node{number}" for number in range(1, 24))


def test_the_header_is_the_package_s() -> None:
    assert flow_to_csv(compute_flow(hand_made())).splitlines()[0] == "data,node,box,description,boxtext,tooltips,url,n"


def test_a_new_review_speaks_of_studies_and_an_updated_one_of_new_studies() -> None:
    empty = FlowInput(searches=(), report_of={})
    updated = FlowInput(searches=(), report_of={}, previous=PreviousRelease("v1", frozenset({1}), frozenset({1})))
    assert Package(flow_to_csv(compute_flow(empty))).cell("new_studies", "boxtext") == "Studies included in review"
    assert (
        Package(flow_to_csv(compute_flow(updated))).cell("new_studies", "boxtext") == "New studies included in review"
    )
    titles = [row["boxtext"] for row in Package(flow_to_csv(compute_flow(updated))).rows if row["data"] == "NA"]
    assert titles[1] == "Identification of new studies via databases and registers"
