"""harvester alerts: what must be known about reports already screened, until somebody acknowledges it."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import group


@group("alerts", invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="List those that were acknowledged too.")
@click.pass_context
def alerts(context: click.Context, everything: bool) -> Answer | None:  # noqa: FBT001 - click passes flags so
    """List what became known about reports already screened and nobody has acknowledged: retractions, expressions of
    concern, errata, newer versions, preprints that were published, changes of content. An update raises each once.

    \b
    Example:
      harvester alerts
      harvester alerts acknowledge 3 4
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.cli.desks import looking
    from harvester.cli.pages.alerts import show_alerts
    from harvester.workflow.alerts import listed

    with looking(context.ensure_object(Call)) as desk:
        found = listed(desk, everything=everything)
    still = [alert for alert in found if alert.acknowledged_at is None]
    return Answer(
        document={"alerts": [alert.to_json() for alert in found]},
        page=partial(show_alerts, found, everything=everything),
        advice=(f"Once you have looked into one: harvester alerts acknowledge {still[0].id}",) if still else (),
    )


@alerts.command("acknowledge", short_help="Note that you know of alerts.")
@click.argument("numbers", metavar="N...", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--person", metavar="NAME", help="Who knows of them [default: the name you are logged in with].")
@click.pass_obj
def acknowledge(call: Call, numbers: tuple[int, ...], person: str | None) -> Answer:
    """Note that you know of the alerts numbered N. They stay in the store with your name and the day, and are never
    raised again.

    \b
    Example:
      harvester alerts acknowledge 3 4 --person "E. Baker"
    """
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.cli.pages.alerts import show_acknowledged
    from harvester.workflow.alerts import acknowledge

    with working(call, "alerts acknowledge") as desk:
        done = acknowledge(desk, numbers, person=user() if person is None else person)
    return Answer(document=done.to_json(), page=partial(show_acknowledged, done))
