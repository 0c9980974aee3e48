"""Read a file of any size chunk by chunk: memory does not grow with the file. Pure.

A file that fits into one chunk is read as a whole. A longer one is cut between two records, and each chunk is read by
the reader of its format as if it were a file, its lines counted on. Every encoding in use but UTF-16 and UTF-32 writes
line ends, tags and separators as ASCII does, so boundaries are found in bytes.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from harvester.errors import FormatError
from harvester.formats.detect import detect_format, is_binary
from harvester.formats.model import ParsedFile, ParseWarning, UnreadableRecord
from harvester.formats.read import no_record_error, parse_file, parse_format, unknown_format_error
from harvester.formats.tables.rows import allow_long_cells, find_header
from harvester.formats.text.encoding import DecodedText, decode

_OVID: Final = re.compile(rb"\n(?=[ \t]{0,3}<\d+\.? *>[ \t]*\r?\n)")
_TAG_FIRST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*([A-Z][A-Z0-9])  - ")
_REFER_FIRST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(%[^\s%])[ \t]")
_SETS: Final = re.compile(rb"<(Pubmed\w*Set)\b")
_NO_OTHER_BREAKS: Final = bytes.maketrans(b"\r\v\f\x1c\x1d\x1e\x85", b" " * 7)
"""What Python takes for a line end in Latin-1, but for the line feed."""
_DECLARATION: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?(<\?xml[^>]{0,200}\?>)")


@dataclass(frozen=True, slots=True)
class BoundaryFinder:
    """How to cut files of a format whose first bytes are known.

    ``last`` gives the place behind the last whole record in some bytes, or 0 when none is seen to end there.
    ``before`` and ``after`` are what a part from the middle of the file needs around it to be a file of its own,
    ``lines`` how many line ends that puts in front; the first ``frame`` bytes of the file are no record.
    """

    find_last: Callable[[bytes], int]
    prefix: bytes = b""
    suffix: bytes = b""
    prefix_lines: int = 0
    header_bytes: int = 0


def make_boundary_finder(format_name: str, head: bytes) -> BoundaryFinder | None:
    """Return how to cut a file that begins with ``head``; None for one that can only be read as a whole.

    BibTeX is such (any entry may refer to any other), and workbooks, and files in UTF-16 or with CR alone as line end.
    """
    if b"\n" not in head or b"\x00" in head[:200] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if format_name == "csv":
        return _table_boundaries(head)
    if format_name == "pubmed-xml":
        return _pubmed(head)
    return _TAGGED[format_name](head) if format_name in _TAGGED else None


def _cut_before(*marks: bytes) -> Callable[[bytes], BoundaryFinder | None]:
    """Cut in front of the first mark that is in use; it begins a line."""

    def chosen(head: bytes) -> BoundaryFinder | None:
        mark = next((mark for mark in marks if b"\n" + mark in head), None)
        return None if mark is None else BoundaryFinder(lambda data: data.rfind(b"\n" + mark) + 1)

    return chosen


def _ris(head: bytes) -> BoundaryFinder | None:
    """Cut before TY where records begin with it, else after the line of ER."""
    begins = _TAG_FIRST.match(head)
    within = begins is not None and begins[1] != b"TY"
    finder = None if within else _cut_before(b"TY  -", b"TY -", b"TY\t-", b"TY \t-")(head)
    if finder is not None or b"\nER  -" not in head:
        return finder
    return BoundaryFinder(lambda data: data.find(b"\n", data.rfind(b"\nER  -") + 1) + 1 if b"\nER  -" in data else 0)


def _refer(head: bytes) -> BoundaryFinder | None:
    """Cut before %0; where records begin with another tag, before that tag after a blank line."""
    first = _REFER_FIRST.match(head)
    if first is None or first[1] == b"%0" or b"\n%0" not in head:
        return _cut_before(b"%0 ")(head)
    begins = re.compile(rb"\n[ \t]*\r?\n(?=" + re.escape(first[1]) + rb"[ \t])")
    return BoundaryFinder(lambda data: max((match.end() for match in begins.finditer(data)), default=0))


def _ovid(head: bytes) -> BoundaryFinder | None:
    return BoundaryFinder(_last_number) if _OVID.search(head) else None


def _last_number(data: bytes) -> int:
    end = 0
    for match in _OVID.finditer(data):
        end = match.end()
    return end


def _endnote(head: bytes) -> BoundaryFinder:
    declared = _declared(head)
    return BoundaryFinder(_cut_after(b"</record>"), prefix=declared + b"<xml><records>", suffix=b"</records></xml>")


def _ictrp(head: bytes) -> BoundaryFinder:
    root = b"Trials_downloaded_from_ICTRP"
    return BoundaryFinder(
        _cut_after(b"</Trial>"), prefix=_declared(head) + b"<" + root + b">", suffix=b"</" + root + b">"
    )


def _pubmed(head: bytes) -> BoundaryFinder | None:
    root = _SETS.search(head)
    if root is None:
        return None
    prefix = _declared(head) + b"<" + root[1] + b">"
    return BoundaryFinder(
        _cut_after(b"</PubmedArticle>", b"</PubmedBookArticle>"), prefix=prefix, suffix=b"</" + root[1] + b">"
    )


def _declared(head: bytes) -> bytes:
    match = _DECLARATION.match(head)
    return match[1] if match else b""


def _cut_after(*marks: bytes) -> Callable[[bytes], int]:
    return lambda data: max(data.rfind(mark) + len(mark) if mark in data else 0 for mark in marks)


def _table_boundaries(head: bytes) -> BoundaryFinder | None:
    header = find_header(decode(head).text)
    if header is None or head.count(b"\n") < header.line:
        return None
    lines = head.split(b"\n", header.line)[: header.line]
    named = lines[-1].removeprefix(b"\xef\xbb\xbf") + b"\n"
    frame = sum(map(len, lines)) + len(lines)
    return BoundaryFinder(
        lambda data: _last_row(data, header.separator), prefix=named, prefix_lines=1, header_bytes=frame
    )


def _last_row(data: bytes, separator: str) -> int:
    """Return the end of the last row but one; the reader of rows knows where quotations are open."""
    lines = (data.translate(_NO_OTHER_BREAKS).decode("latin-1") + "\n").splitlines(keepends=True)
    row_end = previous_end = 0
    with allow_long_cells():
        reader = csv.reader(lines, delimiter=separator)
        for _ in reader:
            previous_end, row_end = row_end, reader.line_num
    return min(sum(map(len, lines[:previous_end])), len(data))


_TAGGED: Final[dict[str, Callable[[bytes], BoundaryFinder | None]]] = {
    "ris": _ris,
    "nbib": _cut_before(b"PMID- ", b"PMID-"),
    "wos": _cut_before(b"PT "),
    "refer": _refer,
    "refworks": _cut_before(b"RT "),
    "cochrane": _cut_before(b"Record #"),
    "medlars": _ovid,
    "ovid": _ovid,
    "jsonl": _cut_before(b""),
    "endnote-xml": _endnote,
    "ictrp-xml": _ictrp,
}


CHUNK_SIZE: Final = 500_000
"""Bytes of a part: some two hundred records. What is read of larger ones is no longer at hand to the processor."""
_HEAD: Final = 200_000
_LONE_RETURN: Final = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class ParsedChunk:
    """Bytes of a file and the records in them. The bytes of all chunks, joined, are the file."""

    data: bytes
    parsed: ParsedFile


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of a file that :meth:`read` turns into records; ``format_name`` is "" when it is the whole file.

    ``frame`` is what the bytes need around them to be a file of their own, ``line`` how many lines stand before them.
    """

    data: bytes
    frame: _Frame | None
    format_name: str
    name: str
    line: int
    first: bool

    def read(self) -> ParsedFile:
        """Return the records. Raises FormatError when the whole file, or its beginning, is broken."""
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
    """Yield the records of a file that comes in blocks of bytes, about ``size`` bytes of it at a time.

    Raises FormatError as ``read`` does: before anything is given, when the file is of no known format or broken from
    the start; at the end, when no part of it held a record. So nothing may be stored for good before the end.
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
    """Yield the chunks of a file in their order, unread: each can be read by itself.

    Raises FormatError when the file is of no known format. ``RecordCount`` detects a file without records.
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
    """The number of records of a file that is read chunk by chunk: none is an error of the whole file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._format = ""
        self._records = 0
        self._first_unreadable: UnreadableRecord | None = None

    def add(self, format_name: str, *, records: int, unreadable: Sequence[UnreadableRecord]) -> None:
        """Add the records of a chunk."""
        self._format = format_name
        self._records += records
        self._first_unreadable = self._first_unreadable or next(iter(unreadable), None)

    def raise_if_empty(self) -> None:
        """Raise FormatError if nothing was found. A file read as a whole has raised its own before."""
        if self._format and not self._records:
            raise no_record_error(self._format, self._name, self._first_unreadable)


class _Buffer:
    """Bytes of a file as they arrive. ``buffered`` are those not taken yet, ``line`` the number of line ends
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
        """Return the bytes up to ``end``, and remove them from the buffer."""
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
    """What turns a chunk into a file of its own, and how many lines it adds in front."""

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
        parsed = parse_format(format_name, data, decoded, name=name)
    except FormatError as fault:
        if first:
            raise
        reason = fault.message.removeprefix(f"{name}, ")
        parsed = ParsedFile(format_name, decoded.encoding, (), (UnreadableRecord(frame.prefix_lines + 1, reason),), ())
    return parsed if first else _with_line_offset(parsed, line - frame.prefix_lines)


def _with_line_offset(parsed: ParsedFile, lines: int) -> ParsedFile:
    """Return a chunk with its line numbers moved, and without a preamble, which is our prefix."""
    return replace(
        parsed,
        records=tuple([replace(record, line=record.line + lines) for record in parsed.records]),
        unreadable=tuple([UnreadableRecord(record.line + lines, record.reason) for record in parsed.unreadable]),
        warnings=tuple([ParseWarning(record.line + lines, record.message) for record in parsed.warnings]),
        preamble="",
    )
