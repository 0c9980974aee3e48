"""harvester dedup sample: a random sample of pairs, judged blindly, and what the answers say of the error rates."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.commands.dedup.pairs import answers_of, person
from harvester.cli.options import FILE
from harvester.errors import UsageError


@command("sample", short_help="Audit: judge a random sample, get error rates.")
@click.argument("size", metavar="[N]", required=False, type=click.IntRange(min=1, max=10_000))
@click.option("--seed", metavar="S", default=1, show_default=True, type=click.IntRange(min=0), help="Draws the sample.")
@click.option("--csv", "table", metavar="FILE", type=FILE, help="Write the pairs that wait to a table.")
@click.option("--from", "answers", metavar="FILE", type=FILE, help="Take a filled-in table back (CSV or Excel).")
@click.option("--report", "told", is_flag=True, help="What the answers say: both error rates and a sentence to print.")
@person
@click.pass_obj
def sample(
    call: Call,
    size: int | None,
    seed: int,
    table: Path | None,
    answers: Path | None,
    told: bool,  # noqa: FBT001 - click passes flags so
    person: str | None,
) -> Answer:
    """Draw N pairs at random [default: 100] from what was merged, left in doubt and kept apart, by decision and
    probability, and judge them without sight of the decision. The answers hold like any other, and give an estimate of
    both error rates with its interval and a sentence for the methods section. Begun samples are gone on with; the same
    store and seed give the same sample.

    \b
    Example:
      harvester dedup sample 150 --seed 7
      harvester dedup sample --csv audit.csv
      harvester dedup sample --from audit.csv
      harvester dedup sample --report
    """
    if sum((table is not None, answers is not None, told)) > 1:
        raise UsageError("Only one of --csv, --from and --report at a time.", hint="Leave the others away.")
    if told:
        return _reported(call)
    if answers is not None:
        return answers_of(call, answers, person)
    return _drawn(call, size, seed, table, person)


def _reported(call: Call) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.pages.audits import show_audit
    from harvester.workflow.audit import report

    with looking(call) as desk:
        found = report(desk)
    return Answer(document=found.to_json(), page=partial(show_audit, found))


def _drawn(call: Call, size: int | None, seed: int, table: Path | None, person: str | None) -> Answer:
    from harvester.cli.desks import working
    from harvester.cli.files import write_file
    from harvester.cli.pages.audits import show_sample
    from harvester.cli.screen import is_conversation
    from harvester.workflow.answers import pairs_table
    from harvester.workflow.audit import current, waiting
    from harvester.workflow.doubt import pair_views

    with working(call, "dedup sample") as desk:
        drawn = current(desk, size, seed=seed)
        with desk.store.read() as session:
            waits = waiting(session, drawn)
        pairs = pair_views(desk, waits) if table is not None or not is_conversation(call) else ()
    if table is None and is_conversation(call):
        return _asked(call, person)
    written = "" if table is None else write_file(table, pairs_table(pairs, blind=True))
    document = {
        "sample": drawn.id,
        "seed": drawn.seed,
        "drawn": len(drawn.pairs),
        "waiting": len(waits),
        "pairs": [{"record_a": pair.left.name, "record_b": pair.right.name} for pair in pairs],
        "file": written or None,
    }
    return Answer(document=document, page=partial(show_sample, drawn, pairs, written))


def _asked(call: Call, person: str | None) -> Answer:
    from harvester.cli.bench import Sampled
    from harvester.cli.files import user
    from harvester.cli.interview import Interview
    from harvester.cli.pages.audits import show_audit
    from harvester.cli.screen import Screen
    from harvester.workflow.audit import last, report
    from harvester.workflow.desk import opened

    with opened(call.folder()) as desk:
        interview = Interview(Sampled(desk, person=person or user(), drawn=last(desk)), Screen())
        interview.run()
        found = report(desk)
    return Answer(document=found.to_json(), page=partial(show_audit, found))
