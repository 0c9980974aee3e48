"""harvester undo: take back what was stored, event by event."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import sign

if TYPE_CHECKING:
    from harvester.workflow.history.undo import UndoResult

undo_reviewer_option = click.option(
    "--reviewer", metavar="NAME", help="Whose last action, and who undoes [default: the name you are logged in with]."
)
undo_reason_option = click.option("--reason", metavar="TEXT", default="", help="Why; harvester history shows it.")


@command("undo")
@click.argument("event", metavar="[EVENT]", required=False, type=click.IntRange(min=1))
@undo_reviewer_option
@undo_reason_option
@click.pass_obj
def undo(cli: CliContext, event: int | None, reviewer: str | None, reason: str) -> CommandResult:
    """Undo your last action, or the event with this number of harvester history: a decision, a retrieval status, a
    note, a match of a file, an import of decisions, a judgement, a change of studies, extracted values, the
    acknowledgement of an alert, an export, the latest release. Nothing is erased: an undone event stays in the history
    and does not count from now on; flows as of an earlier day stay as they were. An undo can be undone by its number.

    \b
    Example:
      harvester undo
      harvester undo 17 --reason "the wrong list"
    """
    from harvester.workflow.history.undo import undo_event, undo_latest

    with cli.open_review("undo") as review:
        person = sign(review, reviewer)
        if event is not None:
            return undo_result(undo_event(review.context, event, person=person, reason=reason))
        return undo_result(undo_latest(review.context, person=person, by=person, reason=reason))


def undo_result(undone: UndoResult) -> CommandResult:
    """Return the result of an undo: what it was, what counts now, and how to undo the undo."""
    from harvester.cli.views.history import show_undo

    return CommandResult(
        document=undone.to_json(),
        page=partial(show_undo, undone),
        advice=(f"To take this back: harvester undo {undone.number}",),
    )
