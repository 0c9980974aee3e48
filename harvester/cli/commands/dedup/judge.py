"""harvester dedup merge, split, undo, history, explain and links: judgements of people, and explanations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from harvester.cli.commands.dedup.pairs import person_option
from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import sign
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.dedup.judge import JudgementResult

_note_option = click.option("--note", metavar="TEXT", default="", help="Why; shown in the history.")


@command("merge", short_help="Judge that records or reports are the same report.")
@click.argument("names", metavar="A B...", nargs=-1, required=True)
@person_option
@_note_option
@click.pass_obj
def merge(cli: CliContext, names: tuple[str, ...], person: str | None, note: str) -> CommandResult:
    """Judge that A, B and so on are the same report: records, or reports with all their records. The report gets the
    oldest number; the other numbers still lead to it. Conflicting screening decisions are listed, and the more
    inclusive one holds until somebody resolves the conflict.

    \b
    Example:
      harvester dedup merge pubmed:37344166 embase:L2025123456
      harvester dedup merge R000012 R000340 --note "same trial report, translated"
    """
    from harvester.workflow.dedup.judge import merge_records

    return _judge(cli, "dedup merge", merge_records, names, person, note)


@command("split", short_help="Judge that records or reports are different reports.")
@click.argument("names", metavar="A [B]...", nargs=-1, required=True)
@person_option
@_note_option
@click.pass_obj
def split(cli: CliContext, names: tuple[str, ...], person: str | None, note: str) -> CommandResult:
    """Judge that A, B and so on are different reports. A report with some of its records: these records leave it. A
    report alone: each of its records becomes a report. Every part gets its former number and decisions back.

    \b
    Example:
      harvester dedup split pubmed:37344166 embase:L2025123456
      harvester dedup split R000012 embase:L2025123456
    """
    from harvester.workflow.dedup.judge import split_records

    return _judge(cli, "dedup split", split_records, names, person, note)


@command("undo", short_help="Undo judgements of people.")
@click.argument("names", metavar="[J12]...", nargs=-1)
@click.option("--last", metavar="N", type=click.IntRange(min=1), help="Undo the last N [default: 1].")
@person_option
@_note_option
@click.pass_obj
def undo(cli: CliContext, names: tuple[str, ...], last: int | None, person: str | None, note: str) -> CommandResult:
    """Undo the latest judgement of a person, or the judgements named (see history); earlier judgements apply again.
    Judgements that were stored together, such as those of a table, are undone together. Nothing is deleted.

    \b
    Example:
      harvester dedup undo
      harvester dedup undo J12 J15
    """
    from harvester.workflow.dedup.history import undo_judgements

    if names and last:
        raise UsageError("Either judgements by name, or --last.", hint="Use only one of these options.")
    with cli.open_review("dedup undo") as review:
        return _judgement_result(
            undo_judgements(review.context, names, last=last or 1, person=sign(review, person), note=note)
        )


@command("history", short_help="List all judgements, and by whom.")
@click.argument("name", metavar="[RECORD|REPORT]", required=False)
@click.option("--all", "everything", is_flag=True, help="Without a name: judgements by rules as well.")
@click.option("-n", "--limit", metavar="N", default=50, type=click.IntRange(min=1), help="The last N [default: 50].")
@click.pass_obj
def history(cli: CliContext, name: str | None, everything: bool, limit: int) -> CommandResult:  # noqa: FBT001 - click passes flags so
    """List every judgement about a record or a report, by rules and by people, with who, when, why, and what undid it.
    Without a name: all judgements of people.

    \b
    Example:
      harvester dedup history
      harvester dedup history R000012
    """
    from harvester.cli.views.dedup import show_history
    from harvester.workflow.dedup.history import list_judgements

    with cli.open_review() as review:
        events = list_judgements(review.context, name, rules=everything)
    document = {"judgements": [event.to_json() for event in events]}
    return CommandResult(document=document, page=partial(show_history, events, most=limit))


def _judge(
    cli: CliContext,
    command_name: str,
    decide: Callable[..., JudgementResult],
    names: tuple[str, ...],
    person: str | None,
    note: str,
) -> CommandResult:

    with cli.open_review(command_name) as review:
        return _judgement_result(decide(review.context, names, person=sign(review, person), note=note))


def _judgement_result(judgement: JudgementResult) -> CommandResult:
    from harvester.cli.views.dedup import show_judgement

    return CommandResult(document=judgement.to_json(), page=partial(show_judgement, judgement))


@command("explain", short_help="Explain why A and B are, or are not, the same report.")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.pass_obj
def explain(cli: CliContext, left: str, right: str) -> CommandResult:
    """Explain why A and B are, or are not, the same report, whether or not they were ever compared: a sentence for each
    field with its weight, all judgements, and, within one report, the chain of judgements that links them. For two
    reports, all pairs of their records are listed. Links between them (preprint, erratum, comment …) are shown.

    \b
    Example:
      harvester dedup explain pubmed:37344166 embase:L2025123456
      harvester dedup explain R000012 R000340
    """
    from harvester.cli.views.dedup import show_explanation

    with cli.open_review() as review:
        explained = review.explain(left, right)
    return CommandResult(document=explained.to_json(), page=partial(show_explanation, explained))


@command("links", short_help="Related reports that are not duplicates.")
@click.pass_obj
def links(cli: CliContext) -> CommandResult:
    """List related reports that are not the same report: preprint and article, erratum, comment, retraction, update,
    protocol, conference abstract, part or version. Each link is given by a source (PubMed links its records) or was
    found by comparing records. Linked reports are never merged.

    \b
    Example:
      harvester dedup links
    """
    from harvester.cli.views.dedup import show_links
    from harvester.workflow.dedup.explain import list_relations

    with cli.open_review() as review:
        related = list_relations(review.context)
    return CommandResult(
        document={"links": [relation.to_json() for relation in related]}, page=partial(show_links, related)
    )
