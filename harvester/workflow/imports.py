"""Export files in: each becomes a run of its search, once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from harvester import formats
from harvester.errors import FormatError, HarvesterError, UsageError
from harvester.review import Search
from harvester.store import harvest, records
from harvester.store.values import NewPage, NewRun, RunRow, SearchRow
from harvester.workflow.desk import Desk
from harvester.workflow.keep import Kept, PageOfRun, keep
from harvester.workflow.results import RunResult


def import_file(
    desk: Desk, search: Search, path: Path, *, search_date: date | None = None, hits: int | None = None
) -> RunResult:
    """Import one export file as a run of ``search``; a file imported before adds nothing and says so.

    ``search_date`` is the day the search was run (default: the file's own date), ``hits`` what the database said it
    found. Raises ``UsageError`` when the file cannot be read, ``FormatError`` when it is no bibliographic export; then
    nothing is stored.
    """
    data = read_bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    with desk.store.write() as session:
        row = registered(session, search)
        before = harvest.run_of_file(session, row.id, digest)
        if before is not None:
            return _already(before, path)
        read = formats.read(data, name=str(path))
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
        return _store(desk, session, run, row, data, read, hits=hits)


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
        return hashlib.sha256(read_bytes(path)).hexdigest()
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


def read_bytes(path: Path) -> bytes:
    """The bytes of a file a person named. Raises ``UsageError`` that says what is wrong with the path."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}.", hint=_beside(path)) from error
    except IsADirectoryError as error:
        raise UsageError(
            f"{path} is a folder, not an export file.", hint="Name the files in it, for instance with /*."
        ) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Check who may read it.") from error


def registered(session: Session, search: Search) -> SearchRow:
    """The search in the store. Records of a search run elsewhere are known by the search's own key."""
    source = search.key if search.source == "file" else search.source
    return harvest.register_search(session, key=search.key, source=source, name=search.name, kind=search.kind)


def version_of_strategy(session: Session, row: SearchRow, search: Search, *, now: datetime) -> int | None:
    """The number of the strategy text in the store; None for a search that has none."""
    return harvest.strategy_version(session, row.id, search.strategy, now=now) if search.strategy else None


def _store(
    desk: Desk, session: Session, run: NewRun, row: SearchRow, data: bytes, read: formats.ReadFile, *, hits: int | None
) -> RunResult:
    run_id = harvest.begin_run(session, run)
    page = NewPage(holds="records", body=data, fetched_at=desk.now(), format=read.format)
    page_id = harvest.add_page(session, run_id, page)
    kept = Kept()
    keep(session, PageOfRun(run_id=run_id, page_id=page_id, source=row.source, sure=False), read, kept, now=desk.now())
    new = records.never_retrieved(session, kept.seen)
    records.see_once(session, sorted(kept.seen), search_id=row.id, run_id=run_id)
    promised = len(read.entries) + len(read.bad) if hits is None else hits
    error = shortfall(promised, len(kept.seen), unread=len(read.bad))
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
        remarks=tuple(kept.remarks),
        unread=tuple(kept.unread),
    )
    finish(session, result, now=desk.now())
    return result


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
        remarks=(
            f"this file was imported before, on {before.started_at:%Y-%m-%d} as run {before.id}; nothing was added",
        ),
    )


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()


def _beside(path: Path) -> str:
    similar: Sequence[str] = ()
    if path.parent.is_dir():
        similar = sorted(other.name for other in path.parent.iterdir() if other.suffix == path.suffix)[:5]
    return f"In that folder there are: {', '.join(similar)}." if similar else "Check the spelling and the folder."
