"""What is in export files, without taking them in: nothing is stored, and no review is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from harvester import formats
from harvester.citation import Citation
from harvester.errors import FormatError, UsageError
from harvester.workflow.desk import Progress
from harvester.workflow.files import kilobytes
from harvester.workflow.processes import Mapped, processes_for, shared_out
from harvester.workflow.shared_reading import read_parts

ACCESSION: Final = "accession number"
_EMPTY: Final = Citation()
_NAMES: Final = tuple(
    field.name for field in fields(Citation) if field.name not in {"kind", "authors_complete", "extra"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """What was found in one file.

    ``filled`` says in how many records a field has a value, ``kinds`` how many records are of a kind, ``kept`` under
    which tags values are kept that no field takes. ``query`` is what the file says it was searched with. ``error`` says
    why the file cannot be read as a whole; then there is nothing else.
    """

    file: str
    format: str = ""
    encoding: str = ""
    records: int = 0
    filled: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    kept: tuple[tuple[str, int], ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    oddities: tuple[tuple[int, str], ...] = ()
    query: str = ""
    error: str | None = None
    hint: str = ""

    def to_json(self) -> dict[str, Any]:
        """For ``harvester import --dry-run --json``."""
        return {
            "file": self.file,
            "format": self.format,
            "encoding": self.encoding,
            "records": self.records,
            "fields": dict(self.filled),
            "kinds": dict(self.kinds),
            "kept": dict(self.kept),
            "unread": [{"line": line, "reason": reason} for line, reason in self.unread],
            "oddities": [{"line": line, "message": message} for line, message in self.oddities],
            "query": self.query,
            "error": self.error,
            "hint": self.hint,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was found in each of some files."""

    files: tuple[FileSeen, ...]

    @property
    def records(self) -> int:
        """How many records all files hold."""
        return sum(file.records for file in self.files)

    @property
    def in_part(self) -> bool:
        """Whether something could not be read."""
        return any(file.error or file.unread for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester import --dry-run --json``."""
        return {"stored": False, "records": self.records, "files": [file.to_json() for file in self.files]}


def preview(paths: Sequence[Path], *, progress: Progress) -> Preview:
    """Look into files, part by part. A file that cannot be read as a whole says so in its ``error``."""
    progress.begin(f"reading {len(paths)} file{'s' * (len(paths) > 1)} (kB)", sum(map(kilobytes, paths)))
    with shared_out(processes_for(paths)) as mapped:
        return Preview(files=tuple([_seen(path, mapped, progress) for path in paths]))


def _seen(path: Path, mapped: Mapped, progress: Progress) -> FileSeen:
    tally = _Tally(str(path))
    try:
        for part in read_parts(path, mapped):
            tally.add(part.found)
            progress.advance(len(part.data) // 1000)
    except (FormatError, UsageError) as error:
        return FileSeen(file=str(path), error=error.message, hint=error.hint)
    return tally.seen()


class _Tally:
    """Counts what the parts of a file hold."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._records = 0
        self._filled: Counter[str] = Counter({ACCESSION: 0, **dict.fromkeys(_NAMES, 0)})
        self._kinds: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._parts: list[formats.ReadFile] = []

    def add(self, found: formats.ReadFile) -> None:
        """Count a part; of the part itself only what was odd is kept."""
        self._records += len(found.entries)
        for entry in found.entries:
            citation = entry.citation
            self._filled[ACCESSION] += bool(entry.accession)
            self._filled.update(name for name in _NAMES if getattr(citation, name) != getattr(_EMPTY, name))
            self._kinds[citation.kind] += 1
            self._kept.update({tag for tag, _ in citation.extra})
        self._parts.append(
            formats.ReadFile(found.format, found.encoding, (), found.bad, found.oddities, found.preamble)
        )

    def seen(self) -> FileSeen:
        """All of it."""
        return FileSeen(
            file=self._file,
            format=self._parts[0].format,
            encoding=", ".join(dict.fromkeys(part.encoding for part in self._parts)),
            records=self._records,
            filled=tuple(self._filled.items()),
            kinds=tuple(self._kinds.most_common()),
            kept=tuple(sorted(self._kept.items(), key=lambda one: (-one[1], one[0]))),
            unread=tuple((bad.line, bad.reason) for part in self._parts for bad in part.bad),
            oddities=tuple((odd.line, odd.message) for part in self._parts for odd in part.oddities),
            query=self._parts[0].preamble,
        )
