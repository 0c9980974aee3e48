"""harvester alerts: what became known about reports after they were screened."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.context import CliContext
from harvester.cli.options import group
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import reviewer_option_for, sign


@group("alerts", invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="List acknowledged alerts as well.")
@click.pass_context
def alerts(context: click.Context, everything: bool) -> CommandResult | None:  # noqa: FBT001 - click passes flags so
    """List what became known about reports after they were screened: retractions, expressions of concern, errata, newer
    versions, published preprints, changes of content. An update raises each alert once; it stays open until somebody
    acknowledges it.

    \b
    Example:
      harvester alerts
      harvester alerts acknowledge 3 4
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.cli.views.review_status import show_alerts

    with context.ensure_object(CliContext).open_review() as review:
        listed_alerts = review.alerts(include_acknowledged=everything)
    unacknowledged = [alert for alert in listed_alerts if alert.acknowledged_at is None]
    return CommandResult(
        document={"alerts": [alert.to_json() for alert in listed_alerts]},
        page=partial(show_alerts, listed_alerts, everything=everything),
        advice=(f"After you have dealt with one: harvester alerts acknowledge {unacknowledged[0].id}",)
        if unacknowledged
        else (),
    )


@alerts.command("acknowledge", short_help="Acknowledge alerts.")
@click.argument("numbers", metavar="N...", nargs=-1, required=True, type=click.IntRange(min=1))
@reviewer_option_for("acknowledges them", "--person")
@click.pass_obj
def acknowledge(cli: CliContext, numbers: tuple[int, ...], person: str | None) -> CommandResult:
    """Acknowledge the alerts numbered N. They stay in the store with your name and the date, and are not raised again.

    \b
    Example:
      harvester alerts acknowledge 3 4 --reviewer "E. Baker"
    """
    from harvester.cli.views.review_status import show_acknowledgement

    with cli.open_review("alerts acknowledge") as review:
        done = review.acknowledge_alerts(numbers, person=sign(review, person))
    return CommandResult(document=done.to_json(), page=partial(show_acknowledgement, done))
