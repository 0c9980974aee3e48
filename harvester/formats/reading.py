"""Any file → its records. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harvester.errors import FormatError
from harvester.formats.bibtex import read_bibtex
from harvester.formats.clinicaltrials_json import read_clinicaltrials_json
from harvester.formats.csl_json import read_csl_json
from harvester.formats.decoding import Decoded, decode
from harvester.formats.detection import detect, detect_text, is_binary, unreadable
from harvester.formats.endnote_xml import read_endnote_xml
from harvester.formats.entry import BadEntry, ReadFile
from harvester.formats.ictrp_xml import read_ictrp_xml
from harvester.formats.jsonl import read_jsonl
from harvester.formats.line_tags import read_cochrane, read_refworks
from harvester.formats.medlars import read_medlars
from harvester.formats.medlars_labels import read_labels
from harvester.formats.mojibake import mended
from harvester.formats.nbib import read_nbib
from harvester.formats.pubmed_xml import parse_pubmed_xml
from harvester.formats.refer import read_refer
from harvester.formats.ris import read_ris
from harvester.formats.table import read_table
from harvester.formats.wos import read_wos
from harvester.formats.xlsx import read_xlsx

READERS: Final[dict[str, Callable[[bytes, Decoded, str], ReadFile]]] = {
    "ris": lambda _data, decoded, _name: read_ris(mended(decoded)),
    "nbib": lambda _data, decoded, _name: read_nbib(mended(decoded)),
    "pubmed-xml": lambda data, _decoded, name: parse_pubmed_xml(data, name=name),
    "bibtex": lambda _data, decoded, name: read_bibtex(mended(decoded), name=name),
    "endnote-xml": lambda data, decoded, name: read_endnote_xml(data, name=name, encoding=decoded.encoding),
    "ictrp-xml": lambda data, decoded, name: read_ictrp_xml(data, name=name, encoding=decoded.encoding),
    "refer": lambda _data, decoded, _name: read_refer(mended(decoded)),
    "refworks": lambda _data, decoded, _name: read_refworks(mended(decoded)),
    "cochrane": lambda _data, decoded, _name: read_cochrane(mended(decoded)),
    "wos": lambda _data, decoded, _name: read_wos(mended(decoded)),
    "medlars": lambda _data, decoded, _name: read_medlars(mended(decoded)),
    "ovid": lambda _data, decoded, _name: read_labels(mended(decoded)),
    "xlsx": lambda data, _decoded, name: read_xlsx(data, name=name),
    "csv": lambda _data, decoded, name: read_table(mended(decoded), name=name),
    "csl-json": lambda data, _decoded, name: read_csl_json(data, name=name),
    "clinicaltrials-json": lambda data, _decoded, name: read_clinicaltrials_json(data, name=name),
    "jsonl": lambda _data, decoded, _name: read_jsonl(decoded),
}
"""The readers by format."""


def read(data: bytes, *, name: str) -> ReadFile:
    """The records in a file, whose format is found out by its content; ``name`` is only for messages.

    A record that cannot be read is in ``bad`` while the others go on. Raises FormatError when the file as a whole is
    empty, is of no known format, or holds no record at all.
    """
    binary = is_binary(data)
    decoded = decode(b"" if binary else data)
    format_ = detect(data) if binary else detect_text(decoded.text)
    if format_ is None:
        raise refused(data, name)
    found = READERS[format_](data, decoded, name)
    if not found.entries:
        raise no_record(format_, name, next(iter(found.bad), None))
    return found


def refused(data: bytes, name: str) -> FormatError:
    """The error for a file of no known format."""
    what, remedy = unreadable(data)
    return FormatError(f"{name}, line 1: this is {what}, no file of bibliographic records", hint=remedy)


def no_record(format_name: str, name: str, bad: BadEntry | None) -> FormatError:
    """The error for a file in which no record was found; ``bad`` is the first that could not be read."""
    line, reason = (bad.line, bad.reason) if bad else (1, "it is empty but for its frame")
    return FormatError(
        f"{name}, line {line}: no record can be read from this {format_name} file: {reason}",
        hint="Export the records again; the search may have had no results, or the download was cut off.",
    )
