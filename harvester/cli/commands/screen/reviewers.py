"""harvester screen conflicts and agreement: where and how much reviewers disagree."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import sign
from harvester.errors import UsageError


@command("conflicts", short_help="List where reviewers disagree, and resolve it.")
@click.option("--settle", "asked", is_flag=True, help="Resolve them one by one in a terminal.")
@click.option("--reviewer", metavar="NAME", help="Who resolves them [default: the name you are logged in with].")
@click.pass_obj
def conflicts(
    cli: CliContext,
    asked: bool,  # noqa: FBT001 - click passes flags so
    reviewer: str | None,
) -> CommandResult:
    """List the reports on which reviewers disagree, or whose decisions conflict because two reports turned out to be
    the same, with all decisions. The report waits until somebody resolves it.

    \b
    Example:
      harvester screen conflicts
      harvester screen conflicts --settle
    """
    from harvester.cli.views.screening import show_conflicts
    from harvester.workflow.screening.conflicts import list_conflicts

    if asked:
        return _settle(cli, reviewer)
    with cli.open_review() as review:
        open_conflicts = list_conflicts(review.context)
    first = open_conflicts[0] if open_conflicts else None
    return CommandResult(
        document={"conflicts": [conflict.to_json() for conflict in open_conflicts]},
        page=partial(show_conflicts, open_conflicts),
        advice=(
            f"To resolve one: harvester screen decide {first.report} include --stage {first.stage} --settle",
            "To resolve all: harvester screen conflicts --settle",
        )
        if first
        else (),
    )


def _settle(cli: CliContext, reviewer: str | None) -> CommandResult:
    from harvester.cli.interactive.conflict_resolution import ConflictResolution
    from harvester.cli.interactive.terminal import Terminal, is_interactive
    from harvester.workflow.screening.conflicts import conflict_resolver, list_conflicts

    if not is_interactive(cli):
        raise UsageError(
            "Resolving conflicts one by one needs a terminal.",
            hint="Without one: harvester screen decide R000012 include --stage title-abstract --settle",
        )
    with cli.open_review() as review:
        resolution = ConflictResolution(
            list_conflicts(review.context),
            conflict_resolver(review.context, sign(review, reviewer)),
            Terminal(),
            reasons=review.settings.screening.exclusion_reasons,
        )
        resolution.run()
    return CommandResult(document=resolution.to_json(), page=lambda writer: writer.line(resolution.summary()))


@command("agreement", short_help="Agreement of reviewers: percent, Cohen's kappa.")
@click.option("--latest", is_flag=True, help="Use each reviewer's last decision instead of the first.")
@click.pass_obj
def agreement(
    cli: CliContext,
    latest: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Show for each stage and each pair of reviewers the reports both decided, percent agreement, Cohen's kappa with
    its 95 % interval, and kappa adjusted for prevalence; for three and more reviewers also Fleiss' kappa. The first
    decision of each reviewer counts, before disagreements were discussed.

    \b
    Example:
      harvester screen agreement
    """
    from harvester.cli.views.screening import show_agreement
    from harvester.workflow.screening.conflicts import measure_review_agreement

    with cli.open_review() as review:
        stages = measure_review_agreement(review.context, latest=latest)
    return CommandResult(
        document={
            "by": "last decision" if latest else "first decision",
            "stages": [stage.to_json() for stage in stages],
        },
        page=partial(show_agreement, stages),
    )
