"""Titles that name no report: departments of journals, matter at the front and back, books without a review's name."""

from __future__ import annotations

import pytest

from harvester.dedup import explain
from harvester.dedup.records.title_traits import is_generic_title
from tests.dedup.reports import vary


@pytest.mark.parametrize(
    "title",
    [
        "what is your diagnosis",
        "ecg of the month",
        "message from the program chairs",
        "acknowledgement of reviewers",
        "ad hoc reviewers",
        "poster abstracts",
        "minutes of the annual meeting",
        "questions and answers",
        "cartas al editor",
        "mitteilungen",
    ],
)
def test_a_department_of_a_journal_names_no_report(title: str) -> None:
    assert is_generic_title(title, "")
    one = vary(title=title, issue="", pages="", doi="", abstract="")
    assert explain(one, one).outcome != "duplicate"
    assert explain(vary(one, pages="412-413"), vary(one, pages="412")).outcome == "duplicate"


@pytest.mark.parametrize(
    "title", ["diagnosis of asthma in one month", "case reports of hiccups", "current account deficits", "oral health"]
)
def test_a_title_with_a_subject_is_one(title: str) -> None:
    assert not is_generic_title(f"{title} in norway", "")


@pytest.mark.parametrize(("title", "heading"), [("膝关节损伤的护理", False), ("目次", True), ("knees", True)])
def test_a_chinese_sign_says_more_than_a_letter(title: str, *, heading: bool) -> None:
    assert is_generic_title(title, "") is heading


def test_the_first_pages_of_a_volume_whose_issue_is_unknown_are_those_of_any_issue() -> None:
    one = vary(title="Editorial", pages="1-2", doi="", abstract="")
    assert explain(one, vary(one, issue="")).outcome == "unsure"
    assert explain(one, one).outcome == "duplicate"
    assert explain(vary(one, pages="312-313"), vary(one, pages="312-313", issue="")).outcome == "duplicate"
