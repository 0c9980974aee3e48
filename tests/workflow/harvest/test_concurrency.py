"""Services are asked side by side, the searches of one service one after another, and what goes wrong is told late."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.review import Search
from harvester.sources import service_name
from harvester.workflow.harvest.concurrency import (
    Cancellation,
    CancellationToken,
    SearchTask,
    group_by_service,
    run_concurrently,
)

LONG = 20.0
"""Seconds after which a thread that waits for another in vain gives up, so that a mistake ends as a failed test."""


def task(key: str, source: str, ask: Callable[[], str] = str, *, base_url: str | None = None) -> SearchTask[str]:
    return SearchTask(Search(key=key, source=source, name=key, kind="database", base_url=base_url), ask)


def keys_of(*tasks: SearchTask[str]) -> list[list[str]]:
    return [[each.search.key for _, each in lane] for lane in group_by_service(tasks)]


def test_searches_of_one_service_share_a_lane() -> None:
    tasks = (task("a", "pubmed"), task("b", "embase"), task("c", "medline"), task("d", "pubmed"))
    assert keys_of(*tasks) == [["b"], ["a", "c", "d"]]


def test_a_mirror_shares_the_lane_of_whatever_else_it_serves() -> None:
    tasks = (
        task("a", "pubmed"),
        task("b", "medline", base_url="https://mirror.example.org/ncbi/"),
        task("c", "embase", base_url="https://mirror.example.org/elsevier/"),
        task("d", "medline"),
    )
    assert keys_of(*tasks) == [["a", "b", "c", "d"]]


SEARCHES = st.lists(
    st.tuples(
        st.sampled_from(["pubmed", "medline", "embase", "europepmc"]),
        st.sampled_from([None, "https://mirror.example.org/", "http://127.0.0.1:8080/"]),
    ),
    max_size=8,
)


@given(SEARCHES)
def test_every_search_has_one_lane_and_shares_it_with_all_that_it_must_not_meet(
    searches: list[tuple[str, str | None]],
) -> None:
    tasks = [task(str(number), source, base_url=url) for number, (source, url) in enumerate(searches)]
    lanes = group_by_service(tasks)
    numbers = [[number for number, _ in lane] for lane in lanes]
    assert sorted(number for lane in numbers for number in lane) == list(range(len(tasks)))
    assert all(lane == sorted(lane) for lane in numbers)
    for lane in lanes:
        services = {service_name(each.search.source, base_url=each.search.base_url) for _, each in lane}
        others = [each for other in lanes if other is not lane for _, each in other]
        assert not {each.search.source for each in others} & {each.search.source for _, each in lane}
        assert not {service_name(each.search.source, base_url=each.search.base_url) for each in others} & services


def test_results_stand_in_the_order_of_the_tasks_whichever_ends_first() -> None:
    ended = threading.Event()

    def late() -> str:
        assert ended.wait(LONG)
        return "late"

    def early() -> str:
        ended.set()
        return "early"

    assert run_concurrently([task("a", "pubmed", late), task("b", "embase", early)], CancellationToken()) == [
        "late",
        "early",
    ]


def test_searches_of_one_service_are_never_asked_at_once() -> None:
    at_it = threading.Lock()

    def ask() -> str:
        assert at_it.acquire(blocking=False)
        threading.Event().wait(0.01)
        at_it.release()
        return "asked"

    assert (
        run_concurrently([task(f"s{number}", "pubmed", ask) for number in range(5)], CancellationToken())
        == ["asked"] * 5
    )


def test_nothing_to_ask_is_no_work() -> None:
    assert run_concurrently([], CancellationToken()) == []


def test_a_bug_in_one_search_is_raised_when_the_others_have_finished_theirs() -> None:
    failed, asked = threading.Event(), []

    def bug() -> str:
        failed.set()
        raise ZeroDivisionError("a bug")

    def other() -> str:
        assert failed.wait(LONG)
        asked.append("other")
        return "done"

    def next_in_lane() -> str:
        asked.append("next")
        return "done"

    tasks = [task("a", "pubmed", bug), task("b", "embase", other), task("c", "pubmed", next_in_lane)]
    with pytest.raises(ZeroDivisionError, match="a bug"):
        run_concurrently(tasks, CancellationToken())
    assert asked == ["other"]


def test_of_several_bugs_the_first_in_order_is_raised() -> None:
    both = threading.Barrier(2, timeout=LONG)

    def bug(name: str) -> str:
        both.wait()
        raise ValueError(name)

    tasks = [task("a", "pubmed", lambda: bug("first")), task("b", "embase", lambda: bug("second"))]
    with pytest.raises(ValueError, match="first"):
        run_concurrently(tasks, CancellationToken())


def test_who_sleeps_wakes_up_when_told_to_stop() -> None:
    stop, asleep, woken = CancellationToken(), threading.Event(), threading.Event()

    def sleep() -> None:
        asleep.set()
        try:
            stop.wait(LONG)
        except Cancellation:
            woken.set()

    threading.Thread(target=sleep, daemon=True).start()
    assert asleep.wait(LONG)
    stop.cancel()
    assert woken.wait(LONG / 2)


def test_nobody_begins_once_told_to_stop() -> None:
    stop = CancellationToken()
    stop.check()
    stop.cancel()
    with pytest.raises(Cancellation):
        stop.check()
