"""Side by side: searches of different services at the same time, those of one service one after another.

Each service keeps to its own limits, so a slow one delays no other, and one that is asked twice is not asked faster.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from harvester.review import Search
from harvester.sources import RateLimiter, SystemClock, service_name
from harvester.store import retrievals, runs
from harvester.workflow.context import Progress, ReviewContext

T = TypeVar("T")

_POLL_SECONDS: Final = 0.1
_GRACE_SECONDS: Final = 0.4
"""Seconds in which threads that were told to stop may store the page they hold; one that waits for a reply is left."""


@dataclass(frozen=True, slots=True)
class SearchTask(Generic[T]):
    """A search and what is to be done about it; ``ask`` runs in a thread of the search's service."""

    search: Search
    run: Callable[[], T]


def run_concurrently(tasks: Sequence[SearchTask[T]], token: CancellationToken) -> list[T]:
    """Do every task, and return the results in the order of the tasks.

    When one raises, which is a bug or a store that cannot be used, the others finish the search they are at, none
    begins another, and the exception of the first such task is raised. ``KeyboardInterrupt`` in the calling thread
    tells everybody to stop and is raised again shortly after, whatever a thread still waits for.
    """
    failed_event = threading.Event()
    queues = [_ServiceQueue(group, failed_event) for group in group_by_service(tasks)]
    threads = [threading.Thread(target=queue.run, name=queue.name, daemon=True) for queue in queues]
    try:
        for thread in threads:
            thread.start()
        _join_threads(threads)
    except KeyboardInterrupt:
        token.cancel()
        _join_threads(threads, until=time.monotonic() + _GRACE_SECONDS)
        raise
    errors = {number: error for queue in queues for number, error in queue.faults.items()}
    if errors:
        raise errors[min(errors)]
    results = {number: result for queue in queues for number, result in queue.results.items()}
    return [results[number] for number in range(len(tasks))]


def group_by_service(tasks: Sequence[SearchTask[T]]) -> list[list[tuple[int, SearchTask[T]]]]:
    """The tasks with their numbers, those together whose searches share a service or a source."""
    groups: list[list[tuple[int, SearchTask[T]]]] = []
    for number, task in enumerate(tasks):
        sharing = [
            group for group in groups if any(_share_service(task.search, other_task.search) for _, other_task in group)
        ]
        merged_group = sorted(
            [*(member for group in sharing for member in group), (number, task)], key=lambda member: member[0]
        )
        groups = [*(group for group in groups if group not in sharing), merged_group]
    return groups


def _share_service(first: Search, second: Search) -> bool:
    return first.source == second.source or _service_name(first) == _service_name(second)


def _service_name(search: Search) -> str:
    return service_name(search.source, base_url=search.base_url)


class _ServiceQueue(Generic[T]):
    """The searches of one service, one after another."""

    def __init__(self, tasks: Sequence[tuple[int, SearchTask[T]]], broken: threading.Event) -> None:
        self._tasks = tasks
        self._broken = broken
        self.results: dict[int, T] = {}
        self.faults: dict[int, BaseException] = {}

    @property
    def name(self) -> str:
        return f"asking {_service_name(self._tasks[0][1].search)}"

    def run(self) -> None:
        for number, task in self._tasks:
            if self._broken.is_set():
                return
            try:
                self.results[number] = task.run()
            except Cancellation:
                return
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits for all
                self.faults[number] = error
                self._broken.set()


def _join_threads(threads: Sequence[threading.Thread], *, until: float | None = None) -> None:
    """Wait for the threads, all in all no longer than ``until``; a signal is heard at every glance."""
    for thread in threads:
        while thread.is_alive() and (until is None or time.monotonic() < until):
            thread.join(_POLL_SECONDS)


class Cancellation(BaseException):
    """Ends a search between two pages: its run stays begun, and the next update takes it up."""


class CancellationToken:
    """Told once, from any thread; heard by all."""

    def __init__(self) -> None:
        self._told = threading.Event()

    def cancel(self) -> None:
        """Everybody is to stop."""
        self._told.set()

    def check(self) -> None:
        """Raise ``Stopped`` if it was told."""
        if self._told.is_set():
            raise Cancellation

    def wait(self, seconds: float) -> None:
        """Let that time pass. Raises ``Stopped`` as soon as it is told."""
        self._told.wait(seconds)
        self.check()


class CancellableClock(SystemClock):
    """The machine's clock; its sleepers wake up when they are to stop."""

    def __init__(self, stop: CancellationToken) -> None:
        self._stop = stop

    def sleep(self, seconds: float) -> None:
        """Wait. Raises ``Stopped``."""
        self._stop.wait(seconds)


class CancellablePace(RateLimiter):
    """The pace of an update: every request waits for its turn here, and none begins once the update is to stop."""

    def __init__(self, stop: CancellationToken) -> None:
        super().__init__(CancellableClock(stop))
        self._stop = stop

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the host may be asked again. Raises ``Stopped``."""
        self._stop.check()
        super().wait(host, interval=interval)


@dataclass(slots=True)
class _Phase:
    total: int | None
    done: int = 0


@dataclass(slots=True)
class SearchProgress:
    """The progress of one search; keeps the protocol of ``harvester.workflow.context.Progress``.

    A search lists first, then fetches what is not known yet: the pieces of its way.
    """

    key: str
    display: Progress
    phases: list[_Phase] = field(default_factory=list)
    is_finished: bool = False

    def begin(self, what: str, total: int | None) -> None:
        """A piece of the way begins."""
        self.phases.append(_Phase(total))
        self.display.begin(what, total)

    def advance(self, steps: int) -> None:
        """So many steps further."""
        if self.phases:
            self.phases[-1].done += steps
        self.display.advance(steps)

    def say(self, sentence: str) -> None:
        """A sentence on the way."""
        self.display.say(sentence)

    def beside(self) -> Progress:
        """Progress that is none of this way's."""
        return self.display.beside()


def describe_search_progress(context: ReviewContext, progresses: Iterable[SearchProgress]) -> tuple[str, ...]:
    """A sentence for each search that has not ended: how much of it is stored."""
    with context.store.read() as session:
        unfinished = {run.search: run.id for run in runs.load_unfinished_runs(session)}
        new_counts = {key: retrievals.count_records_first_retrieved(session, run) for key, run in unfinished.items()}
    return tuple(
        _describe_stored(progress, new_counts.get(progress.key, 0))
        for progress in progresses
        if not progress.is_finished
    )


def _describe_stored(progress: SearchProgress, new_count: int) -> str:
    if not progress.phases or progress.phases[0].total is None:
        return f"{progress.key}: not under way yet; the next update begins with it"
    promised = progress.phases[0].total
    stored = new_count if len(progress.phases) == 1 else _count_stored(promised, progress.phases[1])
    return f"{progress.key}: {stored:,} of {promised:,} records stored; the next update goes on from there"


def _count_stored(promised: int, fetch_phase: _Phase) -> int:
    """Those that needed no fetching are stored; of the others, as many as have come."""
    return max(0, promised - (fetch_phase.total or 0) + fetch_phase.done)
