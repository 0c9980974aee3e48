"""harvester screen: screen reports, and import decisions."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.commands.screen.import_ import import_
from harvester.cli.commands.screen.retrieval import retrieval
from harvester.cli.commands.screen.reviewers import agreement, conflicts
from harvester.cli.commands.screen.run import notes, run
from harvester.cli.commands.undo import undo_reason_option, undo_result, undo_reviewer_option
from harvester.cli.context import CliContext
from harvester.cli.options import DECISION_STAGES, FILE, DecisionType, group, implied_option
from harvester.cli.result import DONE, IN_PART, CommandResult
from harvester.cli.reviewer import reviewer_option, sign
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.screening.decide import DecisionResult

_REASON_OPTION = click.option(
    "--reason", metavar="TEXT", default="", help="Why; one of the exclusion_reasons in review.toml."
)


@group("screen", invoke_without_command=True)
@reviewer_option
@click.pass_context
def screen(context: click.Context, reviewer: str | None) -> CommandResult | None:
    """Screen in the terminal (run, or without a command), or import decisions made elsewhere: from the files of a
    screening tool, one by one or from a table; record which full texts were retrieved; list where reviewers disagree.

    \b
    Example:
      harvester screen --reviewer Ann
      harvester screen import rayyan.zip --from rayyan --stage title-abstract
    """
    if context.invoked_subcommand is not None:
        if reviewer is not None:
            name = context.invoked_subcommand
            raise UsageError(
                "--reviewer stands before the name of a command.",
                hint=f"Write it behind: harvester screen {name} --reviewer {shlex.quote(reviewer)}",
            )
        return None
    from harvester.cli.interactive.terminal import is_interactive

    if not is_interactive(context.ensure_object(CliContext)):
        raise click.exceptions.NoArgsIsHelpError(context)
    result: CommandResult = context.invoke(run, reviewer=reviewer)
    return result


for _command in (run, notes, import_, retrieval, conflicts, agreement):
    screen.add_command(_command)


@screen.command("decide", short_help="Store decisions, one by one or from a table.")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.argument("verdict", metavar="[include|exclude|unsure]", required=False, type=DecisionType())
@click.option("--stage", type=click.Choice(DECISION_STAGES), help="Stage of the decision.")
@_REASON_OPTION
@reviewer_option
@click.option("--automation", is_flag=True, help="A tool decided, not a person: PRISMA counts these separately.")
@click.option("--settle", is_flag=True, help="Resolve a conflict: this decision overrides all others.")
@implied_option
@click.option("--from", "table", metavar="FILE.csv", type=FILE, help="Import the decisions of a table instead.")
@click.pass_obj
def decide(  # noqa: PLR0913, PLR0917 - an argument for each option
    cli: CliContext,
    reports: tuple[str, ...],
    verdict: str | None,
    stage: str | None,
    reason: str,
    reviewer: str | None,
    automation: bool,  # noqa: FBT001 - click passes flags so
    settle: bool,  # noqa: FBT001 - click passes flags so
    implied: bool,  # noqa: FBT001 - click passes flags so
    table: Path | None,
) -> CommandResult:
    """Store a decision about one or more reports, or, with --from, those of a CSV table with the columns search,
    accession, doi, stage, decision, reason, reviewer (a column report may stand in place of the first three).

    \b
    Example:
      harvester screen decide R000012 R000031 include --stage title-abstract
      harvester screen decide R000012 exclude --stage full-text --reason "wrong route"
      harvester screen decide --from decisions.csv
    """
    from harvester.screening import Decision, Stage
    from harvester.workflow.screening.decide import decide_from_file

    if table is not None:
        if reports or verdict or stage or reason or automation or settle:
            raise UsageError(
                "With --from FILE.csv, everything is in the file.", hint="Only --reviewer and --implied can be added."
            )
        with cli.open_review("screen decide") as review:
            return _decision_result(
                decide_from_file(review.context, table, reviewer=sign(review, reviewer), implied=implied), cli
            )
    if not reports or verdict is None or stage is None:
        raise UsageError(
            "Which reports, which decision, at which stage?",
            hint="harvester screen decide R000012 include --stage title-abstract, or: --from decisions.csv",
        )
    with cli.open_review("screen decide") as review:
        stored = review.decide(
            reports,
            Decision(verdict),
            stage=Stage(stage),
            reviewer=sign(review, reviewer),
            reason=reason,
            automation=automation,
            adjudicates=settle,
            implied=implied,
        )
    return _decision_result(stored, cli)


@screen.command("undo", short_help="Undo your latest decision.")
@undo_reviewer_option
@undo_reason_option
@click.pass_obj
def undo(cli: CliContext, reviewer: str | None, reason: str) -> CommandResult:
    """Undo your latest decision about a report, or your latest resolution of a conflict; your decision before it counts
    again. Can be repeated. harvester undo N undoes any other event, screen import --undo N a whole import.

    \b
    Example:
      harvester screen undo
    """
    from harvester.events import EventKind
    from harvester.workflow.history.undo import undo_latest

    decisions = (EventKind.DECISION, EventKind.SETTLEMENT)
    with cli.open_review("screen undo") as review:
        person = sign(review, reviewer)
        return undo_result(undo_latest(review.context, person=person, by=person, kinds=decisions, reason=reason))


def _decision_result(decisions: DecisionResult, cli: CliContext) -> CommandResult:
    from harvester.cli.views.screening import show_decisions

    return CommandResult(
        document=decisions.to_json(),
        page=partial(show_decisions, decisions, verbose=cli.verbose),
        exit_code=IN_PART if decisions.in_part else DONE,
    )
