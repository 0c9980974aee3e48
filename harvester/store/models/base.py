"""Base of all tables: named constraints, UTC times, partial indexes, checks of allowed values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Dialect, MetaData, String, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase

from harvester.errors import StoreError


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as sortable ISO text with microseconds, the same in every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Write as "2026-11-23T06:00:00.000000+00:00". Raises ``ValueError`` for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read back as an aware datetime in UTC. Raises ``StoreError`` for a damaged value."""
        try:
            return None if value is None else datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise StoreError(
                f"The store is damaged: {value!r} is where a time should be.",
                hint="harvester db check lists all damage; harvester db restore puts the latest backup back.",
            ) from error


class Base(DeclarativeBase):
    """Declarative base; it names every constraint, so that migrations can refer to it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime}  # noqa: RUF012 - SQLAlchemy's declarative form


def partial_index(condition: str) -> dict[str, Any]:
    """Return the keyword arguments of a partial index.

    PostgreSQL's is in the migration alone, which makes the tables: naming it here would import its dialect, with
    asyncio, for every command.
    """
    return {"sqlite_where": text(condition)}


def allowed_values(column: str, *allowed: str) -> CheckConstraint:
    """Return a check that a column holds one of the allowed values."""
    listed = ", ".join(f"'{value}'" for value in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
