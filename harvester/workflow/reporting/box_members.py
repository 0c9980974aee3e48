"""List the members of a box of the flow: the records, reports or studies that it counts."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from harvester import formats
from harvester.errors import UsageError
from harvester.identifiers import report_name, study_name
from harvester.prisma import Flow, Unit, describe_key, unit_of
from harvester.store import records
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.merged_citations import merge_report, source_precedence
from harvester.workflow.reporting.flow import CountedFlow


@dataclass(frozen=True, slots=True)
class ReportRecords:
    """A report and its records, the one that gives the report its number first."""

    number: int
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMember:
    """A member of a box: a record (as a report of one record), a report, or a study with its reports."""

    documents: tuple[ReportRecords, ...]
    study: str = ""

    @property
    def row(self) -> RecordRow:
        """The record that represents it."""
        return self.documents[0].rows[0]

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of its reports."""
        return tuple(report_name(document.number) for document in self.documents)

    @property
    def records(self) -> tuple[str, ...]:
        """The names of its records."""
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
class BoxMembers:
    """A box of the flow and its members.

    ``repeats``: by how much the number exceeds its members, since several searches, or one search in several versions,
    retrieved the same record.
    """

    box: str
    label: str
    unit: Unit
    n: int
    repeats: int
    members: tuple[BoxMember, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester prisma --open BOX --json``."""
        return {
            "box": self.box,
            "label": self.label,
            "unit": self.unit,
            "n": self.n,
            "repeats": self.repeats,
            "members": [member.to_json() for member in self.members],
        }


def load_box_members(context: ReviewContext, box: str, counted_flow: CountedFlow) -> BoxMembers:
    """Return the members of a box or of a number in it.

    ``box`` may also be a line of a list ("dbr_excluded/wrong route"), a number of a source
    ("sources/pubmed/only_here"), or a pending number. Raises ``UsageError`` that lists the boxes.
    """
    key = find_box(counted_flow.flow, box)
    numbers = counted_flow.flow.members[key]
    unit = unit_of(key)
    repeats = counted_flow.flow.repeats.get(key, 0)
    with context.store.read() as session:
        members = build_members(session, numbers, unit, counted_flow)
    return BoxMembers(
        box=key,
        label=describe_key(key, updated=counted_flow.flow.template.updated),
        unit=unit,
        n=len(numbers) + repeats,
        repeats=repeats,
        members=members,
    )


def export_box_members(context: ReviewContext, box_members: BoxMembers, format_name: str) -> str:
    """Return the members of a box as a file of citations; no export is stored.

    A record keeps the citation of its source, a report has the merged citation of its records, a study each of its
    reports.
    """
    documents = [document for member in box_members.members for document in member.documents]
    with context.store.read() as session:
        names = records.search_names_of_records(session, [row.id for document in documents for row in document.rows])
    precedence = source_precedence(context)
    citations = [merge_report(document.number, document.rows, names, precedence) for document in documents]
    return "".join(formats.write_records(format_name, citations))


def build_members(
    session: Session, numbers: Collection[int], unit: Unit, counted_flow: CountedFlow
) -> tuple[BoxMember, ...]:
    """Return the members with these numbers: records, reports or studies."""
    report_of = counted_flow.flow_input.report_of
    if unit == "record":
        rows = sorted(records.load_records(session, numbers), key=lambda row: row.id)
        return tuple(BoxMember(documents=(ReportRecords(report_of[row.id], (row,)),)) for row in rows)
    reports = reports_of_studies(numbers, counted_flow) if unit == "study" else {number: [number] for number in numbers}
    record_numbers_of = records_of_reports(
        report_of, {number_of_record for record_numbers in reports.values() for number_of_record in record_numbers}
    )
    stored = records.load_records(
        session,
        {number_of_record for record_numbers in record_numbers_of.values() for number_of_record in record_numbers},
    )
    by_number = {row.id: row for row in stored}
    documents = {
        report: ReportRecords(report, tuple(by_number[number_of_record] for number_of_record in record_numbers))
        for report, record_numbers in record_numbers_of.items()
    }
    return tuple(
        BoxMember(
            documents=tuple(documents[number_of_record] for number_of_record in record_numbers),
            study=study_name(number) if unit == "study" else "",
        )
        for number, record_numbers in sorted(reports.items())
    )


def reports_of_studies(studies: Collection[int], counted_flow: CountedFlow) -> dict[int, list[int]]:
    """Return study → its reports, included now or in the last release; its own number where there are none."""
    flow, window = counted_flow.flow, counted_flow.flow_input
    reports_of_study: dict[int, list[int]] = {study: [] for study in studies}
    for report in sorted(flow.members["total_reports"] | flow.members["removed_reports"] | window.included_before):
        if (study := window.study(report)) in reports_of_study:
            reports_of_study[study].append(report)
    return {study: reports or [study] for study, reports in reports_of_study.items()}


def records_of_reports(report_of: Mapping[int, int], reports: Collection[int]) -> dict[int, list[int]]:
    """Return report → its records, the one that gives the report its number first."""
    records_of_report: dict[int, list[int]] = {report: [report] for report in reports}
    for record, report in sorted(report_of.items()):
        if report in records_of_report and record != report:
            records_of_report[report].append(record)
    return records_of_report


def find_box(flow: Flow, box: str) -> str:
    """Return the key of a box. Raises ``UsageError`` that lists the boxes."""
    for key in (box, f"pending_{box}"):
        if key in flow.members:
            return key
    near = difflib.get_close_matches(box, flow.members, n=1)
    filled = [key for key in flow.members if flow.members[key] and not key.startswith(("sources/", "overlap/"))]
    boxes = f"Boxes with something in them: {', '.join(filled) or 'none'}; and sources/KEY/only_here, overlap/KEY/KEY."
    raise UsageError(f"The flow has no box {box!r}.", hint=f"Did you mean {near[0]!r}? {boxes}" if near else boxes)
