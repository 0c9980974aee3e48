"""Create a review folder; upgrade, back up and restore the store of a review."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.atomic_files import AtomicFiles
from harvester.errors import StoreError, UsageError
from harvester.extraction import FORM_FILE
from harvester.extraction.form.schema import STARTER_FORM
from harvester.review import Review, database_url, load_review, new_review_files
from harvester.sources import source_names
from harvester.store import HEAD, connect, schema_version, sqlite_path, upgrade
from harvester.store.maintenance.backup import BACKUP_FOLDER, Backup, back_up, check_backup, list_backups, restore
from harvester.workflow.context import ReviewContext, read_known_store_id, utc_now
from harvester.workflow.lock import Lock, hold_lock

__all__ = [
    "Backup",
    "RestoreResult",
    "UpgradeResult",
    "back_up_review",
    "init_review",
    "list_review_backups",
    "read_review",
    "restore_review",
    "upgrade_store",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeResult:
    """The schema version of a store before and after an upgrade, and the backup made before it."""

    before: str | None
    after: str
    backup: Path | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester db upgrade --json``."""
        return {"before": self.before, "after": self.after, "backup": self.backup and str(self.backup)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreResult:
    """A backup that was put in place of a store, and where the replaced store is kept (None if there was none)."""

    backup: Path
    store: Path
    replaced: Path | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester db restore --json``."""
        return {
            "backup": str(self.backup),
            "store": str(self.store),
            "replaced": self.replaced and str(self.replaced),
        }


def init_review(folder: Path) -> tuple[Path, ...]:
    """Write the files of a new review into a folder; return them. Raises ``UsageError`` rather than overwrite."""
    files = new_review_files(folder.resolve().name) | {FORM_FILE: STARTER_FORM}
    if existing := [name for name in files if os.path.lexists(folder / name)]:
        raise UsageError(
            f"{folder} already contains {', '.join(existing)}; nothing was written.", hint="Name a new folder."
        )
    try:
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written to: {error.strerror}.", hint="Choose a folder that you may write to."
        ) from error
    with AtomicFiles() as drafts:
        for name, content in files.items():
            drafts.write(folder / name, content.encode())
        drafts.publish()
    return tuple(folder / name for name in files)


def read_review(folder: Path) -> Review:
    """Read review.toml of a folder, without opening the store. Raises ``ReviewError``, which lists every mistake."""
    return load_review(folder, known_sources=(*source_names(), "file"))


def upgrade_store(folder: Path) -> UpgradeResult:
    """Upgrade the store of a review to the newest schema, after a backup. Raises ``StoreError``, ``LockedError``."""
    url = database_url(read_review(folder))
    with _hold_both_locks(folder, "db upgrade"), closing(connect(url)) as store:
        before = schema_version(store)
        file = sqlite_path(store)
        backup = back_up(store) if before is not None and before != HEAD and file else None
        _, after = upgrade(store)
    return UpgradeResult(before=before, after=after, backup=backup)


def back_up_review(context: ReviewContext, target: Path | None) -> Path:
    """Copy the store; return the path of the copy. Raises ``StoreError``."""
    return back_up(context.store, target)


def list_review_backups(folder: Path) -> tuple[Backup, ...]:
    """Return the backups of a review, newest first. Raises ``ReviewError``, ``StoreError`` where there is no file."""
    return list_backups(_store_file(read_review(folder)))


def restore_review(folder: Path, backup: Path | None) -> RestoreResult:
    """Put a backup (the newest, unless one is named) in place of the store, which is kept.

    Raises ``ReviewError``, ``LockedError``, or ``StoreError`` when there is none, or it is damaged or another review's.
    """
    review = read_review(folder)
    store_file = _store_file(review)
    with _hold_both_locks(folder, "db restore"):
        chosen = backup or _newest_backup(store_file)
        backup_id, known = check_backup(chosen), read_known_store_id(review)
        if backup_id and known and backup_id != known:
            raise StoreError(
                f"The backup {chosen} is of another review's store; nothing was changed.",
                hint="harvester db restore --list shows the backups of this review.",
            )
        replaced = restore(store_file, chosen, now=utc_now())
    return RestoreResult(backup=chosen, store=store_file, replaced=replaced)


@contextmanager
def _hold_both_locks(folder: Path, command: str) -> Iterator[None]:
    """Keep commands that change the store, and updates that wait for a service, out of it. Raises ``LockedError``."""
    with (
        hold_lock(folder, command=command, now=utc_now),
        hold_lock(folder, command=command, now=utc_now, lock=Lock.UPDATE),
    ):
        yield


def _newest_backup(store_file: Path) -> Path:
    backups = list_backups(store_file)
    if not backups:
        raise StoreError(
            f"There is no backup of {store_file} in its folder or in {BACKUP_FOLDER}/.",
            hint="Name the file of a backup: harvester db restore FILE",
        )
    return backups[0].path


def _store_file(review: Review) -> Path:
    with closing(connect(database_url(review))) as store:
        file = sqlite_path(store)
    if file is None:
        raise StoreError(
            "Only SQLite stores are backed up and restored by harvester.", hint="Use your database's own tools."
        )
    return file
