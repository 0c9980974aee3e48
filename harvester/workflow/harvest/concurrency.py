"""Run searches concurrently: one thread per service, sequential within a service; cancellation and progress.

Each service keeps its own rate limit: a slow service delays no other, and two searches of a service do not double its
rate.
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
"""Time for cancelled threads to store the page they hold; a thread that waits for a reply is abandoned."""


class Cancellation(BaseException):
    """Ends a search between two pages: its run stays unfinished, and the next update resumes it."""


class CancellationToken:
    """Cooperative cancellation, checked before each request and while waiting for the rate limiter."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Cancel all searches; may be called from any thread."""
        self._cancelled.set()

    def check(self) -> None:
        """Raise ``Cancellation`` if cancelled."""
        if self._cancelled.is_set():
            raise Cancellation

    def wait(self, seconds: float) -> None:
        """Sleep. Raises ``Cancellation`` as soon as cancelled."""
        self._cancelled.wait(seconds)
        self.check()


class CancellableClock(SystemClock):
    """The system clock; cancellation ends its sleep."""

    def __init__(self, token: CancellationToken) -> None:
        self._token = token

    def sleep(self, seconds: float) -> None:
        """Sleep. Raises ``Cancellation``."""
        self._token.wait(seconds)


class CancellableRateLimiter(RateLimiter):
    """The rate limiter of an update; no request begins once the update is cancelled."""

    def __init__(self, token: CancellationToken) -> None:
        super().__init__(CancellableClock(token))
        self._token = token

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the host may be asked again. Raises ``Cancellation``."""
        self._token.check()
        super().wait(host, interval=interval)


@dataclass(frozen=True, slots=True)
class SearchTask(Generic[T]):
    """A search and the function that runs it, called in the thread of its service."""

    search: Search
    run: Callable[[], T]


def run_concurrently(tasks: Sequence[SearchTask[T]], token: CancellationToken) -> list[T]:
    """Run every task; return the results in the order of the tasks.

    When a task raises (a bug, or an unusable store), the other threads finish their current search and begin no other;
    then the exception of the first such task is raised. ``KeyboardInterrupt`` in the calling thread cancels all
    searches and is raised again shortly after, whatever a thread still waits for.
    """
    error_event = threading.Event()
    queues = [_ServiceQueue(group, error_event) for group in group_by_service(tasks)]
    threads = [threading.Thread(target=queue.run, name=queue.name, daemon=True) for queue in queues]
    try:
        for thread in threads:
            thread.start()
        _join_threads(threads)
    except KeyboardInterrupt:
        token.cancel()
        _join_threads(threads, until=time.monotonic() + _GRACE_SECONDS)
        raise
    errors = {number: error for queue in queues for number, error in queue.errors.items()}
    if errors:
        raise errors[min(errors)]
    results = {number: result for queue in queues for number, result in queue.results.items()}
    return [results[number] for number in range(len(tasks))]


def group_by_service(tasks: Sequence[SearchTask[T]]) -> list[list[tuple[int, SearchTask[T]]]]:
    """Return the tasks with their positions, grouped so that searches of one service or source are together."""
    groups: list[list[tuple[int, SearchTask[T]]]] = []
    for number, task in enumerate(tasks):
        sharing = [group for group in groups if any(_share_service(task.search, other.search) for _, other in group)]
        members = [member for group in sharing for member in group]
        merged_group = sorted([*members, (number, task)], key=lambda member: member[0])
        groups = [*(group for group in groups if group not in sharing), merged_group]
    return groups


def _share_service(first: Search, second: Search) -> bool:
    return first.source == second.source or _service_name(first) == _service_name(second)


def _service_name(search: Search) -> str:
    return service_name(search.source, base_url=search.base_url)


class _ServiceQueue(Generic[T]):
    """The searches of one service, run one after another."""

    def __init__(self, tasks: Sequence[tuple[int, SearchTask[T]]], error_event: threading.Event) -> None:
        self._tasks = tasks
        self._error_event = error_event
        self.results: dict[int, T] = {}
        self.errors: dict[int, BaseException] = {}

    @property
    def name(self) -> str:
        return f"asking {_service_name(self._tasks[0][1].search)}"

    def run(self) -> None:
        for number, task in self._tasks:
            if self._error_event.is_set():
                return
            try:
                self.results[number] = task.run()
            except Cancellation:
                return
            except BaseException as error:  # noqa: BLE001 - raised again in the calling thread
                self.errors[number] = error
                self._error_event.set()


def _join_threads(threads: Sequence[threading.Thread], *, until: float | None = None) -> None:
    """Wait for all threads, at most ``until`` (monotonic clock); polls, so that signals are handled meanwhile."""
    for thread in threads:
        while thread.is_alive() and (until is None or time.monotonic() < until):
            thread.join(_POLL_SECONDS)


@dataclass(slots=True)
class _Phase:
    total: int | None
    done: int = 0


@dataclass(slots=True)
class SearchProgress:
    """Progress of one search (protocol ``harvester.workflow.context.Progress``), remembered for interruptions.

    A search has two phases: it lists records, then fetches those not known yet.
    """

    key: str
    display: Progress
    phases: list[_Phase] = field(default_factory=list)
    is_finished: bool = False

    def begin(self, what: str, total: int | None) -> None:
        """Begin a phase."""
        self.phases.append(_Phase(total))
        self.display.begin(what, total)

    def advance(self, steps: int) -> None:
        """Count steps of the current phase."""
        if self.phases:
            self.phases[-1].done += steps
        self.display.advance(steps)

    def message(self, text: str) -> None:
        """Show a message."""
        self.display.message(text)

    def new_task(self) -> Progress:
        """Return the progress of a concurrent task, which is not counted here."""
        return self.display.new_task()

    def describe(self, new_records: int) -> str:
        """Return how many of the hits are stored, given how many records the unfinished run retrieved first."""
        if not self.phases or self.phases[0].total is None:
            return f"{self.key}: not begun yet; the next update begins with it"
        hits = self.phases[0].total
        stored = new_records
        if len(self.phases) > 1:
            # Already known records plus those fetched in this run.
            stored = max(0, hits - (self.phases[1].total or 0) + self.phases[1].done)
        return f"{self.key}: {stored:,} of {hits:,} records stored; the next update continues from there"


def describe_search_progress(context: ReviewContext, progresses: Iterable[SearchProgress]) -> tuple[str, ...]:
    """Return a sentence for each unfinished search: how much of it is stored."""
    with context.store.read() as session:
        unfinished = {run.search: run.id for run in runs.load_unfinished_runs(session)}
        new_counts = {key: retrievals.count_records_first_retrieved(session, run) for key, run in unfinished.items()}
    return tuple(
        progress.describe(new_counts.get(progress.key, 0)) for progress in progresses if not progress.is_finished
    )
