"""Run a search on its service: list records, fetch new and changed ones, store every reply; resume interrupted runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from harvester.errors import SourceError, SourceNotConfigured
from harvester.review import Search
from harvester.sources import SearchPage, Source, SupportsChanges, SupportsDateWindow
from harvester.store import records, retrievals, runs
from harvester.store.releases import load_releases
from harvester.store.runs import RunRow, SearchRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.listing import PageLimit, page_translation, page_warnings
from harvester.workflow.harvest.pages import FetchResult, SearchRun, fetch_records, parse_stored_page, store_reply
from harvester.workflow.harvest.results import RunResult
from harvester.workflow.harvest.run import (
    DateWindow,
    RunProgress,
    RunScope,
    close_run,
    count_run,
    ensure_search,
    plan_scope,
    start_run,
)
from harvester.workflow.harvest.withdraw import count_retrieved_records

_REPLACED_ERROR: Final = "It was interrupted, and another run took its place."
_MAX_NAMED: Final = 10
"""How many missing records a message names; the stored run names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _SearchListing:
    """The records that a search lists, the number of hits reported, and how the service understood the strategy.

    ``cut_short`` is the sentence about a list that was given up before its end, empty for a complete one.
    """

    promised: int
    ids: tuple[str, ...]
    translation: str
    warnings: tuple[str, ...]
    cut_short: str = ""


def run_search(
    context: ReviewContext, search: Search, source: Source, *, refetch: bool = False, window: DateWindow | None = None
) -> RunResult:
    """Run a search over the network and store the result.

    Lists all its records, fetches those not known yet, and the known ones that the source reports as changed since the
    last complete run. ``refetch`` fetches all known records again; ``window`` lists only records added lately, where
    the source supports it. An interrupted run is resumed, unless its strategy or mode has changed or a release was made
    without it: then a new run replaces it. An error of the source is returned as a failed run; what the source sent
    before stays stored.
    """
    scope, row, run_id = _begin_or_resume(context, search, source, window)
    progress = RunProgress(remarks=[*scope.remarks])
    run = SearchRun(context=context, search=search, source=source, row=row, run_id=run_id, progress=progress)
    with context.store.read() as session:
        unparsed = runs.load_unparsed_pages(session, row.id)
    try:
        for page in unparsed:
            parse_stored_page(context, row, page, progress)
        listing = _list_records(run, scope)
        fetched = fetch_records(run, _accessions_to_fetch(run, listing.ids, refetch=refetch))
    except SourceError as error:
        return _fail_run(context, search, run_id, error)
    refetched, refresh_error = (FetchResult(), "") if refetch else _fetch_changed(run, scope)
    return _complete_run(run, scope, listing, fetched + refetched, refresh_error=refresh_error)


def dry_run_search(context: ReviewContext, search: Search, source: Source) -> RunResult:
    """List what :func:`run_search` would find, storing nothing; return a skipped run with its numbers."""
    try:
        limit = PageLimit()
        pages = list(limit.follow(source.search(search.strategy)))
    except SourceError as error:
        return RunResult(search=search.key, run=None, status="failed", error=error.sentences)
    ids = dict.fromkeys(accession for page in pages for accession in page.ids)
    with context.store.read() as session:
        known = records.record_ids_of_source(session, search.source)
    unknown = [accession for accession in ids if accession not in known]
    return RunResult(
        search=search.key,
        run=None,
        status="skipped",
        promised=pages[-1].hits,
        new=len(unknown),
        known=len(ids) - len(unknown),
        error=limit.reached or None,
        translation=page_translation(pages[0]),
        warnings=page_warnings(pages),
    )


def _begin_or_resume(
    context: ReviewContext, search: Search, source: Source, window: DateWindow | None
) -> tuple[RunScope, SearchRow, int]:
    """Resume the interrupted run of a search, or start a new one; return the scope, the search and the run's number."""
    with context.store.write() as session:
        row = ensure_search(session, search)
        scope = plan_scope(search, source, runs.load_counting_runs(session), window=window, today=context.now().date())
        for interrupted in runs.load_unfinished_runs(session):
            if interrupted.search == search.key and _can_resume(session, interrupted, search, scope):
                context.progress.message(f"{search.name}: resuming run {interrupted.id}, which was interrupted")
                return scope, row, interrupted.id
            if interrupted.search == search.key:
                runs.finish_run(session, interrupted.id, status="failed", now=context.now(), error=_REPLACED_ERROR)
        now = context.now()
        run_id = start_run(
            session,
            search,
            row,
            now=now,
            search_date=now.date(),
            platform=search.platform or source.platform,
            mode=scope.mode,
        )
        return scope, row, run_id


def _can_resume(session: Session, run: RunRow, search: Search, scope: RunScope) -> bool:
    """Return whether an interrupted run has the same strategy and mode, and began after the last release."""
    last_released = max((release.last_run_id or 0 for release in load_releases(session)), default=0)
    return run.strategy == search.strategy and run.mode == scope.mode and run.id > last_released


def _list_records(run: SearchRun, scope: RunScope) -> _SearchListing:
    """List the records of a search; store every page, and the records that some services send with the list."""
    context = run.context
    pages: list[SearchPage] = []
    ids: dict[str, None] = {}
    limit = PageLimit()
    for page in limit.follow(_search_pages(run.source, run.search.strategy, scope)):
        if not pages:
            context.progress.begin(f"{run.search.name}: listing", page.hits)
        _store_list_page(run, page)
        ids.update(dict.fromkeys(page.ids))
        pages.append(replace(page, reply=replace(page.reply, body=b"")))
        context.progress.advance(len(page.ids))
    listing = _SearchListing(
        promised=pages[-1].hits,
        ids=tuple(ids),
        translation=page_translation(pages[0]),
        warnings=page_warnings(pages),
        cut_short=limit.reached,
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
    """Fetch known records that changed; return what came, and an error text where changes could not be listed.

    Such an error does not fail the run: its list of records is complete.
    """
    source, day = run.source, scope.changed_since
    if day is None or not isinstance(source, SupportsChanges):
        return FetchResult(), ""
    try:
        limit = PageLimit()
        changed = _list_changed(run, limit.follow(source.changed_since(run.search.strategy, day)))
        return fetch_records(run, changed), limit.reached
    except SourceError as error:
        return FetchResult(), f"changes since {day} could not be fetched: {error.sentences}"


def _list_changed(run: SearchRun, pages: Iterator[SearchPage]) -> tuple[str, ...]:
    """Return the known records on pages of changes. A page without records is not stored: nothing has changed."""
    ids: dict[str, None] = {}
    for page in pages:
        if page.ids:
            _store_list_page(run, page)
            ids.update(dict.fromkeys(page.ids))
    with run.context.store.read() as session:
        known = records.record_ids_of_accessions(session, run.row.source, ids)
    fetched = run.progress.record_ids
    return tuple(accession for accession in ids if accession in known and known[accession] not in fetched)


def _complete_run(
    run: SearchRun, scope: RunScope, listing: _SearchListing, fetched: FetchResult, *, refresh_error: str
) -> RunResult:
    """Store the retrievals and the end of a run; return its result."""
    with run.context.store.write() as session:
        known = records.record_ids_of_source(session, run.row.source)
        record_ids = {known[accession] for accession in listing.ids if accession in known}
        counts = count_run(
            session, run.row, run.run_id, promised=listing.promised, record_ids=record_ids, progress=run.progress
        )
        whole_list = counts.error is None and not listing.cut_short
        gone = _store_retrievals(session, run, scope, record_ids, complete=whole_list)
        count_retrieved_records(session, record_ids)
        error = _join_errors(
            listing.cut_short, counts.error, _missing_error(fetched, max_named=_MAX_NAMED), refresh_error
        )
        result = replace(
            counts,
            status="partial" if error else "complete",
            mode=scope.mode,
            gone=gone,
            error=error,
            translation=listing.translation,
            warnings=listing.warnings,
            missing=fetched.missing,
        )
        all_missing = _missing_error(fetched, max_named=len(fetched.missing))
        stored_error = _join_errors(listing.cut_short, counts.error, all_missing, refresh_error)
        close_run(session, replace(result, error=stored_error), now=run.context.now())
    return result


def _store_retrievals(
    session: Session, run: SearchRun, scope: RunScope, record_ids: Collection[int], *, complete: bool
) -> int:
    """Store which records the run retrieved; return how many are gone, 0 for a date window."""
    if scope.mode == "window":
        retrievals.record_retrievals(session, sorted(record_ids), search_id=run.row.id, run_id=run.run_id)
        return 0
    return retrievals.replace_retrievals(
        session, record_ids, search_id=run.row.id, run_id=run.run_id, complete=complete
    )


def _join_errors(*sentences: str | None) -> str | None:
    return "; ".join(sentence for sentence in sentences if sentence) or None


def _missing_error(fetched: FetchResult, *, max_named: int) -> str:
    """Return the sentence about requested records that did not come; empty when all came."""
    missing = fetched.missing
    if not missing:
        return ""
    more = f" and {len(missing) - max_named} more" if len(missing) > max_named else ""
    return (
        f"{len(missing)} of {fetched.requested} requested records did not come or could not be read: "
        f"{', '.join(missing[:max_named])}{more}"
    )


def _fail_run(context: ReviewContext, search: Search, run_id: int, error: SourceError) -> RunResult:
    """Store a run as failed; return its result, as skipped where the service is not configured."""
    with context.store.write() as session:
        changed = records.records_changed_in_run(session, run_id)
        result = RunResult(
            search=search.key,
            run=run_id,
            status="failed",
            changed_records=changed - retrievals.records_never_retrieved(session, changed),
            error=error.sentences,
        )
        close_run(session, result, now=context.now())
    return replace(result, status="skipped") if isinstance(error, SourceNotConfigured) else result
