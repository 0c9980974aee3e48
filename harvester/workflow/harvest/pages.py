"""Store what a page says: its records, new revisions of known ones, and which rows could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from harvester.errors import FormatError
from harvester.formats import ParsedFile
from harvester.formats.plugins import read_reply
from harvester.review import Search
from harvester.sources import RawResponse, Source, harvest_advice
from harvester.store import records, runs
from harvester.store.rows.runs import NewPage, SearchRow, StoredPage
from harvester.workflow.context import ReviewContext
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRun:
    """One run of a search under way: who asks whom, and what has been kept so far."""

    context: ReviewContext
    search: Search
    source: Source
    row: SearchRow
    run_id: int
    progress: RunProgress


@dataclass(frozen=True, slots=True)
class FetchResult:
    """How many records were asked for by number, and which of them did not come or could not be read."""

    requested: int = 0
    missing: tuple[str, ...] = ()

    def __add__(self, result: FetchResult) -> FetchResult:
        return FetchResult(self.requested + result.requested, (*self.missing, *result.missing))


def fetch_records(run: SearchRun, ids: tuple[str, ...]) -> FetchResult:
    """Fetch the records of those numbers and keep them. Raises ``SourceError``; what had come by then is kept."""
    if not ids:
        return FetchResult()
    context, row, progress = run.context, run.row, run.progress
    for advice in harvest_advice(run.source, len(ids), now=context.now()):
        context.progress.say(f"{row.name}: {advice}")
    context.progress.begin(f"{row.name}: fetching", len(ids))
    for reply in run.source.fetch(ids):
        count_before = len(progress.record_ids)
        page = store_reply(run, reply, holds_records=True)
        parse_stored_page(context, row, page, progress)
        context.progress.advance(len(progress.record_ids) - count_before)
    with context.store.read() as session:
        known = records.record_ids_of_accessions(session, row.source, ids)
    return FetchResult(
        len(ids), tuple(accession for accession in ids if known.get(accession) not in progress.record_ids)
    )


def store_reply(run: SearchRun, reply: RawResponse, *, holds_records: bool) -> StoredPage:
    """Store what a service sent, as it came."""
    context = run.context
    format_name = run.source.record_format if holds_records else ""
    page = NewPage(
        holds="records" if holds_records else "ids",
        body=reply.body,
        fetched_at=context.now(),
        format=format_name,
        media_type=reply.media_type,
        request=reply.request,
        http_status=reply.status,
    )
    with context.store.write() as session:
        page_id = runs.add_page(session, run.run_id, page)
    return StoredPage(id=page_id, run_id=run.run_id, format=format_name, body=reply.body)


def unread_pages(context: ReviewContext, row: SearchRow) -> tuple[StoredPage, ...]:
    """Pages that a run stored before it was interrupted, and nobody has read."""
    with context.store.read() as session:
        return runs.load_unparsed_pages(session, row.id)


def parse_stored_page(context: ReviewContext, row: SearchRow, page: StoredPage, progress: RunProgress) -> None:
    """Read a stored page and store its records; a page that can't be read is marked with the reason."""
    try:
        parsed = read_reply(page.format, page.body, name=f"{row.key}, page {page.id} of run {page.run_id}")
    except FormatError as error:
        with context.store.write() as session:
            runs.mark_page_unparsed(session, page.id, reason=error.message)
        progress.remarks.append(error.message)
        return
    page_of_run = PageOfRun(run_id=page.run_id, page_id=page.id, source=row.source, stable_accessions=True)
    with context.store.write() as session:
        store_page(session, page_of_run, parsed, progress, now=context.now())
