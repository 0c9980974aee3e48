"""Lock a review folder: one process at a time changes a review, and a second one names the holder.

The lock is the operating system's: it is released when the process that holds it ends, even when killed.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from harvester.atomic_files import write_atomically
from harvester.errors import LockedError, StoreError

LOCK_FILE: Final = "harvest.lock"
HOLDER_FILE: Final = "harvest.lock.holder"


@contextmanager
def hold_lock(folder: Path, *, command: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Hold the lock of a review.

    Raises ``LockedError`` when another process holds it, ``StoreError`` in a read-only folder.
    """
    from filelock import FileLock, Timeout  # only what changes a review needs it

    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(
            f"Another harvester is changing this review: {_describe_holder(folder)}.",
            hint="Wait until it has finished; nothing it does is lost.",
        ) from error
    except OSError as error:
        raise StoreError(
            f"The review folder {folder} cannot be written to: {error.strerror or error}.",
            hint="Make the folder writable for you, or copy the review elsewhere.",
        ) from error
    try:
        write_atomically(folder / HOLDER_FILE, json.dumps(_describe_process(command, now())).encode())
        yield
    finally:
        (folder / HOLDER_FILE).unlink(missing_ok=True)
        lock.release()


def _describe_process(command: str, moment: datetime) -> dict[str, str | int]:
    return {
        "command": command,
        "user": login_name(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": moment.isoformat(timespec="seconds"),
    }


def login_name() -> str:
    """Return the name of the person logged in, the default name for what is stored."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown user"


def _describe_holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER_FILE).read_text(encoding="utf-8"))
        return "harvester {command} by {user} on {host} (process {pid}) since {since}".format(**holder)
    except (OSError, ValueError, KeyError, TypeError):  # the holder is just taking or releasing the lock
        return "holder unknown; it may just be starting or finishing"
