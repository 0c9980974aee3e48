"""Re-run the searches: each by itself, so that one source that fails stops no other; then de-duplicate what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from harvester.errors import FormatError, SourceError, SourceNotConfigured, StoppedError, UsageError
from harvester.review import Search
from harvester.sources import Source, open_source
from harvester.workflow import tally
from harvester.workflow.ask import ask, rehearse
from harvester.workflow.deduplicate import deduplicate
from harvester.workflow.desk import Desk, Progress
from harvester.workflow.files import kilobytes
from harvester.workflow.imports import failed, import_file, import_waiting, waiting_files
from harvester.workflow.lanes import Task, side_by_side
from harvester.workflow.outlook import settings_of
from harvester.workflow.reach import Window
from harvester.workflow.results import RunResult, UpdateResult
from harvester.workflow.stop import Stop, StoppableClock, StoppablePace
from harvester.workflow.ways import Way, ways_told


def update(
    desk: Desk,
    keys: Sequence[str] = (),
    *,
    full: bool = False,
    imports_only: bool = False,
    window: Window | None = None,
) -> UpdateResult:
    """Run the searches of those keys (default: all) and take in the export files that wait in ``imports/``.

    The files come first; then the services are asked side by side. ``full`` fetches known records again; ``window``
    asks only for what came in lately, where a source can tell; ``imports_only`` asks no service. The runs stand in the
    order of review.toml.
    Raises ``UsageError`` for an unknown key, ``StoppedError`` for Ctrl-C while services are asked.
    """
    searches = _chosen(desk, keys)
    before = tally.retrieved_records(desk)
    imported = {search.key: import_waiting(desk, search) for search in searches}
    asked = {} if imports_only else _ask_all(desk, searches, partial(_ask, full=full, window=window))
    runs = [run for search in searches for run in _of_search(search, imported[search.key], asked.get(search.key))]
    return _settle(desk, runs, before)


def rehearsal(desk: Desk, keys: Sequence[str] = ()) -> UpdateResult:
    """What an update would do, with nothing stored: each service is asked for its list of ids only."""
    searches = _chosen(desk, keys)
    asked = _ask_all(desk, searches, _rehearse)
    runs = [run for search in searches for run in (*_waiting(desk, search), *_some(asked.get(search.key)))]
    return tally.result(desk, runs, before=tally.retrieved_records(desk))


def import_files(
    desk: Desk,
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
    search = desk.search(key)
    before = tally.retrieved_records(desk)
    sizes = [kilobytes(path) for path in paths]
    desk.progress.begin(f"importing {len(paths)} file{'s' * (len(paths) > 1)} (kB)", sum(sizes))
    runs = []
    for path, size in zip(paths, sizes, strict=True):
        advance = _Kilobytes(desk.progress, size)
        try:
            runs.append(
                import_file(
                    desk, search, path, search_date=search_date, hits=hits, strict=strict, advance=advance.bytes_done
                )
            )
        except (FormatError, UsageError) as error:
            if len(paths) == 1:
                raise
            runs.append(failed(search.key, error, file=path))
        advance.finish()
    return _settle(desk, runs, before)


class _Kilobytes:
    """Moves progress on by the kB of one file, neither more nor less than it has."""

    def __init__(self, progress: Progress, size: int) -> None:
        self._progress = progress
        self._left = size
        self._bytes = 0

    def bytes_done(self, count: int) -> None:
        """So many more bytes are done."""
        whole, self._bytes = divmod(self._bytes + count, 1000)
        step = min(whole, self._left)
        self._left -= step
        self._progress.advance(step)

    def finish(self) -> None:
        """The file is done, or given up."""
        self._progress.advance(self._left)
        self._left = 0


def _settle(desk: Desk, runs: Sequence[RunResult], before: frozenset[int]) -> UpdateResult:
    deduplicate(desk)
    return tally.settled(desk, runs, before=before)


def _chosen(desk: Desk, keys: Sequence[str]) -> list[Search]:
    wanted = {desk.search(key).key for key in keys}
    return [search for search in desk.review.searches if not wanted or search.key in wanted]


class _Doors:
    """Opens the sources of one update; they share one pace, so that two searches don't ask a service twice as fast."""

    def __init__(self, desk: Desk, stop: Stop) -> None:
        self._desk = desk
        self._clock = StoppableClock(stop)
        self._pace = StoppablePace(stop)

    def open(self, search: Search) -> Source:
        """The source of a search. Raises ``SourceError`` or ``UsageError``."""
        settings = settings_of(self._desk.review, search, self._desk.environ)
        return open_source(search.source, settings=settings, clock=self._clock, pace=self._pace)


_Asking = Callable[[Desk, Search, _Doors], RunResult]
"""Asks the service of a search; the desk's progress is the search's own."""


def _ask_all(desk: Desk, searches: Sequence[Search], asking: _Asking) -> dict[str, RunResult]:
    """Search key → how asking its service went, for every search that has one. Raises ``StoppedError``."""
    stop = Stop()
    doors = _Doors(desk, stop)
    ways = [Way(search.key, desk.progress.beside()) for search in searches if search.source != "file"]
    tasks = [Task(desk.search(way.key), partial(_along, way, desk, doors, asking)) for way in ways]
    try:
        runs = side_by_side(tasks, stop)
    except KeyboardInterrupt as told:
        raise _stopped(desk, ways) from told
    return {way.key: run for way, run in zip(ways, runs, strict=True)}


def _along(way: Way, desk: Desk, doors: _Doors, asking: _Asking) -> RunResult:
    run = asking(replace(desk, progress=way), desk.search(way.key), doors)
    way.ended = True
    return run


def _stopped(desk: Desk, ways: Sequence[Way]) -> StoppedError:
    told = "".join(f"\n  {sentence}" for sentence in ways_told(desk, ways))
    return StoppedError(f"Interrupted: what was stored by then is kept, and the next update takes it up again.{told}")


def _ask(desk: Desk, search: Search, doors: _Doors, *, full: bool, window: Window | None) -> RunResult:
    try:
        source = doors.open(search)
    except SourceNotConfigured as absent:
        return _skipped(search, f"{absent.message} {absent.hint}".strip())
    except (SourceError, UsageError) as error:
        return failed(search.key, error)
    return ask(desk, search, source, refetch=full, window=window)


def _rehearse(desk: Desk, search: Search, doors: _Doors) -> RunResult:
    try:
        source = doors.open(search)
    except (SourceError, UsageError) as error:
        return _skipped(search, f"{error.message} {error.hint}".strip())
    return rehearse(desk, search, source)


def _of_search(search: Search, imported: Sequence[RunResult], asked: RunResult | None) -> Iterator[RunResult]:
    """The runs of a search: its files, then its service, unless that cannot be asked and files were the way out."""
    yield from imported
    if asked is not None and not (imported and asked.run is None and asked.status == "skipped"):
        yield asked
    elif not imported:
        yield _skipped(search, f"no new file in imports/{search.key}/")


def _waiting(desk: Desk, search: Search) -> Iterator[RunResult]:
    for path in waiting_files(desk, search):
        yield _skipped(search, "dry run: this file would be imported", file=path.name)


def _some(run: RunResult | None) -> tuple[RunResult, ...]:
    return () if run is None else (run,)


def _skipped(search: Search, sentence: str, *, file: str | None = None) -> RunResult:
    return RunResult(search=search.key, run=None, status="skipped", error=sentence, file=file)
