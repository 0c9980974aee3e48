"""Whatever went wrong, in the words and with the exit code of the command line."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import Any

import click

from harvester.cli.answer import FAILED, INTERRUPTED, WRONG_USAGE
from harvester.errors import HarvesterError


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as it is told. People are told ``plain`` instead, if there is any; -v shows the ``trace`` of a bug."""

    kind: str
    message: str
    hint: str = ""
    exit_code: int = FAILED
    plain: str = ""
    trace: str = ""

    @property
    def document(self) -> dict[str, Any]:
        """As the contract prints it."""
        return {"error": {"kind": self.kind, "message": self.message, "hint": self.hint}}


def failure_of(error: BaseException) -> Failure:
    """What is told about an exception: errors of ours in their words, wrong usage, interruption, the system, bugs."""
    if isinstance(error, HarvesterError):
        return Failure(kind=error.kind, message=str(error), hint=error.hint, exit_code=error.exit_code)
    if isinstance(error, click.ClickException):
        return _wrong_usage(error)
    if isinstance(error, KeyboardInterrupt | click.exceptions.Abort):
        return Failure(
            kind="interrupted",
            message="Interrupted: what was stored by then is kept, and the next update takes it up again.",
            exit_code=INTERRUPTED,
        )
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return Failure(kind="system", message=f"{where}{error.strerror}.", hint="Mend that and run the command again.")
    return _bug(error)


def _wrong_usage(error: click.ClickException) -> Failure:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        help_text = error.format_message()
        return Failure(kind="usage", message="A command is missing.", exit_code=WRONG_USAGE, plain=help_text)
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"{context.command_path if context else 'harvester'} --help tells how it is used."
    return Failure(kind="usage", message=error.format_message(), hint=hint, exit_code=WRONG_USAGE)


def _bug(error: BaseException) -> Failure:
    return Failure(
        kind="bug",
        message=f"harvester itself failed, which is its own mistake and not yours: {type(error).__name__}: {error}",
        hint="Run the command again with -v for the traceback, and report it. What was stored before is kept.",
        trace="".join(traceback.format_exception(error)),
    )
