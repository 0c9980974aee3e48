"""harvester dedup pairs: the doubtful pairs, one by one or as a list."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from harvester.cli.answer import DONE, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import FILE
from harvester.errors import UsageError

person = click.option("--person", metavar="NAME", help="Who decides [default: the name you are logged in with].")


@command("pairs", short_help="Go through the doubtful pairs, one by one.")
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="So many at most [default: 20 in a list].")
@click.option("--list", "listed", is_flag=True, help="List them, even in a terminal.")
@click.option("--csv", "table", metavar="FILE", type=FILE, help="Write them to a table, to be judged elsewhere.")
@click.option("--from", "answers", metavar="FILE", type=FILE, help="Take a filled-in table back (CSV or Excel).")
@click.option("--again", is_flag=True, help="Ask about those too that somebody was unsure of.")
@person
@click.pass_obj
def pairs(
    call: Call,
    limit: int | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    table: Path | None,
    answers: Path | None,
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
      harvester dedup pairs --csv pairs.csv
      harvester dedup pairs --from pairs.csv
    """
    from harvester.cli.screen import is_conversation

    if answers is not None:
        if table is not None:
            raise UsageError("Either --csv or --from.", hint="Leave one of them away.")
        return answers_of(call, answers, person)
    if table is not None:
        return _written(call, table, limit=limit, again=again)
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


def answers_of(call: Call, table: Path, person: str | None) -> Answer:
    """Take a filled-in table of pairs back."""
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.cli.pages.audits import show_taken
    from harvester.workflow.answers import take_answers

    with working(call, "dedup pairs --from") as desk:
        taken = take_answers(desk, table, person=person or user())
    return Answer(
        document=taken.to_json(),
        page=partial(show_taken, taken, verbose=call.verbose),
        exit_code=IN_PART if taken.wrong else DONE,
    )


def _written(call: Call, table: Path, *, limit: int | None, again: bool) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.pages.words import counted
    from harvester.workflow.answers import pairs_table
    from harvester.workflow.doubt import doubtful_pairs

    with looking(call) as desk:
        found = doubtful_pairs(desk, again=again)[:limit]
    written = write_file(table, pairs_table(found))
    return Answer(
        document={"file": written, "pairs": len(found)},
        page=lambda paper: paper.line(f"{counted(len(found), 'pair')} written: {written}"),
        advice=(
            f"Fill in the column verdict (same, different or unsure), then: harvester dedup pairs --from {written}",
        ),
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
