"""Work that several processes share, its results in order: reading large files on every processor there is."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final, Protocol, TypeVar

from harvester.errors import HarvesterError
from harvester.workflow.files import kilobytes

ALONE: Final = 15_000
"""Up to so many kB of files (some 15,000 records with abstracts) a second process costs more than it saves."""

_END_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""
_KEEP_FREED: Final = ((-3, 32 * 2**20), (-1, 64 * 2**20))
"""M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of glibc's mallopt(3), in bytes: either one alone would pin the other low."""
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Mapped(Protocol):
    """``map``, whoever does the work."""

    def __call__(self, work: Callable[[_Given], _Made], given: Iterable[_Given], /) -> Iterator[_Made]:
        """What the work makes of each, in order."""


def processes_for(paths: Sequence[Path]) -> int:
    """How many processes should read these files. Elsewhere than on Linux a process cannot safely be forked: one."""
    if sys.platform != "linux" or sum(map(kilobytes, paths)) <= ALONE:
        return 1
    return len(os.sched_getaffinity(0))


@contextmanager
def shared_out(processes: int) -> Iterator[Mapped]:
    """``map``, whose work so many processes share, with the results in order and few pieces under way at a time."""
    _keep_freed_memory()
    if processes < 2:
        yield map
        return
    started = partial(_belong_to, os.getpid())
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=started)
    try:
        yield partial(_in_order, pool, processes + 1)
    except BrokenProcessPool as error:
        raise HarvesterError(
            "A process that read the files was ended by the system.",
            hint="Memory may have run out: give the files in smaller parts, or end other programs.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _keep_freed_memory() -> None:
    """Keep what is freed, up to 64 MiB, for what is asked next: each part of a file takes what the one before it took,
    and to get it from the system anew takes a tenth of the time of reading. Where there is no glibc, nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for parameter, size in _KEEP_FREED:
            mallopt(parameter, size)


def _in_order(
    pool: Executor, most: int, work: Callable[[_Given], _Made], given: Iterable[_Given], /
) -> Iterator[_Made]:
    waiting: deque[Future[_Made]] = deque()
    for one in given:
        waiting.append(pool.submit(work, one))
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _belong_to(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it, however it ends: a process left over would hold its locks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
