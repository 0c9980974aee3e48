"""What a command gives back: the same result for programs, for people, and as the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter

DONE = 0
FAILED = 1
WRONG_USAGE = 2
IN_PART = 3
NEWS = 10
"""Only where it is asked for (``update --exit-code``): all went well, and somebody has something to do."""
INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """The result of a command.

    ``document`` is printed with --json; otherwise ``page`` is, and ``advice`` (what to do next) unless --quiet.
    ``content`` is what the command was asked to write on standard output, byte for byte: then the page goes to
    standard error.
    """

    document: Mapping[str, Any]
    page: Callable[[ReportWriter], None] | None = None
    content: bytes | None = None
    advice: tuple[str, ...] = ()
    exit_code: int = DONE
