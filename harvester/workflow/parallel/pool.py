"""A pool of processes that applies a function to many items and keeps their order."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from typing import Final, Protocol, TypeVar

from harvester.errors import HarvesterError
from harvester.workflow.files import size_in_kilobytes

SINGLE_PROCESS_KILOBYTES: Final = 8_000
"""Files up to this size (some 3,000 records with abstracts) are read by one process: a second saves under 0.1 s."""
_AHEAD: Final = 2
"""Items under way for each process: one that it works on, one that waits for it."""
_MMAP_AND_TRIM_THRESHOLD: Final = ((-3, 4_000_000), (-1, 16_000_000))
"""M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of glibc's mallopt(3), in bytes: setting one alone would fix the other low."""
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class OrderedMap(Protocol):
    """The signature of ``map`` for one function and one series of items."""

    def __call__(self, function: Callable[[_Item], _Result], items: Iterable[_Item], /) -> Iterator[_Result]:
        """Yield the result for each item, in the order of the items."""


def count_processes(paths: Sequence[Path]) -> int:
    """Return how many processes should read files: one for small files, else one for each available processor."""
    if sum(map(size_in_kilobytes, paths)) <= SINGLE_PROCESS_KILOBYTES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def process_pool(processes: int) -> Iterator[OrderedMap]:
    """Yield ``map``, or for two processes and more its equivalent that runs in them, few items ahead of their turn.

    Functions, items and results must be picklable. Raises ``HarvesterError`` when the system ended a process.
    """
    _keep_freed_memory()
    if processes < 2:
        yield map
        return
    executor = ProcessPoolExecutor(processes, initializer=_prepare_worker)
    try:
        yield partial(_map_in_order, executor, _AHEAD * processes)
    except BrokenProcessPool as broken:
        raise HarvesterError(
            "A process that read the files was ended by the system.",
            hint="Memory may have run out: give the files in smaller parts, or end other programs.",
        ) from broken
    finally:
        executor.shutdown(cancel_futures=True)


def _map_in_order(
    executor: ProcessPoolExecutor, ahead: int, function: Callable[[_Item], _Result], items: Iterable[_Item], /
) -> Iterator[_Result]:
    pending: deque[Future[_Result]] = deque()
    for item in items:
        pending.append(executor.submit(function, item))
        if len(pending) > ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _keep_freed_memory() -> None:
    """Keep the memory of one chunk for the next. glibc gives blocks of this size back to the system each time, and
    getting them anew, page by page, took a sixth of the time of reading.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for parameter, size in _MMAP_AND_TRIM_THRESHOLD:
            mallopt(parameter, size)


def _prepare_worker() -> None:
    _keep_freed_memory()
    _follow_parent()


def _follow_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it ends, however it ends: a process left over would keep its locks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
