"""Preview export files: count their records, fields and errors without storing anything; no review is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harvester import formats
from harvester.citation import Citation
from harvester.errors import FormatError, UsageError
from harvester.workflow.context import Progress
from harvester.workflow.files import size_in_kilobytes
from harvester.workflow.parallel.pool import OrderedMap, count_processes, process_pool
from harvester.workflow.parallel.read_file import read_file_chunks

ACCESSION_FIELD: Final = "accession number"
_EMPTY: Final = Citation()
_FIELDS: Final = tuple(name for name in Citation.__struct_fields__ if name not in {"kind", "authors_complete", "extra"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """The content of one file.

    ``field_counts`` says how many records have a value in a field, ``kind_counts`` how many are of a kind,
    ``tag_counts`` how many have a tag that belongs to no field. ``query`` is the search strategy that the file states.
    ``error`` says why the file cannot be read at all; then nothing else is set.
    """

    file: str
    format: str = ""
    encoding: str = ""
    records: int = 0
    field_counts: tuple[tuple[str, int], ...] = ()
    kind_counts: tuple[tuple[str, int], ...] = ()
    tag_counts: tuple[tuple[str, int], ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    oddities: tuple[tuple[int, str], ...] = ()
    query: str = ""
    error: str | None = None
    hint: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester import --dry-run --json``."""
        return {
            "file": self.file,
            "format": self.format,
            "encoding": self.encoding,
            "records": self.records,
            "fields": dict(self.field_counts),
            "kinds": dict(self.kind_counts),
            "kept": dict(self.tag_counts),
            "unread": [{"line": line, "reason": reason} for line, reason in self.unread],
            "oddities": [{"line": line, "message": message} for line, message in self.oddities],
            "query": self.query,
            "error": self.error,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """The content of each file."""

    files: tuple[FilePreview, ...]

    @property
    def records(self) -> int:
        """The number of records in all files."""
        return sum(file.records for file in self.files)

    @property
    def in_part(self) -> bool:
        """Whether a file or a record could not be read."""
        return any(file.error or file.unread for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester import --dry-run --json``."""
        return {"stored": False, "records": self.records, "files": [file.to_json() for file in self.files]}


def preview_files(paths: Sequence[Path], *, progress: Progress) -> ImportPreview:
    """Read files in parts and count their content. A file that cannot be read at all has an ``error``."""
    progress.begin(f"reading {len(paths)} file{'s' * (len(paths) > 1)} (kB)", sum(map(size_in_kilobytes, paths)))
    with process_pool(count_processes(paths)) as ordered_map:
        return ImportPreview(files=tuple([_preview_file(path, ordered_map, progress) for path in paths]))


def _preview_file(path: Path, ordered_map: OrderedMap, progress: Progress) -> FilePreview:
    counter = _FileCounter(str(path))
    try:
        for part in read_file_chunks(path, ordered_map):
            counter.add(part.parsed)
            progress.advance(len(part.data) // 1000)
    except (FormatError, UsageError) as error:
        return FilePreview(file=str(path), error=error.message, hint=error.hint)
    return counter.preview()


class _FileCounter:
    """Counts the records of a file, part by part."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._records = 0
        self._field_counts: Counter[str] = Counter({ACCESSION_FIELD: 0, **dict.fromkeys(_FIELDS, 0)})
        self._kind_counts: Counter[str] = Counter()
        self._tag_counts: Counter[str] = Counter()
        self._parts: list[formats.ParsedFile] = []

    def add(self, parsed: formats.ParsedFile) -> None:
        """Count the records of a part; keep its errors and warnings, not its records."""
        self._records += len(parsed.records)
        for record in parsed.records:
            citation = record.citation
            self._field_counts[ACCESSION_FIELD] += bool(record.accession)
            self._field_counts.update(name for name in _FIELDS if getattr(citation, name) != getattr(_EMPTY, name))
            self._kind_counts[citation.kind] += 1
            self._tag_counts.update({tag for tag, _ in citation.extra})
        self._parts.append(
            formats.ParsedFile(parsed.format, parsed.encoding, (), parsed.unreadable, parsed.warnings, parsed.preamble)
        )

    def preview(self) -> FilePreview:
        """Return the preview of all parts."""
        return FilePreview(
            file=self._file,
            format=self._parts[0].format,
            encoding=", ".join(dict.fromkeys(part.encoding for part in self._parts)),
            records=self._records,
            field_counts=tuple(self._field_counts.items()),
            kind_counts=tuple(self._kind_counts.most_common()),
            tag_counts=tuple(sorted(self._tag_counts.items(), key=lambda item: (-item[1], item[0]))),
            unread=tuple((bad.line, bad.reason) for part in self._parts for bad in part.unreadable),
            oddities=tuple((warning.line, warning.message) for part in self._parts for warning in part.warnings),
            query=self._parts[0].preamble,
        )
