"""Chain of digests over all events and their rows, so that a row changed, deleted or inserted later is noticed.

The digest of an event is the SHA-256 of the digest of the event before it, the event's own columns, and the columns of
all its rows, table by table and in the order of their numbers, each row as a JSON list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from harvester.store.models import (
    Alert,
    AlertAcknowledgement,
    DecisionEvent,
    DecisionOrigin,
    Event,
    EventChain,
    Export,
    ExportReport,
    Extraction,
    ExtractionAnswer,
    FullText,
    Judgement,
    Release,
    ReleaseReport,
    ReleaseStudy,
    RetrievalEvent,
    Run,
    ScreeningImport,
    ScreeningNote,
    StudyEvent,
)
from harvester.store.models.base import Base
from harvester.store.run_digest import seal_runs, unsealed_run_ids
from harvester.store.sql import stored_column

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

_encode: Final = msgspec.json.encode
_BATCH_SIZE: Final = 2_000
"""Rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class _ChainedTable:
    """A table of the chain. ``parent`` is the column by which a row belongs to a row that has the event."""

    model: type[Base]
    columns: tuple[str, ...]
    parent: tuple[InstrumentedAttribute[Any], type[Base]] | None = None

    def select_rows(self, first: int | BindParameter[int]) -> Select[Any]:
        """Return the query of (event, columns …) of each row from an event on, in the order of events and numbers."""
        table = self.model.__table__
        owner = self.parent[1] if self.parent else self.model
        event: Any = owner.__table__.c.event_id
        query = select(event, *(stored_column(table.c[name]) for name in self.columns)).where(event >= first)
        if self.parent:
            query = query.join(owner, self.parent[0] == owner.__table__.c.id)
        return query.order_by(event, *inspect(self.model).primary_key)


_TABLES: Final = (
    _ChainedTable(Run, ("id", "search_id", "strategy_version_id", "origin", "mode", "started_at", "software")),
    _ChainedTable(
        Judgement,
        ("id", "record_a", "record_b", "verdict", "made_by", "person", "probability", "evidence", "software", "made_at",
         "undoes"),
    ),
    _ChainedTable(
        ScreeningImport,
        ("id", "sha256", "file_name", "tool", "stage", "settings", "rows", "matched", "made_at", "software"),
    ),
    _ChainedTable(
        DecisionEvent,
        ("id", "report_id", "stage", "verdict", "reason", "reviewer", "tool", "automation", "adjudicates", "joint",
         "made_at"),
    ),
    _ChainedTable(
        DecisionOrigin,
        ("decision_id", "import_id", "line", "decided_at", "further_reasons", "labels", "note"),
        (DecisionOrigin.decision_id, DecisionEvent),
    ),
    _ChainedTable(RetrievalEvent, ("id", "report_id", "status", "reason", "reviewer", "made_at")),
    _ChainedTable(ScreeningNote, ("id", "report_id", "stage", "reviewer", "text", "made_at")),
    _ChainedTable(FullText, ("id", "report_id", "path", "sha256", "size", "found_by", "reviewer", "made_at")),
    _ChainedTable(StudyEvent, ("id", "kind", "report_id", "study_id", "reason", "person", "made_at")),
    _ChainedTable(Extraction, ("id", "extractor", "settles", "file_name", "sha256", "made_at", "software")),
    _ChainedTable(
        ExtractionAnswer,
        ("id", "extraction_id", "report_id", "level", "place", "field", "value", "entered"),
        (ExtractionAnswer.extraction_id, Extraction),
    ),
    _ChainedTable(Alert, ("id", "report_id", "kind", "fact", "record_id", "records", "what", "run_id", "raised_at")),
    _ChainedTable(AlertAcknowledgement, ("id", "alert_id")),
    _ChainedTable(Export, ("id", "tool", "format", "stage", "made_at", "file_name", "sha256", "software")),
    _ChainedTable(ExportReport, ("export_id", "report_id", "content_hash"), (ExportReport.export_id, Export)),
    _ChainedTable(Release, ("id", "name", "made_at", "last_run_id", "flow", "software")),
    _ChainedTable(ReleaseReport, ("release_id", "report_id", "state"), (ReleaseReport.release_id, Release)),
    _ChainedTable(ReleaseStudy, ("release_id", "report_id", "study_id"), (ReleaseStudy.release_id, Release)),
)  # fmt: skip
"""The tables in the order of the chain, with the columns that never change once their event is stored.

A column added to a table later must not join the columns here, or the digests of older stores would no longer agree.
"""


class ChainProblem(StrEnum):
    """What is wrong with an event."""

    CONTENT = "content"
    MISSING = "missing"
    CUT_OFF = "cut-off"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """An event whose rows or digest do not agree (``content``), that is missing, or after which events were cut off."""

    event_id: int
    problem: ChainProblem


def seal_events(session: Session, first: int) -> None:
    """Compute the digests of the events from this number on, whose rows are all stored."""
    digests = [{"id": event, "digest": computed} for event, _, computed in _compute_digests(session, first)]
    if not digests:
        return
    session.execute(update(Event), digests)
    tip = {"event_id": digests[-1]["id"], "digest": digests[-1]["digest"]}
    if session.get(EventChain, 1) is None:
        session.execute(insert(EventChain).values(id=1, **tip))
    else:
        session.execute(update(EventChain).values(**tip))


def seal_upgraded_store(connection: Connection) -> None:
    """Compute the digests of the runs of an older store, and of the events that an upgrade made for its rows."""
    if not inspect(connection).has_table(Event.__tablename__):
        return
    with Session(connection) as session:
        seal_runs(session, unsealed_run_ids(session))
        first = session.scalar(select(func.min(Event.id)).where(Event.digest == ""))
        if first is not None:
            seal_events(session, first)


def verify_chain(session: Session) -> Iterator[ChainFault]:
    """Yield each event that does not agree with the chain, the earliest first; nothing for an intact store.

    An event is compared with the stored digest of the one before, so a row changed later is reported for its own event.
    """
    last = (0, "")
    for event, stored, computed in _compute_digests(session, first=1):
        yield from (ChainFault(number, ChainProblem.MISSING) for number in range(last[0] + 1, event))
        if stored != computed:
            yield ChainFault(event, ChainProblem.CONTENT)
        last = event, stored
    tip = session.execute(select(EventChain.event_id, EventChain.digest)).first()
    if (tuple(tip) if tip else (0, "")) != last:
        yield ChainFault(max(last[0], tip.event_id if tip else 0), ChainProblem.CUT_OFF)


def _compute_digests(session: Session, first: int) -> Iterator[tuple[int, str, str]]:
    """Yield (event, stored digest, computed digest) from an event on. An event without digest is linked by the computed
    one.
    """
    previous = session.scalar(select(Event.digest).where(Event.id < first).order_by(Event.id.desc()).limit(1)) or ""
    readers = [
        (table.model.__tablename__, _RowsByEvent(session, table.select_rows(first)))
        for table in _tables_with_rows(session, first)
    ]
    for event, stored, *columns in _stream(session, _select_events(first)):
        digest = hashlib.sha256(previous.encode())
        digest.update(_encode([event, *columns]))
        for name, rows in readers:
            rows.update(digest, event, name)
        computed = digest.hexdigest()
        yield event, stored, computed
        previous = stored or computed


def _tables_with_rows(session: Session, first: int) -> tuple[_ChainedTable, ...]:
    """Return the tables with rows of an event from this number on, asked for at once: one event has rows in few."""
    found = session.execute(_select_tables_with_rows(), {"first": first}).one()
    return tuple(table for table, any_rows in zip(_TABLES, found, strict=True) if any_rows)


@cache
def _select_tables_with_rows() -> Select[Any]:
    conditions: list[ColumnElement[Any]] = [
        exists(table.select_rows(bindparam("first")).order_by(None)) for table in _TABLES
    ]
    return select(*conditions)


class _RowsByEvent:
    """The rows of a table in the order of their events; each event's rows are read once, when it is their turn."""

    def __init__(self, session: Session, query: Select[Any]) -> None:
        self._groups = groupby(_stream(session, query), key=itemgetter(0))
        self._next = next(self._groups, None)

    def update(self, digest: Hash, event: int, name: str) -> None:
        """Add the rows of an event to a digest. Rows of events that do not exist are passed over."""
        while self._next is not None and self._next[0] <= event:
            owner, rows = self._next
            if owner == event:
                digest.update(name.encode())
                for row in rows:
                    digest.update(_encode(row[1:]))
            self._next = next(self._groups, None)


def _stream(session: Session, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    return iter(session.connection().execute(query.execution_options(yield_per=_BATCH_SIZE)))


def _select_events(first: int) -> Select[Any]:
    columns = Event.__table__.c
    hashed = (stored_column(columns[name]) for name in ("kind", "person", "made_at", "undoes", "reason", "detail"))
    return select(columns.id, columns.digest, *hashed).where(columns.id >= first).order_by(columns.id)
