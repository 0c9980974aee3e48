"""Open a number of the flow: the records, reports or studies that it counts."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester import formats
from harvester.errors import UsageError
from harvester.prisma import Flow, Unit, unit_of, worded
from harvester.store import records
from harvester.store.values import RecordRow
from harvester.workflow.count import Counted
from harvester.workflow.desk import Desk
from harvester.workflow.representatives import precedence_of, representative
from harvester.workflow.results import report_name
from harvester.workflow.study import study_name


@dataclass(frozen=True, slots=True)
class Document:
    """A report, and its records; that which gives it its number stands first."""

    number: int
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of what a number counts: a record (a document of one record), a report, or a study with its reports."""

    documents: tuple[Document, ...]
    study: str = ""

    @property
    def row(self) -> RecordRow:
        """The record by which it is shown."""
        return self.documents[0].rows[0]

    @property
    def reports(self) -> tuple[str, ...]:
        """Its reports, by name."""
        return tuple(report_name(document.number) for document in self.documents)

    @property
    def records(self) -> tuple[str, ...]:
        """Its records, by name."""
        return tuple(row.name for document in self.documents for row in document.rows)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester prisma --open BOX --json``."""
        return {
            "report": self.reports[0],
            "record": self.row.name,
            "title": self.row.citation.title,
            "year": self.row.citation.year,
            "doi": self.row.citation.doi or None,
            "records": list(self.records),
            **({"study": self.study, "reports": list(self.reports)} if self.study else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A number of the flow and what it counts. ``repeats``: by how much the number exceeds its members, since several
    searches, or one search in several versions, retrieved the same record."""

    box: str
    says: str
    unit: Unit
    n: int
    repeats: int
    members: tuple[Member, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester prisma --open BOX --json``."""
        return {
            "box": self.box,
            "label": self.says,
            "unit": self.unit,
            "n": self.n,
            "repeats": self.repeats,
            "members": [member.to_json() for member in self.members],
        }


def open_box(desk: Desk, box: str, counted: Counted) -> Behind:
    """What stands behind a box, a line of a list ("dbr_excluded/wrong route"), what is told of a source
    ("sources/pubmed/only_here"), or a number that is pending.

    Raises ``UsageError`` that lists the boxes there are.
    """
    key = _meant(counted.flow, box)
    numbers = counted.flow.members[key]
    unit = unit_of(key)
    repeats = counted.flow.repeats.get(key, 0)
    with desk.store.read() as session:
        members = _members(session, numbers, unit, counted)
    return Behind(
        box=key,
        says=worded(key, updated=counted.flow.template.updated),
        unit=unit,
        n=len(numbers) + repeats,
        repeats=repeats,
        members=members,
    )


def write_members(desk: Desk, behind: Behind, format_name: str) -> str:
    """What a number counts as a file of citations: a record as its source gave it, a report with the best of its
    records, a study with each of its reports. Nothing is noted as handed over."""
    documents = [document for member in behind.members for document in member.documents]
    with desk.store.read() as session:
        names = records.searches_of_records(session, [row.id for document in documents for row in document.rows])
    precedence = precedence_of(desk)
    found = [representative(document.number, document.rows, names, precedence) for document in documents]
    return "".join(formats.write(format_name, found))


def _members(session: Session, numbers: Collection[int], unit: Unit, counted: Counted) -> tuple[Member, ...]:
    report_of = counted.window.report_of
    if unit == "record":
        rows = sorted(records.records(session, numbers), key=lambda row: row.id)
        return tuple(Member(documents=(Document(report_of[row.id], (row,)),)) for row in rows)
    reports = _reports_of_studies(numbers, counted) if unit == "study" else {number: [number] for number in numbers}
    held = _records_of(report_of, {each for those in reports.values() for each in those})
    stored = records.records(session, {each for those in held.values() for each in those})
    by_number = {row.id: row for row in stored}
    documents = {report: Document(report, tuple(by_number[each] for each in those)) for report, those in held.items()}
    return tuple(
        Member(documents=tuple(documents[each] for each in those), study=study_name(number) if unit == "study" else "")
        for number, those in sorted(reports.items())
    )


def _reports_of_studies(studies: Collection[int], counted: Counted) -> dict[int, list[int]]:
    """Study → its reports, included now or in the last release; its own number where there are none."""
    flow, window = counted.flow, counted.window
    held: dict[int, list[int]] = {study: [] for study in studies}
    for report in sorted(flow.members["total_reports"] | flow.members["removed_reports"] | window.included_before):
        if (study := window.study(report)) in held:
            held[study].append(report)
    return {study: reports or [study] for study, reports in held.items()}


def _records_of(report_of: Mapping[int, int], reports: Collection[int]) -> dict[int, list[int]]:
    """Report → its records, that which gives it its number first."""
    held: dict[int, list[int]] = {report: [report] for report in reports}
    for record, report in sorted(report_of.items()):
        if report in held and record != report:
            held[report].append(record)
    return held


def _meant(flow: Flow, box: str) -> str:
    for key in (box, f"pending_{box}"):
        if key in flow.members:
            return key
    near = difflib.get_close_matches(box, flow.members, n=1)
    filled = [key for key in flow.members if flow.members[key] and not key.startswith(("sources/", "overlap/"))]
    boxes = f"Boxes with something in them: {', '.join(filled) or 'none'}; and sources/KEY/only_here, overlap/KEY/KEY."
    raise UsageError(f"The flow has no box {box!r}.", hint=f"Did you mean {near[0]!r}? {boxes}" if near else boxes)
