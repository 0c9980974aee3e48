"""A terminal that is talked with: pages out, single keys and lines in. Scripted keys take a person's place in tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import click
from rich.console import Console, RenderableType

from harvester.cli.context import CliContext

QUIT: Final = "q"
_KEY_ALIASES: Final = {
    "\x1b[D": "b",
    "\x1bOD": "b",
    "\x1b[C": "\r",
    "\x1bOC": "\r",
    "\n": "\r",
    " ": "\r",
    "\x1b": QUIT,
}
"""Keys that mean what another key means: arrows back and on, blank and Enter, Escape."""


class Terminal:
    """``console`` shows the pages; ``read_key`` waits for one key, ``read_line`` for a line behind a question."""

    def __init__(
        self,
        console: Console | None = None,
        *,
        read_key: Callable[[], str] = click.getchar,
        read_line: Callable[[str], str] | None = None,
    ) -> None:
        self.console = console or Console(highlight=False, markup=False, emoji=False)
        self._read_key = read_key
        self._read_line = read_line or self._read_line_from_console

    def key(self) -> str:
        """The next key, in small letters; the end of input and Ctrl-C mean that the person quits."""
        try:
            key = self._read_key()
        except (EOFError, KeyboardInterrupt):
            return QUIT
        return _KEY_ALIASES.get(key, key.lower())

    def line(self, question: str) -> str:
        """A line that the person writes; empty when they change their mind."""
        try:
            return self._read_line(question).strip()
        except (EOFError, KeyboardInterrupt):
            return ""

    def show(self, *parts: RenderableType) -> None:
        """A new page: on a terminal in place of the last, which one can scroll back to."""
        if self.console.is_terminal:
            self.console.clear()
        for part in parts:
            self.console.print(part)

    def _read_line_from_console(self, question: str) -> str:
        return self.console.input(question)


def is_interactive(cli: CliContext) -> bool:
    """Whether somebody sits at the other end: input and output are a terminal, and no JSON is asked for."""
    return not cli.as_json and sys.stdin.isatty() and sys.stdout.isatty()
