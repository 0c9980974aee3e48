"""The identity of a store: marks in the header of its SQLite file, and the review that it belongs to.

A review remembers the id of its store in a file beside review.toml, so that a store that has vanished (a drive that is
not mounted), was emptied or was exchanged is noticed before anything is begun anew.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from harvester.errors import StoreError
from harvester.store.models import StoreIdentity

APPLICATION_ID: Final = 0x48525653
"""``PRAGMA application_id`` of a store ("HRVS"): https://www.sqlite.org/pragma.html#pragma_application_id."""
FILE_FORMAT: Final = 1
"""``PRAGMA user_version`` of a store: the format of the file as a whole, whatever tables it has."""
_FIRST_TABLES: Final = frozenset(["alembic_version", "record", "revision", "run", "search"])
"""Tables that every store has, also one written before stores were marked."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The review that opens a store: its id in review.toml, and the id of its store, "" before it has one."""

    review_id: str
    store_id: str = ""


def check_file(connection: sqlite3.Connection, location: str) -> None:
    """Read whether an SQLite file is a store or still empty; it is not changed.

    Raises ``StoreError`` for a database of another program, and for a format that this harvester does not know.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    file_format = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION_ID:
        if file_format > FILE_FORMAT:
            raise StoreError(
                f"The store {location} was written by a newer harvester (file format {file_format}, this one knows "
                f"{FILE_FORMAT}).",
                hint="Install the newest harvester: pip install --upgrade literature-harvester. Nothing was changed.",
            )
        return
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application or (tables and not tables >= _FIRST_TABLES):
        raise StoreError(
            f"{location} is a database of another program, not a store of harvester; nothing in it was changed.",
            hint='Name another file in review.toml, for instance database = "sqlite:///harvest.db".',
        )


def is_empty_file(path: Path) -> bool:
    """Return whether an SQLite file is missing or has no table; it is neither created nor changed."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.Error:  # not empty; what is wrong with it is reported where it is opened
        return False


def missing_store_error(location: str) -> StoreError:
    """Return the error for a store that this review had and that is gone or empty."""
    return StoreError(
        f"The store of this review, {location}, is missing or empty; it held records before.",
        hint="If it is on a drive, connect the drive. Otherwise: harvester db restore puts the latest backup back. "
        "To begin the review anew on purpose, delete harvest.id in its folder.",
    )


def read_store_id(session: Session) -> str:
    """Return the id that a store was given when it was created."""
    return _load_identity(session).store_id


def read_created_at(session: Session) -> datetime:
    """Return the time when a store was created."""
    return _load_identity(session).made_at


def claim(session: Session, owner: Owner) -> None:
    """Store the id of the review that a store belongs to."""
    session.execute(update(StoreIdentity).values(review_id=owner.review_id))


def check_owner(session: Session, owner: Owner, location: str) -> bool:
    """Return whether the store must still record its review. Raises ``StoreError`` for another review's store."""
    identity = _load_identity(session)
    belongs = identity.store_id == owner.store_id if owner.store_id else identity.review_id in {"", owner.review_id}
    if not belongs:
        whose = f"the review {identity.review_id!r}" if identity.review_id else "another review"
        raise StoreError(
            f"The store {location} belongs to {whose}, not to this one ({owner.review_id!r}); nothing was changed.",
            hint="Put the store of this review back (harvester db restore takes the latest backup), or open the review "
            "that the store belongs to.",
        )
    return identity.review_id != owner.review_id


def _load_identity(session: Session) -> StoreIdentity:
    identity = session.scalars(select(StoreIdentity)).first()
    if identity is None:
        raise StoreError(
            "The store is damaged: it does not say which review it belongs to.",
            hint="Put the latest backup back: harvester db restore",
        )
    return identity
