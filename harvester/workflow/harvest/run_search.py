"""Ask a service: run a search, store what it sends, fetch what is new or changed. Interrupted, it can go on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import SourceError, SourceNotConfigured
from harvester.review import Search
from harvester.sources import SearchPage, Source, SupportsChanges, SupportsDateWindow
from harvester.store import records, runs
from harvester.store.releases import load_releases
from harvester.store.rows.runs import NewRun, RunRow, SearchRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.import_file import close_run, describe_shortfall, ensure_search, ensure_strategy_version
from harvester.workflow.harvest.pages import (
    FetchResult,
    RunProgress,
    SearchRun,
    fetch_records,
    parse_stored_page,
    store_reply,
    unread_pages,
)
from harvester.workflow.harvest.results import RunResult
from harvester.workflow.harvest.run_scope import DateWindow, RunScope, plan_scope

_REPLACED_ERROR: Final = "It was interrupted, and another run took its place."
_MAX_NAMED: Final = 10
"""How many of the records that did not come are named in a sentence; the stored run names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _SearchListing:
    """What the list of a search said: how many records, which ones, how the strategy was read, what was damaged."""

    promised: int
    ids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]


def run_search(
    context: ReviewContext, search: Search, source: Source, *, refetch: bool = False, window: DateWindow | None = None
) -> RunResult:
    """Run a search over the network: its complete list of ids, every record that is not known yet, and the known ones
    that the source says it changed since the last complete run.

    ``refetch`` fetches all known ones again; ``window`` lists only what came into the source lately, where the source
    can tell. A run that was interrupted is taken up again, unless its strategy or its kind has changed since, or a
    release has been made without it: then a new one takes its place. The failure of the source comes back as a failed
    run; what it had sent by then is stored.
    """
    scope, row, run_id = _begin_or_resume(context, search, source, window)
    run = SearchRun(
        context=context,
        search=search,
        source=source,
        row=row,
        run_id=run_id,
        progress=RunProgress(remarks=[*scope.remarks]),
    )
    try:
        for page in unread_pages(context, row):
            parse_stored_page(context, row, page, run.progress)
        listing = _list_records(run, scope)
        result = fetch_records(run, _accessions_to_fetch(run, listing.ids, refetch=refetch))
    except SourceError as error:
        return _fail_run(context, search, run_id, error)
    refresh_result, refresh_error = (FetchResult(), "") if refetch else _fetch_changed(run, scope)
    return _complete_run(run, scope, listing, result + refresh_result, refresh_error=refresh_error)


def dry_run_search(context: ReviewContext, search: Search, source: Source) -> RunResult:
    """What ``ask`` would find, storing nothing: a run that is skipped, with its numbers."""
    try:
        pages = list(source.search(search.strategy))
    except SourceError as error:
        return RunResult(search=search.key, run=None, status="failed", error=_error_text(error))
    ids = dict.fromkeys(accession for page in pages for accession in page.ids)
    with context.store.read() as session:
        known = records.record_ids_of_source(session, search.source)
    unknown = [accession for accession in ids if accession not in known]
    return RunResult(
        search=search.key,
        run=None,
        status="skipped",
        promised=pages[-1].promised,
        new=len(unknown),
        known=len(ids) - len(unknown),
        translation=pages[0].translation,
        warnings=_page_warnings(pages),
    )


def _begin_or_resume(
    context: ReviewContext, search: Search, source: Source, window: DateWindow | None
) -> tuple[RunScope, SearchRow, int]:
    with context.store.write() as session:
        row = ensure_search(session, search)
        scope = plan_scope(search, source, runs.load_runs(session), window=window, today=context.now().date())
        for interrupted in runs.load_unfinished_runs(session):
            if interrupted.search == search.key and _can_resume(session, interrupted, search, scope):
                context.progress.say(f"{search.name}: taking up run {interrupted.id}, which was interrupted")
                return scope, row, interrupted.id
            if interrupted.search == search.key:
                runs.finish_run(session, interrupted.id, status="failed", now=context.now(), error=_REPLACED_ERROR)
        run = NewRun(
            search_id=row.id,
            strategy_version_id=ensure_strategy_version(session, row, search, now=context.now()),
            origin="service",
            mode=scope.mode,
            started_at=context.now(),
            search_date=context.now().date().isoformat(),
            platform=search.platform or source.platform,
        )
        return scope, row, runs.begin_run(session, run)


def _can_resume(session: Session, run: RunRow, search: Search, scope: RunScope) -> bool:
    """Whether what an interrupted run will find may still count as what it was begun for."""
    last_released = max((release.last_run_id or 0 for release in load_releases(session)), default=0)
    return run.strategy == search.strategy and run.mode == scope.mode and run.id > last_released


def _list_records(run: SearchRun, scope: RunScope) -> _SearchListing:
    """Store the pages of the search; returns what they list."""
    context = run.context
    pages: list[SearchPage] = []
    ids: dict[str, None] = {}
    for page in _search_pages(run.source, run.search.strategy, scope):
        if not pages:
            context.progress.begin(f"{run.search.name}: listing", page.promised)
        _store_list_page(run, page)
        ids.update(dict.fromkeys(page.ids))
        pages.append(replace(page, reply=replace(page.reply, body=b"")))
        context.progress.advance(len(page.ids))
    listing = _SearchListing(
        promised=pages[-1].promised, ids=tuple(ids), translation=pages[0].translation, warnings=_page_warnings(pages)
    )
    with context.store.write() as session:
        runs.save_search_reply(
            session,
            run.run_id,
            promised=listing.promised,
            translation=listing.translation,
            warnings=listing.warnings,
            search_date=context.now().date().isoformat(),
        )
    return listing


def _search_pages(source: Source, strategy: str, scope: RunScope) -> Iterator[SearchPage]:
    if scope.first_day is not None and isinstance(source, SupportsDateWindow):
        return source.search_since(strategy, scope.first_day)
    return source.search(strategy)


def _store_list_page(run: SearchRun, page: SearchPage) -> None:
    """Store a page of a list, and the records that some services send along with it."""
    stored_page = store_reply(run, page.reply, holds_records=page.holds_records)
    if page.holds_records:
        parse_stored_page(run.context, run.row, stored_page, run.progress)


def _accessions_to_fetch(run: SearchRun, ids: Collection[str], *, refetch: bool) -> tuple[str, ...]:
    with run.context.store.read() as session:
        known = records.record_ids_of_source(session, run.row.source)
    if refetch:
        return tuple(accession for accession in ids if known.get(accession) not in run.progress.record_ids)
    return tuple(accession for accession in ids if accession not in known)


def _fetch_changed(run: SearchRun, scope: RunScope) -> tuple[FetchResult, str]:
    """Fetch again what is known and has changed; what could not be asked is told, for the list itself is complete."""
    source, day = run.source, scope.changed_since
    if day is None or not isinstance(source, SupportsChanges):
        return FetchResult(), ""
    try:
        changed = _list_changed(run, source.changed_since(run.search.strategy, day))
        return fetch_records(run, changed), ""
    except SourceError as error:
        return FetchResult(), f"what changed since {day} could not be asked for: {_error_text(error)}"


def _list_changed(run: SearchRun, pages: Iterator[SearchPage]) -> tuple[str, ...]:
    """The known records that pages of changes name. A page that names none is not stored: it says nothing happened."""
    ids: dict[str, None] = {}
    for page in pages:
        if page.ids:
            _store_list_page(run, page)
            ids.update(dict.fromkeys(page.ids))
    with run.context.store.read() as session:
        known = records.record_ids_of_accessions(session, run.row.source, ids)
    return tuple(
        accession for accession in ids if accession in known and known[accession] not in run.progress.record_ids
    )


def _complete_run(
    run: SearchRun, scope: RunScope, listing: _SearchListing, fetch_result: FetchResult, *, refresh_error: str
) -> RunResult:
    row, run_id, progress = run.row, run.run_id, run.progress
    with run.context.store.write() as session:
        known = records.record_ids_of_source(session, row.source)
        record_ids = {known[accession] for accession in listing.ids if accession in known}
        new = records.records_never_retrieved(session, record_ids)
        shortfall_text = describe_shortfall(listing.promised, len(record_ids), unread=len(progress.unread))
        gone = _store_retrievals(session, run, scope, record_ids, complete=shortfall_text is None)
        error = _join_errors(shortfall_text, _missing_error(fetch_result, max_named=_MAX_NAMED), refresh_error)
        result = RunResult(
            search=row.key,
            run=run_id,
            status="partial" if error else "complete",
            mode=scope.mode,
            promised=listing.promised,
            retrieved=len(record_ids),
            new=len(new),
            known=len(record_ids) - len(new),
            changed_records=(records.records_changed_in_run(session, run_id) & (record_ids | progress.record_ids))
            - new,
            gone=gone,
            error=error,
            translation=listing.translation,
            warnings=listing.warnings,
            remarks=tuple(progress.remarks),
            unread=tuple(progress.unread),
            missing=fetch_result.missing,
        )
        full_error = _join_errors(
            shortfall_text, _missing_error(fetch_result, max_named=len(fetch_result.missing)), refresh_error
        )
        close_run(session, replace(result, error=full_error), now=run.context.now())
    return result


def _store_retrievals(
    session: Session, run: SearchRun, scope: RunScope, record_ids: Collection[int], *, complete: bool
) -> int:
    """Store which records the run saw; returns how many are gone, of which a window can say nothing."""
    if scope.mode == "window":
        records.record_retrievals(session, sorted(record_ids), search_id=run.row.id, run_id=run.run_id)
        return 0
    return records.replace_retrievals(session, record_ids, search_id=run.row.id, run_id=run.run_id, complete=complete)


def _join_errors(*sentences: str | None) -> str | None:
    """What went wrong, in one text; None when nothing did."""
    return "; ".join(sentence for sentence in sentences if sentence) or None


def _missing_error(result: FetchResult, *, max_named: int) -> str:
    """The sentence about records that were asked for by number and are not there; empty when all came."""
    if not result.missing:
        return ""
    more = len(result.missing) - max_named
    numbers = ", ".join(result.missing[:max_named]) + (f" and {more} more" if more > 0 else "")
    return f"{len(result.missing)} of {result.requested} asked for did not come or could not be read: {numbers}"


def _fail_run(context: ReviewContext, search: Search, run_id: int, error: SourceError) -> RunResult:
    """The failed run, stored. A service that will not serve us at all is told as skipped: nothing went wrong here."""
    with context.store.write() as session:
        changed = records.records_changed_in_run(session, run_id)
        result = RunResult(
            search=search.key,
            run=run_id,
            status="failed",
            changed_records=changed - records.records_never_retrieved(session, changed),
            error=_error_text(error),
        )
        close_run(session, result, now=context.now())
    return replace(result, status="skipped") if isinstance(error, SourceNotConfigured) else result


def _page_warnings(pages: list[SearchPage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for page in pages for warning in page.warnings))


def _error_text(error: SourceError) -> str:
    return f"{error.message} {error.hint}".strip()
