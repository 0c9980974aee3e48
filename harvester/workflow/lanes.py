"""Side by side: searches of different services at the same time, those of one service one after another.

Each service keeps to its own limits, so a slow one delays no other, and one that is asked twice is not asked faster.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from harvester.review import Search
from harvester.sources import service_of
from harvester.workflow.stop import Stop, Stopped

T = TypeVar("T")

_GLANCE: Final = 0.1
_GRACE: Final = 0.4
"""Seconds in which threads that were told to stop may store the page they hold; one that waits for a reply is left."""


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A search and what is to be done about it; ``ask`` runs in a thread of the search's service."""

    search: Search
    ask: Callable[[], T]


def side_by_side(tasks: Sequence[Task[T]], stop: Stop) -> list[T]:
    """Do every task, and return the results in the order of the tasks.

    When one raises, which is a bug or a store that cannot be used, the others finish the search they are at, none
    begins another, and the exception of the first such task is raised. ``KeyboardInterrupt`` in the calling thread
    tells everybody to stop and is raised again shortly after, whatever a thread still waits for.
    """
    broken = threading.Event()
    lanes = [_Lane(group, broken) for group in lanes_of(tasks)]
    threads = [threading.Thread(target=lane.run, name=lane.name, daemon=True) for lane in lanes]
    try:
        for thread in threads:
            thread.start()
        _await(threads)
    except KeyboardInterrupt:
        stop.tell()
        _await(threads, until=time.monotonic() + _GRACE)
        raise
    faults = {number: fault for lane in lanes for number, fault in lane.faults.items()}
    if faults:
        raise faults[min(faults)]
    results = {number: result for lane in lanes for number, result in lane.results.items()}
    return [results[number] for number in range(len(tasks))]


def lanes_of(tasks: Sequence[Task[T]]) -> list[list[tuple[int, Task[T]]]]:
    """The tasks with their numbers, those together whose searches share a service or a source."""
    lanes: list[list[tuple[int, Task[T]]]] = []
    for number, task in enumerate(tasks):
        same = [lane for lane in lanes if any(_together(task.search, other.search) for _, other in lane)]
        joined = sorted([*(each for lane in same for each in lane), (number, task)], key=lambda each: each[0])
        lanes = [*(lane for lane in lanes if lane not in same), joined]
    return lanes


def _together(one: Search, other: Search) -> bool:
    return one.source == other.source or _service(one) == _service(other)


def _service(search: Search) -> str:
    return service_of(search.source, base_url=search.base_url)


class _Lane(Generic[T]):
    """The searches of one service, one after another."""

    def __init__(self, tasks: Sequence[tuple[int, Task[T]]], broken: threading.Event) -> None:
        self._tasks = tasks
        self._broken = broken
        self.results: dict[int, T] = {}
        self.faults: dict[int, BaseException] = {}

    @property
    def name(self) -> str:
        return f"asking {_service(self._tasks[0][1].search)}"

    def run(self) -> None:
        for number, task in self._tasks:
            if self._broken.is_set():
                return
            try:
                self.results[number] = task.ask()
            except Stopped:
                return
            except BaseException as fault:  # noqa: BLE001 - raised again in the thread that waits for all
                self.faults[number] = fault
                self._broken.set()


def _await(threads: Sequence[threading.Thread], *, until: float | None = None) -> None:
    """Wait for the threads, all in all no longer than ``until``; a signal is heard at every glance."""
    for thread in threads:
        while thread.is_alive() and (until is None or time.monotonic() < until):
            thread.join(_GLANCE)
