"""harvester history: everything that was stored, with its numbers."""

from __future__ import annotations

from datetime import date

import click

from harvester.cli.context import CliContext
from harvester.cli.options import EVENT_KINDS, DateType, command
from harvester.cli.result import CommandResult


@command("history")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(EVENT_KINDS), help="Only this kind; repeatable.")
@click.option("--reviewer", metavar="NAME", help="Only what this person stored.")
@click.option("--since", metavar="DATE", type=DateType(), help="Only from this day on (UTC).")
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="Only the latest N.")
@click.pass_obj
def history(
    cli: CliContext, kinds: tuple[str, ...], reviewer: str | None, since: date | None, limit: int | None
) -> CommandResult:
    """List all events, the newest last: what was stored, when, by whom, with the number that harvester undo takes. What
    was undone is marked.

    \b
    Example:
      harvester history --limit 20
      harvester history --kind decision --reviewer Ann
    """
    from harvester.cli.output import print_lines
    from harvester.cli.views.history import history_lines
    from harvester.events import EventKind
    from harvester.workflow.history.list_events import EventFilter, iterate_history

    wanted = EventFilter(kinds=tuple(map(EventKind, kinds)) or None, person=reviewer, since=since, limit=limit)
    with cli.open_review() as review:
        events = iterate_history(review.context, wanted)
        if cli.as_json:
            return CommandResult(document={"events": [event.to_json() for event in events]})
        print_lines(history_lines(events))
    return CommandResult(document={})
