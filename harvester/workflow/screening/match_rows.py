"""Rows of screening tools → the reports in the store they are about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from harvester.screening.imports.model import ImportedRow
from harvester.screening.imports.record_matching import RecordIndex, RecordMatch
from harvester.store import records


def match_rows(session: Session, rows: Sequence[ImportedRow]) -> list[RecordMatch]:
    """The report of each row, or why there is none.

    Reports that rows name by number are read by their number; the whole store is read, once, only where a row carries
    no number of ours.
    """
    report_of = records.report_of_each_record(session)
    index = RecordIndex(report_of)
    carried_reports = {report_of[number] for row in rows for number in row.report_numbers if number in report_of}
    for record in records.load_records_of_reports(session, carried_reports):
        index.add(record.report_id, record.citation, record.accession, record.source)
    if any(not any(number in report_of for number in row.report_numbers) for row in rows):
        other_records = [number for number, report in report_of.items() if report not in carried_reports]
        stored = records.load_records(session) if not carried_reports else records.load_records(session, other_records)
        for record in stored:
            index.add(record.report_id, record.citation, record.accession, record.source)
    return [index.match(row) for row in rows]
