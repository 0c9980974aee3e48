"""harvester screen conflicts, agreement: where reviewers disagree, and how much."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.errors import UsageError


@command("conflicts", short_help="List where reviewers disagree, and settle it.")
@click.option("--settle", "asked", is_flag=True, help="Go through them one by one, in a terminal.")
@click.option("--reviewer", metavar="NAME", help="Who settles [default: the name you are logged in with].")
@click.pass_obj
def conflicts(
    call: Call,
    asked: bool,  # noqa: FBT001 - click passes flags so
    reviewer: str | None,
) -> Answer:
    """List the reports about which reviewers disagree, or whose decisions contradict each other because two reports
    turned out to be one, with who decided what. Until somebody settles it, the more inclusive decision holds.

    \b
    Example:
      harvester screen conflicts
      harvester screen conflicts --settle
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.decisions import show_conflicts
    from harvester.workflow.conflicts import conflicts

    if asked:
        return _settle(call, reviewer)
    with looking(call) as desk:
        found = conflicts(desk)
    first = found[0] if found else None
    return Answer(
        document={"conflicts": [conflict.to_json() for conflict in found]},
        page=partial(show_conflicts, found),
        advice=(
            f"Settle one: harvester screen decide {first.report} include --stage {first.stage} --settle",
            "Go through all of them: harvester screen conflicts --settle",
        )
        if first
        else (),
    )


def _settle(call: Call, reviewer: str | None) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.files import user
    from harvester.cli.screen import Screen, is_conversation
    from harvester.cli.settling import Settling
    from harvester.workflow.conflicts import conflicts, settling

    if not is_conversation(call):
        raise UsageError(
            "Disagreements are gone through at a terminal.",
            hint="Without one: harvester screen decide R000012 include --stage title-abstract --settle",
        )
    with looking(call) as desk:
        talk = Settling(
            conflicts(desk),
            settling(desk, reviewer or user()),
            Screen(),
            reasons=desk.review.screening.exclusion_reasons,
        )
        talk.run()
    return Answer(document=talk.to_json(), page=lambda paper: paper.line(talk.summary()))


@command("agreement", short_help="How far reviewers agree: percent, Cohen's kappa.")
@click.option("--latest", is_flag=True, help="By each reviewer's last decision, not the first.")
@click.pass_obj
def agreement(
    call: Call,
    latest: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """For each stage and each two reviewers: the reports both decided, percent agreement, Cohen's kappa with its 95 %
    interval, and kappa adjusted for prevalence; for three reviewers and more Fleiss' kappa too. The first decision of
    each counts: what somebody thought before a disagreement was talked over.

    \b
    Example:
      harvester screen agreement
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.decisions import show_agreement
    from harvester.workflow.conflicts import agreement

    with looking(call) as desk:
        found = agreement(desk, latest=latest)
    return Answer(
        document={"by": "last decision" if latest else "first decision", "stages": [each.to_json() for each in found]},
        page=partial(show_agreement, found),
    )
