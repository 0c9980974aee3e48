"""The review of a call, laid open with its progress shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from harvester.cli.context import CliContext
from harvester.cli.progress import open_progress
from harvester.workflow.context import ReviewContext, open_review, open_review_locked


@contextmanager
def open_for_reading(cli: CliContext) -> Iterator[ReviewContext]:
    """The review, for looking. Raises ``UsageError``, ``ReviewError`` or ``StoreError``."""
    with open_progress(cli) as progress, open_review(cli.review_folder(), progress=progress) as review_context:
        yield review_context


@contextmanager
def open_for_writing(cli: CliContext, command: str) -> Iterator[ReviewContext]:
    """The review, for changing; ``command`` is what a second harvester is told. Raises ``LockedError`` too."""
    with (
        open_progress(cli) as progress,
        open_review_locked(cli.review_folder(), command=command, progress=progress) as review_context,
    ):
        yield review_context
