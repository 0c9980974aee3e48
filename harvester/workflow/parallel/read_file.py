"""Read a file of any size part by part, on every processor there is when it is large. The result is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from harvester import formats
from harvester.workflow.files import iter_blocks
from harvester.workflow.helpers import Work
from harvester.workflow.parallel.pool import Mapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a file is read: in parts of so many bytes, by so many processes; None for as many as the file is worth."""

    size: int = formats.CHUNK_SIZE
    processes: int | None = None


AS_IT_PAYS: Final = Way()


def read_parts(path: Path, mapped: Mapped, *, size: int = formats.CHUNK_SIZE) -> Iterator[formats.ParsedChunk]:
    """The parts of a file, as ``formats.read_parts`` gives them; ``mapped`` says who reads (``processes.shared_out``).

    Raises ``UsageError`` for a path that cannot be read, ``FormatError`` as ``formats.read_parts`` does.
    """
    reading = partial(mapped, _READING)
    yield from formats.read_chunks(iter_blocks(path), name=str(path), size=size, reading=reading)


_READING: Final = Work(formats.Chunk.read, formats.packed, formats.from_packed)
