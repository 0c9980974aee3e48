"""harvester release."""

from __future__ import annotations

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult


@command("release")
@click.argument("name", metavar="NAME")
@click.option(
    "--allow-pending", is_flag=True, help="Release although reports are pending; the next version screens them."
)
@click.pass_obj
def release(cli: CliContext, name: str, allow_pending: bool) -> CommandResult:  # noqa: FBT001 - click passes flags so
    """Freeze the review as version NAME: its flow, its included reports, the searches it covers. From then on, the flow
    is that of an updated review.

    \b
    Example:
      harvester release v1
    """

    with cli.open_review("release") as review:
        released = review.release(name, allow_pending=allow_pending)
    carried = f"; {released.unfinished} reports are carried over to the next version" if released.unfinished else ""
    sentence = f"Released {released.name}: {released.included} reports included{carried}."
    return CommandResult(
        document=released.to_json(),
        page=lambda writer: writer.line(sentence),
        advice=(f"Its flow, which never changes: harvester prisma --release {name}",),
    )
