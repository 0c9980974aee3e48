"""What an open review holds: its context, and its lock while something is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.review import Review as ReviewSettings
    from harvester.workflow.context import ReviewContext

Mode = Literal["r", "w", "r+"]


class OpenReview:
    """A review whose store is open; ``context`` is the first argument of every function of the workflow."""

    def __init__(
        self, context: ReviewContext, mode: Mode = "r", *, command: str = "python", resources: ExitStack | None = None
    ) -> None:
        self.context = context
        self._mode = mode
        self._command = command
        self._resources = resources or ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<review {self.settings.id!r} in {self.settings.folder}, mode {self._mode!r}>"

    def close(self) -> None:
        """Close the store and release the lock."""
        self._resources.close()

    @property
    def settings(self) -> ReviewSettings:
        """Return what review.toml says: ``title``, ``searches``, ``screening`` …"""
        return self.context.review

    @contextmanager
    def change(self) -> Iterator[ReviewContext]:
        """Hold the lock of the review while something is changed.

        Raises:
            UsageError: the review was opened with mode "r".
            LockedError: another process is changing the review (mode "r+"; with "w" the lock is held already).
        """
        from harvester.workflow.lock import hold_lock

        if self._mode == "r":
            raise UsageError("This review was opened for reading.", hint='Open it with mode="w".')
        if self._mode == "w":
            yield self.context
            return
        with hold_lock(self.settings.folder, command=self._command, now=self.context.now):
            yield self.context

    @contextmanager
    def change_in_turns(self) -> Iterator[ReviewContext]:
        """Hold the lock of updates; with mode "r+", hold the lock of changes only for the moments of writing.

        Raises:
            UsageError: the review was opened with mode "r".
            LockedError: another process is updating the review.
        """
        from harvester.workflow.context import take_turns

        if self._mode == "r":
            raise UsageError("This review was opened for reading.", hint='Open it with mode="w".')
        with take_turns(self.context, command=self._command, locked=self._mode == "w") as context:
            yield context

    @contextmanager
    def change_between_updates(self) -> Iterator[ReviewContext]:
        """Hold both locks while something is changed that an update in progress would contradict.

        Raises as :meth:`change` does, and ``LockedError`` while another process is updating the review.
        """
        from harvester.workflow.lock import Lock, hold_lock

        with (
            self.change() as context,
            hold_lock(self.settings.folder, command=self._command, now=context.now, lock=Lock.UPDATE),
        ):
            yield context


_Enum = TypeVar("_Enum", bound=StrEnum)


def enum_value(kind: type[_Enum], value: str, noun: str) -> _Enum:
    """Return the member of an enum with a value. Raises ``UsageError``, which lists all values."""
    if value not in set(kind):
        raise UsageError(f"There is no {noun} {value!r}.", hint=f"Possible: {', '.join(kind)}.")
    return kind(value)
