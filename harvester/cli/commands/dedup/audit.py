"""harvester dedup sample: judge a random sample of pairs blindly, and estimate the error rates."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from harvester.cli.commands.dedup.pairs import import_answers, person_option
from harvester.cli.context import CliContext
from harvester.cli.options import FILE, command, force_option
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import sign
from harvester.errors import UsageError


@command("sample", short_help="Audit: judge a random sample, estimate error rates.")
@click.argument("size", metavar="[N]", required=False, type=click.IntRange(min=1, max=10_000))
@click.option(
    "--seed", metavar="S", default=1, show_default=True, type=click.IntRange(min=0), help="Seed of the sample."
)
@click.option("--csv", "table", metavar="FILE", type=FILE, help="Write the open pairs to a table.")
@force_option
@click.option("--from", "answers", metavar="FILE", type=FILE, help="Import a filled-in table (CSV or Excel).")
@click.option("--report", "rates", is_flag=True, help="Show both error rates and a sentence for the methods section.")
@person_option
@click.pass_obj
def sample(
    cli: CliContext,
    size: int | None,
    seed: int,
    table: Path | None,
    answers: Path | None,
    rates: bool,  # noqa: FBT001 - click passes flags so
    person: str | None,
) -> CommandResult:
    """Draw N pairs at random [default: 100] from merged, unsure and separate pairs, stratified by outcome and
    probability, and judge them without seeing the outcome. Your judgements count like any other, and give an estimate
    of both error rates with its interval and a sentence for the methods section. An unfinished sample is continued; the
    same store and seed give the same sample.

    \b
    Example:
      harvester dedup sample 150 --seed 7
      harvester dedup sample --csv audit.csv
      harvester dedup sample --from audit.csv
      harvester dedup sample --report
    """
    if sum((table is not None, answers is not None, rates)) > 1:
        raise UsageError("Only one of --csv, --from and --report at a time.", hint="Use only one of these options.")
    if rates:
        return _report_audit(cli)
    if answers is not None:
        return import_answers(cli, answers, person)
    return _draw_sample(cli, size, seed, table, person)


def _report_audit(cli: CliContext) -> CommandResult:
    from harvester.cli.views.dedup import show_audit_report
    from harvester.workflow.dedup.audit import load_audit_report

    with cli.open_review() as review:
        audit_report = load_audit_report(review.context)
    return CommandResult(document=audit_report.to_json(), page=partial(show_audit_report, audit_report))


def _draw_sample(cli: CliContext, size: int | None, seed: int, table: Path | None, person: str | None) -> CommandResult:
    from harvester.cli.files import CSV_ENDINGS, check_ending, check_output, write_file
    from harvester.cli.interactive.terminal import is_interactive
    from harvester.cli.views.dedup import show_sample
    from harvester.workflow.dedup.audit import current_sample, unjudged_pairs
    from harvester.workflow.dedup.pair_table import write_pair_table
    from harvester.workflow.dedup.review_queue import view_pairs

    if table is not None:
        check_ending(table, CSV_ENDINGS)
        check_output(cli, table)
    with cli.open_review("dedup sample") as review:
        drawn_sample = current_sample(review.context, size, seed=seed)
        with review.context.store.read() as session:
            open_pairs = unjudged_pairs(session, drawn_sample)
        pairs = view_pairs(review.context, open_pairs) if table is not None or not is_interactive(cli) else ()
    if table is None and is_interactive(cli):
        return _review_sample(cli, person)
    file = "" if table is None else write_file(cli, table, write_pair_table(pairs, blind=True))
    document = {
        "sample": drawn_sample.id,
        "seed": drawn_sample.seed,
        "drawn": len(drawn_sample.pairs),
        "waiting": len(open_pairs),
        "pairs": [{"record_a": pair.left.name, "record_b": pair.right.name} for pair in pairs],
        "file": file or None,
    }
    return CommandResult(document=document, page=partial(show_sample, drawn_sample, pairs, file))


def _review_sample(cli: CliContext, person: str | None) -> CommandResult:
    from harvester.cli.interactive.pair_review import PairReview
    from harvester.cli.interactive.terminal import Terminal
    from harvester.cli.views.dedup import show_audit_report
    from harvester.workflow.dedup.audit import latest_sample, load_audit_report

    with cli.open_review("dedup sample", mode="r+") as review:
        pair_review = PairReview.of_sample(
            review, Terminal(), person=sign(review, person), sample=latest_sample(review.context)
        )
        pair_review.run()
        audit_report = load_audit_report(review.context)
    return CommandResult(document=audit_report.to_json(), page=partial(show_audit_report, audit_report))
