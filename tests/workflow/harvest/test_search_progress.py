"""What a message says of each search when an update is interrupted."""

from __future__ import annotations

from harvester.workflow.context import NullProgress, ReviewContext
from harvester.workflow.harvest.concurrency import SearchProgress, describe_search_progress

GOES_ON = "the next update continues from there"


def search_progress(key: str = "embase") -> SearchProgress:
    return SearchProgress(key, NullProgress())


def listing(total: int, done: int) -> SearchProgress:
    found = search_progress()
    found.begin("listing", total)
    found.advance(done)
    return found


def test_a_search_that_has_heard_nothing_yet_is_the_next_one_s_first_work(context: ReviewContext) -> None:
    (sentence,) = describe_search_progress(context, [search_progress()])
    assert sentence == "embase: not begun yet; the next update begins with it"


def test_a_list_that_holds_no_records_has_stored_none(context: ReviewContext) -> None:
    assert describe_search_progress(context, [listing(5_000, 3_000)]) == (
        f"embase: 0 of 5,000 records stored; {GOES_ON}",
    )


def test_of_what_is_fetched_all_that_needed_no_fetching_is_stored_already(context: ReviewContext) -> None:
    fetching = listing(5_000, 5_000)
    fetching.begin("fetching", 4_000)
    fetching.advance(200)
    fetching.advance(200)
    assert describe_search_progress(context, [fetching]) == (f"embase: 1,400 of 5,000 records stored; {GOES_ON}",)


def test_a_database_that_grew_meanwhile_never_makes_the_number_negative(context: ReviewContext) -> None:
    fetching = listing(10, 12)
    fetching.begin("fetching", 12)
    assert describe_search_progress(context, [fetching]) == (f"embase: 0 of 10 records stored; {GOES_ON}",)


def test_a_search_that_has_ended_needs_no_word(context: ReviewContext) -> None:
    ended = listing(10, 10)
    ended.is_finished = True
    assert describe_search_progress(context, [ended]) == ()


def test_progress_before_any_piece_has_begun_is_passed_on_and_forgotten(context: ReviewContext) -> None:
    early = search_progress()
    early.advance(5)
    early.message("taking up run 3")
    assert early.phases == []
    assert isinstance(early.new_task(), NullProgress)
