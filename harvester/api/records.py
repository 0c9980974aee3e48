"""Read files into records, and write records or reports to files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from harvester.citation import Citation
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.formats import ExportRecord
    from harvester.workflow.context import Progress

CITATION_COLUMNS: Final = (
    "kind", "title", "title_original", "authors", "year", "date", "journal", "journal_abbreviation", "volume", "issue",
    "pages", "article_number", "doi", "pmid", "pmcid", "issns", "isbns", "abstract", "keywords", "publication_types",
    "language", "publisher", "place", "urls", "databases", "notes",
)  # fmt: skip
"""The fields of a citation that ``to_dicts`` lists, in their order."""

_Item = TypeVar("_Item", "Record", "Report")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the title and abstract of a report as one source delivers it.

    Attributes:
        citation: the bibliographic value (:class:`harvester.citation.Citation`: ``title``, ``authors``, ``doi`` …).
        source: the name of the file, or in a review the key of the source ("pubmed").
        accession: the number that the database gave the record (a PMID, an Embase L-number), or "".
        name: what identifies the record: "pubmed:37344166" in a review, the number or "FILE#ROW" for a file.
        line: the line of the file (from 1) at which the record begins; None in a review.
    """

    citation: Citation
    source: str
    accession: str
    name: str
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record as a flat dictionary: ``record``, ``source``, ``accession``, ``line``, citation fields."""
        head = {"record": self.name, "source": self.source, "accession": self.accession, "line": self.line}
        return head | citation_to_dict(self.citation)


@dataclass(frozen=True, slots=True)
class Report:
    """One report: the document that a cluster of duplicate records denotes, with one merged citation.

    Attributes:
        citation: the merged citation of the records.
        name: the number of the report ("R000123").
        sources: the names of the searches or files that found it.
        record_names: the names of its records.
        stage: the next step of its screening, in a review: "title-abstract", "retrieval", "full-text", "included" or
            "excluded"; "" for files.
    """

    citation: Citation
    name: str
    sources: tuple[str, ...] = ()
    record_names: tuple[str, ...] = ()
    stage: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as a flat dictionary: ``report``, ``sources``, ``records``, ``stage``, citation fields."""
        head = {
            "report": self.name,
            "sources": "; ".join(self.sources),
            "records": "; ".join(self.record_names),
            "stage": self.stage,
        }
        return head | citation_to_dict(self.citation)


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A line of a file that could not be read, or was read with a correction, and why."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True, repr=False)
class _Items(Sequence[_Item]):
    items: tuple[_Item, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[_Item]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> _Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, index: int | slice) -> _Item | tuple[_Item, ...]:
        return self.items[index]

    def __repr__(self) -> str:
        return f"<{len(self)} {type(self).__name__.lower()}>"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the citations, in order."""
        return tuple(item.citation for item in self.items)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a flat dictionary for each item, all with the same keys: ``pandas.DataFrame(records.to_dicts())``."""
        return [item.to_dict() for item in self.items]


@dataclass(frozen=True, slots=True, repr=False)
class Records(_Items[Record]):
    """A sequence of :class:`Record`, with what could not be read as it was.

    Attributes:
        warnings: lines that were read with a correction.
        unreadable: records that could not be read, with their lines; the others were read.
    """

    warnings: tuple[FileMessage, ...] = ()
    unreadable: tuple[FileMessage, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Reports(_Items[Report]):
    """A sequence of :class:`Report`."""


def read_files(*paths: str | Path, progress: Progress | None = None) -> Records:
    """Read files of records; each format is recognised by its content (RIS, nbib, PubMed XML, BibTeX, CSV, …).

    Args:
        paths: the files, at least one. Large files are read by several processes.
        progress: shows how far reading is (:class:`harvester.workflow.context.Progress`); None shows nothing.

    Returns:
        The records of all files, in their order. Single records that cannot be read are in ``unreadable``.

    Raises:
        UsageError: a file does not exist or cannot be opened.
        FormatError: a file is empty, of no known format, or broken as a whole.

    Example:
        >>> import harvester as hv
        >>> records = hv.read_files("queries/anakinra-hlh/demo/v1/imports/embase/embase-2023-01-02.ris")
        >>> records[0].citation.year
        2022
    """
    from multiprocessing import get_start_method

    from harvester.workflow.files import size_in_kilobytes
    from harvester.workflow.parallel.pool import count_processes, process_pool
    from harvester.workflow.parallel.read_file import read_file_chunks

    files = [Path(path) for path in paths]
    if not files:
        raise UsageError("No file was named.", hint='Name at least one: read_files("pubmed.nbib")')
    records: list[Record] = []
    warnings: list[FileMessage] = []
    unreadable: list[FileMessage] = []
    if progress is not None:
        progress.begin("reading", sum(map(size_in_kilobytes, files)))
    # a process that is not forked runs the caller's script again, which may have no guard against that
    processes = count_processes(files) if get_start_method() == "fork" else 1
    with process_pool(processes) as ordered_map:
        for path in files:
            first = len(records)
            for part in read_file_chunks(path, ordered_map):
                for row in part.parsed.records:
                    name = row.file_id or f"{path.name}#{len(records) - first + 1}"
                    records.append(Record(row.citation, path.name, row.accession, name, row.line))
                warnings += [FileMessage(str(path), row.line, row.message) for row in part.parsed.warnings]
                unreadable += [FileMessage(str(path), row.line, row.reason) for row in part.parsed.unreadable]
                if progress is not None:
                    progress.advance(len(part.data) // 1000)
    return Records(tuple(records), warnings=tuple(warnings), unreadable=tuple(unreadable))


def write_file(
    items: Iterable[Record | Report],
    path: str | Path,
    *,
    format_name: str | None = None,
    profile: str = "generic",
    crlf: bool = False,
    bom: bool = False,
    excel: bool = False,
    force: bool = False,
) -> Path:
    """Write records or reports to a file, which appears whole or not at all.

    Args:
        items: what is written, in this order.
        path: the file to write.
        format_name: "ris", "nbib", "bibtex", "endnote-xml", "csv" or "jsonl"; by default the file's extension decides.
        profile: the tool that reads a RIS file: "generic", "rayyan", "covidence", "endnote", "zotero" …
        crlf: write RIS with the line ends of Windows.
        bom: write RIS with a byte order mark at the beginning.
        excel: write CSV so that Excel shows accents correctly.
        force: replace a file that exists, whatever it holds.

    Returns:
        The path written.

    Raises:
        UsageError: the extension, format or profile is unknown, a file with other content exists there, or the file
            cannot be written.

    Example:
        >>> import harvester as hv
        >>> records = hv.read_files("queries/anakinra-hlh/demo/v1/imports/embase/embase-2023-01-02.ris")
        >>> hv.write_file(records, "/tmp/records.csv").name
        'records.csv'
    """
    from harvester import formats
    from harvester.workflow.dedup.files import output_format_of
    from harvester.workflow.output_files import OutputFiles

    target = Path(path)
    chosen = format_name or output_format_of(target)
    text = formats.write_records(
        chosen, map(_to_export_record, items), profile=profile, crlf=crlf, bom=bom, excel=excel
    )
    with OutputFiles(None, force=force) as files:
        files.write(target, "".join(text).encode())
        files.publish()
    return target


def citation_to_dict(citation: Citation) -> dict[str, Any]:
    """Return the fields of a citation as one flat dictionary; lists become texts joined by "; "."""
    return {name: _plain_value(getattr(citation, name)) for name in CITATION_COLUMNS}


def _plain_value(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value


def _to_export_record(item: Record | Report) -> ExportRecord:
    from harvester.formats import ExportRecord

    if isinstance(item, Report):
        return ExportRecord(item.citation, item.name, item.sources, item.record_names)
    return ExportRecord(item.citation, "", (item.source,), (item.name,))
