"""Concurrent calls give the same results and errors as sequential ones."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import SourceUnavailable
from harvester.sources.ncbi.eutils import map_ordered
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Fault, Simulator
from tests.sources.opening import SourceOpener


@given(st.lists(st.integers(), max_size=20), st.integers(1, 6))
def test_results_come_in_the_order_of_the_calls(numbers: list[int], at_once: int) -> None:
    assert list(map_ordered([partial(abs, number) for number in numbers], workers=at_once)) == [*map(abs, numbers)]


def test_a_slow_call_does_not_change_the_order() -> None:
    def slow(number: int) -> int:
        time.sleep(0.05 if number == 0 else 0)
        return number

    assert list(map_ordered([partial(slow, number) for number in range(6)], workers=3)) == list(range(6))


def test_calls_are_begun_only_when_a_result_is_wanted_and_not_far_ahead() -> None:
    begun: list[int] = []
    results = map_ordered((partial(begun.append, number) for number in range(100)), workers=3)
    assert begun == []

    next(results)
    time.sleep(0.05)

    assert len(begun) <= 4


def test_the_calls_really_overlap() -> None:
    meeting = threading.Barrier(3, timeout=5)

    assert len(list(map_ordered([meeting.wait] * 3, workers=3))) == 3


def test_the_first_fault_in_order_is_raised_after_what_came_before_it() -> None:
    def fail(words: str) -> str:
        raise SourceUnavailable(words)

    ended: list[str] = []

    def end() -> str:
        time.sleep(0.05)
        ended.append("under way")
        return ""

    calls: list[Callable[[], str]] = [str, partial(fail, "first"), end, partial(fail, "second"), end]
    results = map_ordered(calls, workers=3)

    assert next(results) == ""
    with pytest.raises(SourceUnavailable, match="first"):
        next(results)
    assert ended == ["under way"]


def test_a_fetch_that_fails_half_way_has_yielded_the_batches_before_it(
    eutils: EutilsService, ncbi: Simulator, opened: SourceOpener
) -> None:
    source = opened("pubmed", ncbi)
    ids = [str(number) for number in range(30_000_000, 30_000_000 + 2_000)]
    replies = source.fetch(ids)
    first = next(replies)
    ncbi.spoil(*[Fault("500", only="efetch.fcgi")] * 60)

    with pytest.raises(SourceUnavailable, match="tried 6 times"):
        list(replies)

    assert b"<PubmedArticleSet" in first.body


def test_a_fetch_that_nobody_listens_to_any_more_asks_no_further(ncbi: Simulator, opened: SourceOpener) -> None:
    replies = opened("pubmed", ncbi).fetch([str(number) for number in range(1, 4_001)])
    next(replies)
    del replies
    time.sleep(0.05)

    assert len(ncbi.seen) <= 5


def test_a_person_who_interrupts_does_not_wait_for_what_is_under_way(ncbi: Simulator) -> None:
    ncbi.spoil(*[Fault("slow", detail="30", only="efetch.fcgi")] * 4)
    program = (
        "from harvester.sources import Settings, open_source\n"
        f"settings = Settings(contact='team@example.org', base_url={ncbi.url!r}, environ={{}}, batch_size=1)\n"
        "list(open_source('pubmed', settings=settings).fetch([str(n) for n in range(1, 9)]))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) as process:
        while len(ncbi.seen) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)

    assert time.monotonic() - begun < 10
    assert "KeyboardInterrupt" in said
