"""Re-run the searches: each by itself, so that one source that fails stops no other; then de-duplicate what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from harvester.errors import FormatError, SourceError, SourceNotConfigured, StoppedError, UsageError
from harvester.review import Search
from harvester.sources import Source, open_source
from harvester.store import records, retrievals
from harvester.store.alerts import count_open_alerts
from harvester.workflow.alerts.alerts import Alert, raise_alerts
from harvester.workflow.context import Progress, ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.dedup.sampling_frame import MAX_RECORDS_OF_UPDATE, estimate_expected_errors
from harvester.workflow.files import size_in_kilobytes
from harvester.workflow.harvest.concurrency import (
    CancellableClock,
    CancellablePace,
    CancellationToken,
    SearchProgress,
    SearchTask,
    describe_search_progress,
    run_concurrently,
)
from harvester.workflow.harvest.import_file import failed_run, import_file, import_waiting_files, list_waiting_files
from harvester.workflow.harvest.plan import source_settings
from harvester.workflow.harvest.results import RunResult, UpdateResult
from harvester.workflow.harvest.run_scope import DateWindow
from harvester.workflow.harvest.run_search import dry_run_search, run_search


def update_review(
    context: ReviewContext,
    keys: Sequence[str] = (),
    *,
    full: bool = False,
    imports_only: bool = False,
    window: DateWindow | None = None,
) -> UpdateResult:
    """Run the searches of those keys (default: all) and take in the export files that wait in ``imports/``.

    The files come first; then the services are asked side by side. ``full`` fetches known records again; ``window``
    asks only for what came in lately, where a source can tell; ``imports_only`` asks no service. The runs stand in the
    order of review.toml.
    Raises ``UsageError`` for an unknown key, ``StoppedError`` for Ctrl-C while services are asked.
    """
    searches = _select_searches(context, keys)
    records_before = list_retrieved_records(context)
    imported = {search.key: import_waiting_files(context, search) for search in searches}
    service_runs = (
        {} if imports_only else _run_services(context, searches, partial(_run_service, full=full, window=window))
    )
    runs = [
        run
        for search in searches
        for run in _runs_of_search(search, imported[search.key], service_runs.get(search.key))
    ]
    return _deduplicate_and_summarise(context, runs, records_before)


def dry_run_update(context: ReviewContext, keys: Sequence[str] = ()) -> UpdateResult:
    """What an update would do, with nothing stored: each service is asked for its list of ids only."""
    searches = _select_searches(context, keys)
    service_runs = _run_services(context, searches, _dry_run_service)
    runs = [
        run
        for search in searches
        for run in (*_list_files_to_import(context, search), *_as_tuple(service_runs.get(search.key)))
    ]
    return summarise_update(context, runs, records_before=list_retrieved_records(context))


def import_files(
    context: ReviewContext,
    paths: Sequence[Path],
    key: str,
    *,
    search_date: date | None = None,
    hits: int | None = None,
    strict: bool = False,
) -> UpdateResult:
    """Import export files as runs of one search. Of several, one that fails is told as a failed run.

    ``strict`` refuses a file of which a single record cannot be read. Raises as :func:`import_file` does when there is
    only one.
    """
    search = context.search(key)
    records_before = list_retrieved_records(context)
    sizes = [size_in_kilobytes(path) for path in paths]
    context.progress.begin(f"importing {len(paths)} file{'s' * (len(paths) > 1)} (kB)", sum(sizes))
    runs = []
    for path, size in zip(paths, sizes, strict=True):
        advance = _FileProgress(context.progress, size)
        try:
            runs.append(
                import_file(
                    context, search, path, search_date=search_date, hits=hits, strict=strict, advance=advance.bytes_done
                )
            )
        except (FormatError, UsageError) as error:
            if len(paths) == 1:
                raise
            runs.append(failed_run(search.key, error, file=path))
        advance.finish()
    return _deduplicate_and_summarise(context, runs, records_before)


class _FileProgress:
    """Moves progress on by the kB of one file, neither more nor less than it has."""

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress = progress
        self._left = size
        self._bytes = 0

    def bytes_done(self, count: int) -> None:
        """So many more bytes are done."""
        kilobytes_done, self._bytes = divmod(self._bytes + count, 1000)
        step = min(kilobytes_done, self._left)
        self._left -= step
        self._progress.advance(step)

    def finish(self) -> None:
        """The file is done, or given up."""
        self._progress.advance(self._left)
        self._left = 0


def _deduplicate_and_summarise(
    context: ReviewContext, runs: Sequence[RunResult], records_before: frozenset[int]
) -> UpdateResult:
    deduplicate_store(context)
    return finish_update(context, runs, records_before=records_before)


def _select_searches(context: ReviewContext, keys: Sequence[str]) -> list[Search]:
    selected = {context.search(key).key for key in keys}
    return [search for search in context.review.searches if not selected or search.key in selected]


class _SourceFactory:
    """Opens the sources of one update; they share one pace, so that two searches don't ask a service twice as fast."""

    def __init__(self, context: ReviewContext, stop: CancellationToken) -> None:
        self._desk = context
        self._clock = CancellableClock(stop)
        self._pace = CancellablePace(stop)

    def open(self, search: Search) -> Source:
        """The source of a search. Raises ``SourceError`` or ``UsageError``."""
        settings = source_settings(self._desk.review, search, self._desk.environ)
        return open_source(search.source, settings=settings, clock=self._clock, pace=self._pace)


_SearchRunner = Callable[[ReviewContext, Search, _SourceFactory], RunResult]
"""Asks the service of a search; the desk's progress is the search's own."""


def _run_services(context: ReviewContext, searches: Sequence[Search], runner: _SearchRunner) -> dict[str, RunResult]:
    """Search key → how asking its service went, for every search that has one. Raises ``StoppedError``."""
    token = CancellationToken()
    factory = _SourceFactory(context, token)
    progresses = [
        SearchProgress(search.key, context.progress.beside()) for search in searches if search.source != "file"
    ]
    tasks = [
        SearchTask(context.search(progress.key), partial(_run_with_progress, progress, context, factory, runner))
        for progress in progresses
    ]
    try:
        runs = run_concurrently(tasks, token)
    except KeyboardInterrupt as interrupt:
        raise _interruption_error(context, progresses) from interrupt
    return {progress.key: run for progress, run in zip(progresses, runs, strict=True)}


def _run_with_progress(
    progress: SearchProgress, context: ReviewContext, factory: _SourceFactory, runner: _SearchRunner
) -> RunResult:
    run = runner(replace(context, progress=progress), context.search(progress.key), factory)
    progress.is_finished = True
    return run


def _interruption_error(context: ReviewContext, progresses: Sequence[SearchProgress]) -> StoppedError:
    sentences = "".join(f"\n  {sentence}" for sentence in describe_search_progress(context, progresses))
    return StoppedError(
        f"Interrupted: what was stored by then is kept, and the next update takes it up again.{sentences}"
    )


def _run_service(
    context: ReviewContext, search: Search, factory: _SourceFactory, *, full: bool, window: DateWindow | None
) -> RunResult:
    try:
        source = factory.open(search)
    except SourceNotConfigured as not_configured:
        return _skipped_run(search, f"{not_configured.message} {not_configured.hint}".strip())
    except (SourceError, UsageError) as error:
        return failed_run(search.key, error)
    return run_search(context, search, source, refetch=full, window=window)


def _dry_run_service(context: ReviewContext, search: Search, factory: _SourceFactory) -> RunResult:
    try:
        source = factory.open(search)
    except (SourceError, UsageError) as error:
        return _skipped_run(search, f"{error.message} {error.hint}".strip())
    return dry_run_search(context, search, source)


def _runs_of_search(
    search: Search, imported: Sequence[RunResult], service_run: RunResult | None
) -> Iterator[RunResult]:
    """The runs of a search: its files, then its service, unless that cannot be asked and files were the way out."""
    yield from imported
    if service_run is not None and not (imported and service_run.run is None and service_run.status == "skipped"):
        yield service_run
    elif not imported:
        yield _skipped_run(search, f"no new file in imports/{search.key}/")


def _list_files_to_import(context: ReviewContext, search: Search) -> Iterator[RunResult]:
    for path in list_waiting_files(context, search):
        yield _skipped_run(search, "dry run: this file would be imported", file=path.name)


def _as_tuple(run: RunResult | None) -> tuple[RunResult, ...]:
    return () if run is None else (run,)


def _skipped_run(search: Search, sentence: str, *, file: str | None = None) -> RunResult:
    return RunResult(search=search.key, run=None, status="skipped", error=sentence, file=file)


def finish_update(context: ReviewContext, runs: Iterable[RunResult], *, records_before: frozenset[int]) -> UpdateResult:
    """Raise the alerts that follow from what came in, and tell what an update or import changed."""
    finished_runs = tuple(runs)
    summary = summarise_update(context, finished_runs, records_before=records_before, new_alerts=raise_alerts(context))
    return (
        replace(summary, expected_errors=_quick_expected_errors(context))
        if any(run.new or run.changed for run in finished_runs)
        else summary
    )


def _quick_expected_errors(context: ReviewContext) -> Mapping[str, Any]:
    """The errors to expect of de-duplication. Pairs kept apart are looked at in a small part: an update is quick."""
    with context.store.read() as session:
        return estimate_expected_errors(session, max_records=MAX_RECORDS_OF_UPDATE).to_json()


def summarise_update(
    context: ReviewContext,
    runs: Iterable[RunResult],
    *,
    records_before: frozenset[int],
    new_alerts: tuple[Alert, ...] = (),
) -> UpdateResult:
    """What an update or import changed; ``before`` holds the records retrieved before it, ``raised`` its alerts."""
    with context.store.read() as session:
        report_of_record = records.report_of_each_record(session)
        retrieved = retrievals.load_retrieved_records(session)
        new_records = retrieved - records_before
        new = (
            {report_of_record[number] for number in new_records}
            - {report_of_record[number] for number in records_before}
            if new_records
            else set()
        )
        return UpdateResult(
            review=context.review.id,
            runs=tuple(runs),
            records=len(retrieved),
            reports=len(set(map(report_of_record.__getitem__, retrieved))),
            new_reports=len(new),
            to_review=len(open_pairs(session)),
            alerts=new_alerts,
            older_alerts=count_open_alerts(session) - len(new_alerts),
            new=tuple(sorted(new)),
        )


def list_retrieved_records(context: ReviewContext) -> frozenset[int]:
    """The records that a finished run has seen."""
    with context.store.read() as session:
        return retrievals.load_retrieved_records(session)
