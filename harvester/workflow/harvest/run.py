"""The lifecycle of a run: plan its scope, register its search, begin it, count what it brought, close it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sqlalchemy.orm import Session

from harvester.errors import HarvesterError
from harvester.review import Search
from harvester.sources import Source, SupportsDateWindow
from harvester.store import records, retrievals, runs
from harvester.store.run_digest import first_key
from harvester.store.runs import NewRun, RunRow, SearchRow
from harvester.workflow.files import show_path
from harvester.workflow.harvest.record_identity import AssignedAccessions
from harvester.workflow.harvest.results import RunResult

OVERLAP: Final = timedelta(days=3)
"""How far a date window reaches back beyond the last run. Records enter a database for some days after the date they
bear, and a service's day may end hours after ours."""


@dataclass(frozen=True, slots=True)
class DateWindow:
    """Date window to search instead of the full strategy: ``days`` back from today; None: since the last run."""

    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunScope:
    """What a run asks for: the full search, or records added since ``first_day`` of a date window.

    ``changed_since`` is the day since which known records may have changed, None where nothing was retrieved before;
    ``remarks`` are sentences for the user.
    """

    mode: Literal["full", "window"] = "full"
    first_day: date | None = None
    changed_since: date | None = None
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class RunProgress:
    """What a run has stored so far.

    ``record_ids`` are the records its pages contained, ``unread`` (line, reason) of the records that could not be read.
    ``accessions`` are the accession numbers of its pages, collected for files only.
    """

    record_ids: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    accessions: AssignedAccessions = field(default_factory=AssignedAccessions)


def plan_scope(
    search: Search, source: Source, earlier_runs: Sequence[RunRow], *, window: DateWindow | None, today: date
) -> RunScope:
    """Return the scope of the next run of a search, given all earlier runs, oldest first."""
    service_runs = [run for run in earlier_runs if run.search == search.key and run.origin == "service"]
    changed_since = _changed_since(service_runs)
    if window is None:
        return RunScope(changed_since=changed_since)
    last_day = _last_complete_day(service_runs, search.strategy)
    reason = ""
    if not isinstance(source, SupportsDateWindow):
        reason = f"{source.platform} offers no window of days"
    elif last_day is None:
        reason = "no run of this strategy is complete yet"
    if reason or last_day is None:
        return RunScope(changed_since=changed_since, remarks=(f"{reason}, so the whole search was run",))
    first_day = last_day - OVERLAP if window.days is None else today - timedelta(days=window.days)
    gap = (
        f"the window begins on {first_day}, after the last complete run ({last_day}): "
        "run the whole search to close the gap"
    )
    remarks = (gap,) if first_day > last_day else ()
    return RunScope(mode="window", first_day=first_day, changed_since=changed_since, remarks=remarks)


def _changed_since(service_runs: Sequence[RunRow]) -> date | None:
    """Return the day since which known records may differ from the store: that of the last complete run, less overlap.

    Where no run is complete, the day of the first partial run counts: all known records were fetched then or later.
    """
    complete = [run.search_date for run in service_runs if run.status == "complete"]
    partial = [run.search_date for run in service_runs if run.status == "partial"]
    days = complete[-1:] or partial[:1]
    return date.fromisoformat(days[0]) - OVERLAP if days else None


def _last_complete_day(service_runs: Sequence[RunRow], strategy: str) -> date | None:
    """Return the day of the last complete run of the same strategy: another strategy may find older records."""
    days = [run.search_date for run in service_runs if run.status == "complete" and run.strategy == strategy]
    return date.fromisoformat(days[-1]) if days else None


def ensure_search(session: Session, search: Search) -> SearchRow:
    """Return the stored search, adding it if needed. The source of a search run elsewhere is its own (first) key."""
    source = first_key(session, search.key) if search.source == "file" else search.source
    return runs.register_search(session, key=search.key, source=source, name=search.name, kind=search.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """An export file; ``part_of`` is the run of which it is a further file, ``hits`` the hits that a person gave."""

    name: str
    sha256: str
    part_of: int | None = None
    hits: int | None = None


def start_run(
    session: Session,
    search: Search,
    row: SearchRow,
    *,
    now: datetime,
    search_date: date,
    platform: str,
    mode: Literal["full", "window"] = "full",
    file: ImportedFile | None = None,
) -> int:
    """Store that a run of a search has begun; return its number.

    ``file`` is the export file that the run imports, None for a run that asks a service.
    """
    strategy = search.strategy
    run = NewRun(
        search_id=row.id,
        strategy_version_id=runs.register_strategy_version(session, row.id, strategy, now=now) if strategy else None,
        origin="file" if file else "service",
        mode=mode,
        started_at=now,
        search_date=search_date.isoformat(),
        platform=platform,
        file_name=file.name if file else None,
        file_sha256=file.sha256 if file else None,
        part_of_id=file.part_of if file else None,
        hits=file.hits if file else None,
    )
    return runs.begin_run(session, run)


def count_run(
    session: Session, row: SearchRow, run_id: int, *, promised: int, record_ids: Collection[int], progress: RunProgress
) -> RunResult:
    """Return the result of a run that retrieved these records: "partial" with an error where the count falls short.

    Must be called before the retrievals of the run are stored: new is a record that no finished run has retrieved.
    """
    new = retrievals.records_never_retrieved(session, record_ids)
    changed = records.records_changed_in_run(session, run_id) & progress.record_ids.union(record_ids)
    error = runs.describe_shortfall(promised, len(record_ids), unread=len(progress.unread))
    return RunResult(
        search=row.key,
        run=run_id,
        status="partial" if error else "complete",
        promised=promised,
        retrieved=len(record_ids),
        new=len(new),
        known=len(record_ids) - len(new),
        changed_records=changed - new,
        error=error,
        remarks=tuple(progress.remarks),
        unread=tuple(progress.unread),
    )


def close_run(session: Session, result: RunResult, *, now: datetime) -> None:
    """Store the end of a run with its counts. Raises ``ValueError`` for a result without a run, or of a skipped one."""
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


def failed_run(key: str, error: HarvesterError, *, file: Path | None = None) -> RunResult:
    """Return the result of a run of search ``key`` that could not begin."""
    file_name = None if file is None else show_path(file.name)
    return RunResult(search=key, run=None, status="failed", error=error.sentences, file=file_name)
