"""Read and prepare files part by part, on every processor there is when they are large. The result is the same."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from harvester import dedup, formats
from harvester.citation import Citation
from harvester.workflow.files import iter_blocks
from harvester.workflow.helpers import Work
from harvester.workflow.parallel.pool import Mapped

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
    prepared: tuple[dedup.ColumnBatch, ...]
    bad: tuple[formats.UnreadableRecord, ...]


def read_batches(path: Path, mapped: Mapped, *, citations: bool, size: int = formats.CHUNK_SIZE) -> Iterator[Batch]:
    """The records of a file of any known format, part by part.

    Raises ``UsageError`` or ``FormatError`` for a file that cannot be read as a whole.
    """
    empty = formats.RecordCount(str(path))
    pieces = formats.split_into_chunks(iter_blocks(path), name=str(path), size=size)
    for batch in mapped(Work(partial(batch_of, citations=citations), _packed, _unpacked), pieces):
        empty.add(batch.format_name, records=len(batch.own_ids), unreadable=batch.bad)
        yield batch
    empty.raise_if_empty()


def batch_of(piece: formats.Chunk, *, citations: bool) -> Batch:
    """Read and prepare a piece."""
    found = piece.read()
    every = [entry.citation for entry in found.records]
    starts = range(0, len(every), _AT_A_TIME)
    return Batch(
        format_name=piece.format_name,
        kilobytes=len(piece.data) // 1000,
        own_ids=tuple([entry.file_id for entry in found.records]),
        citations=tuple(every) if citations else (),
        prepared=tuple([dedup.prepare_batch(every[start : start + _AT_A_TIME]) for start in starts]),
        bad=found.unreadable,
    )


def _packed(batch: Batch) -> bytes:
    citations = formats.packed_citations(batch.citations)
    return pickle.dumps((replace(batch, citations=()), citations), pickle.HIGHEST_PROTOCOL)


def _unpacked(packed: bytes) -> Batch:
    batch: Batch
    batch, citations = pickle.loads(packed)  # noqa: S301 - our own process wrote it
    return replace(batch, citations=formats.from_packed_citations(citations))
