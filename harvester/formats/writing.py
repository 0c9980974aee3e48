"""Reports → a file in any format that is written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harvester.errors import UsageError
from harvester.formats.entry import Outgoing
from harvester.formats.jsonl import write_jsonl
from harvester.formats.ris_writer import write_ris
from harvester.formats.table_writer import write_csv

FORMATS = {
    "ris": "RIS, for screening tools and reference managers",
    "csv": "a table with a row for each report",
    "jsonl": "JSON Lines, without any loss",
}
"""The formats that are written, and what for."""


def write(
    format: str,  # noqa: A002 - the word the command line has for it
    items: Iterable[Outgoing],
    *,
    profile: str = "generic",
    crlf: bool = False,
    bom: bool = False,
) -> Iterator[str]:
    """Text of a file, piece by piece; to be written as UTF-8 without changing line breaks.

    ``profile`` (a key of PROFILES), ``crlf`` and ``bom`` (byte order mark) are for RIS only.
    Raises UsageError for a format or profile that does not exist.
    """
    if format == "ris":
        return write_ris(items, profile=profile, crlf=crlf, bom=bom)
    if format == "csv":
        return write_csv(items)
    if format == "jsonl":
        return write_jsonl(items)
    raise UsageError(f"there is no format {format!r} to write", hint=f"Choose one of {', '.join(FORMATS)}.")
