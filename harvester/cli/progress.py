"""Progress for a waiting person: bars on a terminal, nothing but sentences elsewhere. Always on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from harvester.cli.call import Call


class Bars:
    """One bar for each piece of work; keeps the protocol of ``harvester.workflow.desk.Progress``."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._last: TaskID | None = None

    def begin(self, what: str, total: int | None) -> None:
        """A new bar."""
        self._last = self._shown.add_task(what, total=total)

    def advance(self, steps: int) -> None:
        """Move the newest bar on."""
        if self._last is not None:
            self._shown.advance(self._last, steps)

    def say(self, sentence: str) -> None:
        """A line above the bars."""
        self._shown.console.print(sentence)


class Sentences:
    """No bars: standard error is a file, or the answer is all that is wanted."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    def begin(self, what: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def say(self, sentence: str) -> None:
        """A line."""
        if not self._quiet:
            sys.stderr.write(f"{sentence}\n")


@contextmanager
def shown(call: Call) -> Iterator[Bars | Sentences]:
    """Progress as the call wants it; bars vanish when the work is over."""
    if call.quiet or not sys.stderr.isatty():
        yield Sentences(quiet=call.quiet)
        return
    console = Console(stderr=True, highlight=False, markup=False)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield Bars(bars)
