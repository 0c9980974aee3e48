"""Update a review: import waiting files, run its searches independently of each other, de-duplicate new records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from harvester.errors import FormatError, SourceError, SourceNotConfigured, StoppedError, UsageError
from harvester.review import Search
from harvester.sources import Source, open_source
from harvester.store import records, retrievals
from harvester.store.alerts import count_open_alerts
from harvester.store.runs import RunRow, last_run_id, load_counting_runs
from harvester.workflow.alerts.alerts import Alert, raise_alerts
from harvester.workflow.context import Progress, ReviewContext
from harvester.workflow.dates import refuse_future_day
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.dedup.sampling_frame import MAX_RECORDS_OF_UPDATE, estimate_expected_errors
from harvester.workflow.files import show_path, size_in_kilobytes
from harvester.workflow.harvest.concurrency import (
    CancellableClock,
    CancellableRateLimiter,
    CancellationToken,
    SearchProgress,
    SearchTask,
    describe_search_progress,
    run_concurrently,
)
from harvester.workflow.harvest.files_of_run import FilesOfRun, join_results
from harvester.workflow.harvest.import_file import FileChecks, import_file, import_waiting_files, list_waiting_files
from harvester.workflow.harvest.plan import source_settings
from harvester.workflow.harvest.renamed_searches import refuse_renamed_search
from harvester.workflow.harvest.results import RunResult, UpdateResult
from harvester.workflow.harvest.run import DateWindow, failed_run
from harvester.workflow.harvest.run_notices import find_notices
from harvester.workflow.harvest.run_search import dry_run_search, run_search


def update_review(
    context: ReviewContext,
    keys: Sequence[str] = (),
    *,
    full: bool = False,
    imports_only: bool = False,
    window: DateWindow | None = None,
    anyway: bool = False,
) -> UpdateResult:
    """Import the files waiting in ``imports/``, run the searches on their services, de-duplicate and raise alerts.

    ``keys`` selects searches (default: all); ``full`` fetches known records again; ``window`` asks only for records
    added lately, where a source supports it; ``imports_only`` asks no service. Returns the runs in the order of
    review.toml. Raises ``UsageError`` for an unknown key, ``StoppedError`` for Ctrl-C while services are asked.
    """
    searches = _select_searches(context, keys)
    before = read_retrieved(context)
    with context.hold():
        imported = {search.key: import_waiting_files(context, search, anyway=anyway) for search in searches}
    run_service = partial(_run_service, full=full, window=window, anyway=anyway)
    service_runs = {} if imports_only else _run_services(context, searches, run_service)
    runs = [
        run
        for search in searches
        for run in _runs_of_search(search, imported[search.key], service_runs.get(search.key))
    ]
    with context.hold():
        deduplicate_store(context)
        return finish_update(context, runs, before=before)


def dry_run_update(context: ReviewContext, keys: Sequence[str] = ()) -> UpdateResult:
    """Return what an update would do, storing nothing: each service is only asked for its list of records."""
    searches = _select_searches(context, keys)
    service_runs = _run_services(context, searches, _dry_run_service)
    runs = []
    for search in searches:
        waiting = [show_path(path.name) for path in list_waiting_files(context, search)]
        runs += [_skipped_run(search, "dry run: this file would be imported", file=name) for name in waiting]
        if search.key in service_runs:
            runs.append(service_runs[search.key])
    return summarise_update(context, runs, before=read_retrieved(context))


def import_files(
    context: ReviewContext,
    paths: Sequence[Path],
    key: str,
    *,
    search_date: date | None = None,
    hits: int | None = None,
    run: int | None = None,
    strict: bool = False,
    anyway: bool = False,
) -> UpdateResult:
    """Import export files of one search, then de-duplicate and raise alerts.

    The files of one day are one run, with ``hits`` all of them; ``run`` is an earlier run that they are added to.

    Of several files, one that cannot be imported gives a failed run; a single file raises as :func:`import_file` does.
    ``strict`` refuses a file that has a record that cannot be read, ``anyway`` accepts one that looks like another
    database's. Raises ``UsageError`` for a date in the future.
    """
    search = context.search(key)
    if not anyway:
        refuse_renamed_search(context, search)
    if search_date is not None:
        refuse_future_day(search_date, now=context.now(), what="the date of a search")
    before = read_retrieved(context)
    sizes = [size_in_kilobytes(path) for path in paths]
    context.progress.begin(f"importing {len(paths)} file{'s' * (len(paths) > 1)} (kB)", sum(sizes))
    results: list[RunResult] = []
    checks, files = FileChecks(strict, anyway), FilesOfRun(hits, run)
    for path, size in zip(paths, sizes, strict=True):
        file_progress = _FileProgress(context.progress, size)
        advance = file_progress.add_bytes
        try:
            result = import_file(
                context, search, path, search_date=search_date, files=files, checks=checks, advance=advance
            )
        except (FormatError, UsageError) as error:
            if len(paths) == 1:
                raise
            result = failed_run(search.key, error, file=path)
        results.append(result)
        file_progress.finish()
    with context.store.read() as session:
        joined = join_results(session, results)
    deduplicate_store(context)
    return finish_update(context, joined, before=before)


class _FileProgress:
    """Advances progress by exactly the kB of one file."""

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress = progress
        self._remaining = size
        self._bytes = 0

    def add_bytes(self, count: int) -> None:
        """Advance by bytes that were read."""
        kilobytes, self._bytes = divmod(self._bytes + count, 1000)
        step = min(kilobytes, self._remaining)
        self._remaining -= step
        self._progress.advance(step)

    def finish(self) -> None:
        """Advance by what remains of the file, also after an error."""
        self._progress.advance(self._remaining)
        self._remaining = 0


def _select_searches(context: ReviewContext, keys: Sequence[str]) -> list[Search]:
    selected = {context.search(key).key for key in keys}
    return [search for search in context.review.searches if not selected or search.key in selected]


class _SourceFactory:
    """Opens the sources of an update; they share one rate limiter, so that two searches do not double the rate."""

    def __init__(self, context: ReviewContext, token: CancellationToken) -> None:
        self._context = context
        self._clock = CancellableClock(token)
        self._rate_limiter = CancellableRateLimiter(token)

    def open(self, search: Search) -> Source:
        """Open the source of a search. Raises ``SourceError`` or ``UsageError``."""
        settings = source_settings(self._context.review, search, self._context.environ)
        return open_source(search.source, settings=settings, clock=self._clock, rate_limiter=self._rate_limiter)


_SearchRunner = Callable[[ReviewContext, Search, _SourceFactory], RunResult]
"""Runs a search on its service; the progress of the context is that of this search."""


def _run_services(context: ReviewContext, searches: Sequence[Search], runner: _SearchRunner) -> dict[str, RunResult]:
    """Run every search that has a service; return search key → result. Raises ``StoppedError``."""
    token = CancellationToken()
    factory = _SourceFactory(context, token)
    service_searches = [search for search in searches if search.source != "file"]
    progresses = [SearchProgress(search.key, context.progress.new_task()) for search in service_searches]

    def run(search: Search, progress: SearchProgress) -> RunResult:
        result = runner(replace(context, progress=progress), search, factory)
        progress.is_finished = True
        return result

    tasks = [
        SearchTask(search, partial(run, search, progress))
        for search, progress in zip(service_searches, progresses, strict=True)
    ]
    try:
        results = run_concurrently(tasks, token)
    except KeyboardInterrupt as interrupt:
        sentences = "".join(f"\n  {sentence}" for sentence in describe_search_progress(context, progresses))
        raise StoppedError(
            f"Interrupted: everything stored so far is kept, and the next update resumes from there.{sentences}"
        ) from interrupt
    return {search.key: result for search, result in zip(service_searches, results, strict=True)}


def _run_service(
    context: ReviewContext,
    search: Search,
    factory: _SourceFactory,
    *,
    full: bool,
    window: DateWindow | None,
    anyway: bool,
) -> RunResult:
    try:
        if not anyway:
            refuse_renamed_search(context, search)
        source = factory.open(search)
    except SourceNotConfigured as error:
        return _skipped_run(search, error.sentences)
    except (SourceError, UsageError) as error:
        return failed_run(search.key, error)
    return run_search(context, search, source, refetch=full, window=window)


def _dry_run_service(context: ReviewContext, search: Search, factory: _SourceFactory) -> RunResult:
    try:
        source = factory.open(search)
    except (SourceError, UsageError) as error:
        return _skipped_run(search, error.sentences)
    return dry_run_search(context, search, source)


def _runs_of_search(
    search: Search, imported: Sequence[RunResult], service_run: RunResult | None
) -> Iterator[RunResult]:
    """Yield the runs of a search: of its files, then of its service, unless files replace a service not configured."""
    yield from imported
    if service_run is not None and not (imported and service_run.run is None and service_run.status == "skipped"):
        yield service_run
    elif not imported:
        yield _skipped_run(search, f"no new file in imports/{search.key}/")


def _skipped_run(search: Search, sentence: str, *, file: str | None = None) -> RunResult:
    return RunResult(search=search.key, run=None, status="skipped", error=sentence, file=file)


def finish_update(context: ReviewContext, runs: Sequence[RunResult], *, before: RetrievedBefore) -> UpdateResult:
    """Raise alerts about new content, and return what an update or import changed.

    The errors to expect of de-duplication are estimated when records are new or changed, from a small sample.
    """
    summary = summarise_update(context, runs, before=before, new_alerts=raise_alerts(context))
    if not any(run.new or run.changed for run in runs):
        return summary
    with context.store.read() as session:
        errors = estimate_expected_errors(session, max_records=MAX_RECORDS_OF_UPDATE)
    return replace(summary, expected_errors=errors.to_json())


def summarise_update(
    context: ReviewContext,
    runs: Sequence[RunResult],
    *,
    before: RetrievedBefore,
    new_alerts: tuple[Alert, ...] = (),
) -> UpdateResult:
    """Return what an update or import changed, given what was there before it and the alerts it raised.

    Records that another process imported meanwhile are not counted as new: that process counts them.
    """
    with context.store.read() as session:
        report_of_record = records.report_of_each_record(session)
        retrieved = retrievals.load_retrieved_records(session)
        new_reports: set[int] = set()
        others = retrievals.load_records_of_other_runs(
            session, after_run=before.last_run, own_runs=[run.run for run in runs if run.run is not None]
        )
        if new_records := retrieved - before.records - others:
            reports_before = {report_of_record[number] for number in before.records | others}
            new_reports = {report_of_record[number] for number in new_records} - reports_before
        return UpdateResult(
            review=context.review.id,
            runs=_add_notices(session, runs),
            records=len(retrieved),
            reports=len({report_of_record[number] for number in retrieved}),
            new_reports=len(new_reports),
            to_review=len(open_pairs(session)),
            alerts=new_alerts,
            older_alerts=count_open_alerts(session) - len(new_alerts),
            new=tuple(sorted(new_reports)),
        )


def _add_notices(session: Session, results: Sequence[RunResult]) -> tuple[RunResult, ...]:
    """Return the results of runs, each with its notices."""
    stored = load_counting_runs(session) if any(result.run is not None for result in results) else ()
    rows = {row.id: row for row in stored}
    return tuple(
        replace(result, notices=find_notices(rows[result.run], _earlier_runs(rows[result.run], stored)))
        if result.run in rows and result.run is not None
        else result
        for result in results
    )


def _earlier_runs(run: RunRow, stored: Sequence[RunRow]) -> list[RunRow]:
    return [row for row in stored if row.search == run.search and row.id < run.id]


@dataclass(frozen=True, slots=True)
class RetrievedBefore:
    """What a review held before an update: the records that finished runs had retrieved, and the last run begun."""

    records: frozenset[int]
    last_run: int


def read_retrieved(context: ReviewContext) -> RetrievedBefore:
    """Return what finished runs have retrieved so far, to be compared with what an update or import brings."""
    with context.store.read() as session:
        return RetrievedBefore(retrievals.load_retrieved_records(session), last_run_id(session))
