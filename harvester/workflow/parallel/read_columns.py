"""Read files and prepare their records for comparison, with several processes when they are large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from harvester import dedup, formats
from harvester.citation import Citation
from harvester.workflow.files import iter_blocks
from harvester.workflow.parallel.pool import OrderedMap

_COLUMN_BATCH: Final = 400
"""So many citations are prepared together: their normalised records are released before the next."""


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """The records of a chunk of a file, prepared for comparison: as many as there are ``file_ids``.

    ``citations`` is empty unless they were asked for; ``format_name`` is that of the chunk.
    """

    format_name: str
    kilobytes: int
    file_ids: tuple[str, ...]
    citations: tuple[Citation, ...]
    columns: tuple[dedup.ColumnBatch, ...]
    unreadable: tuple[formats.UnreadableRecord, ...]


def read_record_batches(
    path: Path, ordered_map: OrderedMap, *, citations: bool, size: int = formats.CHUNK_SIZE
) -> Iterator[RecordBatch]:
    """Yield the records of a file of any known format, chunk by chunk.

    Raises ``UsageError`` or ``FormatError`` for a file that cannot be read as a whole.
    """
    count = formats.RecordCount(str(path))
    chunks = formats.split_into_chunks(iter_blocks(path), name=str(path), size=size)
    for batch in ordered_map(partial(prepare_chunk, citations=citations), chunks):
        count.add(batch.format_name, records=len(batch.file_ids), unreadable=batch.unreadable)
        yield batch
    count.raise_if_empty()


def prepare_chunk(chunk: formats.Chunk, *, citations: bool) -> RecordBatch:
    """Read a chunk and prepare its records for comparison. Raises ``FormatError`` as ``Chunk.read`` does."""
    parsed = chunk.read()
    all_citations = tuple([record.citation for record in parsed.records])
    starts = range(0, len(all_citations), _COLUMN_BATCH)
    return RecordBatch(
        format_name=chunk.format_name,
        kilobytes=len(chunk.data) // 1000,
        file_ids=tuple([record.file_id for record in parsed.records]),
        citations=all_citations if citations else (),
        columns=tuple([dedup.prepare_batch(all_citations[start : start + _COLUMN_BATCH]) for start in starts]),
        unreadable=parsed.unreadable,
    )
