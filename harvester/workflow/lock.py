"""Lock a review folder: one process at a time changes a review, and a second one names the holder.

There are two locks. Whoever changes the store holds that of changes meanwhile. An update holds that of updates from its
beginning to its end, and that of changes only for the moments in which it writes (:class:`WriteTurns`): people screen,
import and export while it waits for services. What an update in progress would contradict, such as a release, needs
both.

The locks are the operating system's: they are released when the process that holds them ends, even when killed.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from harvester.atomic_files import write_atomically
from harvester.errors import LockedError, StoreError

LOCK_FILE: Final = "harvest.lock"
HOLDER_FILE: Final = "harvest.lock.holder"
PATIENCE: Final = 60.0
"""Seconds to wait for a holder that only stores something and goes on; others are not waited for."""
TURN_PATIENCE: Final = 600.0
"""Seconds for which an update that wants to store a page waits for another command."""
_STARTING: Final = 1.0
"""Seconds to wait while it is unknown who holds a lock: the holder is just taking or releasing it."""
_POLL: Final = 0.02


class Lock(Enum):
    """A lock of a review: its file, and what its holder does."""

    CHANGES = (LOCK_FILE, "changing this review", "Wait until it has finished; nothing it does is lost.")
    UPDATE = (
        "harvest.update.lock",
        "updating this review",
        "Wait until it has finished; screening, imports and exports go on meanwhile.",
    )

    @property
    def file(self) -> str:
        """Name of the file in the review folder."""
        return self.value[0]

    @property
    def holder_file(self) -> str:
        """Name of the file that describes the holder."""
        return f"{self.file}.holder"


@contextmanager
def hold_lock(
    folder: Path,
    *,
    command: str,
    now: Callable[[], datetime],
    lock: Lock = Lock.CHANGES,
    brief: bool = False,
    patience: float = 0.0,
) -> Iterator[None]:
    """Hold a lock of a review; ``brief`` says that it is held for the moment of writing only.

    A brief holder is waited for up to a minute, any other for ``patience`` seconds. Raises ``LockedError`` when another
    process holds it longer, ``StoreError`` in a read-only folder.
    """
    from filelock import FileLock  # only what changes a review needs it

    file_lock = FileLock(folder / lock.file)
    try:
        _acquire(file_lock, folder, lock, patience)
    except OSError as error:
        raise StoreError(
            f"The review folder {folder} cannot be written to: {error.strerror or error}.",
            hint="Make the folder writable for you, or copy the review elsewhere.",
        ) from error
    try:
        card = json.dumps(_describe_process(command, now(), brief=brief)).encode()
        write_atomically(folder / lock.holder_file, card)
        yield
    finally:
        (folder / lock.holder_file).unlink(missing_ok=True)
        file_lock.release()


def _acquire(file_lock: Any, folder: Path, lock: Lock, patience: float) -> None:
    from filelock import Timeout

    began = time.monotonic()
    while True:
        try:
            file_lock.acquire(timeout=0)
        except Timeout as error:
            holder = _read_holder(folder / lock.holder_file)
            longest = _STARTING if holder is None else PATIENCE if holder.get("brief") else 0.0
            if time.monotonic() - began >= max(patience, longest):
                _, doing, hint = lock.value
                raise LockedError(f"Another harvester is {doing}: {_describe_holder(holder)}.", hint=hint) from error
            time.sleep(_POLL)
        else:
            return


class WriteTurns:
    """Holds the lock of changes for the moments in which an update writes; one thread may ask for it repeatedly."""

    def __init__(self, folder: Path, *, command: str, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._command = command
        self._now = now
        self._held = threading.local()

    @contextmanager
    def __call__(self, *, patience: float = TURN_PATIENCE) -> Iterator[None]:
        """Hold the lock, for one transaction or for several that belong together. Raises as :func:`hold_lock` does."""
        if getattr(self._held, "by_this_thread", False):
            yield
            return
        with hold_lock(self._folder, command=self._command, now=self._now, brief=True, patience=patience):
            self._held.by_this_thread = True
            try:
                yield
            finally:
                self._held.by_this_thread = False


def _describe_process(command: str, moment: datetime, *, brief: bool) -> dict[str, str | int | bool]:
    return {
        "command": command,
        "user": login_name(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": moment.isoformat(timespec="seconds"),
        "brief": brief,
    }


def login_name() -> str:
    """Return the name of the person logged in, the default name for what is stored."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unknown user"


def _read_holder(file: Path) -> dict[str, Any] | None:
    """Return what the holder of a lock wrote about itself; None while it is taking or releasing the lock."""
    try:
        holder = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    wanted = {"command", "user", "host", "pid", "since"}
    return holder if isinstance(holder, dict) and wanted <= holder.keys() else None


def _describe_holder(holder: dict[str, Any] | None) -> str:
    if holder is None:
        return "holder unknown; it may just be starting or finishing"
    return "harvester {command} by {user} on {host} (process {pid}) since {since}".format(**holder)
