"""harvester status."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command


@command("status")
@click.pass_obj
def status(call: Call) -> Answer:
    """How the review stands: its searches with their last runs, records and reports, and what waits for whom.

    \b
    Example:
      harvester --review my-review status
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.review import advice_for, show_status
    from harvester.workflow.status import status

    with looking(call) as desk:
        found = status(desk)
    return Answer(document=found.to_json(), page=partial(show_status, found), advice=advice_for(found))
