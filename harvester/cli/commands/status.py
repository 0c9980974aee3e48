"""harvester status."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult


@command("status")
@click.pass_obj
def status(cli: CliContext) -> CommandResult:
    """Show the searches with their last runs, the number of records and reports, and the open tasks.

    \b
    Example:
      harvester --review my-review status
    """
    from harvester.cli.views.review_status import advise_on_status, show_status

    with cli.open_review() as review:
        review_status = review.status()
    return CommandResult(
        document=review_status.to_json(),
        page=partial(show_status, review_status),
        advice=advise_on_status(review_status),
    )
