"""A file of any size, part by part: what is held of it at a time does not grow with it. Pure.

A file that fits into one part is read as a whole. A longer one is cut between two records (``cuts``), and each part is
read by the reader of its format as if it were a file, its lines counted on.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from harvester.errors import FormatError
from harvester.formats.cuts import Cutter, cutter
from harvester.formats.decoding import Decoded, decode
from harvester.formats.detection import detect, is_binary
from harvester.formats.entry import BadEntry, Entry, Oddity, ReadFile
from harvester.formats.reading import READERS, no_record, read, refused
from harvester.frozen import row_maker

PART: Final = 500_000
"""Bytes of a part: some two hundred records. What is read of larger ones is no longer at hand to the processor."""
_HEAD: Final = 200_000
_LISTED: Final = row_maker(Entry)
_LONE_RETURN: Final = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file and the records in them. The bytes of all parts, joined, are the file."""

    data: bytes
    found: ReadFile


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file that :meth:`read` makes records of; ``format_name`` is "" when it is the whole file.

    ``frame`` is what the bytes need around them to be a file of their own, ``line`` how many lines stand before them.
    """

    data: bytes
    frame: _Frame | None
    format_name: str
    name: str
    line: int
    first: bool

    def read(self) -> ReadFile:
        """The records. Raises FormatError when the whole file, or its beginning, is broken."""
        if self.frame is None:
            return read(self.data, name=self.name)
        return _read(self.data, self.frame, self.format_name, self.name, self.line, first=self.first)


Reading = Callable[[Iterator[Piece]], Iterator[ReadFile]]
"""What reads pieces, in order: it may be some pieces ahead."""


def _one_by_one(given: Iterator[Piece]) -> Iterator[ReadFile]:
    return map(Piece.read, given)


def read_parts(
    blocks: Iterable[bytes], *, name: str, size: int = PART, reading: Reading = _one_by_one
) -> Iterator[Part]:
    """The records of a file that comes in blocks of bytes, some ``size`` bytes of it at a time.

    Raises FormatError as ``read`` does: before anything is given, when the file is of no known format or broken from
    the start; at the end, when no part of it held a record. So nothing may be kept for good before the end.
    """
    empty = Emptiness(name)
    sent: deque[Piece] = deque()
    for found in reading(_noted(pieces(blocks, name=name, size=size), sent)):
        piece = sent.popleft()
        yield Part(piece.data, found)
        empty.seen(piece.format_name, records=len(found.entries), bad=found.bad)
    empty.refuse()


def _noted(given: Iterator[Piece], sent: deque[Piece]) -> Iterator[Piece]:
    for piece in given:
        sent.append(piece)
        yield piece


def pieces(blocks: Iterable[bytes], *, name: str, size: int = PART) -> Iterator[Piece]:
    """The pieces of a file in their order, not read yet: they can be read apart from each other, in any order.

    Raises FormatError when the file is of no known format. That none of them held a record, ``Emptiness`` tells.
    """
    data = _Data(blocks)
    if data.whole(size) or is_binary(data.held):
        data.rest()
        yield Piece(data.held, None, "", name, 0, first=True)
        return
    format_name = detect(data.held)
    if format_name is None:
        raise refused(data.held, name)
    yield from _pieces(data, format_name, name, size)


class Emptiness:
    """Whether a file that was read piece by piece held no record at all, which is an error of the whole file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._format = ""
        self._records = 0
        self._bad: BadEntry | None = None

    def seen(self, format_name: str, *, records: int, bad: Sequence[BadEntry]) -> None:
        """What a piece of that format held."""
        self._format = format_name
        self._records += records
        self._bad = self._bad or next(iter(bad), None)

    def refuse(self) -> None:
        """Raise FormatError if nothing was found. A file read as a whole has raised its own before."""
        if self._format and not self._records:
            raise no_record(self._format, self._name, self._bad)


class _Data:
    """Bytes of a file as they come. ``held`` are those that came and were not taken yet, ``line`` how many line ends
    came before them.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self.held = b""
        self.line = 0
        self.ended = False

    def whole(self, size: int) -> bool:
        """Fill up to ``size`` bytes and one more; whether that is all there is."""
        parts, held = [self.held], len(self.held)
        while held <= size and not self.ended:
            block = next(self._blocks, None)
            self.ended = block is None
            parts.append(block or b"")
            held += len(parts[-1])
        self.held = b"".join(parts)
        return self.ended and held <= size

    def rest(self) -> None:
        """Fill up to the end."""
        self.held = b"".join([self.held, *self._blocks])
        self.ended = True

    def take(self, place: int) -> bytes:
        """The bytes up to a place; they are no longer held."""
        taken, self.held = self.held[:place], self.held[place:]
        self.line += taken.count(b"\n")
        if b"\r" in taken and _LONE_RETURN.search(
            taken
        ):  # quicker than to count the others, which most files have alone
            self.line += taken.count(b"\r") - taken.count(b"\r\n")
        return taken


def _pieces(data: _Data, format_name: str, name: str, size: int) -> Iterator[Piece]:
    cut = cutter(format_name, data.held[:_HEAD])
    first, wanted = True, size
    while data.held or not data.ended:
        if cut is None:
            wanted = max(wanted, len(data.held)) * 2
        ends = data.whole(wanted)
        line = data.line
        place = len(data.held) if ends else _place(data.held[:wanted], cut, first=first)
        if not place:
            wanted *= 2  # no record ends in so many bytes: look further
            continue
        taken = data.take(place)
        yield Piece(taken, _frame(cut, first=first, last=ends), format_name, name, line, first=first)
        first, wanted = False, size


def _place(held: bytes, cut: Cutter | None, *, first: bool) -> int:
    if cut is None:
        return 0
    frame = cut.frame if first else 0
    place = cut.last(held[frame:])
    return place + frame if place else 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """What makes a part a file of its own, and how many lines it puts in front."""

    before: bytes = b""
    after: bytes = b""
    lines: int = 0


def _frame(cut: Cutter | None, *, first: bool, last: bool) -> _Frame:
    if cut is None:
        return _Frame()
    before, lines = (b"", 0) if first else (cut.before, cut.lines)
    return _Frame(before, b"" if last else cut.after, lines)


def _read(taken: bytes, frame: _Frame, format_name: str, name: str, line: int, *, first: bool) -> ReadFile:
    data = frame.before + taken + frame.after
    decoded = Decoded("", "", ()) if format_name == "pubmed-xml" else decode(data)
    try:
        found = READERS[format_name](data, decoded, name)
    except FormatError as fault:
        if first:
            raise
        reason = fault.message.removeprefix(f"{name}, ")
        found = ReadFile(format_name, decoded.encoding, (), (BadEntry(frame.lines + 1, reason),), ())
    return found if first else _counted_on(found, line - frame.lines)


def _counted_on(found: ReadFile, lines: int) -> ReadFile:
    """The same, with so many lines before it; what stands in front of the first record was put there by us."""
    return replace(
        found,
        entries=tuple([_LISTED((one.citation, one.accession, one.own_id, one.line + lines)) for one in found.entries]),
        bad=tuple([BadEntry(one.line + lines, one.reason) for one in found.bad]),
        oddities=tuple([Oddity(one.line + lines, one.message) for one in found.oddities]),
        preamble="",
    )
