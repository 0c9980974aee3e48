"""Work on arrays, shared between threads: most of its time goes by within numpy and rapidfuzz, which let others run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import cpu_count
from typing import Final, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_MAX_THREADS: Final = 4
"""Each thread holds what it works on, and waits for the others wherever Python itself is at work."""


def map_threads(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> Iterator[_Result]:
    """``map``, by a thread for each processor, few at most; its results in order."""
    if len(items) < 2:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(min(cpu_count(), _MAX_THREADS)) as threads:
        yield from threads.map(work, items)
