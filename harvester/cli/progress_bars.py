"""Progress bars on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from harvester.cli.console import SafeConsole


class ProgressBars:
    """A bar for the current task; concurrent tasks have a bar each.

    Implements ``harvester.workflow.context.Progress``.
    """

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._bar: TaskID | None = None

    def begin(self, what: str, total: int | None) -> None:
        """Restart the bar for the next task."""
        if self._bar is None:
            self._bar = self._shown.add_task(what, total=total)
        else:
            self._shown.reset(self._bar, total=total, description=what)

    def advance(self, steps: int) -> None:
        """Advance the bar."""
        if self._bar is not None:
            self._shown.advance(self._bar, steps)

    def message(self, text: str) -> None:
        """Print a line above the bars."""
        self._shown.console.print(text)

    def new_task(self) -> ProgressBars:
        """Return another bar, below this one."""
        return ProgressBars(self._shown)


class _Counts(ProgressColumn):
    """ "1,200/5,000"."""

    def render(self, task: Task) -> Text:
        """Return the numbers of a bar."""
        total = "?" if task.total is None else f"{task.total:,.0f}"
        return Text(f"{task.completed:,.0f}/{total}")


class _Rate(ProgressColumn):
    """ "85/s"."""

    def render(self, task: Task) -> Text:
        """Return steps per second, or nothing while unknown."""
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
def open_bars() -> Iterator[ProgressBars]:
    """Show bars on standard error until the end of the block."""
    console = SafeConsole(stderr=True, highlight=False, markup=False)
    with Progress(*_COLUMNS, console=console, transient=True) as bars:
        yield ProgressBars(bars)
