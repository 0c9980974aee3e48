"""Read a file of any size chunk by chunk, with several processes when it is large. The result is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from harvester import formats
from harvester.workflow.files import iter_blocks
from harvester.workflow.parallel.pool import OrderedMap


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """The size of a chunk in bytes, and the number of processes; None for as many as the size of the file is worth."""

    size: int = formats.CHUNK_SIZE
    processes: int | None = None


DEFAULT_READ_OPTIONS: Final = ReadOptions()


def read_file_chunks(
    path: Path, ordered_map: OrderedMap, *, size: int = formats.CHUNK_SIZE
) -> Iterator[formats.ParsedChunk]:
    """Yield the chunks of a file as ``formats.read_chunks`` does, read by the processes of an ordered map.

    Raises ``UsageError`` for a path that cannot be read, ``FormatError`` as ``formats.read_chunks`` does.
    """
    reading = partial(ordered_map, formats.Chunk.read)
    yield from formats.read_chunks(iter_blocks(path), name=str(path), size=size, reading=reading)
