"""The one writer of files: each appears whole or not at all, and no link is ever followed."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from harvester.errors import UsageError

DRAFT_PREFIX: Final = ".harvester-"
"""Beginning of the name of a draft; the rest cannot be guessed, so that nobody can put a link in its place."""

_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_HINT_FULL: Final = "Free some space, or name a file on another disk; what was there before is unchanged."
_HINT: Final = "Choose a file in a folder that you may write to."
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_PERMISSIONS: Final = 0o666
"""Permissions of a new file, less what the umask takes away."""


class AtomicFiles:
    """Writes drafts beside the files to be written, then moves all into place.

    Leaving the ``with`` block removes the drafts that were not moved, also after an error. A file that is replaced
    keeps its permissions; a link is replaced itself, and what it points to stays as it was.
    """

    def __init__(self) -> None:
        self._drafts: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for draft in self._drafts.values():
            with suppress(OSError):  # a draft that stays does no harm
                draft.unlink(missing_ok=True)

    def write(self, target: Path, content: bytes) -> None:
        """Write a draft of a file and make sure that it is on the disk. Raises ``UsageError`` where that failed."""
        refuse_unusual_file(target)
        draft = target.with_name(f"{DRAFT_PREFIX}{secrets.token_hex(8)}.part")
        try:
            permissions = _permissions_of(target)
            descriptor = os.open(draft, _NEW_FILE, _PERMISSIONS if permissions is None else 0o600)
            self._drafts[target] = draft
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                if permissions is not None and hasattr(os, "fchmod"):
                    os.fchmod(file.fileno(), permissions)
                file.flush()
                os.fsync(file.fileno())
        except (OSError, ValueError) as error:
            raise write_error(target, error) from error

    def publish(self, *, hint: str = "") -> None:
        """Move all drafts into place. Raises ``UsageError``, with that hint, where one cannot be moved."""
        for target, draft in self._drafts.items():
            try:
                draft.replace(target)
            except OSError as error:
                raise write_error(target, error, hint=hint) from error


def write_atomically(target: Path, content: bytes) -> None:
    """Write one file whole or not at all, replacing what is there. Raises ``UsageError``."""
    with AtomicFiles() as files:
        files.write(target, content)
        files.publish()


def refuse_unusual_file(target: Path) -> None:
    """Raise ``UsageError`` for a target that cannot be replaced by a file: a folder, a device, a pipe."""
    if os.path.isdir(target):  # noqa: PTH112 - Path.is_dir() raises for a name that is too long
        raise UsageError(f"{target} cannot be written: it is a folder.", hint="Name a file in it.")
    try:
        mode = target.lstat().st_mode
    except (OSError, ValueError):  # it does not exist; any other problem is reported by the attempt to write
        return
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise UsageError(
            f"{target} cannot be written: it is a device or a pipe.",
            hint="Name a file, or write to standard output: without -o, or with -o -",
        )


def write_error(target: Path, error: OSError | ValueError, *, hint: str = "") -> UsageError:
    """Return the error for a file that could not be written, in one sentence that says why."""
    if isinstance(error, FileNotFoundError) and not target.parent.is_dir():
        return UsageError(
            f"{target} cannot be written: there is no folder {target.parent}.", hint=hint or "Create it first."
        )
    if isinstance(error, NotADirectoryError):
        return UsageError(f"{target} cannot be written: {target.parent} is no folder.", hint=hint or _HINT)
    reason = getattr(error, "strerror", None) or str(error)
    is_full = getattr(error, "errno", None) in _FULL
    return UsageError(f"{target} cannot be written: {reason}.", hint=hint or (_HINT_FULL if is_full else _HINT))


def _permissions_of(target: Path) -> int | None:
    """Return the permissions of the file that will be replaced; None for a new file, or in place of a link."""
    try:
        status = target.lstat()
    except FileNotFoundError:
        return None
    return stat.S_IMODE(status.st_mode) & 0o777 if stat.S_ISREG(status.st_mode) else None
