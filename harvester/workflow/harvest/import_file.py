"""Import export files: each becomes a run of its search, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from harvester import formats
from harvester.errors import FormatError, UsageError
from harvester.review import Search
from harvester.store import retrievals, runs
from harvester.store.runs import NewPage, RunRow, SearchRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dates import refuse_future_day
from harvester.workflow.files import hash_file, list_files_below, show_path
from harvester.workflow.harvest.files_of_run import FilesOfRun, join_results
from harvester.workflow.harvest.foreign_files import refuse_foreign_file
from harvester.workflow.harvest.pages import PageOfRun, store_page
from harvester.workflow.harvest.renamed_searches import refuse_renamed_search
from harvester.workflow.harvest.results import RunResult
from harvester.workflow.harvest.run import (
    ImportedFile,
    RunProgress,
    close_run,
    count_run,
    ensure_search,
    failed_run,
    start_run,
)
from harvester.workflow.harvest.withdraw import count_retrieved_records
from harvester.workflow.parallel.pool import count_processes, process_pool
from harvester.workflow.parallel.read_file import DEFAULT_READ_OPTIONS, ReadOptions, read_file_chunks

ByteProgress = Callable[[int], None]
"""Progress callback: number of bytes processed since the last call."""


@dataclass(frozen=True, slots=True)
class FileChecks:
    """``strict``: refuse a file that has a record that cannot be read; ``anyway``: accept another database's file."""

    strict: bool = False
    anyway: bool = False


_USUAL_CHECKS: Final = FileChecks()


def import_file(
    context: ReviewContext,
    search: Search,
    path: Path,
    *,
    search_date: date | None = None,
    files: FilesOfRun | None = None,
    checks: FileChecks = _USUAL_CHECKS,
    advance: ByteProgress | None = None,
    options: ReadOptions = DEFAULT_READ_OPTIONS,
) -> RunResult:
    """Import an export file as a run of ``search``; a file imported before adds nothing.

    ``search_date`` is the day the search was run (default: the file's date), ``files`` the run of the files of one
    command, with its number of hits. The file is read in parts, all in one transaction. Raises ``UsageError`` when the
    file cannot be opened, is another database's, or the date is in the future; ``FormatError`` when it is no
    bibliographic export, or is refused; then nothing of it is stored.
    """
    if search_date is not None:
        refuse_future_day(search_date, now=context.now(), what="the date of a search")
    files = files or FilesOfRun()
    _refuse_unusable_name(path)
    digest = hash_file(path)
    with process_pool(options.processes or count_processes([path])) as ordered_map, context.store.write() as session:
        row = ensure_search(session, search)
        earlier_run = runs.find_run_of_file(session, row.key, digest)
        if earlier_run is not None:
            files.add(date.fromisoformat(earlier_run.search_date), earlier_run.part_of_id or earlier_run.id)
            return _imported_before(earlier_run, path)
        parts = read_file_chunks(path, ordered_map, size=options.size)
        first = next(parts)  # a file that is no export, or another's, is refused before its run begins
        if not checks.anyway:
            refuse_foreign_file(context.review, search, path, first.parsed)
        parts = chain([first], parts)
        file_day = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
        run_date = search_date or min(file_day, context.now().date())  # the clock of another machine may be ahead
        part_of = files.find(session, row.key, run_date)
        run_id = start_run(
            session,
            search,
            row,
            now=context.now(),
            search_date=run_date,
            platform=search.platform,
            file=ImportedFile(name=path.name, sha256=digest, part_of=part_of, hits=files.hits),
        )
        hits = files.hits if part_of is None else None
        files.add(run_date, part_of or run_id)
        parts = _refuse_unreadable(parts, path) if checks.strict else parts
        result = _store_parts(context, session, row, run_id, parts, search_date=run_date, hits=hits, advance=advance)
        result = replace(result, file=path.name)
        close_run(session, result, now=context.now())
        return result


def list_waiting_files(context: ReviewContext, search: Search) -> tuple[Path, ...]:
    """Return the files in imports/<key>/ that have not been imported yet, sorted by path."""
    folder = context.review.folder / "imports" / search.key
    files = list_files_below(folder)
    with context.store.read() as session:
        known = {run.file_sha256 for run in runs.load_runs(session) if run.search == search.key}
    return tuple(path for path in files if _hash_if_readable(path) not in known)


def _hash_if_readable(path: Path) -> str | None:
    """Return the SHA-256 of a file; None for an unreadable file, of which the import reports the error."""
    try:
        return hash_file(path)
    except UsageError:
        return None


def import_waiting_files(context: ReviewContext, search: Search, *, anyway: bool = False) -> tuple[RunResult, ...]:
    """Import every waiting file of a search; a file that fails gives a failed run and does not stop the others.

    ``anyway`` imports them although the search seems to be a stored one under a new key.
    """
    results, files = [], FilesOfRun()
    for path in list_waiting_files(context, search):
        try:
            if not anyway:
                refuse_renamed_search(context, search)
            results.append(import_file(context, search, path, files=files))
        except (FormatError, UsageError) as error:
            results.append(failed_run(search.key, error, file=path))
    with context.store.read() as session:
        return join_results(session, results)


def _refuse_unusable_name(path: Path) -> None:
    """Raise ``UsageError`` for a name that is not UTF-8, and so can be neither stored nor printed as it is."""
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"The name of the file {show_path(path)} is not valid UTF-8, so it cannot be stored.", hint="Rename it."
        ) from error


def _store_parts(
    context: ReviewContext,
    session: Session,
    row: SearchRow,
    run_id: int,
    parts: Iterable[formats.ParsedChunk],
    *,
    search_date: date,
    hits: int | None,
    advance: ByteProgress | None,
) -> RunResult:
    """Store the parts of a file as pages of a run, and its retrievals; return its result.

    ``hits`` is the number of hits reported, by default the number of records in the file, unreadable ones included.
    """
    progress = RunProgress()
    record_count, query = 0, ""
    for part in parts:
        page = NewPage(holds="records", body=part.data, fetched_at=context.now(), format=part.parsed.format)
        page_id = runs.add_page(session, run_id, page)
        page_of_run = PageOfRun(run_id=run_id, page_id=page_id, source=row.source, stable_accessions=False)
        store_page(session, page_of_run, part.parsed, progress, now=context.now())
        record_count += len(part.parsed.records) + len(part.parsed.unreadable)
        query = query or part.parsed.preamble
        if advance:
            advance(len(part.data))
    promised = record_count if hits is None else hits
    if query:
        runs.save_search_reply(
            session, run_id, promised=promised, translation=query, warnings=(), search_date=search_date.isoformat()
        )
    counts = count_run(session, row, run_id, promised=promised, record_ids=progress.record_ids, progress=progress)
    retrievals.record_retrievals(session, sorted(progress.record_ids), search_id=row.id, run_id=run_id)
    count_retrieved_records(session, progress.record_ids)
    return replace(counts, translation=query)


def _refuse_unreadable(parts: Iterable[formats.ParsedChunk], path: Path) -> Iterator[formats.ParsedChunk]:
    """Yield the parts of a file. Raises ``FormatError`` at the first record that cannot be read."""
    for part in parts:
        if part.parsed.unreadable:
            first, *others = part.parsed.unreadable
            more = f" (and {len(others)} more)" if others else ""
            raise FormatError(
                f"{path}, line {first.line}: a record cannot be read: {first.reason}{more}; "
                "nothing of the file was stored, as --strict asks",
                hint="Correct them, or import without --strict: the other records are imported, and these are listed.",
            )
        yield part


def _imported_before(earlier_run: RunRow, path: Path) -> RunResult:
    remark = (
        f"this file was imported before, on {earlier_run.started_at:%Y-%m-%d} as run {earlier_run.id}; "
        "nothing was added"
    )
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
        remarks=(remark,),
    )
