"""harvester dedup: de-duplicate new records; review pairs, judge them, undo judgements."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.commands.dedup.audit import sample
from harvester.cli.commands.dedup.files import files
from harvester.cli.commands.dedup.judge import explain, history, links, merge, split, undo
from harvester.cli.commands.dedup.pairs import pairs
from harvester.cli.context import CliContext
from harvester.cli.options import group
from harvester.cli.result import CommandResult


@group("dedup", invoke_without_command=True)
@click.pass_context
def dedup(context: click.Context) -> CommandResult | None:
    """De-duplicate records that were not compared yet (update and import do so themselves) and show how many errors to
    expect; or, with a command, review pairs in doubt, judge them, and undo judgements. A person's judgement overrides
    every rule.

    A and B are records (pubmed:37344166), reports (R000123), or accession numbers alone.

    \b
    Example:
      harvester dedup
      harvester dedup pairs
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.cli.views.dedup import show_deduplication
    from harvester.workflow.dedup.sampling_frame import estimate_expected_errors

    with context.ensure_object(CliContext).open_review("dedup") as review:
        done = review.deduplicate()
        with review.context.store.read() as session:
            errors = estimate_expected_errors(session).to_json()
    document = {**done.to_json(), "expected_errors": errors}
    return CommandResult(document=document, page=partial(show_deduplication, done, errors))


for _command in (files, pairs, explain, links, merge, split, undo, history, sample):
    dedup.add_command(_command)
