"""De-duplicate export files without any review: files in, unique records out."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

from harvester import dedup, formats
from harvester.errors import UsageError
from harvester.formats import Outgoing
from harvester.workflow.desk import Progress
from harvester.workflow.files import blocks

OUTPUTS: Final = {
    ".ris": "ris",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".nbib": "nbib",
    ".bib": "bibtex",
    ".xml": "endnote-xml",
}
"""Ending of the file to write → its format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRecord:
    """A record with the file and the row (1-based, in input order) it stood in."""

    file: str
    row: int
    entry: formats.Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """What is left of some files: the clusters, the pairs found, and how long it took."""

    inputs: tuple[InputRecord, ...]
    result: dedup.Deduplicated
    bad: tuple[str, ...]
    seconds: float

    @property
    def to_review(self) -> int:
        """How many pairs of clusters a person should look at, since they may be one report."""
        return len(self.result.to_review)

    @property
    def related(self) -> dict[str, int]:
        """How many pairs of records are of reports that belong together without being the same, by their relation."""
        return dict(Counter(dedup.related(self.result.judged)))

    @property
    def in_part(self) -> bool:
        """Whether some records could not be read."""
        return bool(self.bad)

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it."""
        reports = len(set(self.result.labels.tolist()))
        return {
            "records": len(self.inputs),
            "reports": reports,
            "duplicates": len(self.inputs) - reports,
            "to_review": self.to_review,
            "related": self.related,
            "seconds": round(self.seconds, 3),
            "expected_errors": self.result.errors.to_json(),
            "unread": list(self.bad),
        }


def unique_records(paths: Sequence[Path], *, progress: Progress) -> Unique:
    """Read files of any known format and de-duplicate all their records together.

    Raises ``UsageError`` or ``FormatError`` for a file that cannot be read as a whole; bad single records are listed.
    """
    began = time.perf_counter()
    inputs: list[InputRecord] = []
    bad: list[str] = []
    progress.begin("reading", len(paths))
    for path in paths:
        row = count(1)
        for part in formats.read_parts(blocks(path), name=str(path)):
            bad.extend(f"{path}:{entry.line}: {entry.reason}" for entry in part.found.bad)
            inputs.extend(InputRecord(file=path.name, row=next(row), entry=entry) for entry in part.found.entries)
        progress.advance(1)
    progress.begin(f"de-duplicating {len(inputs):,} records", None)
    result = dedup.deduplicate([record.entry.citation for record in inputs])
    return Unique(inputs=tuple(inputs), result=result, bad=tuple(bad), seconds=time.perf_counter() - began)


def clusters_csv(unique: Unique) -> str:
    """``file,row,record_id,cluster``: one line per input record, in input order."""
    labels = unique.result.labels.tolist()
    rows = (
        (record.file, record.row, record.entry.own_id, int(label) + 1)
        for record, label in zip(unique.inputs, labels, strict=True)
    )
    return _csv(("file", "row", "record_id", "cluster"), rows)


def pairs_csv(unique: Unique) -> str:
    """``record_a,record_b,probability,verdict,explanation``: duplicates, pairs to review, and contradictions."""
    rows = (
        (
            _name(unique.inputs[finding.a]),
            _name(unique.inputs[finding.b]),
            f"{finding.probability:.4f}",
            finding.outcome,
            "; ".join(evidence.sentence for evidence in finding.evidence),
        )
        for finding in dedup.findings(unique.result.judged)
    )
    return _csv(("record_a", "record_b", "probability", "verdict", "explanation"), rows)


def unique_text(unique: Unique, target: Path) -> str:
    """One representative citation per cluster, in the format that the file's ending names. Raises ``UsageError``."""
    return "".join(formats.write(output_format(target), _representatives(unique), profile="generic"))


def output_format(target: Path) -> str:
    """The format that a file's ending names. Raises ``UsageError`` for an ending that names none."""
    format_name = OUTPUTS.get(target.suffix.lower())
    if format_name is None:
        raise UsageError(f"{target}: no format goes by that ending.", hint=f"Use one of: {', '.join(OUTPUTS)}.")
    return format_name


def _representatives(unique: Unique) -> Iterator[Outgoing]:
    clusters: dict[int, list[InputRecord]] = {}
    for record, label in zip(unique.inputs, unique.result.labels.tolist(), strict=True):
        clusters.setdefault(label, []).append(record)
    for label, members in clusters.items():
        yield Outgoing(
            citation=dedup.represent([member.entry.citation for member in members]),
            report_id=f"R{label + 1:06d}",
            sources=tuple(dict.fromkeys(member.file for member in members)),
            record_ids=tuple(_name(member) for member in members),
        )


def _name(record: InputRecord) -> str:
    return record.entry.own_id or f"{record.file}#{record.row}"


def _csv(header: Sequence[str], rows: Iterator[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
