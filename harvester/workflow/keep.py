"""Store what a page says: its records, new revisions of known ones, and which rows could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from harvester.formats import ReadFile
from harvester.store import harvest, records
from harvester.workflow import identity


@dataclass(slots=True)
class Kept:
    """What has been kept of a run so far; ``numbers`` are the accession numbers its pages showed, of a file only."""

    seen: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfRun:
    """Where the records of a page belong.

    ``sure`` says that the numbers come from the database itself, so that one of them always denotes one document,
    whatever becomes of its title; the numbers in a file may be anybody's.
    """

    run_id: int
    page_id: int
    source: str
    sure: bool


def keep(session: Session, page: PageOfRun, read: ReadFile, kept: Kept, *, now: datetime) -> None:
    """Store everything a page was read as, and add to ``kept`` what that was. All in the caller's transaction."""
    delivered = identity.deliveries(read.entries, kept.numbers)
    known = records.known_records(session, page.source, [delivery.accession for delivery in delivered])
    remarks: tuple[str, ...] = ()
    if not page.sure:
        delivered, remarks = identity.with_own_numbers(delivered, known)
        own = [delivery.accession for delivery in delivered if delivery.accession not in known]
        known |= records.known_records(session, page.source, own if remarks else ())
        kept.numbers.update(delivery.accession for delivery in delivered)
    plan = identity.plan(delivered, known, format_name=read.format)
    fresh = records.insert_records(
        session, plan.new, source=page.source, run_id=page.run_id, page_id=page.page_id, format_name=read.format
    )
    for revised in plan.revised:
        records.add_revision(
            session,
            revised.known,
            revised.delivery,
            page_id=page.page_id,
            format_name=read.format,
            current=revised.current,
        )
    harvest.add_unread(session, page.page_id, [(bad.line, bad.reason) for bad in read.bad])
    harvest.mark_parsed(session, page.page_id, format_name=read.format, now=now)
    kept.seen.update(plan.known, fresh.values())
    kept.remarks.extend([*(f"line {oddity.line}: {oddity.message}" for oddity in read.oddities), *remarks])
    kept.unread.extend((bad.line, bad.reason) for bad in read.bad)
