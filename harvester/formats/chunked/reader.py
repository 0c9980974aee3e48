"""A file of any size, part by part: what is held of it at a time does not grow with it. Pure.

A file that fits into one part is read as a whole. A longer one is cut between two records (``cuts``), and each part is
read by the reader of its format as if it were a file, its lines counted on.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from harvester.errors import FormatError
from harvester.formats.chunked.record_boundaries import BoundaryFinder, make_boundary_finder
from harvester.formats.detect import detect_format, is_binary
from harvester.formats.model import ParsedFile, ParseWarning, UnreadableRecord
from harvester.formats.read import FORMAT_READERS, no_record_error, parse_file, unknown_format_error
from harvester.formats.text.encoding import DecodedText, decode

CHUNK_SIZE: Final = 500_000
"""Bytes of a part: some two hundred records. What is read of larger ones is no longer at hand to the processor."""
_HEAD: Final = 200_000
_LONE_RETURN: Final = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class ParsedChunk:
    """Some bytes of a file and the records in them. The bytes of all parts, joined, are the file."""

    data: bytes
    parsed: ParsedFile


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some bytes of a file that :meth:`read` makes records of; ``format_name`` is "" when it is the whole file.

    ``frame`` is what the bytes need around them to be a file of their own, ``line`` how many lines stand before them.
    """

    data: bytes
    frame: _Frame | None
    format_name: str
    name: str
    line: int
    first: bool

    def read(self) -> ParsedFile:
        """The records. Raises FormatError when the whole file, or its beginning, is broken."""
        if self.frame is None:
            return parse_file(self.data, name=self.name)
        return _read(self.data, self.frame, self.format_name, self.name, self.line, first=self.first)


ChunkReading = Callable[[Iterator[Chunk]], Iterator[ParsedFile]]
"""What reads pieces, in order: it may be some pieces ahead."""


def _read_in_order(chunks: Iterator[Chunk]) -> Iterator[ParsedFile]:
    return map(Chunk.read, chunks)


def read_chunks(
    blocks: Iterable[bytes], *, name: str, size: int = CHUNK_SIZE, reading: ChunkReading = _read_in_order
) -> Iterator[ParsedChunk]:
    """The records of a file that comes in blocks of bytes, some ``size`` bytes of it at a time.

    Raises FormatError as ``read`` does: before anything is given, when the file is of no known format or broken from
    the start; at the end, when no part of it held a record. So nothing may be kept for good before the end.
    """
    count = RecordCount(name)
    pending: deque[Chunk] = deque()
    for parsed in reading(_remember(split_into_chunks(blocks, name=name, size=size), pending)):
        chunk = pending.popleft()
        yield ParsedChunk(chunk.data, parsed)
        count.add(chunk.format_name, records=len(parsed.records), unreadable=parsed.unreadable)
    count.raise_if_empty()


def _remember(chunks: Iterator[Chunk], pending: deque[Chunk]) -> Iterator[Chunk]:
    for chunk in chunks:
        pending.append(chunk)
        yield chunk


def split_into_chunks(blocks: Iterable[bytes], *, name: str, size: int = CHUNK_SIZE) -> Iterator[Chunk]:
    """The pieces of a file in their order, not read yet: they can be read apart from each other, in any order.

    Raises FormatError when the file is of no known format. That none of them held a record, ``Emptiness`` tells.
    """
    data = _Buffer(blocks)
    if data.fill(size) or is_binary(data.buffered):
        data.fill_to_end()
        yield Chunk(data.buffered, None, "", name, 0, first=True)
        return
    format_name = detect_format(data.buffered)
    if format_name is None:
        raise unknown_format_error(data.buffered, name)
    yield from _cut_chunks(data, format_name, name, size)


class RecordCount:
    """Whether a file that was read piece by piece held no record at all, which is an error of the whole file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._format = ""
        self._records = 0
        self._first_unreadable: UnreadableRecord | None = None

    def add(self, format_name: str, *, records: int, unreadable: Sequence[UnreadableRecord]) -> None:
        """What a piece of that format held."""
        self._format = format_name
        self._records += records
        self._first_unreadable = self._first_unreadable or next(iter(unreadable), None)

    def raise_if_empty(self) -> None:
        """Raise FormatError if nothing was found. A file read as a whole has raised its own before."""
        if self._format and not self._records:
            raise no_record_error(self._format, self._name, self._first_unreadable)


class _Buffer:
    """Bytes of a file as they come. ``held`` are those that came and were not taken yet, ``line`` how many line ends
    came before them.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self.buffered = b""
        self.line = 0
        self.at_end = False

    def fill(self, size: int) -> bool:
        """Fill up to ``size`` bytes and one more; whether that is all there is."""
        parts, length = [self.buffered], len(self.buffered)
        while length <= size and not self.at_end:
            block = next(self._blocks, None)
            self.at_end = block is None
            parts.append(block or b"")
            length += len(parts[-1])
        self.buffered = b"".join(parts)
        return self.at_end and length <= size

    def fill_to_end(self) -> None:
        """Fill up to the end."""
        self.buffered = b"".join([self.buffered, *self._blocks])
        self.at_end = True

    def take(self, end: int) -> bytes:
        """The bytes up to a place; they are no longer held."""
        data, self.buffered = self.buffered[:end], self.buffered[end:]
        self.line += data.count(b"\n")
        if b"\r" in data and _LONE_RETURN.search(data):  # quicker than to count the others, which most files have alone
            self.line += data.count(b"\r") - data.count(b"\r\n")
        return data


def _cut_chunks(data: _Buffer, format_name: str, name: str, size: int) -> Iterator[Chunk]:
    finder = make_boundary_finder(format_name, data.buffered[:_HEAD])
    first, target_size = True, size
    while data.buffered or not data.at_end:
        if finder is None:
            target_size = max(target_size, len(data.buffered)) * 2
        is_last = data.fill(target_size)
        line = data.line
        end = len(data.buffered) if is_last else _boundary(data.buffered[:target_size], finder, first=first)
        if not end:
            target_size *= 2  # no record ends in so many bytes: look further
            continue
        chunk = data.take(end)
        yield Chunk(chunk, _frame(finder, first=first, last=is_last), format_name, name, line, first=first)
        first, target_size = False, size


def _boundary(data: bytes, finder: BoundaryFinder | None, *, first: bool) -> int:
    if finder is None:
        return 0
    frame = finder.header_bytes if first else 0
    end = finder.find_last(data[frame:])
    return end + frame if end else 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """What makes a part a file of its own, and how many lines it puts in front."""

    prefix: bytes = b""
    suffix: bytes = b""
    prefix_lines: int = 0


def _frame(finder: BoundaryFinder | None, *, first: bool, last: bool) -> _Frame:
    if finder is None:
        return _Frame()
    prefix, lines = (b"", 0) if first else (finder.prefix, finder.prefix_lines)
    return _Frame(prefix, b"" if last else finder.suffix, lines)


def _read(chunk: bytes, frame: _Frame, format_name: str, name: str, line: int, *, first: bool) -> ParsedFile:
    data = frame.prefix + chunk + frame.suffix
    decoded = DecodedText("", "", ()) if format_name == "pubmed-xml" else decode(data)
    try:
        parsed = FORMAT_READERS[format_name](data, decoded, name)
    except FormatError as fault:
        if first:
            raise
        reason = fault.message.removeprefix(f"{name}, ")
        parsed = ParsedFile(format_name, decoded.encoding, (), (UnreadableRecord(frame.prefix_lines + 1, reason),), ())
    return parsed if first else _with_line_offset(parsed, line - frame.prefix_lines)


def _with_line_offset(parsed: ParsedFile, lines: int) -> ParsedFile:
    """The same, with so many lines before it; what stands in front of the first record was put there by us."""
    return replace(
        parsed,
        records=tuple([replace(record, line=record.line + lines) for record in parsed.records]),
        unreadable=tuple([UnreadableRecord(record.line + lines, record.reason) for record in parsed.unreadable]),
        warnings=tuple([ParseWarning(record.line + lines, record.message) for record in parsed.warnings]),
        preamble="",
    )
