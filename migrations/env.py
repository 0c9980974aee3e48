"""Alembic's entry: migrate the connection that harvester hands over, or the store at ``-x url=…``."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine

from harvester.store.event_chain import seal_upgraded_store
from harvester.store.models import Record
from harvester.store.models.base import UTCDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration must not depend on today's models: write our own column type as what it is in the database."""
    return "sa.String(length=32)" if kind == "type" and isinstance(item, UTCDateTime) else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Record.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
        seal_upgraded_store(connection)


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect() as opened:
        migrate(opened)
        opened.commit()
