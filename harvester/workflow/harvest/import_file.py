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
from harvester.store import records, runs
from harvester.store.rows.runs import NewPage, NewRun, RunRow, SearchRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.files import hash_file
from harvester.workflow.harvest.pages import PageOfRun, RunProgress, store_page
from harvester.workflow.harvest.results import RunResult
from harvester.workflow.parallel.pool import processes_for, shared_out
from harvester.workflow.parallel.read_file import AS_IT_PAYS, Way, read_parts

ByteProgress = Callable[[int], None]
"""Told how many bytes of a file have been dealt with."""


def import_file(
    context: ReviewContext,
    search: Search,
    path: Path,
    *,
    search_date: date | None = None,
    hits: int | None = None,
    strict: bool = False,
    advance: ByteProgress | None = None,
    options: Way = AS_IT_PAYS,
) -> RunResult:
    """Import one export file as a run of ``search``; a file imported before adds nothing and says so.

    ``search_date`` is the day the search was run (default: the file's own date), ``hits`` what the database said it
    found; ``strict`` refuses a file of which a single record cannot be read. The file is read part by part, in the
    ``way`` given, all in one transaction. Raises ``UsageError`` when the file cannot be opened, ``FormatError`` when it
    is no bibliographic export or is refused; then nothing of it is stored.
    """
    digest = hash_file(path)
    with shared_out(options.processes or processes_for([path])) as mapped, context.store.write() as session:
        row = ensure_search(session, search)
        earlier_run = runs.find_run_of_file(session, row.id, digest)
        if earlier_run is not None:
            return _imported_before(earlier_run, path)
        parts = read_parts(path, mapped, size=options.size)
        first = next(parts)
        run = NewRun(
            search_id=row.id,
            strategy_version_id=ensure_strategy_version(session, row, search, now=context.now()),
            origin="file",
            mode="full",
            started_at=context.now(),
            search_date=(search_date or _modification_day(path)).isoformat(),
            platform=search.platform,
            file_name=path.name,
            file_sha256=digest,
        )
        checked_parts = _refuse_unreadable(chain([first], parts), path) if strict else chain([first], parts)
        return _store_parts(context, session, run, row, checked_parts, hits=hits, advance=advance or _no_progress)


def list_waiting_files(context: ReviewContext, search: Search) -> tuple[Path, ...]:
    """The files in imports/<key>/ that have not been imported yet, by name."""
    folder = context.review.folder / "imports" / search.key
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    with context.store.read() as session:
        known = {run.file_sha256 for run in runs.load_runs(session) if run.search == search.key}
    return tuple(path for path in files if _hash_if_readable(path) not in known)


def _hash_if_readable(path: Path) -> str | None:
    """SHA-256 of a file's content; None for one that cannot be read: it waits, and its import will say why."""
    try:
        return hash_file(path)
    except UsageError:
        return None


def import_waiting_files(context: ReviewContext, search: Search) -> tuple[RunResult, ...]:
    """Import every waiting file of a search; one that fails is told as a failed run and stops no other."""
    results = []
    for path in list_waiting_files(context, search):
        try:
            results.append(import_file(context, search, path))
        except (FormatError, UsageError) as error:
            results.append(failed_run(search.key, error, file=path))
    return tuple(results)


def failed_run(key: str, error: HarvesterError, *, file: Path | None = None) -> RunResult:
    """A run that could not be, as a value."""
    hint = f" {error.hint}" if error.hint else ""
    return RunResult(
        search=key, run=None, status="failed", error=f"{error.message}{hint}", file=None if file is None else file.name
    )


def ensure_search(session: Session, search: Search) -> SearchRow:
    """The search in the store. Records of a search run elsewhere are known by the search's own key."""
    source = search.key if search.source == "file" else search.source
    return runs.register_search(session, key=search.key, source=source, name=search.name, kind=search.kind)


def ensure_strategy_version(session: Session, row: SearchRow, search: Search, *, now: datetime) -> int | None:
    """The number of the strategy text in the store; None for a search that has none."""
    return runs.register_strategy_version(session, row.id, search.strategy, now=now) if search.strategy else None


def _store_parts(
    context: ReviewContext,
    session: Session,
    run: NewRun,
    row: SearchRow,
    parts: Iterable[formats.ParsedChunk],
    *,
    hits: int | None,
    advance: ByteProgress,
) -> RunResult:
    run_id = runs.begin_run(session, run)
    progress = RunProgress()
    delivered_count, query = 0, ""
    for part in parts:
        page = NewPage(holds="records", body=part.data, fetched_at=context.now(), format=part.parsed.format)
        page_id = runs.add_page(session, run_id, page)
        page_of_run = PageOfRun(run_id=run_id, page_id=page_id, source=row.source, stable_accessions=False)
        store_page(session, page_of_run, part.parsed, progress, now=context.now())
        delivered_count += len(part.parsed.records) + len(part.parsed.unreadable)
        query = query or part.parsed.preamble
        advance(len(part.data))
    new = records.records_never_retrieved(session, progress.record_ids)
    records.record_retrievals(session, sorted(progress.record_ids), search_id=row.id, run_id=run_id)
    promised = delivered_count if hits is None else hits
    if query:
        runs.save_search_reply(
            session, run_id, promised=promised, translation=query, warnings=(), search_date=run.search_date
        )
    error = describe_shortfall(promised, len(progress.record_ids), unread=len(progress.unread))
    result = RunResult(
        search=row.key,
        run=run_id,
        status="partial" if error else "complete",
        promised=promised,
        retrieved=len(progress.record_ids),
        new=len(new),
        known=len(progress.record_ids) - len(new),
        changed_records=records.records_changed_in_run(session, run_id) - new,
        error=error,
        file=run.file_name,
        translation=query,
        remarks=tuple(progress.remarks),
        unread=tuple(progress.unread),
    )
    close_run(session, result, now=context.now())
    return result


def _refuse_unreadable(parts: Iterable[formats.ParsedChunk], path: Path) -> Iterator[formats.ParsedChunk]:
    """The parts, as long as every record in them can be read. Raises ``FormatError`` that names the first other."""
    for part in parts:
        if part.parsed.unreadable:
            first, *others = part.parsed.unreadable
            more = f" (and {len(others)} more)" if others else ""
            raise FormatError(
                f"{path}, line {first.line}: a record cannot be read: {first.reason}{more}; "
                "nothing of the file was stored, as --strict asks",
                hint="Mend them, or import without --strict: the others are taken in, and each of these is listed.",
            )
        yield part


def _no_progress(done: int) -> None:
    """Nobody is told."""


def close_run(session: Session, result: RunResult, *, now: datetime) -> None:
    """Close the run of a result with its counts."""
    if result.run is None or result.status == "skipped":
        raise ValueError("only a run that took place can be closed")
    runs.finish_run(
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


def describe_shortfall(promised: int, retrieved: int, *, unread: int = 0) -> str | None:
    """What a run that did not keep its promise says; None when it did."""
    if promised == retrieved:
        return None
    reason = f"; {unread} could not be read" if unread else ""
    if retrieved < promised:
        return f"{promised - retrieved} of {promised} records are missing{reason}"
    return f"{retrieved} records came where {promised} were promised"


def _imported_before(earlier_run: RunRow, path: Path) -> RunResult:
    return RunResult(
        search=earlier_run.search,
        run=earlier_run.id,
        status="partial" if earlier_run.status == "partial" else "complete",
        promised=earlier_run.promised,
        retrieved=earlier_run.retrieved,
        known=earlier_run.retrieved,
        error=earlier_run.error,
        file=path.name,
        translation=earlier_run.translation,
        remarks=(
            f"this file was imported before, on {earlier_run.started_at:%Y-%m-%d} as run {earlier_run.id}; nothing was added",
        ),
    )


def _modification_day(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
