"""Fetch what a run needs: store each reply before it is read, read it, keep its records, tell what did not come."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.errors import FormatError
from harvester.review import Search
from harvester.sources import Reply, Source, harvest_advice
from harvester.store import harvest, records
from harvester.store.values import NewPage, SearchRow, StoredPage
from harvester.workflow.desk import Desk
from harvester.workflow.keep import Kept, PageOfRun, keep
from harvester.workflow.readers import read_reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One run of a search under way: who asks whom, and what has been kept so far."""

    desk: Desk
    search: Search
    source: Source
    row: SearchRow
    run_id: int
    kept: Kept


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many records were asked for by number, and which of them did not come or could not be read."""

    asked: int = 0
    absent: tuple[str, ...] = ()

    def __add__(self, other: Fetched) -> Fetched:
        return Fetched(self.asked + other.asked, (*self.absent, *other.absent))


def fetch(errand: Errand, ids: tuple[str, ...]) -> Fetched:
    """Fetch the records of those numbers and keep them. Raises ``SourceError``; what had come by then is kept."""
    if not ids:
        return Fetched()
    desk, row, kept = errand.desk, errand.row, errand.kept
    for advice in harvest_advice(errand.source, len(ids), now=desk.now()):
        desk.progress.say(f"{row.name}: {advice}")
    desk.progress.begin(f"{row.name}: fetching", len(ids))
    for reply in errand.source.fetch(ids):
        before = len(kept.seen)
        page = store_reply(errand, reply, holds_records=True)
        keep_page(desk, row, page, kept)
        desk.progress.advance(len(kept.seen) - before)
    with desk.store.read() as session:
        known = records.known_among(session, row.source, ids)
    return Fetched(len(ids), tuple(accession for accession in ids if known.get(accession) not in kept.seen))


def store_reply(errand: Errand, reply: Reply, *, holds_records: bool) -> StoredPage:
    """Store what a service sent, as it came."""
    desk = errand.desk
    format_name = errand.source.record_format if holds_records else ""
    page = NewPage(
        holds="records" if holds_records else "ids",
        body=reply.body,
        fetched_at=desk.now(),
        format=format_name,
        media_type=reply.media_type,
        request=reply.request,
        http_status=reply.status,
    )
    with desk.store.write() as session:
        page_id = harvest.add_page(session, errand.run_id, page)
    return StoredPage(id=page_id, run_id=errand.run_id, format=format_name, body=reply.body)


def left_over(desk: Desk, row: SearchRow) -> tuple[StoredPage, ...]:
    """Pages that a run stored before it was interrupted, and nobody has read."""
    with desk.store.read() as session:
        return harvest.unparsed_pages(session, row.id)


def keep_page(desk: Desk, row: SearchRow, page: StoredPage, kept: Kept) -> None:
    """Read a stored page and store its records; a page that can't be read is marked with the reason."""
    try:
        read = read_reply(page.format, page.body, name=f"{row.key}, page {page.id} of run {page.run_id}")
    except FormatError as error:
        with desk.store.write() as session:
            harvest.mark_unparsed(session, page.id, reason=error.message)
        kept.remarks.append(error.message)
        return
    place = PageOfRun(run_id=page.run_id, page_id=page.id, source=row.source, sure=True)
    with desk.store.write() as session:
        keep(session, place, read, kept, now=desk.now())
