"""Store the pages of a run as they came, parse them, and store their records and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from harvester.errors import FormatError
from harvester.formats import ParsedFile
from harvester.formats.plugins import read_reply
from harvester.review import Search
from harvester.sources import RawResponse, Source, harvest_advice
from harvester.store import records, runs
from harvester.store.records import IncomingRecord, KnownRecord
from harvester.store.runs import NewPage, SearchRow, StoredPage
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.record_identity import (
    AssignedAccessions,
    StoragePlan,
    assign_accessions,
    plan_storage,
    separate_reused_accessions,
)
from harvester.workflow.harvest.run import RunProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfRun:
    """The run, page and source of the records to store.

    ``stable_accessions`` says that the accession numbers come from the database itself, so that each always denotes
    the same document, even when its title changes; the numbers in a file may come from anywhere.
    """

    run_id: int
    page_id: int
    source: str
    stable_accessions: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRun:
    """A run of a search over the network, in progress."""

    context: ReviewContext
    search: Search
    source: Source
    row: SearchRow
    run_id: int
    progress: RunProgress


@dataclass(frozen=True, slots=True)
class FetchResult:
    """How many records were requested by accession number, and which did not come or could not be read."""

    requested: int = 0
    missing: tuple[str, ...] = ()

    def __add__(self, result: FetchResult) -> FetchResult:
        return FetchResult(self.requested + result.requested, (*self.missing, *result.missing))


def store_page(session: Session, page: PageOfRun, parsed: ParsedFile, progress: RunProgress, *, now: datetime) -> None:
    """Store the records of a parsed page in the caller's transaction, and add them to ``progress``.

    Inserts new records, adds revisions of known ones, and lists the records that could not be read.
    """
    progress.remarks.extend(f"line {warning.line}: {warning.message}" for warning in parsed.warnings)
    assigned = AssignedAccessions() if page.stable_accessions else progress.accessions
    incoming = assign_accessions(parsed.records, assigned)
    known = records.load_known_records(session, page.source, [record.accession for record in incoming])
    if not page.stable_accessions:
        incoming = _separate_documents(session, page, incoming, known, progress)
    plan = plan_storage(incoming, known, format_name=parsed.format)
    new_ids = _apply_plan(session, page, plan, format_name=parsed.format)
    unreadable = [(bad.line, bad.reason) for bad in parsed.unreadable]
    runs.add_unparsed_records(session, page.page_id, unreadable)
    runs.mark_page_parsed(session, page.page_id, format_name=parsed.format, now=now)
    progress.record_ids.update(plan.known, new_ids.values())
    progress.unread.extend(unreadable)


def _separate_documents(
    session: Session,
    page: PageOfRun,
    incoming: tuple[IncomingRecord, ...],
    known: dict[str, KnownRecord],
    progress: RunProgress,
) -> tuple[IncomingRecord, ...]:
    """Give records whose accession number denotes another stored document a number of their own; load these."""
    separated, remarks = separate_reused_accessions(incoming, known, progress.accessions)
    if remarks:
        before = {record.accession for record in incoming}
        renamed = [record.accession for record in separated if record.accession not in before]
        known |= records.load_known_records(session, page.source, renamed)
    progress.remarks.extend(remarks)
    return separated


def _apply_plan(session: Session, page: PageOfRun, plan: StoragePlan, *, format_name: str) -> dict[str, int]:
    new_ids = records.insert_records(
        session, plan.new, source=page.source, run_id=page.run_id, page_id=page.page_id, format_name=format_name
    )
    revisions = [(revision.known, revision.incoming, revision.current) for revision in plan.revised]
    records.add_revisions(session, revisions, page_id=page.page_id, format_name=format_name)
    return new_ids


def fetch_records(run: SearchRun, accessions: tuple[str, ...]) -> FetchResult:
    """Fetch records by accession number and store them. Raises ``SourceError``; what came before it stays stored."""
    if not accessions:
        return FetchResult()
    context, row, progress = run.context, run.row, run.progress
    for advice in harvest_advice(run.source, len(accessions), now=context.now()):
        context.progress.message(f"{row.name}: {advice}")
    context.progress.begin(f"{row.name}: fetching", len(accessions))
    for reply in islice(run.source.fetch(accessions), len(accessions)):  # each reply has a record, or is too many
        count_before = len(progress.record_ids)
        parse_stored_page(context, row, store_reply(run, reply, holds_records=True), progress)
        context.progress.advance(len(progress.record_ids) - count_before)
    with context.store.read() as session:
        known = records.record_ids_of_accessions(session, row.source, accessions)
    missing = (accession for accession in accessions if known.get(accession) not in progress.record_ids)
    return FetchResult(len(accessions), tuple(missing))


def store_reply(run: SearchRun, reply: RawResponse, *, holds_records: bool) -> StoredPage:
    """Store a service's reply byte for byte as a page of the run; return the page."""
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


def parse_stored_page(context: ReviewContext, row: SearchRow, page: StoredPage, progress: RunProgress) -> None:
    """Parse a stored page and store its records; mark a page that cannot be parsed with the reason."""
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
