from __future__ import annotations

from datetime import timedelta
from itertools import cycle

import pytest

from harvester.sources import RateLimiter
from harvester.sources.configuration import INTERVAL_MARGIN
from tests.simulators.clock import FakeClock


def test_requests_to_one_host_are_spaced_and_other_hosts_are_not_held_up(clock: FakeClock) -> None:
    pace = RateLimiter(clock)
    for host in ("ncbi", "ncbi", "elsevier", "ncbi"):
        pace.wait(host, interval=0.5)

    assert clock.slept == pytest.approx([0.5, 0.5])


def test_time_that_passed_by_itself_is_not_waited_for_again(clock: FakeClock) -> None:
    pace = RateLimiter(clock)
    pace.wait("ncbi", interval=0.5)
    clock.moment += timedelta(seconds=3)
    pace.wait("ncbi", interval=0.5)

    assert clock.slept == []


def test_a_clock_set_back_by_an_hour_does_not_stop_the_harvest(clock: FakeClock) -> None:
    pace = RateLimiter(clock)
    pace.wait("ncbi", interval=0.5)
    clock.moment -= timedelta(hours=1)
    pace.wait("ncbi", interval=0.5)

    assert sum(clock.slept) <= 5


@pytest.mark.parametrize("allowed", [3, 6, 10])
def test_no_second_sees_more_requests_than_allowed_though_some_leave_late(allowed: int, clock: FakeClock) -> None:
    late = cycle([0.0, 0.03, 0.0, 0.01, 0.035])
    pace, left = RateLimiter(clock), []
    for _ in range(60):
        pace.wait("ncbi", interval=INTERVAL_MARGIN / allowed)
        left.append(clock.now() + timedelta(seconds=next(late)))

    assert all(sum(moment <= other < moment + timedelta(seconds=1) for other in left) <= allowed for moment in left)


def test_however_many_ask_at_once_each_has_a_turn_of_its_own() -> None:
    class Standing(FakeClock):
        """Nobody's waiting makes it later for the others, as with threads."""

        def sleep(self, seconds: float) -> None:
            self.slept.append(seconds)

    standing = Standing()
    pace = RateLimiter(standing)
    for _ in range(40):
        pace.wait("ncbi", interval=0.5)

    assert standing.slept == pytest.approx([0.5 * turn for turn in range(1, 40)])


def test_a_clock_set_back_keeps_the_spacing_of_later_requests(clock: FakeClock) -> None:
    pace = RateLimiter(clock)
    pace.wait("ncbi", interval=0.5)
    clock.moment -= timedelta(hours=1)
    for _ in range(3):
        pace.wait("ncbi", interval=0.5)

    assert clock.slept == pytest.approx([0.5] * 3)
