"""Rows that found no report, or several: a table for a person to fill in, which can be imported again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from harvester.formats import neutral
from harvester.screening.placing import Unplaced
from harvester.screening.returned import Vote
from harvester.workflow.drafts import Drafts
from harvester.workflow.results import report_name

COLUMNS: Final = (
    "report", "decision", "reason", "reviewer", "date", "labels", "note", "stage", "file", "line", "why", "candidates",
    "title", "first_author", "year", "doi",
)  # fmt: skip
"""The first seven are those ``screen import --from csv`` reads; a person fills in ``report``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedRow:
    """A row of a file that was not taken over, and why."""

    path: Path
    stage: str
    row: Unplaced

    @property
    def ambiguous(self) -> bool:
        """Whether it may be about one of several reports; else it is about none."""
        return self.row.ambiguous

    def to_json(self) -> dict[str, Any]:
        """For ``screen import --json``."""
        about = self.row.returned.row
        return {
            "file": self.path.name,
            "line": about.line,
            "title": about.citation.title,
            "why": self.row.why,
            "candidates": [report_name(number) for number in self.row.candidates],
        }


def unplaced_rows(path: Path, rows: Iterable[Unplaced], stage: str) -> list[UnplacedRow]:
    """The rows of a file that were not taken over."""
    return [UnplacedRow(path=path, stage=stage, row=row) for row in rows]


def write_unplaced(rows: Sequence[UnplacedRow], target: Path | None) -> tuple[str, ...]:
    """Write the rows to ``target``, or beside the file of each; returns the names of the files written.

    Raises ``UsageError`` where one cannot be written.
    """
    by_target: dict[Path, list[UnplacedRow]] = {}
    for row in rows:
        by_target.setdefault(target or row.path.with_name(f"{row.path.name}.unmatched.csv"), []).append(row)
    with Drafts() as drafts:
        for path, those in by_target.items():
            drafts.write(path, _table(those).encode("utf-8-sig"))
        drafts.publish()
    return tuple(str(path) for path in by_target)


def _table(rows: Iterable[UnplacedRow]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        for vote in row.row.returned.votes or (None,):
            writer.writerow([neutral(cell) for cell in _cells(row, vote)])
    return text.getvalue()


def _cells(unplaced: UnplacedRow, vote: Vote | None) -> tuple[str, ...]:
    about = unplaced.row.returned.row
    first = about.citation.authors[0] if about.citation.authors else None
    said = ("", "", "", "", "", "")
    if vote is not None:
        day = vote.date.isoformat(timespec="seconds") if vote.date else ""
        said = (vote.verdict, ";".join(vote.reasons), vote.reviewer, day, ";".join(vote.labels), vote.note)
    return (
        "",
        *said,
        unplaced.stage,
        unplaced.path.name,
        str(about.line),
        unplaced.row.why,
        " ".join(report_name(number) for number in unplaced.row.candidates),
        about.citation.title,
        str(first or ""),
        str(about.citation.year or ""),
        about.citation.doi,
    )
