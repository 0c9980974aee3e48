"""What review.toml tells the search appendix: of one search, and of all."""

from __future__ import annotations

from tests.review.texts import GOOD, HEAD, SEARCH, only_mistake, read

REPORT = """
[search_report]
contacts = "three manufacturers"
limits = "English"
limits_justification = "no translator at hand"
peer_review = "PRESS 2015"
"""


def test_what_holds_for_every_search_is_said_once() -> None:
    review = read(GOOD + REPORT)
    assert review.search_report.contacts == "three manufacturers"
    (search,) = review.searches
    assert (search.limits, search.limits_justification, search.peer_review) == (
        "English", "no translator at hand", "PRESS 2015",
    )  # fmt: skip


def test_a_search_that_says_something_else_keeps_it_and_its_justification() -> None:
    (search,) = read(GOOD + 'limits = "2010 on"\n' + REPORT).searches
    assert (search.limits, search.limits_justification) == ("2010 on", "")


def test_citation_searching_goes_in_a_known_direction() -> None:
    mistake = only_mistake(HEAD + SEARCH + 'direction = "backwards"\n')
    assert mistake.key == "search[1].direction"
    assert 'Did you mean "backward"?' in mistake.remedy
