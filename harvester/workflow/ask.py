"""Ask a service: run a search, store what it sends, fetch what is not known. Interrupted anywhere, it can go on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import FormatError, SourceError, SourceNotConfigured
from harvester.review import Search
from harvester.sources import Reply, SearchPage, Source, harvest_advice
from harvester.store import harvest, records, screening
from harvester.store.values import NewPage, NewRun, RunRow, SearchRow, StoredPage
from harvester.workflow.desk import Desk
from harvester.workflow.imports import finish, registered, shortfall, version_of_strategy
from harvester.workflow.keep import Kept, PageOfRun, keep
from harvester.workflow.readers import read_reply
from harvester.workflow.results import RunResult

_REPLACED: Final = "It was interrupted, and another run took its place."


def ask(desk: Desk, search: Search, source: Source, *, refetch: bool = False) -> RunResult:
    """Run a search over the network: its complete list of ids, then every record that is not known yet.

    ``refetch`` fetches the known ones too, so that changed records get new revisions. A run that was interrupted is
    taken up again, unless its strategy has changed since, or a release has been made without it: then a new one takes
    its place. The failure of the source comes back as a failed run; what it had sent by then is stored.
    """
    row, run_id = _take_up(desk, search, source)
    kept = Kept()
    try:
        for page in _left_over(desk, row):
            _keep_page(desk, row, page, kept)
        promised, ids, warnings = _search(desk, search, source, row, run_id, kept)
        _fetch(desk, source, row, run_id, _unknown(desk, row, ids, kept, refetch=refetch), kept)
    except SourceError as error:
        return _failed(desk, search, run_id, error)
    return _finished(desk, row, run_id, ids, kept, promised=promised, warnings=warnings)


def rehearse(desk: Desk, search: Search, source: Source) -> RunResult:
    """What ``ask`` would find, storing nothing: a run that is skipped, with its numbers."""
    try:
        pages = list(source.search(search.strategy))
    except SourceError as error:
        return RunResult(search=search.key, run=None, status="failed", error=_sentence(error))
    ids = dict.fromkeys(accession for page in pages for accession in page.ids)
    with desk.store.read() as session:
        known = records.known_accessions(session, search.source)
    unknown = [accession for accession in ids if accession not in known]
    return RunResult(
        search=search.key,
        run=None,
        status="skipped",
        promised=pages[-1].promised,
        new=len(unknown),
        known=len(ids) - len(unknown),
        warnings=_warnings(pages),
    )


def _take_up(desk: Desk, search: Search, source: Source) -> tuple[SearchRow, int]:
    with desk.store.write() as session:
        row = registered(session, search)
        for interrupted in harvest.unfinished_runs(session):
            if interrupted.search == search.key and _can_go_on(session, interrupted, search):
                desk.progress.say(f"{search.name}: taking up run {interrupted.id}, which was interrupted")
                return row, interrupted.id
            if interrupted.search == search.key:
                harvest.finish_run(session, interrupted.id, status="failed", now=desk.now(), error=_REPLACED)
        run = NewRun(
            search_id=row.id,
            strategy_version_id=version_of_strategy(session, row, search, now=desk.now()),
            origin="service",
            mode="full",
            started_at=desk.now(),
            search_date=desk.now().date().isoformat(),
            platform=search.platform or source.platform,
        )
        return row, harvest.begin_run(session, run)


def _can_go_on(session: Session, run: RunRow, search: Search) -> bool:
    """Whether what an interrupted run will find may still count as what it was begun for."""
    released = max((release.last_run_id or 0 for release in screening.releases(session)), default=0)
    return run.strategy == search.strategy and run.id > released


def _left_over(desk: Desk, row: SearchRow) -> tuple[StoredPage, ...]:
    with desk.store.read() as session:
        return harvest.unparsed_pages(session, row.id)


def _search(
    desk: Desk, search: Search, source: Source, row: SearchRow, run_id: int, kept: Kept
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Store the pages of the search; returns the number promised, the ids, and what was damaged in the strategy."""
    pages: list[SearchPage] = []
    ids: dict[str, None] = {}
    for page in source.search(search.strategy):
        if not pages:
            desk.progress.begin(f"{search.name}: listing", page.promised)
        stored = _store_reply(desk, source, run_id, page.reply, holds_records=page.holds_records)
        if page.holds_records:
            _keep_page(desk, row, stored, kept)
        ids.update(dict.fromkeys(page.ids))
        pages.append(replace(page, reply=replace(page.reply, body=b"")))
        desk.progress.advance(len(page.ids))
    promised, warnings = pages[-1].promised, _warnings(pages)
    with desk.store.write() as session:
        harvest.note_search(
            session,
            run_id,
            promised=promised,
            translation=pages[0].translation,
            warnings=warnings,
            search_date=desk.now().date().isoformat(),
        )
    return promised, tuple(ids), warnings


def _unknown(desk: Desk, row: SearchRow, ids: Collection[str], kept: Kept, *, refetch: bool) -> tuple[str, ...]:
    with desk.store.read() as session:
        known = records.known_accessions(session, row.source)
    if refetch:
        return tuple(accession for accession in ids if known.get(accession) not in kept.seen)
    return tuple(accession for accession in ids if accession not in known)


def _fetch(desk: Desk, source: Source, row: SearchRow, run_id: int, ids: tuple[str, ...], kept: Kept) -> None:
    if not ids:
        return
    for advice in harvest_advice(source, len(ids), now=desk.now()):
        desk.progress.say(f"{row.name}: {advice}")
    desk.progress.begin(f"{row.name}: fetching", len(ids))
    for reply in source.fetch(ids):
        before = len(kept.seen)
        page = _store_reply(desk, source, run_id, reply, holds_records=True)
        _keep_page(desk, row, page, kept)
        desk.progress.advance(len(kept.seen) - before)


def _store_reply(desk: Desk, source: Source, run_id: int, reply: Reply, *, holds_records: bool) -> StoredPage:
    format_name = source.record_format if holds_records else ""
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
        page_id = harvest.add_page(session, run_id, page)
    return StoredPage(id=page_id, run_id=run_id, format=format_name, body=reply.body)


def _keep_page(desk: Desk, row: SearchRow, page: StoredPage, kept: Kept) -> None:
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


def _finished(
    desk: Desk,
    row: SearchRow,
    run_id: int,
    ids: tuple[str, ...],
    kept: Kept,
    *,
    promised: int,
    warnings: tuple[str, ...],
) -> RunResult:
    with desk.store.write() as session:
        known = records.known_accessions(session, row.source)
        seen = {known[accession] for accession in ids if accession in known}
        new = records.never_retrieved(session, seen)
        error = shortfall(promised, len(seen), unread=len(kept.unread))
        gone = records.see_all(session, seen, search_id=row.id, run_id=run_id, complete=error is None)
        result = RunResult(
            search=row.key,
            run=run_id,
            status="partial" if error else "complete",
            promised=promised,
            retrieved=len(seen),
            new=len(new),
            known=len(seen) - len(new),
            changed_records=(records.changed_in_run(session, run_id) & seen) - new,
            gone=gone,
            error=error,
            warnings=warnings,
            remarks=tuple(kept.remarks),
            unread=tuple(kept.unread),
        )
        finish(session, result, now=desk.now())
    return result


def _failed(desk: Desk, search: Search, run_id: int, error: SourceError) -> RunResult:
    """The failed run, stored. A service that will not serve us at all is told as skipped: nothing went wrong here."""
    with desk.store.write() as session:
        changed = records.changed_in_run(session, run_id)
        result = RunResult(
            search=search.key,
            run=run_id,
            status="failed",
            changed_records=changed - records.never_retrieved(session, changed),
            error=_sentence(error),
        )
        finish(session, result, now=desk.now())
    return replace(result, status="skipped") if isinstance(error, SourceNotConfigured) else result


def _warnings(pages: list[SearchPage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for page in pages for warning in page.warnings))


def _sentence(error: SourceError) -> str:
    return f"{error.message} {error.hint}".strip()
