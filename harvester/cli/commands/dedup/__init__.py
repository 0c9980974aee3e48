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
from harvester.cli.commands.dedup.sampling import sample


@group("dedup", invoke_without_command=True)
@click.pass_context
def dedup(context: click.Context) -> Answer | None:
    """Judge every record that de-duplication has not seen yet (update and import do it themselves) and tell how many
    errors are to be expected; or, with a command, look at doubtful pairs, decide them and take decisions back. A
    person's word holds against every rule.

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
    from harvester.workflow.expect import expected_errors

    with working(context.ensure_object(Call), "dedup") as desk:
        done = deduplicate(desk)
        with desk.store.read() as session:
            errors = expected_errors(session).to_json()
    document = {**done.to_json(), "expected_errors": errors}
    return Answer(document=document, page=partial(show_deduplication, done, errors))


for _command in (files, pairs, explain, links, merge, split, undo, history, sample):
    dedup.add_command(_command)
