"""harvester dedup explain and links: why two reports are, or are not, one, and what they are to each other."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.click_extensions import command
from harvester.cli.context import CliContext
from harvester.cli.result import CommandResult


@command("explain", short_help="Why A and B are, or are not, one report.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.pass_obj
def explain(cli: CliContext, one: str, other: str) -> CommandResult:
    """Why A and B are, or are not, one report, whether or not they were ever compared: a sentence for each field with
    its weight, every judgement made, and, within one report, the chain of judgements that links them. Of two reports
    all pairs of their records are listed. Links between them (preprint, erratum, comment …) are told; they never merge.

    \b
    Example:
      harvester dedup explain pubmed:37344166 embase:L2025123456
      harvester dedup explain R000012 R000340
    """
    from harvester.cli.views.pair_explanation import show_explanation

    with cli.open_review() as review:
        explained = review.explain(one, other)
    return CommandResult(document=explained.to_json(), page=partial(show_explanation, explained))


@command("links", short_help="Related reports that are not duplicates.")
@click.pass_obj
def links(cli: CliContext) -> CommandResult:
    """List what reports are to each other without being one report: preprint and article, erratum, comment, retraction,
    update, protocol, conference abstract, part or version. Each is said by a source (PubMed links its records), or was
    found by comparing the records. They are shown, and never merged.

    \b
    Example:
      harvester dedup links
    """
    from harvester.cli.views.pair_explanation import show_links
    from harvester.workflow.dedup.explain import list_relations

    with cli.open_review() as review:
        related = list_relations(review.context)
    return CommandResult(
        document={"links": [relation.to_json() for relation in related]}, page=partial(show_links, related)
    )
