"""harvester dedup pairs: the doubtful pairs, one by one or as a list."""

from __future__ import annotations

from functools import partial

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command

person = click.option("--person", metavar="NAME", help="Who decides [default: the name you are logged in with].")


@command("pairs", short_help="Go through the doubtful pairs, one by one.")
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="So many at most [default: 20 in a list].")
@click.option("--list", "listed", is_flag=True, help="List them, even in a terminal.")
@click.option("--again", is_flag=True, help="Ask about those too that somebody was unsure of.")
@person
@click.pass_obj
def pairs(
    call: Call,
    limit: int | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    again: bool,  # noqa: FBT001 - click passes flags so
    person: str | None,
) -> Answer:
    """Go through the pairs of records that may be one report, side by side. Each answer is stored at once, so that you
    may quit and go on later. Where there is no terminal, they are listed.

    The most informative come first: the nearest to fifty-fifty, weighed threefold where two reports were decided
    differently or one is included, twofold where one still waits for screening. Pairs told apart never come back; those
    somebody was unsure of do with --again.

    \b
    Example:
      harvester dedup pairs
      harvester dedup pairs --list --limit 5
    """
    from harvester.cli.screen import is_conversation

    if not listed and is_conversation(call):
        return _asked(call, person, limit=limit, again=again)
    from harvester.cli.desks import looking
    from harvester.cli.pages.pairs import show_pairs
    from harvester.workflow.doubt import doubtful_pairs

    with looking(call) as desk:
        found = doubtful_pairs(desk, again=again)
    shown = found if limit is None else found[:limit]
    return Answer(
        document={"pairs": [pair.to_json() for pair in shown], "to_review": len(found)},
        page=partial(show_pairs, found, most=limit or 20),
    )


def _asked(call: Call, person: str | None, *, limit: int | None, again: bool) -> Answer:
    from harvester.cli.bench import Doubts
    from harvester.cli.files import user
    from harvester.cli.interview import Interview
    from harvester.cli.screen import Screen
    from harvester.workflow.desk import opened

    with opened(call.folder()) as desk:
        interview = Interview(Doubts(desk, person=person or user(), again=again, limit=limit), Screen())
        interview.run()
    return Answer(document=interview.to_json(), page=lambda paper: paper.line(interview.summary()))
