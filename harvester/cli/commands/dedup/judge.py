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
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.dedup.judge import JudgementResult

_note_option = click.option("--note", metavar="TEXT", default="", help="Why, for those who read the history.")


@command("merge", short_help="Decide that records or reports are one report.")
@click.argument("names", metavar="A B...", nargs=-1, required=True)
@person_option
@_note_option
@click.pass_obj
def merge(cli: CliContext, names: tuple[str, ...], person: str | None, note: str) -> CommandResult:
    """Decide that A, B and so on are one report: records, or reports with all their records. It gets the oldest
    number; the others still lead to it. Equal decisions become one; different ones are told, and the more inclusive
    holds until somebody settles it.

    \b
    Example:
      harvester dedup merge pubmed:37344166 embase:L2025123456
      harvester dedup merge R000012 R000340 --note "same trial report, translated"
    """
    from harvester.workflow.dedup.judge import merge_records

    return _judge(cli, "dedup merge", merge_records, names, person, note)


@command("split", short_help="Decide that records or reports are different.")
@click.argument("names", metavar="A [B]...", nargs=-1, required=True)
@person_option
@_note_option
@click.pass_obj
def split(cli: CliContext, names: tuple[str, ...], person: str | None, note: str) -> CommandResult:
    """Decide that A, B and so on are different reports. A report with records of it: these leave it. A report alone:
    each of its records becomes a report. Every part gets back the number and the decisions it had.

    \b
    Example:
      harvester dedup split pubmed:37344166 embase:L2025123456
      harvester dedup split R000012 embase:L2025123456
    """
    from harvester.workflow.dedup.judge import split_records

    return _judge(cli, "dedup split", split_records, names, person, note)


@command("undo", short_help="Take judgements of people back.")
@click.argument("names", metavar="[J12]...", nargs=-1)
@click.option("--last", metavar="N", type=click.IntRange(min=1), help="Take back the last N [default: 1].")
@person_option
@_note_option
@click.pass_obj
def undo(cli: CliContext, names: tuple[str, ...], last: int | None, person: str | None, note: str) -> CommandResult:
    """Take back what a person said last, or the judgements named (history names them); what held before holds again.
    What was said in one go, such as a table of answers, is taken back in one go. Nothing is deleted.

    \b
    Example:
      harvester dedup undo
      harvester dedup undo J12 J15
    """
    from harvester.cli.options import current_user
    from harvester.workflow.dedup.history import undo_judgements

    if names and last:
        raise UsageError("Either judgements by name, or --last.", hint="Leave one of them away.")
    with cli.open_review("dedup undo") as review:
        return _judgement_result(
            undo_judgements(review.context, names, last=last or 1, person=person or current_user(), note=note)
        )


@command("history", short_help="Everything that was ever judged, and by whom.")
@click.argument("name", metavar="[RECORD|REPORT]", required=False)
@click.option("--all", "everything", is_flag=True, help="What the rules judged too, where no name is given.")
@click.option("-n", "--limit", metavar="N", default=50, type=click.IntRange(min=1), help="The last N [default: 50].")
@click.pass_obj
def history(cli: CliContext, name: str | None, everything: bool, limit: int) -> CommandResult:  # noqa: FBT001 - click passes flags so
    """Every judgement about a record or a report, by rules and by people, with who, when and why, and what was taken
    back by what. Without a name: everything people ever said.

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
    from harvester.cli.options import current_user

    with cli.open_review(command_name) as review:
        return _judgement_result(decide(review.context, names, person=person or current_user(), note=note))


def _judgement_result(judgement: JudgementResult) -> CommandResult:
    from harvester.cli.views.dedup import show_judgement

    return CommandResult(document=judgement.to_json(), page=partial(show_judgement, judgement))


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
    from harvester.cli.views.dedup import show_explanation

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
    from harvester.cli.views.dedup import show_links
    from harvester.workflow.dedup.explain import list_relations

    with cli.open_review() as review:
        related = list_relations(review.context)
    return CommandResult(
        document={"links": [relation.to_json() for relation in related]}, page=partial(show_links, related)
    )
