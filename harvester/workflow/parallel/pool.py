"""Work that several processes share, its results in order: reading large files on every processor there is."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar

from harvester.workflow.files import size_in_kilobytes
from harvester.workflow.helpers import Crew, Work

ALONE: Final = 8_000
"""Up to so many kB of files (some 3,000 records with abstracts) a second process saves under a tenth of a second."""

_KEEP_FREED: Final = ((-3, 32 * 2**20), (-1, 64 * 2**20))
"""M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of glibc's mallopt(3), in bytes: either one alone would pin the other low."""
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class Mapped(Protocol):
    """``map``, whoever does the work."""

    def __call__(self, work: Work[_Given, _Made], given: Iterable[_Given], /) -> Iterator[_Made]:
        """What the work makes of each, in order."""


def processes_for(paths: Sequence[Path]) -> int:
    """How many processes should read these files. Elsewhere than on Linux a process cannot safely be forked: one."""
    if sys.platform != "linux" or sum(map(size_in_kilobytes, paths)) <= ALONE:
        return 1
    return len(os.sched_getaffinity(0))


@contextmanager
def shared_out(processes: int) -> Iterator[Mapped]:
    """``map``, whose work so many processes share, with the results in order and few pieces under way at a time."""
    _keep_freed_memory()
    if processes < 2:
        yield alone
        return
    crew = Crew(processes - 1)
    try:
        yield crew.mapped
    finally:
        crew.close()


def alone(work: Work[_Given, _Made], given: Iterable[_Given], /) -> Iterator[_Made]:
    """What the work makes of each, made in this process."""
    return map(work.do, given)


def _keep_freed_memory() -> None:
    """Keep what is freed, up to 64 MiB, for what is asked next: each part of a file takes what the one before it took,
    and to get it from the system anew takes a tenth of the time of reading. Where there is no glibc, nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        for parameter, size in _KEEP_FREED:
            mallopt(parameter, size)
