"""harvester dedup explain and links: why two reports are, or are not, one, and what they are to each other."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command


@command("explain", short_help="Why A and B are, or are not, one report.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.pass_obj
def explain(call: Call, one: str, other: str) -> Answer:
    """Why A and B are, or are not, one report, whether or not they were ever compared: a sentence for each field with
    its weight, every judgement made, and, within one report, the chain of judgements that links them. Of two reports
    all pairs of their records are listed. Links between them (preprint, erratum, comment …) are told; they never merge.

    \b
    Example:
      harvester dedup explain pubmed:37344166 embase:L2025123456
      harvester dedup explain R000012 R000340
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.explained import show_explained
    from harvester.workflow.explain import explain

    with looking(call) as desk:
        told = explain(desk, one, other)
    return Answer(document=told.to_json(), page=partial(show_explained, told))


@command("links", short_help="Related reports that are not duplicates.")
@click.pass_obj
def links(call: Call) -> Answer:
    """List what reports are to each other without being one report: preprint and article, erratum, comment, retraction,
    update, protocol, conference abstract, part or version. Each is said by a source (PubMed links its records), or was
    found by comparing the records. They are shown, and never merged.

    \b
    Example:
      harvester dedup links
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.explained import show_links
    from harvester.workflow.relations import relations

    with looking(call) as desk:
        found = relations(desk)
    return Answer(document={"links": [each.to_json() for each in found]}, page=partial(show_links, found))
