"""Work on arrays, shared between threads: most of its time goes by within numpy and rapidfuzz, which let others run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import cpu_count
from typing import TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


def in_threads(work: Callable[[_Given], _Made], given: Sequence[_Given]) -> Iterator[_Made]:
    """``map``, by as many threads as there are processors, its results in order."""
    if len(given) < 2:
        yield from map(work, given)
        return
    with ThreadPoolExecutor(cpu_count()) as threads:
        yield from threads.map(work, given)
