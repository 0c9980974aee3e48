"""Alembic's entry: migrate the connection that harvester hands over, or the store at ``-x url=…``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, text

from harvester.errors import StoreError
from harvester.store.event_chain import seal_upgraded_store
from harvester.store.models import Record
from harvester.store.models.base import UTCDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration must not depend on today's models: write our own column type as what it is in the database."""
    return "sa.String(length=32)" if kind == "type" and isinstance(item, UTCDateTime) else False


@contextmanager
def unchecked_references(connection: Connection) -> Iterator[None]:
    """Let SQLite replace tables that others refer to: https://www.sqlite.org/lang_altertable.html#otheralter."""
    if connection.dialect.name != "sqlite":
        yield
        return
    database: Any = connection.connection.driver_connection  # outside any transaction, where alone it has an effect
    database.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        database.execute("PRAGMA foreign_keys = ON")


def check_references(connection: Connection) -> None:
    """Raise ``StoreError`` for a row that refers to none, so that nothing of the migration is stored."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise StoreError(
                f"Row {broken[1]} of {broken[0]} points to a {broken[2]} that does not exist; nothing was changed.",
                hint="Install the harvester before this one and run harvester db check, which lists all damage.",
            )


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Record.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        render_item=render_item,
    )
    with unchecked_references(connection), context.begin_transaction():
        context.run_migrations()
        check_references(connection)
        seal_upgraded_store(connection)


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect() as opened:
        migrate(opened)
        opened.commit()
