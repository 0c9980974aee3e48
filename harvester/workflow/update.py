"""Re-run the searches: each by itself, so that one source that fails stops no other; then de-duplicate what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from harvester.errors import FormatError, SourceError, SourceNotConfigured, UsageError
from harvester.review import Search
from harvester.sources import Pace, Settings, Source, SystemClock, open_source
from harvester.workflow import tally
from harvester.workflow.ask import ask, rehearse
from harvester.workflow.deduplicate import deduplicate
from harvester.workflow.desk import Desk
from harvester.workflow.imports import failed, import_file, import_waiting, waiting_files
from harvester.workflow.results import RunResult, UpdateResult


def update(desk: Desk, keys: Sequence[str] = (), *, full: bool = False, imports_only: bool = False) -> UpdateResult:
    """Run the searches of those keys (default: all) and take in the export files that wait in ``imports/``.

    ``full`` fetches known records again; ``imports_only`` asks no service. Raises ``UsageError`` for an unknown key.
    """
    searches = _chosen(desk, keys)
    before = tally.retrieved_records(desk)
    doors = _Doors(desk)
    runs = [run for search in searches for run in _run(desk, search, doors, full=full, imports_only=imports_only)]
    return _settle(desk, runs, before)


def rehearsal(desk: Desk, keys: Sequence[str] = ()) -> UpdateResult:
    """What an update would do, with nothing stored: each service is asked for its list of ids only."""
    searches = _chosen(desk, keys)
    doors = _Doors(desk)
    runs = [run for search in searches for run in _rehearse(desk, search, doors)]
    return tally.result(desk, runs, before=tally.retrieved_records(desk), changed=())


def import_files(
    desk: Desk, paths: Sequence[Path], key: str, *, search_date: date | None = None, hits: int | None = None
) -> UpdateResult:
    """Import export files as runs of one search. Of several, one that fails is told as a failed run.

    Raises as :func:`import_file` does when there is only one.
    """
    search = desk.search(key)
    before = tally.retrieved_records(desk)
    desk.progress.begin("importing", len(paths))
    runs = []
    for path in paths:
        try:
            runs.append(import_file(desk, search, path, search_date=search_date, hits=hits))
        except (FormatError, UsageError) as error:
            if len(paths) == 1:
                raise
            runs.append(failed(search.key, error, file=path))
        desk.progress.advance(1)
    return _settle(desk, runs, before)


def _settle(desk: Desk, runs: Sequence[RunResult], before: frozenset[int]) -> UpdateResult:
    deduplicate(desk)
    changed = {number for run in runs for number in run.changed_records}
    return tally.result(desk, runs, before=before, changed=changed & before)


def _chosen(desk: Desk, keys: Sequence[str]) -> list[Search]:
    return [desk.search(key) for key in dict.fromkeys(keys)] or list(desk.review.searches)


class _Doors:
    """Opens the sources of one update; they share one pace, so that two searches don't ask a service twice as fast."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pace = Pace(SystemClock())

    def open(self, search: Search) -> Source:
        """The source of a search. Raises ``SourceError`` or ``UsageError``."""
        settings = Settings(contact=self._desk.review.contact, base_url=search.base_url, environ=self._desk.environ)
        return open_source(search.source, settings=settings, pace=self._pace)


def _run(desk: Desk, search: Search, doors: _Doors, *, full: bool, imports_only: bool) -> Iterator[RunResult]:
    imported = import_waiting(desk, search)
    yield from imported
    if search.source == "file" or imports_only:
        if not imported:
            yield _skipped(search, f"no new file in imports/{search.key}/")
        return
    try:
        source = doors.open(search)
    except SourceNotConfigured as absent:
        if not imported:
            yield _skipped(search, f"{absent.message} {absent.hint}".strip())
        return
    except (SourceError, UsageError) as error:
        yield failed(search.key, error)
        return
    yield ask(desk, search, source, refetch=full)


def _rehearse(desk: Desk, search: Search, doors: _Doors) -> Iterator[RunResult]:
    for path in waiting_files(desk, search):
        yield _skipped(search, "dry run: this file would be imported", file=path.name)
    if search.source == "file":
        return
    try:
        source = doors.open(search)
    except (SourceError, UsageError) as error:
        yield _skipped(search, f"{error.message} {error.hint}".strip())
        return
    yield rehearse(desk, search, source)


def _skipped(search: Search, sentence: str, *, file: str | None = None) -> RunResult:
    return RunResult(search=search.key, run=None, status="skipped", error=sentence, file=file)
