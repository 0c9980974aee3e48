"""One harvester at a time changes a review; a second one says who is at it.

The lock is the operating system's, so it falls with the program that holds it, even when that is killed.
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

from filelock import FileLock, Timeout

from harvester.errors import LockedError, StoreError

LOCK: Final = "harvest.lock"
HOLDER: Final = "harvest.lock.holder"


@contextmanager
def locked(folder: Path, *, command: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Hold the review's lock. Raises ``LockedError`` when another has it, ``StoreError`` in a read-only folder."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(
            f"Another harvester is at work on this review: {_holder(folder)}.",
            hint="Wait until it has finished; what it is doing is not lost.",
        ) from error
    except OSError as error:
        raise StoreError(
            f"The review folder {folder} cannot be written to: {error.strerror or error}.",
            hint="Make the folder writable for you, or copy the review elsewhere.",
        ) from error
    try:
        (folder / HOLDER).write_text(json.dumps(_me(command, now())), encoding="utf-8")
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _me(command: str, moment: datetime) -> dict[str, str | int]:
    return {
        "command": command,
        "user": _user(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": moment.isoformat(timespec="seconds"),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown user"


def _holder(folder: Path) -> str:
    try:
        held = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return "harvester {command} by {user} on {host} (process {pid}) since {since}".format(**held)
    except (OSError, ValueError, KeyError, TypeError):  # its holder is just taking or leaving it
        return "it has only just begun or is about to end"
