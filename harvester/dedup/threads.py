"""Work on arrays, shared between threads: most of its time goes by within numpy and rapidfuzz, which let others run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import cpu_count
from typing import Final, TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_MOST: Final = 4
"""Each thread holds what it works on, and waits for the others wherever Python itself is at work."""


def in_threads(work: Callable[[_Given], _Made], given: Sequence[_Given]) -> Iterator[_Made]:
    """``map``, by a thread for each processor, few at most; its results in order."""
    if len(given) < 2:
        yield from map(work, given)
        return
    with ThreadPoolExecutor(min(cpu_count(), _MOST)) as threads:
        yield from threads.map(work, given)
