"""Show progress on standard error: bars on a terminal, elsewhere lines with -v."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

from harvester.printable import remove_controls

if TYPE_CHECKING:
    from harvester.workflow.context import Progress


REPORT_INTERVAL: Final = 5.0
"""Seconds between two lines about one task."""


class MessagesOnly:
    """Prints messages only: standard error is no terminal, or --quiet was given."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def begin(self, what: str, total: int | None) -> None:
        """Print nothing."""

    def advance(self, steps: int) -> None:
        """Print nothing."""

    def message(self, text: str) -> None:
        """Print a line."""
        if not self._quiet:
            sys.stderr.write(f"{remove_controls(text)}\n")

    def new_task(self) -> Self:
        """Return itself: it has no state."""
        return self


class ProgressLines:
    """Prints lines instead of bars: at the beginning, every few seconds, and at the end of a task."""

    def __init__(self, write: Callable[[str], object], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._what = ""
        self._total: int | None = None
        self._done = 0
        self._began = self._told = clock()

    def begin(self, what: str, total: int | None) -> None:
        """Print a line at the beginning of a task."""
        self._what, self._total, self._done = what, total, 0
        self._began = self._told = self._clock()
        self.message(what if total is None else f"{what}: {total:,}")

    def advance(self, steps: int) -> None:
        """Print a line if the last one is some seconds old, and one at the end."""
        self._done += steps
        now = self._clock()
        if now - self._told >= REPORT_INTERVAL or (steps and self._done == self._total):
            self._told = now
            self.message(f"{self._what}: {format_progress(self._done, self._total, seconds=now - self._began)}")

    def message(self, text: str) -> None:
        """Print a line."""
        self._write(f"{remove_controls(text)}\n")

    def new_task(self) -> ProgressLines:
        """Return lines for another task."""
        return ProgressLines(self._write, clock=self._clock)


def format_progress(done: int, total: int | None, *, seconds: float) -> str:
    """Return text like "1,200 of 5,000, 85/s, 45 s left", without the parts that are unknown."""
    parts = [f"{done:,}" if total is None else f"{done:,} of {total:,}"]
    if seconds >= 1 and done:
        parts.append(f"{done / seconds:,.0f}/s")
        if total is not None and total > done:
            parts.append(f"{seconds * (total - done) / done:,.0f} s left")
    return ", ".join(parts)


@contextmanager
def open_progress(*, quiet: bool, verbose: bool) -> Iterator[Progress]:
    """Show progress on standard error while a command works; bars vanish at its end."""
    if quiet or not sys.stderr.isatty():
        yield ProgressLines(_synchronised_writer()) if verbose and not quiet else MessagesOnly(quiet=quiet)
        return
    from harvester.cli.progress_bars import open_bars  # not needed where standard error is no terminal

    with open_bars() as bars:
        yield bars


def _synchronised_writer() -> Callable[[str], None]:
    """Return a function that writes whole lines, from any thread."""
    turn = threading.Lock()

    def write(line: str) -> None:
        with turn:
            sys.stderr.write(line)
            sys.stderr.flush()

    return write
