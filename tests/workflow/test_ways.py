"""What is said of each search when an update is stopped on the way."""

from __future__ import annotations

from harvester.workflow.desk import Desk, Quiet
from harvester.workflow.ways import Way, ways_told

GOES_ON = "the next update goes on from there"


def way(key: str = "embase") -> Way:
    return Way(key, Quiet())


def listing(total: int, done: int) -> Way:
    found = way()
    found.begin("listing", total)
    found.advance(done)
    return found


def test_a_search_that_has_heard_nothing_yet_is_the_next_one_s_first_work(desk: Desk) -> None:
    assert ways_told(desk, [way()]) == ("embase: not under way yet; the next update begins with it",)


def test_a_list_that_holds_no_records_has_stored_none(desk: Desk) -> None:
    assert ways_told(desk, [listing(5_000, 3_000)]) == (f"embase: 0 of 5,000 records stored; {GOES_ON}",)


def test_of_what_is_fetched_all_that_needed_no_fetching_is_stored_already(desk: Desk) -> None:
    fetching = listing(5_000, 5_000)
    fetching.begin("fetching", 4_000)
    fetching.advance(200)
    fetching.advance(200)
    assert ways_told(desk, [fetching]) == (f"embase: 1,400 of 5,000 records stored; {GOES_ON}",)


def test_a_database_that_grew_meanwhile_never_makes_the_number_negative(desk: Desk) -> None:
    fetching = listing(10, 12)
    fetching.begin("fetching", 12)
    assert ways_told(desk, [fetching]) == (f"embase: 0 of 10 records stored; {GOES_ON}",)


def test_a_search_that_has_ended_needs_no_word(desk: Desk) -> None:
    ended = listing(10, 10)
    ended.ended = True
    assert ways_told(desk, [ended]) == ()


def test_progress_before_any_piece_has_begun_is_passed_on_and_forgotten(desk: Desk) -> None:
    early = way()
    early.advance(5)
    early.say("taking up run 3")
    assert early.pieces == []
    assert isinstance(early.beside(), Quiet)
