"""harvester screen run: screening in the terminal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import sign
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.api.review import Review
    from harvester.cli.console import ReportWriter
    from harvester.screening.session import QueueOrder
    from harvester.workflow.screening.session import ScreeningQueue

SCREENING_ORDERS = ("newest", "oldest", "random")
RUN_STAGES = ("title-abstract", "full-text")


@command("run")
@click.option("--stage", type=click.Choice(RUN_STAGES), help="[default: the first stage with reports to screen]")
@click.option("--reviewer", metavar="NAME", help="Who decides [default: the name you are logged in with].")
@click.option("--order", type=click.Choice(SCREENING_ORDERS), default="newest",
              help="By year, or random (always the same for a reviewer). [default: newest]")  # fmt: skip
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most N reports in this session.")
@click.option("--reviewers", metavar="N", type=click.IntRange(1, 10),
              help="How many people decide about each report [default: reviewers in review.toml, else 1].")  # fmt: skip
@click.option("--unsure", is_flag=True, help="Show reports that you were unsure about again.")
@click.pass_obj
def run(
    cli: CliContext,
    stage: str | None,
    reviewer: str | None,
    order: QueueOrder,
    limit: int | None,
    reviewers: int | None,
    unsure: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Screen in the terminal: one report at a time, highlighted terms, one key for each decision, stored at once.
    Reviewers are blinded: the decisions of others are not shown. With reviewers = 2 in review.toml, a second reviewer
    gets the same reports. harvester screen conflicts lists where they disagree.

    Keys: i include, e exclude and the number of a reason, u unsure, s skip, b back, z undo, n note, o open link,
    q quit.

    \b
    Example:
      harvester screen run
      harvester screen run --stage full-text --reviewer Ann
    """
    from harvester.cli.interactive.screening_session import InteractiveScreening
    from harvester.cli.interactive.terminal import Terminal, is_interactive
    from harvester.cli.views.screening_record import HighlightTerms

    if not is_interactive(cli):
        raise UsageError(
            "Interactive screening needs a terminal.",
            hint="Without one: harvester export --stage title-abstract, then screen import or screen decide --from.",
        )
    with cli.open_review("screen run", mode="r+") as review:
        queue = _choose_queue(
            review,
            stage,
            reviewer=sign(review, reviewer),
            order=order,
            limit=limit,
            reviewers=reviewers,
            unsure=unsure,
        )
        terms = HighlightTerms(review.settings.screening.highlight, review.settings.screening.highlight_exclude)
        screening = InteractiveScreening(review, queue, terms, Terminal(), time.monotonic)
        screening.run()
    return CommandResult(
        document=screening.to_json(),
        page=lambda writer: writer.line(screening.summary()),
        advice=("harvester status shows open tasks; harvester screen conflicts lists where reviewers disagree.",),
    )


def _choose_queue(
    review: Review,
    stage: str | None,
    *,
    reviewer: str,
    order: QueueOrder,
    limit: int | None,
    reviewers: int | None,
    unsure: bool,
) -> ScreeningQueue:
    """Return the queue of the stage asked for, else of the first stage with reports for the reviewer."""
    from harvester.screening import Stage
    from harvester.workflow.screening.session import load_queue

    stages = (Stage.TITLE_ABSTRACT, Stage.FULL_TEXT) if stage is None else (Stage(stage),)
    queues = [
        load_queue(
            review.context,
            screening_stage,
            reviewer=reviewer,
            order=order,
            limit=limit,
            reviewers=reviewers,
            unsure=unsure,
        )
        for screening_stage in stages
    ]
    return next((queue for queue in queues if queue.reports), queues[0])


@command("notes")
@click.pass_obj
def notes(cli: CliContext) -> CommandResult:
    """List the notes that reviewers wrote during screening.

    \b
    Example:
      harvester screen notes --json
    """
    from harvester.workflow.screening.session import list_notes

    with cli.open_review() as review:
        all_notes = list_notes(review.context)
    lines = [f"{note['report']}  {note['reviewer']} ({note['stage']}): {note['note']}" for note in all_notes]
    return CommandResult(
        document={"notes": list(all_notes)},
        page=partial(_show_lines, lines or ["There are no notes."]),
    )


def _show_lines(lines: Sequence[str], writer: ReportWriter) -> None:
    for line in lines:
        writer.line(line)
