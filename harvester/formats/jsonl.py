"""JSON Lines: our own format without any loss, one report a line. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from harvester.citation import Citation
from harvester.formats.model import ExportRecord, ParsedFile, ParsedRecord, UnreadableRecord
from harvester.formats.text.encoding import DecodedText


class _Line(msgspec.Struct, frozen=True):
    """A line: the citation of a report, its report id, and source and accession number of each of its records."""

    citation: Citation
    report_id: str = ""
    record_ids: tuple[str, ...] = ()


_DECODER: Final = msgspec.json.Decoder(_Line)


def read_jsonl(decoded: DecodedText) -> ParsedFile:
    """Return the records of lines that :func:`write_jsonl` wrote; a citation comes back exactly."""
    records: list[ParsedRecord] = []
    unreadable: list[UnreadableRecord] = []
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            records.append(_parse_line(line, number))
        except (ValueError, RecursionError) as broken:
            unreadable.append(UnreadableRecord(number, f"not a record of ours: {broken}"))
    return ParsedFile("jsonl", decoded.encoding, tuple(records), tuple(unreadable), decoded.warnings)


def write_jsonl(items: Iterable[ExportRecord]) -> Iterator[str]:
    """Yield a line of ASCII JSON for each report: ``report_id``, ``sources``, ``record_ids``, ``citation``.

    Readers of text change some characters outside ASCII, such as a no-break space; escaped they stay as they are.
    """
    for item in items:
        line = {
            "report_id": item.report_id,
            "sources": item.sources,
            "record_ids": item.record_ids,
            "citation": msgspec.to_builtins(item.citation, order="sorted"),
        }
        yield json.dumps(line, separators=(",", ":")) + "\n"


def _parse_line(text: str, number: int) -> ParsedRecord:
    line = _DECODER.decode(text)
    accession = line.record_ids[0].partition(":")[2] if len(line.record_ids) == 1 else ""
    return ParsedRecord(line.citation, accession, line.report_id, number)
