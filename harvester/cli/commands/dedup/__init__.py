"""harvester dedup: judge what is not judged yet; look at pairs, decide them, take decisions back."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import group
from harvester.cli.commands.dedup.files import files
from harvester.cli.commands.dedup.judging import history, merge, split, undo
from harvester.cli.commands.dedup.looking import explain, links
from harvester.cli.commands.dedup.pairs import pairs


@group("dedup", invoke_without_command=True)
@click.pass_context
def dedup(context: click.Context) -> Answer | None:
    """Judge every record that de-duplication has not seen yet (update and import do it themselves), or, with a command,
    look at doubtful pairs, decide them and take decisions back. A person's word holds against every rule.

    A and B are records (pubmed:37344166), reports (R000123), or accession numbers alone.

    \b
    Example:
      harvester dedup
      harvester dedup pairs
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.cli.desks import working
    from harvester.cli.pages.pairs import show_deduplication
    from harvester.workflow.deduplicate import deduplicate

    with working(context.ensure_object(Call), "dedup") as desk:
        done = deduplicate(desk)
    return Answer(document=done.to_json(), page=partial(show_deduplication, done))


for _command in (files, pairs, explain, links, merge, split, undo, history):
    dedup.add_command(_command)
