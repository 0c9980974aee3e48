"""Open, upgrade and back up a store.

Alembic is imported where it is used: most commands open a store that is up to date and never need it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.errors import StoreError
from harvester.resources import shipped_path
from harvester.store.engine import HEAD, Store, connect, schema_version, sqlite_path

if TYPE_CHECKING:
    from alembic.config import Config


def open_store(url: str) -> Store:
    """Open the store at an SQLAlchemy URL; create it at the newest version if there is none.

    Raises ``StoreError`` when it cannot be opened, is older (``harvester db upgrade``) or newer than this harvester.
    """
    store = connect(url)
    version = schema_version(store)
    if version is None:
        upgrade(store)
    elif version != HEAD:
        raise _version_error(store, version)
    return store


def upgrade(store: Store) -> tuple[str | None, str]:
    """Run the missing migrations; return the version before and after. Raises ``StoreError``."""
    before = schema_version(store)
    if before is not None and before not in known_versions():
        raise _version_error(store, before)
    if before != HEAD:
        from alembic import command

        with store.connection() as connection:
            config = _alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return before, HEAD


def known_versions() -> frozenset[str]:
    """Return every version that can be upgraded. Raises ``StoreError`` for a damaged installation."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        return frozenset(script.revision for script in ScriptDirectory.from_config(_alembic_config()).walk_revisions())
    except CommandError as error:
        raise StoreError(f"The migrations that ship with harvester cannot be read: {error}") from error


def back_up(store: Store, target: Path | None = None) -> Path:
    """Copy an SQLite store to ``target`` (default: its own folder, with the time in the name) while others may read it.

    Raises ``StoreError`` for other databases, or when the copy exists or cannot be written.
    """
    source = sqlite_path(store)
    if source is None:
        raise StoreError("Only SQLite stores are backed up by harvester.", hint="Use your database's own backup.")
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = target or source.with_name(f"{source.stem}-{stamp}.db")
    if copy.exists():
        raise StoreError(f"The backup {copy} exists already; nothing was written.", hint="Name another file.")
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(copy)) as writing:
            reading.backup(writing)
    except sqlite3.Error as error:
        raise StoreError(f"The backup {copy} cannot be written: {error}") from error
    return copy


def _alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(shipped_path("migrations")).replace("%", "%%"))
    return config


def _version_error(store: Store, version: str) -> StoreError:
    if version in known_versions():
        return StoreError(
            f"The store {store.location} was written by an older harvester (version {version}, this one needs {HEAD}).",
            hint="Run: harvester db upgrade (it makes a backup first).",
        )
    return StoreError(
        f"The store {store.location} was written by a newer harvester (version {version}, this one knows {HEAD}).",
        hint="Install the newest harvester: pip install --upgrade literature-harvester. Nothing was changed.",
    )
