"""The result of a command, and the report of an error."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter

DONE = 0
FAILED = 1
WRONG_USAGE = 2
IN_PART = 3
NEWS = 10
"""With ``update --exit-code`` only: everything succeeded, and there are new reports or alerts."""
INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """The result of a command.

    ``document`` is printed with --json; otherwise ``page`` is, and ``advice`` (what to do next) unless --quiet.
    ``content`` is written to standard output byte for byte; ``page`` then goes to standard error.
    """

    document: Mapping[str, Any]
    page: Callable[[ReportWriter], None] | None = None
    content: bytes | None = None
    advice: tuple[str, ...] = ()
    exit_code: int = DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorReport:
    """An error as it is printed. ``plain`` replaces message and hint where it is set; -v shows ``trace``."""

    kind: str
    message: str
    hint: str = ""
    exit_code: int = FAILED
    plain: str = ""
    trace: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """Return the JSON document that --json prints."""
        return {"error": {"kind": self.kind, "message": self.message, "hint": self.hint}}


def describe_error(error: BaseException) -> ErrorReport:
    """Map an exception to an error report: errors of harvester, wrong usage, interruption, the system, bugs."""
    if isinstance(error, HarvesterError):
        return ErrorReport(kind=error.kind, message=str(error), hint=error.hint, exit_code=error.exit_code)
    if isinstance(error, click.ClickException):
        return _describe_usage_error(error)
    if isinstance(error, KeyboardInterrupt | click.exceptions.Abort):
        return ErrorReport(
            kind="interrupted",
            message="Interrupted: everything stored so far is kept, and the next update resumes from there.",
            exit_code=INTERRUPTED,
        )
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return ErrorReport(
            kind="system", message=f"{where}{error.strerror}.", hint="Correct that and run the command again."
        )
    return _describe_bug(error)


def _describe_usage_error(error: click.ClickException) -> ErrorReport:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        help_text = error.format_message()
        return ErrorReport(kind="usage", message="A command is missing.", exit_code=WRONG_USAGE, plain=help_text)
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"{context.command_path if context else 'harvester'} --help shows how to use it."
    return ErrorReport(kind="usage", message=error.format_message(), hint=hint, exit_code=WRONG_USAGE)


def _describe_bug(error: BaseException) -> ErrorReport:
    return ErrorReport(
        kind="bug",
        message=f"Internal error in harvester (please report it): {type(error).__name__}: {error}",
        hint="Run the command again with -v for the traceback. Everything stored before is kept.",
        trace="".join(traceback.format_exception(error)),
    )
