"""Store what a page says: its records, new revisions of known ones, and which rows could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from harvester.formats import ParsedFile
from harvester.store import records, runs
from harvester.workflow.harvest import record_identity


@dataclass(slots=True)
class RunProgress:
    """What has been kept of a run so far; ``numbers`` are the accession numbers its pages showed, of a file only."""

    record_ids: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    accessions: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfRun:
    """Where the records of a page belong.

    ``sure`` says that the numbers come from the database itself, so that one of them always denotes one document,
    whatever becomes of its title; the numbers in a file may be anybody's.
    """

    run_id: int
    page_id: int
    source: str
    stable_accessions: bool


def store_page(session: Session, page: PageOfRun, parsed: ParsedFile, progress: RunProgress, *, now: datetime) -> None:
    """Store everything a page was read as, and add to ``kept`` what that was. All in the caller's transaction."""
    deliveries = record_identity.assign_accessions(parsed.records, progress.accessions)
    known = records.load_known_records(session, page.source, [delivery.accession for delivery in deliveries])
    remarks: tuple[str, ...] = ()
    if not page.stable_accessions:
        deliveries, remarks = record_identity.separate_reused_accessions(deliveries, known)
        new_accessions = [delivery.accession for delivery in deliveries if delivery.accession not in known]
        known |= records.load_known_records(session, page.source, new_accessions if remarks else ())
        progress.accessions.update(delivery.accession for delivery in deliveries)
    storage_plan = record_identity.plan_storage(deliveries, known, format_name=parsed.format)
    new_ids = records.insert_records(
        session,
        storage_plan.new,
        source=page.source,
        run_id=page.run_id,
        page_id=page.page_id,
        format_name=parsed.format,
    )
    for revised in storage_plan.revised:
        records.add_revision(
            session,
            revised.known,
            revised.delivery,
            page_id=page.page_id,
            format_name=parsed.format,
            current=revised.current,
        )
    runs.add_unparsed_records(session, page.page_id, [(bad.line, bad.reason) for bad in parsed.unreadable])
    runs.mark_page_parsed(session, page.page_id, format_name=parsed.format, now=now)
    progress.record_ids.update(storage_plan.known, new_ids.values())
    progress.remarks.extend([*(f"line {oddity.line}: {oddity.message}" for oddity in parsed.warnings), *remarks])
    progress.unread.extend((bad.line, bad.reason) for bad in parsed.unreadable)
