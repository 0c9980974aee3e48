"""A terminal that shows pages and reads keys and lines. Tests script the keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import click
from rich.console import Console, RenderableType

from harvester.cli.console import SafeConsole
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
"""Keys with the meaning of another key: arrows, blank and Enter, Escape."""


class Terminal:
    """``console`` shows pages; ``read_key`` waits for one key, ``read_line`` for the answer to a question."""

    def __init__(
        self,
        console: Console | None = None,
        *,
        read_key: Callable[[], str] = click.getchar,
        read_line: Callable[[str], str] | None = None,
    ) -> None:
        self.console = console or SafeConsole(highlight=False, markup=False, emoji=False)
        self._read_key = read_key
        self._read_line = read_line or self._read_line_from_console

    def key(self) -> str:
        """Return the next key in lower case; the end of input and Ctrl-C mean quit."""
        try:
            key = self._read_key()
        except (EOFError, KeyboardInterrupt):
            return QUIT
        return _KEY_ALIASES.get(key, key.lower())

    def line(self, question: str) -> str:
        """Return a line that the person types; empty on Ctrl-C."""
        try:
            return self._read_line(question).strip()
        except (EOFError, KeyboardInterrupt):
            return ""

    def show(self, *parts: RenderableType) -> None:
        """Show a new page; on a terminal it replaces the last one."""
        if self.console.is_terminal:
            self.console.clear()
        for part in parts:
            self.console.print(part)

    def _read_line_from_console(self, question: str) -> str:
        return self.console.input(question)


def is_interactive(cli: CliContext) -> bool:
    """Return whether input and output are a terminal and no JSON is asked for."""
    return not cli.as_json and sys.stdin.isatty() and sys.stdout.isatty()
