"""Copy an SQLite store while it is in use, keep automatic copies, and put a copy back in place of a store."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from harvester.errors import StoreError
from harvester.store.engine import Store, sqlite_path
from harvester.store.identity import APPLICATION_ID, check_file, is_empty_file

BACKUP_FOLDER: Final = "backups"
"""Folder of automatic backups and of replaced stores, beside the store."""
KEPT_DAILY_BACKUPS: Final = 7
_DAILY: Final = "daily"
_REPLACED: Final = "replaced"
_SIDE_FILES: Final = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of a store: its path, the time (UTC) when the file was written, and its size in bytes."""

    path: Path
    made_at: datetime
    size: int

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of a line of ``harvester db restore --list --json``."""
        return {"path": str(self.path), "made_at": self.made_at.isoformat(timespec="seconds"), "size": self.size}


def back_up(store: Store, target: Path | None = None, *, now: datetime | None = None) -> Path:
    """Copy an SQLite store to ``target`` (default: its own folder, the time in the name) while others may read it.

    The copy appears whole or not at all. Raises ``StoreError`` for other databases, or when the copy exists or cannot
    be written.
    """
    source = sqlite_path(store)
    if source is None:
        raise StoreError("Only SQLite stores are backed up by harvester.", hint="Use your database's own backup.")
    copy = target or source.with_name(f"{source.stem}-{_stamp(now or datetime.now(UTC))}.db")
    _copy_database(source, copy)
    return copy


def back_up_daily(store: Store, now: datetime) -> Path | None:
    """Copy a store as it was before the first change of a day, and remove daily copies but for the newest seven.

    Returns the copy; None when there is one of this day, or for a database that is not SQLite. Raises ``StoreError``.
    """
    source = sqlite_path(store)
    if source is None:
        return None
    folder = source.parent / BACKUP_FOLDER
    copy = folder / f"{source.stem}-{_DAILY}-{now.astimezone(UTC):%Y%m%d}.db"
    if copy.exists():
        return None
    _make_folder(folder)
    _copy_database(source, copy)
    for old in sorted(folder.glob(f"{source.stem}-{_DAILY}-????????.db"))[:-KEPT_DAILY_BACKUPS]:
        old.unlink(missing_ok=True)
    return copy


def list_backups(store_file: Path) -> tuple[Backup, ...]:
    """Return the copies of a store, newest first: those in its folder and in the folder of automatic backups."""
    places = (store_file.parent.glob(f"{store_file.stem}-*.db"), (store_file.parent / BACKUP_FOLDER).glob("*.db"))
    found = [_describe(path) for paths in places for path in paths if path.is_file() and _REPLACED not in path.name]
    return tuple(sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True))


def restore(store_file: Path, backup: Path, *, now: datetime) -> Path | None:
    """Put a backup in place of a store. What was there is kept in the folder of backups; returns its path.

    The caller holds the lock of the review and has closed the store. Raises ``StoreError`` when the backup is no store
    or is damaged, or when a file cannot be written; the store is then as it was.
    """
    check_backup(backup)
    draft = store_file.with_name(f".{store_file.name}.{secrets.token_hex(8)}")
    with _map_errors(f"The backup {backup} cannot be put in place of {store_file}"):
        try:
            _copy(backup, draft)
            replaced = _set_aside(store_file, now)
            draft.replace(store_file)
        finally:
            draft.unlink(missing_ok=True)
    return replaced


def check_backup(backup: Path) -> str | None:
    """Return the id of the store that a backup is a copy of; None for one from before stores had ids.

    Raises ``StoreError`` when it is missing, damaged or no store.
    """
    if is_empty_file(backup):
        raise StoreError(
            f"There is no backup {backup}, or it is empty.", hint="harvester db restore --list shows the backups."
        )
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            check_file(connection, str(backup))
            problems = [row for (row,) in connection.execute("PRAGMA quick_check") if row != "ok"]
            marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            row = connection.execute("SELECT store_id FROM store_identity").fetchone() if marked else None
    except sqlite3.Error as error:
        raise StoreError(f"The backup {backup} cannot be read: {error}.", hint="Name another backup.") from error
    if problems:
        raise StoreError(f"The backup {backup} is damaged: {problems[0]}.", hint="Name another backup.")
    return row[0] if row else None


def _copy_database(source: Path, copy: Path) -> None:
    if copy.exists() or copy.is_symlink():
        raise StoreError(f"The backup {copy} exists already; nothing was written.", hint="Name another file.")
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(8)}")
    with _map_errors(f"The backup {copy} cannot be written"):
        try:
            _copy(source, draft)
            draft.rename(copy)
        finally:
            draft.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database through SQLite, which takes what its log holds too, and make sure that it is on the disk."""
    address = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")  # a copy is one file, without a log beside it
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _set_aside(store_file: Path, now: datetime) -> Path | None:
    if not store_file.exists():
        return None
    folder = store_file.parent / BACKUP_FOLDER
    _make_folder(folder)
    kept = folder / f"{store_file.stem}-{_REPLACED}-{_stamp(now)}-{secrets.token_hex(2)}.db"
    for ending in _SIDE_FILES:
        beside = store_file.with_name(store_file.name + ending)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + ending))
    store_file.replace(kept)
    return kept


def _make_folder(folder: Path) -> None:
    with _map_errors(f"The folder of backups {folder} cannot be created"):
        folder.mkdir(exist_ok=True)


@contextmanager
def _map_errors(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StoreError(
            f"{what}: {reason}.",
            hint="Check that the folder exists, that you may write in it, and that the disk has room.",
        ) from error


def _describe(path: Path) -> Backup:
    status = path.stat()
    return Backup(path, datetime.fromtimestamp(status.st_mtime, UTC), status.st_size)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
