"""Open a store: connection, transactions, schema version, and errors of the database."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from harvester.credentials import hide_database_credentials
from harvester.errors import StoreError
from harvester.store.identity import check_file

HEAD: Final = "0002"
"""Revision of the newest migration; a test compares it with ``migrations/``."""

_WRITE_OPTION: Final = "harvester_writes"
_UNSEALED: Final = "harvester_unsealed_events"
_UNSEALED_RUNS: Final = "harvester_unsealed_runs"
_WAIT_SECONDS: Final = 5.0
_LAST_WRITE_SECONDS: Final = 0.4
"""How long closing waits for a running transaction; so long does a person wait who pressed Ctrl-C."""

_ERROR_TEXTS: Final = (
    (
        "database is locked",
        "another program is writing to it",
        "Close the program that has it open (another harvester, a database browser), or try again in a moment.",
    ),
    (
        "readonly database",
        "it, or the folder it is in, is read-only",
        "Make both writable for you, or copy the review elsewhere.",
    ),
    (
        "unable to open database file",
        "it cannot be opened or created there",
        "Check that the folder exists and that you may write in it; [review] database in review.toml says where it is.",
    ),
    (
        "file is not a database",
        "the file there is not a store",
        "[review] database in review.toml may name the wrong file.",
    ),
    ("disk image is malformed", "it is damaged", "Restore the latest backup (harvester db backup makes them)."),
    ("disk is full", "the disk is full", "Free some space and run the command again; nothing was half stored."),
)


class Store:
    """The database of a review. :meth:`read` and :meth:`write` give an SQLAlchemy session in a transaction.

    Threads may share a store: they read concurrently and write one after another, without a time limit. Writes of other
    programs are waited for only a few seconds. A store in memory has a single connection, for one thread at a time.
    """

    def __init__(self, engine: Engine, location: str) -> None:
        self._engine = engine
        self._writing = threading.RLock()
        one_connection = isinstance(engine.pool, StaticPool)
        self._reading: AbstractContextManager[object] = self._writing if one_connection else nullcontext()
        self._closed = False
        self._write_guard: Callable[[], AbstractContextManager[object]] = nullcontext
        self.location = location

    @contextmanager
    def guard_writes(self, guard: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
        """Hold ``guard()`` around each transaction that writes, by any thread, until the block ends."""
        self._write_guard = guard
        try:
            yield
        finally:
            self._write_guard = nullcontext

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session for reading; any change is rolled back. Raises ``StoreError``."""
        with self._reading, self._map_errors(), self._engine.connect() as connection, Session(connection) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session in one transaction, stored as a whole or not. Raises ``StoreError``, also once closed."""
        with (
            self._write_turn(),
            self._map_errors(),
            self._engine.connect().execution_options(**{_WRITE_OPTION: True}) as connection,
            connection.begin(),
            Session(connection) as session,
        ):
            yield session
            session.flush()
            _seal(session)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a connection without a transaction, for migrations and checks. Raises ``StoreError``."""
        with self._map_errors(), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Dispose of the connection pool. Waits up to 0.4 s for a running write; later writes raise ``StoreError``."""
        ended = self._writing.acquire(timeout=_LAST_WRITE_SECONDS)
        self._closed = True
        if ended:
            self._writing.release()
        self._engine.dispose()

    @contextmanager
    def _write_turn(self) -> Iterator[None]:
        with self._writing:
            if self._closed:
                raise StoreError(f"The store {self.location} was closed; nothing more is written to it.")
            with self._write_guard():
                yield

    @contextmanager
    def _map_errors(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise map_database_error(self.location, error) from error


def mark_unsealed(session: Session, event_id: int) -> None:
    """Note an event whose digest is to be computed when the transaction of the session commits."""
    session.info.setdefault(_UNSEALED, []).append(event_id)


def mark_run_unsealed(session: Session, run_id: int) -> None:
    """Note a run whose digest is to be computed when the transaction of the session commits."""
    session.info.setdefault(_UNSEALED_RUNS, []).append(run_id)


def _seal(session: Session) -> None:
    if run_ids := session.info.pop(_UNSEALED_RUNS, ()):
        from harvester.store.run_digest import seal_runs  # only what stores runs needs it

        seal_runs(session, run_ids)
    if event_ids := session.info.pop(_UNSEALED, ()):
        from harvester.store.event_chain import seal_events  # only what stores events needs it

        seal_events(session, min(event_ids))


def connect(url: str) -> Store:
    """Return a store at an SQLAlchemy URL, without checking that it exists. Raises ``StoreError`` for a bad URL."""
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, **(_sqlite_options(parsed) if _is_sqlite(url) else {}))
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        reason = str(error).replace(url, shown := hide_database_credentials(url))
        raise StoreError(
            f"[review] database = {shown!r} is not a database address harvester can use: {reason}",
            hint='The usual one is "sqlite:///harvest.db".',
        ) from error
    if parsed.get_backend_name() == "sqlite":
        location = parsed.database or ""
        event.listen(engine, "connect", partial(_prepare_sqlite, location))
        event.listen(engine, "begin", _begin_sqlite)
    return Store(engine, parsed.database or parsed.render_as_string(hide_password=True))


def schema_version(store: Store) -> str | None:
    """Return the revision of a store's schema; None if it has no tables yet. Raises ``StoreError``."""
    with store.connection() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def map_database_error(location: str, error: SQLAlchemyError) -> StoreError:
    """Return a ``StoreError`` with a plain message and a hint for an error of the database."""
    message = str(getattr(error, "orig", None) or error)
    for phrase, meaning, hint in _ERROR_TEXTS:
        if phrase in message:
            return StoreError(f"The store {location} cannot be used: {meaning}.", hint=hint)
    return StoreError(f"The store {location} refused: {message}", hint="harvester db check looks for damage.")


def sqlite_path(store: Store) -> Path | None:
    """Return the file of an SQLite store; None for other databases and for stores in memory."""
    engine = store._engine  # noqa: SLF001 - the same module's class
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def _sqlite_options(url: URL) -> dict[str, Any]:
    if url.database not in {None, "", ":memory:"}:
        return {"connect_args": {"timeout": _WAIT_SECONDS}}
    return {"connect_args": {"check_same_thread": False}, "poolclass": StaticPool}


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _prepare_sqlite(location: str, connection: sqlite3.Connection, _record: Any) -> None:
    check_file(connection, location)  # before the first change: a database of another program must stay as it is
    connection.isolation_level = None  # SQLAlchemy's "begin" event opens transactions, not the driver
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a stored record survives a power cut
    connection.execute("PRAGMA cache_size = -32768")  # 32 MiB: with 2, as it would be, a large index fills half as fast


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITE_OPTION, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
