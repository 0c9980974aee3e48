"""harvester dedup pairs: review the pairs in doubt, one by one or as a list."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, command, force_option
from harvester.cli.result import DONE, IN_PART, CommandResult
from harvester.cli.reviewer import reviewer_option_for, sign
from harvester.errors import UsageError

person_option = reviewer_option_for("judges", "--person")


@command("pairs", short_help="Review the pairs in doubt, one by one.")
@click.option("-n", "--limit", metavar="N", type=click.IntRange(min=1), help="At most N pairs [default: 20 in a list].")
@click.option("--list", "listed", is_flag=True, help="List them, even in a terminal.")
@click.option("--csv", "table", metavar="FILE", type=FILE, help="Write them to a table, to judge them elsewhere.")
@force_option
@click.option("--from", "answers", metavar="FILE", type=FILE, help="Import a filled-in table (CSV or Excel).")
@click.option("--again", is_flag=True, help="Include pairs that somebody was unsure about.")
@person_option
@click.pass_obj
def pairs(
    cli: CliContext,
    limit: int | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    table: Path | None,
    answers: Path | None,
    again: bool,  # noqa: FBT001 - click passes flags so
    person: str | None,
) -> CommandResult:
    """Review pairs of records that may be the same report, side by side. Each judgement is stored at once: you can quit
    and continue later. Without a terminal, the pairs are listed.

    The most informative pairs come first: those closest to even odds, with triple weight if the two reports have
    different decisions or one is included, double weight if one is still to be screened. Pairs judged different do not
    come back; pairs judged unsure do with --again.

    \b
    Example:
      harvester dedup pairs
      harvester dedup pairs --list --limit 5
      harvester dedup pairs --csv pairs.csv
      harvester dedup pairs --from pairs.csv
    """
    from harvester.cli.interactive.terminal import is_interactive

    if answers is not None:
        if table is not None:
            raise UsageError("Either --csv or --from.", hint="Use only one of these options.")
        return import_answers(cli, answers, person)
    if table is not None:
        return _write_pairs(cli, table, limit=limit, again=again)
    if not listed and is_interactive(cli):
        return _review_interactively(cli, person, limit=limit, again=again)
    from harvester.cli.views.dedup import show_pairs

    with cli.open_review() as review:
        queue = review.pairs_to_review(include_unsure=again)
    shown = queue if limit is None else queue[:limit]
    return CommandResult(
        document={"pairs": [pair.to_json() for pair in shown], "to_review": len(queue)},
        page=partial(show_pairs, queue, limit=limit or 20),
    )


def import_answers(cli: CliContext, table: Path, person: str | None) -> CommandResult:
    """Import a filled-in table of pairs."""
    from harvester.cli.views.dedup import show_table_import
    from harvester.workflow.dedup.pair_table import import_pair_table

    with cli.open_review("dedup pairs --from") as review:
        table_import = import_pair_table(review.context, table, person=sign(review, person))
    return CommandResult(
        document=table_import.to_json(),
        page=partial(show_table_import, table_import, verbose=cli.verbose),
        exit_code=IN_PART if table_import.wrong else DONE,
    )


def _write_pairs(cli: CliContext, table: Path, *, limit: int | None, again: bool) -> CommandResult:
    from harvester.cli.files import CSV_ENDINGS, check_ending, write_file
    from harvester.pluralise import count_noun
    from harvester.workflow.dedup.pair_table import write_pair_table

    check_ending(table, CSV_ENDINGS)
    with cli.open_review() as review:
        queue = review.pairs_to_review(include_unsure=again)[:limit]
    file = write_file(cli, table, write_pair_table(queue))
    return CommandResult(
        document={"file": file, "pairs": len(queue)},
        page=lambda writer: writer.line(f"{count_noun(len(queue), 'pair')} written: {file}"),
        advice=(f"Fill in the column verdict (same, different or unsure), then: harvester dedup pairs --from {file}",),
    )


def _review_interactively(cli: CliContext, person: str | None, *, limit: int | None, again: bool) -> CommandResult:
    from harvester.cli.interactive.pair_review import PairReview
    from harvester.cli.interactive.terminal import Terminal

    with cli.open_review("dedup pairs", mode="r+") as review:
        pair_review = PairReview.of_queue(
            review, Terminal(), person=sign(review, person), include_unsure=again, limit=limit
        )
        pair_review.run()
    return CommandResult(document=pair_review.to_json(), page=lambda writer: writer.line(pair_review.summary()))
