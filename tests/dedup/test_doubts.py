"""Doubts: likely pairs that a person is shown, each with the sentence that says why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Citation
from harvester.dedup import explain
from harvester.dedup.doubts import RULES
from harvester.dedup.weights import CALIBRATION, DOUBTFUL_AT_MOST, DOUBTS, calibrated
from tests.dedup.reports import vary

RATS = vary(title="Grazing time and weight gain of Norwegian rats, raised in pairs on heather", doi="", pages="")
MICE = vary(RATS, title="Grazing time and weight gain of Norwegian mice, raised in pairs on heather")
ADDRESS = vary(title="Fellows of this society", doi="", abstract="", pages="5-7")
NOTES = vary(title="Errata notes", abstract="", pages="73-73", doi="10.5555/juf.713")


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (RATS, MICE, "differ in a word"),
        (NOTES, vary(NOTES, doi="10.5555/juf.714"), "a heading"),
        (vary(doi="", volume="", pages=""), vary(doi="", journal="Gut", volume="", pages=""), "in two journals"),
        (vary(doi="", abstract=""), vary(doi="", abstract="", year=2018, volume="", pages="1-30"), "years differ"),
        (ADDRESS, vary(ADDRESS, year=2020, volume="79", issue="4"), "a short title"),
        (vary(doi="", pages=""), vary(doi="", pages="", kind="conference-abstract"), "a conference abstract"),
    ],
)
def test_a_likely_pair_is_shown_with_its_reason(one: Citation, two: Citation, why: str) -> None:
    told = explain(one, two)
    assert told.outcome == "unsure"
    assert told.probability <= DOUBTFUL_AT_MOST
    assert why in told.evidence[-1].sentence


def test_page_one_that_a_spreadsheet_made_a_date_is_no_more_than_page_one() -> None:
    """ "04-Jan" was 1-4: every issue has a page 1."""
    first = vary(title="Interview with Ada Moe", issue="3", pages="04-Jan", doi="", abstract="")
    told = explain(first, vary(first, title="Interview with Ulla Sand", issue="1", pages="1-6"))
    assert told.outcome != "duplicate"
    assert "pages: both begin on page 1" in [each.sentence for each in told.evidence]


def test_each_doubt_has_its_sentence() -> None:
    assert len(RULES) == len(DOUBTS) - 1


@given(st.lists(st.floats(-40, 40), min_size=2, max_size=20))
def test_calibration_keeps_the_order(odds: list[float]) -> None:
    ordered = calibrated(np.array(sorted(odds)))
    assert (np.diff(ordered) >= 0).all()
    assert calibrated(np.array([CALIBRATION[0][0] - 5])) == CALIBRATION[0][1] - 5
