from __future__ import annotations

from datetime import timedelta

import pytest

from harvester.sources import Pace
from tests.simulators.clock import FakeClock


def test_requests_to_one_host_are_spaced_and_other_hosts_are_not_held_up(clock: FakeClock) -> None:
    pace = Pace(clock)
    for host in ("ncbi", "ncbi", "elsevier", "ncbi"):
        pace.wait(host, interval=0.5)

    assert clock.slept == pytest.approx([0.5, 0.5])


def test_time_that_passed_by_itself_is_not_waited_for_again(clock: FakeClock) -> None:
    pace = Pace(clock)
    pace.wait("ncbi", interval=0.5)
    clock.moment += timedelta(seconds=3)
    pace.wait("ncbi", interval=0.5)

    assert clock.slept == []


def test_a_clock_set_back_by_an_hour_does_not_stop_the_harvest(clock: FakeClock) -> None:
    pace = Pace(clock)
    pace.wait("ncbi", interval=0.5)
    clock.moment -= timedelta(hours=1)
    pace.wait("ncbi", interval=0.5)

    assert sum(clock.slept) <= 5
