"""The values that readers return and writers accept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from harvester.citation import Citation


class ParsedRecord(msgspec.Struct, frozen=True, gc=False):
    """A record of a file.

    ``accession`` is the number that the database gave the record, "" where the file has none; the running number of a
    reference manager does not count. ``file_id`` is the id that the file uses: an ``ID`` column or tag, else the
    accession number, else "". ``line`` is the 1-based line where the record begins.
    """

    citation: Citation
    accession: str
    file_id: str
    line: int


class UnreadableRecord(msgspec.Struct, frozen=True, gc=False):
    """A record that could not be read, and why; the other records of its file are read."""

    line: int
    reason: str


class ParseWarning(msgspec.Struct, frozen=True, gc=False):
    """A flaw of a file that was fixed or skipped, with its 1-based line."""

    line: int
    message: str


class ParsedFile(msgspec.Struct, frozen=True, gc=False):
    """The content of a file: its records, the records that could not be read, and warnings.

    ``preamble`` is the text in front of the records, in which Embase writes the query.
    """

    format: str
    encoding: str
    records: tuple[ParsedRecord, ...]
    unreadable: tuple[UnreadableRecord, ...]
    warnings: tuple[ParseWarning, ...]
    preamble: str = ""

    def __reduce__(self) -> tuple[Callable[[bytes], ParsedFile], tuple[bytes]]:
        """Pickle the whole file by msgspec, in half the time that its records take one by one."""
        return _unpickle, (_PICKLER.encode(self),)


_PICKLER: Final = msgspec.msgpack.Encoder()
_UNPICKLER: Final = msgspec.msgpack.Decoder(ParsedFile)


def _unpickle(data: bytes) -> ParsedFile:
    return _UNPICKLER.decode(data)


class ExportRecord(msgspec.Struct, frozen=True, gc=False):
    """A report to be exported: its representative citation, its report id ("R000123") and its sources.

    ``sources`` are names of searches ("PubMed"), ``record_ids`` source and accession number ("pubmed:37344166").
    """

    citation: Citation
    report_id: str
    sources: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()
