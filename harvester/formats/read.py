"""Any file → its records. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from harvester import normalise
from harvester.citation import Citation
from harvester.errors import FormatError
from harvester.formats.bibtex.reader import read_bibtex
from harvester.formats.csl_json import read_csl_json
from harvester.formats.detect import describe_unsupported, detect_format, detect_text_format, is_binary
from harvester.formats.endnote_tagged import read_endnote_tagged
from harvester.formats.endnote_xml import read_endnote_xml
from harvester.formats.jsonl import read_jsonl
from harvester.formats.medline import read_nbib
from harvester.formats.model import ParsedFile, ParseWarning, UnreadableRecord
from harvester.formats.ovid.citation_layout import read_ovid_citations
from harvester.formats.ovid.reprint import read_ovid_reprint
from harvester.formats.pubmed_xml.reader import parse_pubmed_xml
from harvester.formats.ris.reader import read_ris
from harvester.formats.service_json.clinicaltrials import read_clinicaltrials_json
from harvester.formats.tables.ictrp_xml import read_ictrp_xml
from harvester.formats.tables.reader import read_table
from harvester.formats.tables.workbook_reader import read_workbook
from harvester.formats.tagged import read_cochrane, read_refworks, read_wos
from harvester.formats.text.encoding import DecodedText, decode
from harvester.formats.text.mojibake import fix_mojibake, fix_mojibake_of_records

FORMAT_READERS: Final[dict[str, Callable[[bytes, DecodedText, str], ParsedFile]]] = {
    "ris": lambda _data, decoded, _name: read_ris(fix_mojibake(decoded)),
    "nbib": lambda _data, decoded, _name: read_nbib(fix_mojibake(decoded)),
    "pubmed-xml": lambda data, _decoded, name: parse_pubmed_xml(data, name=name),
    "bibtex": lambda _data, decoded, name: read_bibtex(fix_mojibake(decoded), name=name),
    "endnote-xml": lambda data, decoded, name: fix_mojibake_of_records(
        read_endnote_xml(data, name=name, encoding=decoded.encoding)
    ),
    "ictrp-xml": lambda data, decoded, name: fix_mojibake_of_records(
        read_ictrp_xml(data, name=name, encoding=decoded.encoding)
    ),
    "refer": lambda _data, decoded, _name: read_endnote_tagged(fix_mojibake(decoded)),
    "refworks": lambda _data, decoded, _name: read_refworks(fix_mojibake(decoded)),
    "cochrane": lambda _data, decoded, _name: read_cochrane(fix_mojibake(decoded)),
    "wos": lambda _data, decoded, _name: read_wos(fix_mojibake(decoded)),
    "medlars": lambda _data, decoded, _name: read_ovid_reprint(fix_mojibake(decoded)),
    "ovid": lambda _data, decoded, _name: read_ovid_citations(fix_mojibake(decoded)),
    "xlsx": lambda data, _decoded, name: fix_mojibake_of_records(read_workbook(data, name=name)),
    "xls": lambda data, _decoded, name: fix_mojibake_of_records(read_workbook(data, name=name)),
    "ods": lambda data, _decoded, name: fix_mojibake_of_records(read_workbook(data, name=name)),
    "csv": lambda _data, decoded, name: read_table(fix_mojibake(decoded), name=name),
    "csl-json": lambda data, _decoded, name: fix_mojibake_of_records(read_csl_json(data, name=name)),
    "clinicaltrials-json": lambda data, _decoded, name: read_clinicaltrials_json(data, name=name),
    "jsonl": lambda _data, decoded, _name: read_jsonl(decoded),
}
"""The readers by format."""


def parse_file(data: bytes, *, name: str) -> ParsedFile:
    """Return the records of a file, whose format is detected by its content; ``name`` is for messages.

    A record that cannot be read is in ``unreadable``; the others are read. Raises FormatError when the file as a whole
    is empty, is of no known format, or holds no record at all.
    """
    binary = is_binary(data)
    decoded = decode(b"" if binary else data)
    format_ = detect_format(data) if binary else detect_text_format(decoded.text)
    if format_ is None:
        raise unknown_format_error(data, name)
    parsed = parse_format(format_, data, decoded, name=name)
    if not parsed.records:
        raise no_record_error(format_, name, next(iter(parsed.unreadable), None))
    return parsed


def parse_format(format_name: str, data: bytes, decoded: DecodedText, *, name: str) -> ParsedFile:
    """Return the records of a file of a known format, with warnings about values that contradict each other."""
    parsed = FORMAT_READERS[format_name](data, decoded, name)
    contradictory = [record for record in parsed.records if record.citation.date and _contradicts_date(record.citation)]
    if not contradictory:
        return parsed
    first = contradictory[0]
    warning = ParseWarning(
        first.line,
        f"{len(contradictory)} record(s) whose year and date disagree; the year counts. First here: year "
        f"{first.citation.year}, date {first.citation.date}",
    )
    return replace(parsed, warnings=(*parsed.warnings, warning))


def _contradicts_date(citation: Citation) -> bool:
    return (
        citation.year is not None
        and str(citation.year) not in citation.date
        and normalise.year(citation.date) is not None
    )


def unknown_format_error(data: bytes, name: str) -> FormatError:
    """Return the error for a file of no known format."""
    description, remedy = describe_unsupported(data)
    return FormatError(f"{name}, line 1: this is {description}, no file of bibliographic records", hint=remedy)


def no_record_error(format_name: str, name: str, first_unreadable: UnreadableRecord | None) -> FormatError:
    """Return the error for a file without any record; ``first_unreadable`` says why."""
    line, reason = (
        (first_unreadable.line, first_unreadable.reason) if first_unreadable else (1, "it is empty but for its frame")
    )
    return FormatError(
        f"{name}, line {line}: no record can be read from this {format_name} file: {reason}",
        hint="Export the records again; the search may have had no results, or the download was cut off.",
    )
