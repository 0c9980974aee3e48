"""Resolve names that users give (R000123, pubmed:37344166) to records."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.identifiers import is_report_name, parse_report_name, report_name
from harvester.store import records
from harvester.store.records import RecordRow

IDENTIFIER_HINT: Final = (
    "Name a report (R000123), a record (pubmed:37344166), or an accession number alone where it is unambiguous."
)


def resolve_record(session: Session, name: str) -> RecordRow:
    """Return the record of that name, or the oldest record of the report of that name.

    Raises ``UsageError`` where the name fits no record, or several.
    """
    name = name.strip()
    if is_report_name(name):
        rows = records.load_records(session, [parse_report_name(name)])
        if not rows:
            raise UsageError(f"There is no report {name}.", hint=IDENTIFIER_HINT)
        return rows[0]
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


def describe_record(row: RecordRow) -> str:
    """Return a record as a phrase for messages: its report, name and title."""
    return f"{report_name(row.report_id)} {row.name} “{row.citation.title}”"
