"""Progress for a waiting person: bars on a terminal, lines elsewhere if -v asks for them. Always on standard error."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

REPORT_INTERVAL: Final = 5.0
"""Seconds between two lines about the same piece of work."""


class ProgressBars:
    """A bar for what is done now; work done beside it has a bar of its own.

    Keeps the protocol of ``harvester.workflow.context.Progress``.
    """

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._bar: TaskID | None = None

    def begin(self, what: str, total: int | None) -> None:
        """The bar begins anew, for the next piece of work."""
        if self._bar is None:
            self._bar = self._shown.add_task(what, total=total)
        else:
            self._shown.reset(self._bar, total=total, description=what)

    def advance(self, steps: int) -> None:
        """Move the bar on."""
        if self._bar is not None:
            self._shown.advance(self._bar, steps)

    def message(self, text: str) -> None:
        """A line above the bars."""
        self._shown.console.print(text)

    def new_task(self) -> ProgressBars:
        """Another bar, below this one."""
        return ProgressBars(self._shown)


class MessagesOnly:
    """No bars: standard error is a file, or the answer is all that is wanted."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def begin(self, what: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def message(self, text: str) -> None:
        """A line."""
        if not self._quiet:
            sys.stderr.write(f"{text}\n")

    def new_task(self) -> Self:
        """The same; nothing is remembered here."""
        return self


class ProgressLines:
    """Lines instead of bars: one when a piece of work begins, one every few seconds, one when it is done."""

    def __init__(self, write: Callable[[str], object], *, clock: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._clock = clock
        self._what = ""
        self._total: int | None = None
        self._done = 0
        self._began = self._told = clock()

    def begin(self, what: str, total: int | None) -> None:
        """A line about the beginning."""
        self._what, self._total, self._done = what, total, 0
        self._began = self._told = self._clock()
        self.message(what if total is None else f"{what}: {total:,}")

    def advance(self, steps: int) -> None:
        """A line if the last was some seconds ago, and one at the end."""
        self._done += steps
        now = self._clock()
        if now - self._told >= REPORT_INTERVAL or (steps and self._done == self._total):
            self._told = now
            self.message(f"{self._what}: {format_progress(self._done, self._total, seconds=now - self._began)}")

    def message(self, text: str) -> None:
        """A line."""
        self._write(f"{text}\n")

    def new_task(self) -> ProgressLines:
        """Lines about other work."""
        return ProgressLines(self._write, clock=self._clock)


def format_progress(done: int, total: int | None, *, seconds: float) -> str:
    """ "1,200 of 5,000, 85/s, 45 s left": what is not known, or not yet worth telling, is left out."""
    parts = [f"{done:,}" if total is None else f"{done:,} of {total:,}"]
    if seconds >= 1 and done:
        parts.append(f"{done / seconds:,.0f}/s")
        if total is not None and total > done:
            parts.append(f"{seconds * (total - done) / done:,.0f} s left")
    return ", ".join(parts)


class _Counts(ProgressColumn):
    """ "1,200/5,000"."""

    def render(self, task: Task) -> Text:
        """The numbers of a bar."""
        total = "?" if task.total is None else f"{task.total:,.0f}"
        return Text(f"{task.completed:,.0f}/{total}")


class _Rate(ProgressColumn):
    """ "85/s"."""

    def render(self, task: Task) -> Text:
        """How many a second; nothing while nobody knows."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "")


_COLUMNS: Final = (
    TextColumn("{task.description}", markup=False),
    BarColumn(),
    _Counts(),
    _Rate(),
    TimeRemainingColumn(),
)


@contextmanager
def open_progress(*, quiet: bool, verbose: bool) -> Iterator[ProgressBars | MessagesOnly | ProgressLines]:
    """Progress as the call wants it; bars vanish when the work is over."""
    if quiet or not sys.stderr.isatty():
        yield ProgressLines(_synchronised_writer()) if verbose and not quiet else MessagesOnly(quiet=quiet)
        return
    console = Console(stderr=True, highlight=False, markup=False)
    with Progress(*_COLUMNS, console=console, transient=True) as bars:
        yield ProgressBars(bars)


def _synchronised_writer() -> Callable[[str], None]:
    """Writes lines whole, whichever thread they come from."""
    turn = threading.Lock()

    def write(line: str) -> None:
        with turn:
            sys.stderr.write(line)
            sys.stderr.flush()

    return write
