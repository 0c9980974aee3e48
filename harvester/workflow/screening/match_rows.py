"""Match imported rows to reports, and write the rows without one report to a table that can be imported again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.csv_table import write_table
from harvester.identifiers import report_name
from harvester.screening.imports.model import ImportedDecision, ImportedRow
from harvester.screening.imports.plan import UnmatchedRow
from harvester.screening.imports.record_matching import RecordIndex, RecordMatch
from harvester.store import records, runs
from harvester.store.counting.withdrawals import load_uncounted_records
from harvester.workflow.output_files import OutputFiles


def match_rows(session: Session, rows: Sequence[ImportedRow]) -> list[RecordMatch]:
    """Return the report of each row, or why there is none.

    A row whose ``source`` is the key of a search is looked up in the database of that search. Reports that rows name by
    number are read by their number; the whole store is read, once, only where a row has no report number.
    """
    source_of = {search.key: search.source for search in runs.load_searches(session)}
    rows = [replace(row, source=source_of[row.source]) if row.source in source_of else row for row in rows]
    uncounted = load_uncounted_records(session)
    report_of = {
        number: report for number, report in records.report_of_each_record(session).items() if report not in uncounted
    }
    index = RecordIndex(report_of)
    carried_reports = {report_of[number] for row in rows for number in row.report_numbers if number in report_of}
    for record in records.load_records_of_reports(session, carried_reports):
        index.add(record.report_id, record.citation, record.accession, record.source)
    if any(not any(number in report_of for number in row.report_numbers) for row in rows):
        other_records = [n for n, report in report_of.items() if report not in carried_reports and n not in uncounted]
        stored = records.load_records(session) if not carried_reports else records.load_records(session, other_records)
        for record in stored:
            index.add(record.report_id, record.citation, record.accession, record.source)
    return [index.match(row) for row in rows]


UNMATCHED_COLUMNS: Final = (
    "report", "decision", "reason", "reviewer", "date", "labels", "note", "stage", "file", "line", "why", "candidates",
    "title", "first_author", "year", "doi",
)  # fmt: skip
"""``screen import --from csv`` reads the first seven; a person fills in ``report``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedFileRow:
    """A row of a file that matches no report or several, with the reason."""

    path: Path
    stage: str
    row: UnmatchedRow

    @property
    def ambiguous(self) -> bool:
        """Whether the row matches several reports; else it matches none."""
        return self.row.ambiguous

    def to_json(self) -> dict[str, Any]:
        """For ``screen import --json``."""
        about = self.row.row.row
        return {
            "file": self.path.name,
            "line": about.line,
            "title": about.citation.title,
            "why": self.row.why,
            "candidates": [report_name(number) for number in self.row.candidates],
        }


def write_unmatched_rows(rows: Sequence[UnmatchedFileRow], target: Path | None, files: OutputFiles) -> tuple[str, ...]:
    """Write the rows to ``target``, or next to the file of each; return the names of the files written.

    Next to the file, a table that somebody has begun to fill in is left alone: the new one gets a number.
    Raises ``UsageError`` where a file cannot be written.
    """
    by_source: dict[Path | None, list[UnmatchedFileRow]] = {}
    for row in rows:
        by_source.setdefault(None if target else row.path, []).append(row)
    by_target = {target or _unmatched_path(source or Path(), files): rows for source, rows in by_source.items()}
    with files:
        for path, target_rows in by_target.items():
            cells = (row_cells(row, decision) for row in target_rows for decision in row.row.row.decisions or (None,))
            files.write(path, write_table(UNMATCHED_COLUMNS, cells).encode("utf-8-sig"))
        files.publish()
    return tuple(str(path) for path in by_target)


def _unmatched_path(source: Path, files: OutputFiles) -> Path:
    """Return FILE.unmatched.csv; FILE.unmatched-2.csv … where a file that must not be replaced has that name."""
    names = (f"{source.name}.unmatched{'' if number == 1 else f'-{number}'}.csv" for number in count(1))
    beside = files.outside_review_files(source)
    return next(path for path in map(beside.with_name, names) if not files.is_in_the_way(path))


def row_cells(unmatched: UnmatchedFileRow, decision: ImportedDecision | None) -> tuple[str, ...]:
    """Return the cells of a row under ``UNMATCHED_COLUMNS``, with one of its decisions or none."""
    about = unmatched.row.row.row
    first = about.citation.authors[0] if about.citation.authors else None
    decided = ("", "", "", "", "", "")
    if decision is not None:
        day = decision.date.isoformat(timespec="seconds") if decision.date else ""
        decided = (
            decision.decision, ";".join(decision.reasons), decision.reviewer, day, ";".join(decision.labels),
            decision.note,
        )  # fmt: skip
    return (
        "",
        *decided,
        unmatched.stage,
        unmatched.path.name,
        str(about.line),
        unmatched.row.why,
        " ".join(report_name(number) for number in unmatched.row.candidates),
        about.citation.title,
        str(first or ""),
        str(about.citation.year or ""),
        about.citation.doi,
    )
