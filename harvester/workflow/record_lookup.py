"""Resolve names that users give (R000123, pubmed:37344166) to records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import UsageError
from harvester.identifiers import is_report_name, parse_report_name, report_name
from harvester.store import records
from harvester.store.counting.withdrawals import load_uncounted_records
from harvester.store.records import RecordRow

IDENTIFIER_HINT: Final = (
    "Name a report (R000123), a record (pubmed:37344166), or an accession number alone where it is unambiguous."
)


def resolve_record(session: Session, name: str) -> RecordRow:
    """Return the record of that name, or the oldest record of the report of that name.

    A report whose records are withdrawn is looked up under the number that it has now. Raises ``UsageError`` where the
    name fits no record, several, or one that only withdrawn runs retrieved.
    """
    name = name.strip()
    if is_report_name(name):
        number = parse_report_name(name)
        uncounted = load_uncounted_records(session)
        rows = records.load_records(session, [uncounted.get(number) or number])
        if not rows:
            raise UsageError(f"There is no report {name}.", hint=IDENTIFIER_HINT)
        return _refuse_withdrawn(session, rows)[0]
    source, colon, accession = name.partition(":")
    numbers = records.find_record_ids(session, accession=accession, source=source) if colon else ()
    numbers = numbers or records.find_record_ids(session, accession=name)
    rows = records.load_records(session, numbers)
    if len(rows) == 1:
        return _refuse_withdrawn(session, rows)[0]
    if not rows:
        raise UsageError(f"There is no record {name!r}.", hint=IDENTIFIER_HINT)
    raise UsageError(
        f"{name!r} is the number of {len(rows)} records: {', '.join(row.name for row in rows)}.",
        hint="Name one of them with its source.",
    )


def _refuse_withdrawn(session: Session, rows: Sequence[RecordRow]) -> Sequence[RecordRow]:
    """Return the records. Raises ``UsageError`` for one that only withdrawn runs retrieved."""
    uncounted = load_uncounted_records(session)
    for row in rows:
        if row.id in uncounted:
            raise UsageError(
                f"{report_name(row.id)}, {row.name}, is not counted: every run that retrieved it was withdrawn.",
                hint="harvester history shows the events that withdrew them; harvester undo EVENT counts a run again.",
            )
    return rows


def describe_record(row: RecordRow) -> str:
    """Return a record as a phrase for messages: its report, name and title."""
    return f"{report_name(row.report_id)} {row.name} “{row.citation.title}”"
