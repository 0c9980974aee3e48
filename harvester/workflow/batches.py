"""Read and prepare files part by part, on every processor there is when they are large. The result is the same."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from harvester import dedup, formats
from harvester.citation import Citation
from harvester.errors import HarvesterError
from harvester.workflow.files import blocks, kilobytes

ALONE: Final = 15_000
"""Up to so many kB of files (some 15,000 records with abstracts) a second process costs more than it saves."""

PART: Final = 2_000_000
"""Bytes of a file that a process reads at a time."""
_AT_A_TIME: Final = 400
"""So many citations are prepared together: their normal forms are let go before the next."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of a part of a file, prepared for comparison: as many as there are ``own_ids``.

    ``citations`` is empty unless they were asked for; ``format_name`` is that of the piece.
    """

    format_name: str
    kilobytes: int
    own_ids: tuple[str, ...]
    citations: tuple[Citation, ...]
    prepared: tuple[dedup.Prepared, ...]
    bad: tuple[formats.BadEntry, ...]


Mapped = Callable[[Callable[[formats.Piece], Batch], Iterable[formats.Piece]], Iterator[Batch]]


def processes_for(paths: Sequence[Path]) -> int:
    """How many processes should read these files. Elsewhere than on Linux a process cannot safely be forked: one."""
    if sys.platform != "linux" or sum(map(kilobytes, paths)) <= ALONE:
        return 1
    return len(os.sched_getaffinity(0))


@contextmanager
def shared_out(processes: int) -> Iterator[Mapped]:
    """``map``, whose work so many processes share, with the results in order and few pieces under way at a time."""
    if processes < 2:
        yield map
        return
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_leave_stopping_to_parent)
    try:
        yield partial(_in_order, pool, processes + 1)
    except BrokenProcessPool as error:
        raise HarvesterError(
            "A process that read the files was ended by the system.",
            hint="Memory may have run out: give the files in smaller parts, or end other programs.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: Executor, most: int, work: Callable[[formats.Piece], Batch], pieces: Iterable[formats.Piece]
) -> Iterator[Batch]:
    waiting: deque[Future[Batch]] = deque()
    for piece in pieces:
        waiting.append(pool.submit(work, piece))
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _leave_stopping_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def read_batches(path: Path, mapped: Mapped, *, citations: bool, size: int = PART) -> Iterator[Batch]:
    """The records of a file of any known format, part by part.

    Raises ``UsageError`` or ``FormatError`` for a file that cannot be read as a whole.
    """
    empty = formats.Emptiness(str(path))
    pieces = formats.pieces(blocks(path), name=str(path), size=size)
    for batch in mapped(partial(batch_of, citations=citations), pieces):
        empty.seen(batch.format_name, records=len(batch.own_ids), bad=batch.bad)
        yield batch
    empty.refuse()


def batch_of(piece: formats.Piece, *, citations: bool) -> Batch:
    """Read and prepare a piece."""
    found = piece.read()
    every = [entry.citation for entry in found.entries]
    starts = range(0, len(every), _AT_A_TIME)
    return Batch(
        format_name=piece.format_name,
        kilobytes=len(piece.data) // 1000,
        own_ids=tuple([entry.own_id for entry in found.entries]),
        citations=tuple(every) if citations else (),
        prepared=tuple([dedup.prepared(every[start : start + _AT_A_TIME]) for start in starts]),
        bad=found.bad,
    )
