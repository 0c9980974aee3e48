"""Searches, their runs, and the pages that sources sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from harvester import __version__
from harvester.events import EventKind
from harvester.store import blobs
from harvester.store.counting.withdrawals import counting_runs, withdrawn_run_ids
from harvester.store.engine import mark_run_unsealed
from harvester.store.events import record_event
from harvester.store.models import Page, Retrieval, Run, Search, StrategyVersion, UnparsedRecord
from harvester.store.models.runs import FINISHED_STATUSES
from harvester.store.sql import column_values, number_in, to_value

RunStatus = Literal["running", "complete", "partial", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """A stored search."""

    id: int
    key: str
    source: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run to begin; ``search_date`` is the day on which the database was searched (ISO date)."""

    search_id: int
    strategy_version_id: int | None
    origin: Literal["service", "file"]
    mode: Literal["full", "window"]
    started_at: datetime
    search_date: str
    platform: str = ""
    file_name: str | None = None
    file_sha256: str | None = None
    part_of_id: int | None = None
    hits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A stored run; ``promised`` is the number of hits that the source reported."""

    id: int
    search: str
    origin: str
    mode: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    search_date: str
    promised: int | None
    retrieved: int
    new: int
    known: int
    changed: int
    gone: int
    error: str | None
    platform: str
    translation: str
    warnings: tuple[str, ...]
    file_name: str | None
    file_sha256: str | None
    strategy: str
    software: str
    part_of_id: int | None = None
    hits: int | None = None
    event_id: int | None = None
    part_ids: tuple[int, ...] = ()

    @property
    def is_finished(self) -> bool:
        """Whether the run ended complete or partial, so that it counts unless it is withdrawn."""
        return self.status in FINISHED_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """Bytes from a source, and the request for them."""

    holds: Literal["ids", "records"]
    body: bytes
    fetched_at: datetime
    format: str = ""
    media_type: str = ""
    request: str = ""
    http_status: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A stored page that is to be parsed (again)."""

    id: int
    run_id: int
    format: str
    body: bytes


def register_search(session: Session, *, key: str, source: str, name: str, kind: str) -> SearchRow:
    """Return the search with a key; create it, or update it to the values of review.toml."""
    row = session.scalar(select(Search).where(Search.key == key))
    if row is None:
        row = Search(key=key, source=source, name=name, kind=kind)
        session.add(row)
    elif (row.source, row.name, row.kind) != (source, name, kind):
        row.source, row.name, row.kind = source, name, kind
    session.flush()
    return _search_row(row)


def rename_search(session: Session, old: str, new: str) -> None:
    """Give a search another key; ``new`` must have no run. Its records keep their source, and so their names."""
    session.execute(
        delete(StrategyVersion).where(StrategyVersion.search_id.in_(select(Search.id).where(Search.key == new)))
    )
    session.execute(delete(Search).where(Search.key == new))
    session.execute(update(Search).where(Search.key == old).values(key=new))


def load_searches(session: Session) -> tuple[SearchRow, ...]:
    """Return every search of the store, in order of creation."""
    return tuple(_search_row(row) for row in session.scalars(select(Search).order_by(Search.id)))


def register_strategy_version(session: Session, search_id: int, text: str, *, now: datetime) -> int:
    """Return the number of a strategy text of a search; store the text if it is new."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = (StrategyVersion.search_id == search_id) & (StrategyVersion.sha256 == digest)
    version_id = session.scalar(select(StrategyVersion.id).where(same))
    if version_id is not None:
        return version_id
    row = StrategyVersion(search_id=search_id, sha256=digest, text=text, first_used_at=now)
    session.add(row)
    session.flush()
    return row.id


def begin_run(session: Session, run: NewRun) -> int:
    """Store that a run has begun; return its number."""
    row = Run(**column_values(run, status="running", software=f"harvester {__version__}"))
    session.add(row)
    session.flush()
    return row.id


def save_search_reply(
    session: Session, run_id: int, *, promised: int, translation: str, warnings: Sequence[str], search_date: str
) -> None:
    """Store hits reported, translation and warnings of a run, and the day of the search."""
    row = session.get_one(Run, run_id)
    row.promised, row.translation, row.search_date = promised, translation, search_date
    row.warnings = json.dumps(list(warnings), ensure_ascii=False)


def finish_run(
    session: Session,
    run_id: int,
    *,
    status: RunStatus,
    now: datetime,
    person: str = "",
    **counts: int | str | None,
) -> None:
    """Close a run with its status and counts (promised, retrieved, new, known, changed, gone, error).

    Its event is that of its end, so a run that was interrupted has none yet.
    """
    is_file = session.scalar(select(Run.origin).where(Run.id == run_id)) == "file"
    kind = EventKind.RECORDS_IMPORTED if is_file else EventKind.RUN
    event_id = record_event(session, kind, now=now, person=person)
    values = {"status": status, "finished_at": now, "event_id": event_id, **counts}
    session.execute(update(Run).where(Run.id == run_id).values(values))
    mark_run_unsealed(session, run_id)


def last_run_id(session: Session) -> int:
    """Return the number of the latest run begun, 0 before the first."""
    return session.scalar(select(func.max(Run.id))) or 0


def load_unfinished_runs(session: Session) -> tuple[RunRow, ...]:
    """Return interrupted runs, oldest first."""
    return load_runs(session, Run.status == "running")


def find_run_of_file(session: Session, key: str, sha256: str) -> RunRow | None:
    """Return the run that imported a file with this content into a search, unless it was withdrawn."""
    file_runs = load_runs(session, Search.key == key, Run.file_sha256 == sha256, *counting_runs(session))
    return file_runs[0] if file_runs else None


def load_counting_runs(session: Session) -> tuple[RunRow, ...]:
    """Return all runs but those that were withdrawn, oldest first; the files of one run are one, with their counts."""
    withdrawn = withdrawn_run_ids(session)
    parts: dict[int, list[RunRow]] = {}
    for row in load_runs(session, *((~number_in(Run.id, withdrawn),) if withdrawn else ())):
        parts.setdefault(row.part_of_id or row.id, []).append(row)
    return tuple(_join_parts(session, rows) if len(rows) > 1 else rows[0] for rows in parts.values())


def _join_parts(session: Session, rows: Sequence[RunRow]) -> RunRow:
    """Return the files of one run as one: without a number of hits, as many were promised as the files have records."""
    ids = tuple(row.id for row in rows)
    counted = select(func.count(Retrieval.record_id.distinct())).where(number_in(Retrieval.from_run_id, ids))
    retrieved = session.scalar(counted) or 0
    hits = next((row.hits for row in reversed(rows) if row.hits is not None), None)
    unread = sum((row.promised or 0) - row.retrieved for row in rows)
    promised = retrieved + unread if hits is None else hits
    return replace(
        rows[0],
        status="complete" if promised == retrieved else "partial",
        finished_at=rows[-1].finished_at,
        promised=promised,
        retrieved=retrieved,
        new=sum(row.new for row in rows),
        known=retrieved - sum(row.new for row in rows),
        changed=sum(row.changed for row in rows),
        error=describe_shortfall(promised, retrieved, unread=unread if hits is None else 0),
        file_name=", ".join(row.file_name or "" for row in rows),
        hits=hits,
        part_ids=ids,
    )


def describe_shortfall(promised: int, retrieved: int, *, unread: int = 0) -> str | None:
    """Return the sentence about a run that retrieved more or fewer records than reported; None for equal numbers."""
    if promised == retrieved:
        return None
    if retrieved > promised:
        records, hits = f"{retrieved:,} record{'s' * (retrieved != 1)}", f"{promised:,} hit{'s' * (promised != 1)}"
        return f"{records} retrieved, but {hits} reported"
    reason = f"; {unread} could not be read" if unread else ""
    return f"{promised - retrieved} of {promised} records are missing{reason}"


def load_run(session: Session, number: int) -> RunRow | None:
    """Return a run by its number; None if there is none."""
    rows = load_runs(session, Run.id == number)
    return rows[0] if rows else None


def load_runs_of_event(session: Session, event_id: int) -> tuple[RunRow, ...]:
    """Return the runs of an event, and the files that were added to them later: they count only with these."""
    own = select(Run.id).where(Run.event_id == event_id)
    return load_runs(session, Run.id.in_(own) | Run.part_of_id.in_(own))


def load_runs(session: Session, *conditions: Any) -> tuple[RunRow, ...]:
    """Return the runs that meet the conditions, oldest first."""
    query = (
        select(Run, Search.key, StrategyVersion.text)
        .join(Search, Search.id == Run.search_id)
        .outerjoin(StrategyVersion, StrategyVersion.id == Run.strategy_version_id)
        .where(*conditions)
        .order_by(Run.id)
    )
    return tuple(_run_row(row, key, text or "") for row, key, text in session.execute(query))


def add_page(session: Session, run_id: int, page: NewPage) -> int:
    """Store bytes before they are parsed; return the page's number."""
    last = session.scalar(select(func.max(Page.seq)).where(Page.run_id == run_id))
    row = Page(
        run_id=run_id,
        seq=1 if last is None else last + 1,
        holds=page.holds,
        sha256=blobs.put(session, page.body),
        format=page.format,
        media_type=page.media_type,
        request=page.request,
        http_status=page.http_status,
        fetched_at=page.fetched_at,
    )
    session.add(row)
    session.flush()
    return row.id


def load_unparsed_pages(session: Session, search_id: int) -> tuple[StoredPage, ...]:
    """Return the pages of a search that contain records and have not been parsed."""
    unparsed = (Page.holds == "records", Page.parsed_at.is_(None), Page.unparsed_reason.is_(None))
    rows = session.scalars(select(Page).join(Run).where(Run.search_id == search_id, *unparsed).order_by(Page.id))
    return tuple(
        StoredPage(id=row.id, run_id=row.run_id, format=row.format, body=blobs.get(session, row.sha256)) for row in rows
    )


def mark_page_parsed(session: Session, page_id: int, *, format_name: str, now: datetime) -> None:
    """Mark a page as parsed: all its records are stored."""
    session.execute(update(Page).where(Page.id == page_id).values(parsed_at=now, format=format_name))


def mark_page_unparsed(session: Session, page_id: int, *, reason: str) -> None:
    """Store why a page could not be parsed; its bytes stay, for a later reader."""
    session.execute(update(Page).where(Page.id == page_id).values(unparsed_reason=reason))


def add_unparsed_records(session: Session, page_id: int, entries: Iterable[tuple[int, str]]) -> None:
    """Store the records of a page that could not be read: (line, reason) each."""
    session.add_all(UnparsedRecord(page_id=page_id, line=line, reason=reason) for line, reason in entries)


def _search_row(row: Search) -> SearchRow:
    return to_value(SearchRow, row)


def _run_row(row: Run, key: str, strategy: str) -> RunRow:
    return to_value(
        RunRow, row, search=key, part_ids=(row.id,), warnings=tuple(json.loads(row.warnings)), strategy=strategy
    )
