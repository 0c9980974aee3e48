"""A few requests under way at once, their answers in order.

A service that takes longer to answer than it asks us to wait between two requests would otherwise be asked more slowly
than it allows. The pace stays with :class:`~harvester.sources.http.rate_limit.RateLimiter`: every request waits for its turn there.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def map_ordered(calls: Iterable[Callable[[], T]], *, workers: int) -> Iterator[T]:
    """Run the calls, ``at_once`` of them together, and yield what they return in the order of the calls.

    Nothing runs before the first result is wanted, and never more than ``at_once`` calls ahead of what was taken. The
    first exception, in order, is raised when the calls under way have ended, unheard; no further one is begun. The
    threads are daemons: a person who interrupts the program does not wait for them.
    """
    waiting = iter(calls)
    running = deque(_start(call) for call in islice(waiting, workers))
    while running:
        if error := running[0].exception():
            wait(running)
            raise error
        result = running.popleft().result()
        running.extend(_start(call) for call in islice(waiting, 1))
        yield result


def _start(call: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()
    threading.Thread(target=_run, args=(call, future), daemon=True).start()
    return future


def _run(call: Callable[[], T], future: Future[T]) -> None:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that takes the result
        future.set_exception(error)
    else:
        future.set_result(result)
