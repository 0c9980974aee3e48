"""The review of a call, laid open with its progress shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from harvester.cli.call import Call
from harvester.cli.progress import shown
from harvester.workflow.desk import Desk, at_work, opened


@contextmanager
def looking(call: Call) -> Iterator[Desk]:
    """The review, for looking. Raises ``UsageError``, ``ReviewError`` or ``StoreError``."""
    with shown(call) as progress, opened(call.folder(), progress=progress) as desk:
        yield desk


@contextmanager
def working(call: Call, command: str) -> Iterator[Desk]:
    """The review, for changing; ``command`` is what a second harvester is told. Raises ``LockedError`` too."""
    with shown(call) as progress, at_work(call.folder(), command=command, progress=progress) as desk:
        yield desk
