"""De-duplicate export files without a review: files in, unique records out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from harvester import dedup, formats
from harvester.citation import Citation
from harvester.csv_table import write_table
from harvester.errors import UsageError
from harvester.formats import ExportRecord
from harvester.identifiers import report_name
from harvester.workflow.context import Progress
from harvester.workflow.files import size_in_kilobytes
from harvester.workflow.parallel.pool import count_processes, process_pool
from harvester.workflow.parallel.read_columns import read_record_batches


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRecord:
    """A record of a file: file name, row (1-based, in input order), and its number in the file or ""."""

    file: str
    row: int
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDedupResult:
    """The de-duplication of files: clusters and pairs, unreadable records, and the time taken.

    ``citations`` are those of ``inputs``, empty unless requested.
    """

    inputs: tuple[InputRecord, ...]
    citations: tuple[Citation, ...]
    result: dedup.DedupResult
    bad: tuple[str, ...]
    seconds: float

    @property
    def to_review(self) -> int:
        """The number of pairs of clusters to review."""
        return len(self.result.to_review)

    @property
    def related(self) -> dict[str, int]:
        """Relation → number of pairs of different but related reports."""
        return dict(Counter(dedup.list_relation_kinds(self.result.pairs)))

    @property
    def in_part(self) -> bool:
        """Whether a record could not be read."""
        return bool(self.bad)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup files --json``."""
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


def deduplicate_files(paths: Sequence[Path], *, progress: Progress, citations: bool = True) -> FileDedupResult:
    """Read files of any known format and de-duplicate all their records together.

    Without ``citations`` only the columns that comparison needs are kept: half the memory, and half the data sent
    between processes. Raises ``UsageError`` or ``FormatError`` for a file that cannot be read at all; single unreadable
    records are listed in the result.
    """
    began = time.perf_counter()
    inputs: list[InputRecord] = []
    citations_read: list[Citation] = []
    prepared: list[dedup.ColumnBatch] = []
    bad: list[str] = []
    progress.begin("reading", sum(map(size_in_kilobytes, paths)))
    with process_pool(count_processes(paths)) as ordered_map:
        for path in paths:
            row = count(1)
            for batch in read_record_batches(path, ordered_map, citations=citations):
                bad.extend(f"{path}:{entry.line}: {entry.reason}" for entry in batch.unreadable)
                inputs.extend(
                    InputRecord(file=path.name, row=next(row), source_id=source_id) for source_id in batch.file_ids
                )
                citations_read.extend(batch.citations)
                prepared.extend(batch.columns)
                progress.advance(batch.kilobytes)
    progress.begin(f"de-duplicating {len(inputs):,} records", None)
    result = dedup.deduplicate(dedup.concatenate_batches(prepared))
    return FileDedupResult(
        inputs=tuple(inputs),
        citations=tuple(citations_read),
        result=result,
        bad=tuple(bad),
        seconds=time.perf_counter() - began,
    )


def write_clusters_csv(unique: FileDedupResult) -> str:
    """Return CSV ``file,row,record_id,cluster``: a line for each input record, in input order."""
    labels = unique.result.labels.tolist()
    rows = (
        (record.file, record.row, record.source_id, int(label) + 1)
        for record, label in zip(unique.inputs, labels, strict=True)
    )
    return write_table(("file", "row", "record_id", "cluster"), rows)


def write_pairs_csv(unique: FileDedupResult) -> str:
    """Return CSV ``record_a,record_b,probability,verdict,explanation``: duplicates, pairs to review, contradictions."""
    rows = (
        (
            _record_name(unique.inputs[finding.a]),
            _record_name(unique.inputs[finding.b]),
            f"{finding.probability:.4f}",
            finding.outcome,
            "; ".join(evidence.sentence for evidence in finding.evidence),
        )
        for finding in dedup.to_pairs(unique.result.pairs)
    )
    return write_table(("record_a", "record_b", "probability", "verdict", "explanation"), rows)


def format_unique_records(unique: FileDedupResult, target: Path) -> str:
    """Return one merged citation per cluster, in the format of the file extension. Raises ``UsageError``."""
    return "".join(formats.write_records(output_format_of(target), _merged_records(unique), profile="generic"))


def output_format_of(target: Path) -> str:
    """Return the format of a file extension. Raises ``UsageError`` for an unknown one."""
    format_name = formats.EXPORT_EXTENSIONS.get(target.suffix.lower())
    if format_name is None:
        raise UsageError(
            f"{target}: unknown file extension.", hint=f"Use one of: {', '.join(formats.EXPORT_EXTENSIONS)}."
        )
    return format_name


def _merged_records(unique: FileDedupResult) -> Iterator[ExportRecord]:
    clusters: dict[int, list[tuple[InputRecord, Citation]]] = {}
    for record, citation, label in zip(unique.inputs, unique.citations, unique.result.labels.tolist(), strict=True):
        clusters.setdefault(label, []).append((record, citation))
    for label, members in clusters.items():
        yield ExportRecord(
            citation=dedup.merge_citations([citation for _, citation in members]),
            report_id=report_name(label + 1),
            sources=tuple(dict.fromkeys(record.file for record, _ in members)),
            record_ids=tuple(_record_name(record) for record, _ in members),
        )


def _record_name(record: InputRecord) -> str:
    return record.source_id or f"{record.file}#{record.row}"
