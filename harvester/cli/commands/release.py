"""harvester release."""

from __future__ import annotations

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command


@command("release")
@click.argument("name", metavar="NAME")
@click.option("--allow-pending", is_flag=True, help="Release although reports wait; the next version screens them.")
@click.pass_obj
def release(call: Call, name: str, allow_pending: bool) -> Answer:  # noqa: FBT001 - click passes flags so
    """Freeze the review as version NAME: its flow, what it includes, which searches it covers. From then on the flow is
    that of an updated review.

    \b
    Example:
      harvester release v1
    """
    from harvester.cli.desks import working
    from harvester.workflow.release import release

    with working(call, "release") as desk:
        done = release(desk, name, allow_pending=allow_pending)
    carried = f"; {done.unfinished} reports are carried over to the next version" if done.unfinished else ""
    said = f"Released {done.name}: {done.included} reports included{carried}."
    return Answer(
        document=done.to_json(),
        page=lambda paper: paper.line(said),
        advice=(f"Its flow, as it stands now and for good: harvester prisma --release {name}",),
    )
