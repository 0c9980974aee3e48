"""How the records in each service's replies are read: by our own readers, and by those that other packages bring.

A package that installs an adapter installs its reader as well, under the entry point group "harvester.readers". Its
name is the ``record_format`` of the adapter's replies, its object a function like ours, from bytes to records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Final, Protocol

from harvester import formats
from harvester.errors import FormatError

GROUP: Final = "harvester.readers"


class Reader(Protocol):
    """Reads the records out of one reply; ``name`` says in messages which reply it was. Raises ``FormatError``."""

    def __call__(self, data: bytes, *, name: str) -> formats.ParsedFile:
        """Return the records of the reply."""
        ...


READERS: Final[Mapping[str, Reader]] = {
    "pubmed-xml": formats.parse_pubmed_xml,
    "embase-json": formats.parse_embase_json,
    "europepmc-json": formats.parse_europepmc_json,
    "clinicaltrials-json": formats.parse_clinicaltrials_json,
}


def read_reply(record_format: str, data: bytes, *, name: str) -> formats.ParsedFile:
    """Return the records of a reply in a format.

    Raises ``FormatError`` when it is not in that format, when nothing that is installed reads the format, and when the
    reader of another package fails in any other way.
    """
    if record_format in READERS:
        return READERS[record_format](data, name=name)
    return read_with(tuple(entry_points(group=GROUP, name=record_format)), record_format, data, name=name)


def read_with(points: Sequence[EntryPoint], record_format: str, data: bytes, *, name: str) -> formats.ParsedFile:
    """Return the records of a reply, read by the one reader of another package. Raises ``FormatError``."""
    if len(points) != 1:
        how_many = "several packages bring" if points else "nothing that is installed has"
        raise FormatError(
            f"{name}: {how_many} a reader of {record_format}",
            hint=f"Install the one package whose entry point group {GROUP} names it.",
        )
    try:
        reader: Reader = points[0].load()
        return reader(data, name=name)
    except FormatError:
        raise
    except Exception as fault:  # other people's code may fail in any way
        raise FormatError(
            f"{name}: the reader of {record_format} failed: {type(fault).__name__}: {fault}",
            hint="Report this to the authors of the package it came with; the reply is stored and can be read again.",
        ) from fault
