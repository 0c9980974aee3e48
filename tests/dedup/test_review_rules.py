"""Doubts: likely pairs that a person is shown, each with the sentence that says why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Author, Citation
from harvester.dedup import explain
from harvester.dedup.scoring.weights import (
    CALIBRATION,
    MAX_REVIEW_PROBABILITY,
    MIN_UNSURE_PROBABILITY,
    calibrate,
)
from tests.dedup.reports import ARTICLE, find_pairs, vary

RATS = vary(title="Grazing time and weight gain of Norwegian rats, raised in pairs on heather", doi="", pages="")
MICE = vary(RATS, title="Grazing time and weight gain of Norwegian mice, raised in pairs on heather")
ADDRESS = vary(title="Fellows of this society", doi="", abstract="", pages="5-7")
MEETING = vary(doi="", issue="Suppl 1", abstract="")
NOTICE = vary(title=f"Erratum: {ARTICLE.title}", volume="", issue="", pages="", doi="", abstract="")
CHAPTER = vary(kind="chapter", journal=ARTICLE.title, volume="", issue="", pages="1-24", doi="", abstract="")
LETTER = vary(authors=(Author("Quarshie", "E"),), pages="101", doi="", abstract="")
NOTES = vary(title="Errata notes", abstract="", pages="73-73", doi="10.5555/juf.713")


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (RATS, MICE, "differ in a word"),
        (NOTES, vary(NOTES, doi="10.5555/juf.714"), "a heading"),
        (vary(doi="", volume="", pages=""), vary(doi="", journal="Gut", volume="", pages=""), "in two journals"),
        (vary(MEETING, pages="S77"), vary(MEETING, journal="Blood", volume="110", pages="A77"), "in two journals"),
        (vary(doi="", abstract=""), vary(doi="", abstract="", year=2018, volume="", pages="1-30"), "years differ"),
        (ADDRESS, vary(ADDRESS, year=2020, volume="79", issue="4"), "a short title"),
        (vary(doi="", pages=""), vary(doi="", pages="", kind="conference-abstract"), "a conference abstract"),
        (NOTICE, vary(NOTICE, year=2020), "years differ"),
        (CHAPTER, vary(CHAPTER, kind="book", journal="", pages="320"), "one is a book, the other a chapter"),
        (LETTER, vary(LETTER, authors=(Author("Lindgren", "U"),)), "by other authors"),
    ],
)
def test_a_likely_pair_is_shown_with_its_reason(one: Citation, two: Citation, why: str) -> None:
    told = explain(one, two)
    assert told.outcome == "unsure"
    assert told.probability <= MAX_REVIEW_PROBABILITY
    assert why in told.evidence[-1].sentence


@pytest.mark.parametrize("pages", ["", "1-12", "e204731", "104731"])
def test_a_record_ahead_of_print_is_its_article_a_year_later(pages: str) -> None:
    """Neither volume nor issue yet, and its pages counted from 1 or an article's number: no place differs."""
    ahead = vary(year=2018, volume="", issue="", pages=pages, doi="", abstract="")
    assert explain(ahead, vary(doi="", abstract="")).outcome == "duplicate"
    assert explain(vary(ahead, year=2016), vary(doi="", abstract="")).outcome != "duplicate"
    assert explain(vary(ahead, pages="A12"), vary(doi="", abstract="")).outcome != "duplicate"
    assert pages == "" or explain(vary(ahead, year=2020), vary(doi="", abstract="")).outcome != "duplicate"


def test_abstracts_of_two_meetings_of_one_society_are_shown() -> None:
    one = vary(volume="", issue="Suppl 1", pages="A412", doi="", abstract="")
    assert explain(one, vary(one, year=2020, pages="")).outcome == "unsure"


def test_an_abstract_of_the_year_before_is_shown_beside_an_article_without_a_place() -> None:
    met = vary(volume="", issue="3 SUPPL. 1", pages="234", doi="", abstract="", year=2018)
    assert explain(met, vary(volume="", issue="", pages="", abstract="")).outcome == "unsure"


def test_page_one_that_a_spreadsheet_made_a_date_is_no_more_than_page_one() -> None:
    """ "04-Jan" was 1-4: every issue has a page 1."""
    first = vary(title="Interview with Ada Moe", issue="3", pages="04-Jan", doi="", abstract="")
    told = explain(first, vary(first, title="Interview with Ulla Sand", issue="1", pages="1-6"))
    assert told.outcome != "duplicate"
    assert "pages: both begin on page 1" in [each.sentence for each in told.evidence]


WRONG = vary(authors=(Author("Bello", "Amina"), Author("Ruiz", "Tomás")), year=2016, pages="", doi="", abstract="")
WHOLE_ISSUE = Citation(year=2018, volume="42", issue="1", doi="10.5555/quarterly.2018.42.1")


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (vary(title=f"{ARTICLE.title} {{1}}"), WRONG, "one title in one issue"),
        (WHOLE_ISSUE, vary(WHOLE_ISSUE, doi="10.5555/quarterly.2017.42.1"), "neither has a title"),
    ],
)
def test_a_pair_that_the_weights_keep_apart_is_shown_where_its_place_is_one(
    one: Citation, two: Citation, why: str
) -> None:
    (found,) = find_pairs([one, two])
    assert found.outcome == "unsure"
    assert MIN_UNSURE_PROBABILITY <= found.probability < 0.5
    assert why in found.evidence[-1].sentence


@pytest.mark.parametrize(
    "changes", [{"pages": "600-607"}, {"issue": "5"}, {"title": "Book reviews"}, {"title": f"{ARTICLE.title}: part 2"}]
)
def test_what_differs_in_its_place_or_number_too_is_not_asked_about(changes: dict[str, str]) -> None:
    one = vary(title="Book reviews") if changes.get("title") == "Book reviews" else ARTICLE
    assert explain(one, vary(WRONG, **changes)).outcome == "distinct"


def test_untitled_records_of_two_articles_or_issues_are_not_asked_about() -> None:
    assert explain(WHOLE_ISSUE, vary(WHOLE_ISSUE, doi="", issue="2")).outcome == "distinct"
    assert explain(WHOLE_ISSUE, vary(WHOLE_ISSUE, doi="", pages="5-9")).outcome == "distinct"
    assert explain(vary(title="", doi=""), vary(title="", doi="", authors=())).outcome == "distinct"


@given(st.lists(st.floats(-40, 40), min_size=2, max_size=20))
def test_calibration_keeps_the_order(odds: list[float]) -> None:
    ordered = calibrate(np.array(sorted(odds)))
    assert (np.diff(ordered) >= 0).all()
    assert calibrate(np.array([CALIBRATION[0][0] - 5])) == CALIBRATION[0][1] - 5
