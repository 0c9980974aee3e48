"""Digest of each finished run: the SHA-256 of its counts, pages, records and retrievals, so that changes are noticed.

The chain of events covers what never changes once an event is stored. A run may get further files later; its digest is
then computed again in the same transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import Select, literal, select, update
from sqlalchemy.orm import Session

from harvester.events import EventKind
from harvester.store.models import (
    Event,
    Page,
    Record,
    Retrieval,
    Revision,
    Run,
    Search,
    StrategyVersion,
    UnparsedRecord,
)
from harvester.store.models.runs import FINISHED_STATUSES
from harvester.store.sql import stored_column

_encode: Final = msgspec.json.encode
_BATCH_SIZE: Final = 2_000


def seal_runs(session: Session, run_ids: Iterable[int]) -> None:
    """Compute the digests of runs that have finished; others have none."""
    for run_id in run_ids:
        if session.scalar(select(Run.status).where(Run.id == run_id)) in FINISHED_STATUSES:
            session.execute(update(Run).where(Run.id == run_id).values(digest=_compute_digest(session, run_id)))


def unsealed_run_ids(session: Session) -> list[int]:
    """Return the finished runs without a digest: those of a store that was just upgraded."""
    return list(session.scalars(select(Run.id).where(Run.status.in_(FINISHED_STATUSES), Run.digest == "")))


def find_changed_runs(session: Session) -> Iterator[int]:
    """Yield each finished run whose content does not agree with its digest."""
    finished = select(Run.id, Run.digest).where(Run.status.in_(FINISHED_STATUSES)).order_by(Run.id)
    for run_id, digest in list(session.execute(finished)):
        if digest != _compute_digest(session, run_id):
            yield run_id


def _compute_digest(session: Session, run_id: int) -> str:
    digest = hashlib.sha256()
    key = session.scalar(select(Search.key).join(Run, Run.search_id == Search.id).where(Run.id == run_id)) or ""
    for query in _queries(run_id, first_key(session, key)):
        rows = session.connection().execute(query.execution_options(yield_per=_BATCH_SIZE))
        for row in rows:
            digest.update(_encode(tuple(row)))
        digest.update(b"\n")
    return digest.hexdigest()


def _queries(run_id: int, key: str) -> tuple[Select[Any], ...]:
    """Return the queries of what a run consists of, without what may change later (the end of retrievals).

    ``key`` is the first key of its search, which stays when the search is renamed.
    """
    run, page = Run.__table__.c, Page.__table__.c
    strategy = StrategyVersion.__table__.c
    record, revision = Record.__table__.c, Revision.__table__.c
    unparsed, retrieval = UnparsedRecord.__table__.c, Retrieval.__table__.c
    pages = select(page.id).where(page.run_id == run_id)
    return (
        select(
            *(stored_column(run[name]) for name in _RUN_COLUMNS), literal(key), stored_column(strategy.first_used_at)
        )
        .outerjoin(StrategyVersion, strategy.id == run.strategy_version_id)
        .where(run.id == run_id),
        select(*(stored_column(page[name]) for name in _PAGE_COLUMNS)).where(page.run_id == run_id).order_by(page.id),
        select(unparsed.id, unparsed.page_id, unparsed.line, unparsed.reason)
        .where(unparsed.page_id.in_(pages))
        .order_by(unparsed.id),
        select(record.id, record.source, record.accession).where(record.first_run_id == run_id).order_by(record.id),
        select(*(revision[name] for name in _REVISION_COLUMNS))
        .where(revision.page_id.in_(pages))
        .order_by(revision.id),
        select(retrieval.id, retrieval.search_id, retrieval.record_id)
        .where(retrieval.from_run_id == run_id)
        .order_by(retrieval.id),
    )


_RUN_COLUMNS: Final = (
    "id", "search_id", "strategy_version_id", "origin", "mode", "status", "started_at", "finished_at", "search_date",
    "promised", "retrieved", "new", "known", "changed", "gone", "error", "platform", "translation", "warnings",
    "file_name", "file_sha256", "software", "part_of_id", "hits",
)  # fmt: skip
_PAGE_COLUMNS: Final = (
    "id",
    "seq",
    "holds",
    "sha256",
    "media_type",
    "request",
    "http_status",
    "fetched_at",
    "format",
    "parsed_at",
    "unparsed_reason",
)
_REVISION_COLUMNS: Final = ("id", "record_id", "number", "format", "content_hash", "page_id", "line")


def first_key(session: Session, key: str) -> str:
    """Return the key that a search had before it was renamed, for the first time; the same for any other search."""
    renamed = session.scalars(
        select(Event.detail).where(Event.kind == EventKind.SEARCH_RENAMED).order_by(Event.id.desc())
    )
    for detail in map(json.loads, renamed):
        if detail["new"] == key:
            key = detail["old"]
    return key
