"""What a person calls a record or a report → the record it means."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.store import records
from harvester.store.values import RecordRow
from harvester.workflow.harvest.results import report_name

_REPORT: Final = re.compile(r"R0*(\d+)", re.IGNORECASE)

IDENTIFIER_HINT: Final = (
    "Name a report (R000123), a record (pubmed:37344166), or an accession number alone where it is unambiguous."
)


def resolve_record(session: Session, name: str) -> RecordRow:
    """The record a name means; a report's name means its oldest record. Raises ``UsageError`` for none or several."""
    name = name.strip()
    if report := _REPORT.fullmatch(name):
        rows_of_report = records.load_records(session, [int(report[1])])
        if not rows_of_report:
            raise UsageError(f"There is no report {name}.", hint=IDENTIFIER_HINT)
        return rows_of_report[0]
    source, colon, accession = name.partition(":")
    numbers = records.find_record_ids(session, accession=accession, source=source) if colon else ()
    numbers = numbers or records.find_record_ids(session, accession=name)
    rows = records.load_records(session, numbers)
    if not rows:
        raise UsageError(f"There is no record {name!r}.", hint=IDENTIFIER_HINT)
    if len(rows) > 1:
        raise UsageError(
            f"{name!r} is the number of {len(rows)} records: {', '.join(row.name for row in rows)}.",
            hint="Name one of them with its source.",
        )
    return rows[0]


def is_report_name(name: str) -> bool:
    """Whether a name is that of a report (R000123), not of a record."""
    return _REPORT.fullmatch(name.strip()) is not None


def parse_report_name(name: str) -> int:
    """The number in a report's name ("R000123", "r123"), with or without zeros; 0 for any other name."""
    report = _REPORT.fullmatch(name.strip())
    return int(report[1]) if report else 0


def describe_record(row: RecordRow) -> str:
    """A record in a phrase, for messages: its report, its name and title."""
    return f"{report_name(row.report_id)} {row.name} “{row.citation.title}”"
