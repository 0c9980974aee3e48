"""Rows of screening tools → the reports in the store they are about."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from harvester.screening.matching import Index, Match
from harvester.screening.returned import Row
from harvester.store import records


def find_reports(session: Session, rows: Sequence[Row]) -> list[Match]:
    """The report of each row, or why there is none.

    Reports that rows name by number are read by their number; the whole store is read, once, only where a row carries
    no number of ours.
    """
    report_of = records.report_of(session)
    index = Index(report_of)
    named = {report_of[number] for row in rows for number in row.carried if number in report_of}
    for record in records.records_of_reports(session, named):
        index.add(record.report_id, record.citation, record.accession, record.source)
    if any(not any(number in report_of for number in row.carried) for row in rows):
        others = [number for number, report in report_of.items() if report not in named]
        everything = records.records(session) if not named else records.records(session, others)
        for record in everything:
            index.add(record.report_id, record.citation, record.accession, record.source)
    return [index.match(row) for row in rows]
