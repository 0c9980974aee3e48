"""harvester screen: decisions in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from harvester.cli.answer import DONE, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import group
from harvester.cli.commands.screen_import import import_
from harvester.cli.commands.screen_retrieval import retrieval
from harvester.cli.commands.screen_reviewers import agreement, conflicts
from harvester.cli.commands.screen_run import notes, run
from harvester.cli.options import DECISION_STAGES, FILE, VERDICTS
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.screen import Screened

_REVIEWER = click.option("--reviewer", metavar="NAME", help="Who decides [default: the name you are logged in with].")
_REASON = click.option("--reason", metavar="TEXT", default="", help="Why; one of the exclusion_reasons in review.toml.")


@group("screen", invoke_without_command=True)
@click.pass_context
def screen(context: click.Context) -> Answer | None:
    """Screen in the terminal (run, or no command at all), or take in what was decided elsewhere: from the files of a
    screening tool, one by one or from a table; which full texts were retrieved, and where reviewers disagree.

    \b
    Example:
      harvester screen
      harvester screen import rayyan.zip --from rayyan --stage title-abstract
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.cli.screen import is_conversation

    if not is_conversation(context.ensure_object(Call)):
        raise click.exceptions.NoArgsIsHelpError(context)
    answer: Answer = context.invoke(run)
    return answer


for _command in (run, notes, import_, retrieval, conflicts, agreement):
    screen.add_command(_command)


@screen.command("decide", short_help="Store decisions, one by one or a table.")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.argument("verdict", metavar="[include|exclude|undecided]", required=False, type=click.Choice(VERDICTS))
@click.option("--stage", type=click.Choice(DECISION_STAGES), help="At which stage.")
@_REASON
@_REVIEWER
@click.option("--automation", is_flag=True, help="A tool decided, no person: PRISMA counts these apart.")
@click.option("--settle", is_flag=True, help="Settle a conflict: this decision holds against all others.")
@click.option("--from", "table", metavar="FILE.csv", type=FILE, help="Take the decisions of a table instead.")
@click.pass_obj
def decide(  # noqa: PLR0913, PLR0917 - an argument for each option
    call: Call,
    reports: tuple[str, ...],
    verdict: Literal["include", "exclude", "undecided"] | None,
    stage: Literal["before-screening", "title-abstract", "full-text"] | None,
    reason: str,
    reviewer: str | None,
    automation: bool,  # noqa: FBT001 - click passes flags so
    settle: bool,  # noqa: FBT001 - click passes flags so
    table: Path | None,
) -> Answer:
    """Store a decision about one or more reports, or, with --from, those of a CSV table with the columns search,
    accession, doi, stage, decision, reason, reviewer (a column report may stand in place of the first three).

    \b
    Example:
      harvester screen decide R000012 R000031 include --stage title-abstract
      harvester screen decide R000012 exclude --stage full-text --reason "wrong route"
      harvester screen decide --from decisions.csv
    """
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.workflow.screen import decide, decide_from_file

    who = reviewer or user()
    if table is not None:
        if reports or verdict or stage or reason or automation or settle:
            raise UsageError("--from FILE.csv tells everything itself.", hint="Only --reviewer goes with it.")
        with working(call, "screen decide") as desk:
            return _answer(decide_from_file(desk, table, reviewer=who), call)
    if not reports or verdict is None or stage is None:
        raise UsageError(
            "Which reports, which decision, at which stage?",
            hint="harvester screen decide R000012 include --stage title-abstract, or: --from decisions.csv",
        )
    with working(call, "screen decide") as desk:
        done = decide(
            desk, reports, verdict, stage=stage, reviewer=who, reason=reason, automation=automation, adjudicates=settle
        )
    return _answer(done, call)


def _answer(screened: Screened, call: Call) -> Answer:
    from harvester.cli.pages.decisions import show_screened

    return Answer(
        document=screened.to_json(),
        page=partial(show_screened, screened, verbose=call.verbose),
        exit_code=IN_PART if screened.in_part else DONE,
    )
