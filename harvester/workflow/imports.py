"""Export files in: each becomes a run of its search, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from sqlalchemy.orm import Session

from harvester import formats
from harvester.errors import FormatError, HarvesterError, UsageError
from harvester.review import Search
from harvester.store import harvest, records
from harvester.store.values import NewPage, NewRun, RunRow, SearchRow
from harvester.workflow.desk import Desk
from harvester.workflow.files import digest_of
from harvester.workflow.keep import Kept, PageOfRun, keep
from harvester.workflow.processes import processes_for, shared_out
from harvester.workflow.results import RunResult
from harvester.workflow.shared_reading import AS_IT_PAYS, Way, read_parts

Advance = Callable[[int], None]
"""Told how many bytes of a file have been dealt with."""


def import_file(
    desk: Desk,
    search: Search,
    path: Path,
    *,
    search_date: date | None = None,
    hits: int | None = None,
    strict: bool = False,
    advance: Advance | None = None,
    way: Way = AS_IT_PAYS,
) -> RunResult:
    """Import one export file as a run of ``search``; a file imported before adds nothing and says so.

    ``search_date`` is the day the search was run (default: the file's own date), ``hits`` what the database said it
    found; ``strict`` refuses a file of which a single record cannot be read. The file is read part by part, in the
    ``way`` given, all in one transaction. Raises ``UsageError`` when the file cannot be opened, ``FormatError`` when it
    is no bibliographic export or is refused; then nothing of it is stored.
    """
    digest = digest_of(path)
    with shared_out(way.processes or processes_for([path])) as mapped, desk.store.write() as session:
        row = registered(session, search)
        before = harvest.run_of_file(session, row.id, digest)
        if before is not None:
            return _already(before, path)
        parts = read_parts(path, mapped, size=way.size)
        first = next(parts)
        run = NewRun(
            search_id=row.id,
            strategy_version_id=version_of_strategy(session, row, search, now=desk.now()),
            origin="file",
            mode="full",
            started_at=desk.now(),
            search_date=(search_date or _day_of(path)).isoformat(),
            platform=search.platform,
            file_name=path.name,
            file_sha256=digest,
        )
        found = _sound(chain([first], parts), path) if strict else chain([first], parts)
        return _store(desk, session, run, row, found, hits=hits, advance=advance or _unwatched)


def waiting_files(desk: Desk, search: Search) -> tuple[Path, ...]:
    """The files in imports/<key>/ that have not been imported yet, by name."""
    folder = desk.review.folder / "imports" / search.key
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    with desk.store.read() as session:
        known = {run.file_sha256 for run in harvest.runs(session) if run.search == search.key}
    return tuple(path for path in files if _digest(path) not in known)


def _digest(path: Path) -> str | None:
    """SHA-256 of a file's content; None for one that cannot be read: it waits, and its import will say why."""
    try:
        return digest_of(path)
    except UsageError:
        return None


def import_waiting(desk: Desk, search: Search) -> tuple[RunResult, ...]:
    """Import every waiting file of a search; one that fails is told as a failed run and stops no other."""
    results = []
    for path in waiting_files(desk, search):
        try:
            results.append(import_file(desk, search, path))
        except (FormatError, UsageError) as error:
            results.append(failed(search.key, error, file=path))
    return tuple(results)


def failed(key: str, error: HarvesterError, *, file: Path | None = None) -> RunResult:
    """A run that could not be, as a value."""
    hint = f" {error.hint}" if error.hint else ""
    return RunResult(
        search=key, run=None, status="failed", error=f"{error.message}{hint}", file=None if file is None else file.name
    )


def registered(session: Session, search: Search) -> SearchRow:
    """The search in the store. Records of a search run elsewhere are known by the search's own key."""
    source = search.key if search.source == "file" else search.source
    return harvest.register_search(session, key=search.key, source=source, name=search.name, kind=search.kind)


def version_of_strategy(session: Session, row: SearchRow, search: Search, *, now: datetime) -> int | None:
    """The number of the strategy text in the store; None for a search that has none."""
    return harvest.strategy_version(session, row.id, search.strategy, now=now) if search.strategy else None


def _store(
    desk: Desk,
    session: Session,
    run: NewRun,
    row: SearchRow,
    parts: Iterable[formats.Part],
    *,
    hits: int | None,
    advance: Advance,
) -> RunResult:
    run_id = harvest.begin_run(session, run)
    kept = Kept()
    delivered, query = 0, ""
    for part in parts:
        page = NewPage(holds="records", body=part.data, fetched_at=desk.now(), format=part.found.format)
        page_id = harvest.add_page(session, run_id, page)
        place = PageOfRun(run_id=run_id, page_id=page_id, source=row.source, sure=False)
        keep(session, place, part.found, kept, now=desk.now())
        delivered += len(part.found.entries) + len(part.found.bad)
        query = query or part.found.preamble
        advance(len(part.data))
    new = records.never_retrieved(session, kept.seen)
    records.see_once(session, sorted(kept.seen), search_id=row.id, run_id=run_id)
    promised = delivered if hits is None else hits
    if query:
        harvest.note_search(
            session, run_id, promised=promised, translation=query, warnings=(), search_date=run.search_date
        )
    error = shortfall(promised, len(kept.seen), unread=len(kept.unread))
    result = RunResult(
        search=row.key,
        run=run_id,
        status="partial" if error else "complete",
        promised=promised,
        retrieved=len(kept.seen),
        new=len(new),
        known=len(kept.seen) - len(new),
        changed_records=records.changed_in_run(session, run_id) - new,
        error=error,
        file=run.file_name,
        translation=query,
        remarks=tuple(kept.remarks),
        unread=tuple(kept.unread),
    )
    finish(session, result, now=desk.now())
    return result


def _sound(parts: Iterable[formats.Part], path: Path) -> Iterator[formats.Part]:
    """The parts, as long as every record in them can be read. Raises ``FormatError`` that names the first other."""
    for part in parts:
        if part.found.bad:
            first, *others = part.found.bad
            more = f" (and {len(others)} more)" if others else ""
            raise FormatError(
                f"{path}, line {first.line}: a record cannot be read: {first.reason}{more}; "
                "nothing of the file was stored, as --strict asks",
                hint="Mend them, or import without --strict: the others are taken in, and each of these is listed.",
            )
        yield part


def _unwatched(done: int) -> None:
    """Nobody is told."""


def finish(session: Session, result: RunResult, *, now: datetime) -> None:
    """Close the run of a result with its counts."""
    if result.run is None or result.status == "skipped":
        raise ValueError("only a run that took place can be closed")
    harvest.finish_run(
        session,
        result.run,
        status=result.status,
        now=now,
        promised=result.promised,
        retrieved=result.retrieved,
        new=result.new,
        known=result.known,
        changed=result.changed,
        gone=result.gone,
        error=result.error,
    )


def shortfall(promised: int, retrieved: int, *, unread: int = 0) -> str | None:
    """What a run that did not keep its promise says; None when it did."""
    if promised == retrieved:
        return None
    reason = f"; {unread} could not be read" if unread else ""
    if retrieved < promised:
        return f"{promised - retrieved} of {promised} records are missing{reason}"
    return f"{retrieved} records came where {promised} were promised"


def _already(before: RunRow, path: Path) -> RunResult:
    return RunResult(
        search=before.search,
        run=before.id,
        status="partial" if before.status == "partial" else "complete",
        promised=before.promised,
        retrieved=before.retrieved,
        known=before.retrieved,
        error=before.error,
        file=path.name,
        translation=before.translation,
        remarks=(
            f"this file was imported before, on {before.started_at:%Y-%m-%d} as run {before.id}; nothing was added",
        ),
    )


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
