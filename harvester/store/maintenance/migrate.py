"""Open and upgrade a store.

Alembic is imported where it is used: most commands open a store that is up to date and never need it.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from harvester.errors import StoreError
from harvester.resources import shipped_path
from harvester.store.engine import HEAD, Store, connect, schema_version, sqlite_path
from harvester.store.identity import Owner, check_owner, claim, is_empty_file, missing_store_error, read_store_id

if TYPE_CHECKING:
    from alembic.config import Config


def open_store(url: str, owner: Owner | None = None) -> Store:
    """Open the store at an SQLAlchemy URL; create it at the newest version if there is none.

    Raises ``StoreError`` when it cannot be opened, is older (``harvester db upgrade``) or newer than this harvester, is
    another program's or, with an ``owner``, another review's, or is missing although this review had one.
    """
    store = connect(url)
    with ExitStack() as unless_opened:
        unless_opened.callback(store.close)
        _prepare_store(store, owner)
        unless_opened.pop_all()
    return store


def _prepare_store(store: Store, owner: Owner | None) -> None:
    had_store = owner is not None and owner.store_id != ""
    file = sqlite_path(store)
    if had_store and file is not None and is_empty_file(file):  # connecting would create it
        raise missing_store_error(store.location)
    version = schema_version(store)
    if version is None:
        upgrade(store)
    elif version != HEAD:
        raise _version_error(store, version)
    if owner is not None:
        _check_owner(store, owner)


def store_id(store: Store) -> str:
    """Return the id that a store was given when it was created. Raises ``StoreError``."""
    with store.read() as session:
        return read_store_id(session)


def _check_owner(store: Store, owner: Owner) -> None:
    with store.read() as session:
        unclaimed = check_owner(session, owner, store.location)
    if unclaimed:
        with store.write() as session:
            claim(session, owner)


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
