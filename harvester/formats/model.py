"""What readers give and writers take."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.citation import Citation
from harvester.frozen import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class ParsedRecord:
    """One record as it stood in a file.

    ``accession`` is the database's own number for the record, if the file really gives one ("" otherwise); a running
    number of a reference manager is none. ``own_id`` is the id the file itself uses: an ``ID`` column or tag, else the
    accession number, else "". ``line`` is the 1-based line where the record begins.
    """

    citation: Citation
    accession: str
    file_id: str
    line: int


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """One record that could not be read, while the others go on."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something strange in a file that was mended or skipped."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All that was found in a file: its records, those that failed, and what was mended on the way.

    ``preamble`` is text in front of the records that tells how they were searched (Embase writes the query there).
    """

    format: str
    encoding: str
    records: tuple[ParsedRecord, ...]
    unreadable: tuple[UnreadableRecord, ...]
    warnings: tuple[ParseWarning, ...]
    preamble: str = ""


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """One report on its way out: its representative citation, our id ("R000123"), and where it came from.

    ``sources`` are names of searches ("PubMed"), ``record_ids`` source and accession number ("pubmed:37344166").
    """

    citation: Citation
    report_id: str
    sources: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()
