"""harvester dedup: judge what is not judged yet; look at pairs, decide them, take decisions back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from harvester.cli.answer import DONE, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import group
from harvester.cli.options import FILE

if TYPE_CHECKING:
    from harvester.workflow.judge import Verdict
    from harvester.workflow.standalone import Unique

_PERSON = click.option("--person", metavar="NAME", help="Who decides [default: the name you are logged in with].")


@group("dedup", invoke_without_command=True)
@click.pass_context
def dedup(context: click.Context) -> Answer | None:
    """Judge every record that de-duplication has not seen yet (update and import do it themselves), or, with a command,
    look at doubtful pairs, decide them and take decisions back. A person's word holds against every rule.

    A and B are records (pubmed:37344166), reports (R000123), or accession numbers alone.

    \b
    Example:
      harvester dedup
      harvester dedup pairs
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.cli.desks import working
    from harvester.cli.pages.pairs import show_deduplication
    from harvester.workflow.deduplicate import deduplicate

    with working(context.ensure_object(Call), "dedup") as desk:
        done = deduplicate(desk)
    return Answer(document=done.to_json(), page=partial(show_deduplication, done))


@dedup.command("files", short_help="De-duplicate export files by themselves.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option(
    "-o", "--output", metavar="OUT", type=FILE, help="Unique records: .ris, .nbib, .bib, .xml, .csv or .jsonl."
)
@click.option("--clusters", metavar="CSV", type=FILE, help="Which input record belongs to which cluster.")
@click.option("--pairs", metavar="CSV", type=FILE, help="Every pair judged, with its explanation.")
@click.pass_obj
def files(
    call: Call, files: tuple[Path, ...], output: Path | None, clusters: Path | None, pairs: Path | None
) -> Answer:
    """De-duplicate export files by themselves: any files in, unique records out; no review is needed.

    \b
    Example:
      harvester dedup files pubmed.nbib embase.ris -o unique.ris --pairs pairs.csv
    """
    from harvester.cli.files import expanded, write_file
    from harvester.cli.pages.pairs import show_unique
    from harvester.cli.progress import shown
    from harvester.workflow.standalone import clusters_csv, output_format, pairs_csv, unique_records, unique_text

    if output is not None:
        output_format(output)
    with shown(call) as progress:
        unique = unique_records(expanded(files), progress=progress)
    texts: list[tuple[Path | None, Callable[[Unique], str]]] = [(clusters, clusters_csv), (pairs, pairs_csv)]
    if output is not None:
        texts.append((output, partial(unique_text, target=output)))
    written = [write_file(target, text_of(unique).encode()) for target, text_of in texts if target is not None]
    return Answer(
        document=unique.to_json(),
        page=partial(show_unique, unique, written, verbose=call.verbose),
        exit_code=IN_PART if unique.in_part else DONE,
    )


@dedup.command("pairs", short_help="List the pairs to look at, side by side.")
@click.option("-n", "--limit", metavar="N", default=20, type=click.IntRange(min=1), help="Show so many [default: 20].")
@click.pass_obj
def pairs(call: Call, limit: int) -> Answer:
    """List the pairs a person should look at, side by side, the least certain first.

    \b
    Example:
      harvester dedup pairs --limit 5
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.pairs import show_pairs
    from harvester.workflow.judge import doubtful_pairs

    with looking(call) as desk:
        found = doubtful_pairs(desk)
    return Answer(document={"pairs": [pair.to_json() for pair in found]}, page=partial(show_pairs, found, most=limit))


@dedup.command("explain", short_help="Why A and B are, or are not, one report.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.pass_obj
def explain(call: Call, one: str, other: str) -> Answer:
    """Why A and B are, or are not, one report: a sentence for each field with its weight, and every judgement made.

    \b
    Example:
      harvester dedup explain pubmed:37344166 embase:L2025123456
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.pairs import show_explained
    from harvester.workflow.judge import explain

    with looking(call) as desk:
        told = explain(desk, one, other)
    return Answer(document=told.to_json(), page=partial(show_explained, told))


@dedup.command("merge", short_help="Decide that A and B are one report.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_PERSON
@click.pass_obj
def merge(call: Call, one: str, other: str, person: str | None) -> Answer:
    """Decide that A and B are one report.

    \b
    Example:
      harvester dedup merge pubmed:37344166 embase:L2025123456
    """
    return _decided(call, one, other, "duplicate", person=person)


@dedup.command("split", short_help="Decide that A and B are different reports.")
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@_PERSON
@click.pass_obj
def split(call: Call, one: str, other: str, person: str | None) -> Answer:
    """Decide that A and B are different reports.

    \b
    Example:
      harvester dedup split pubmed:37344166 embase:L2025123456
    """
    return _decided(call, one, other, "distinct", person=person)


@dedup.command("undo", short_help="Take the last decision of a person back.")
@click.pass_obj
def undo(call: Call) -> Answer:
    """Take back the last decision of a person about a pair; what held before holds again.

    \b
    Example:
      harvester dedup undo
    """
    from harvester.cli.desks import working
    from harvester.workflow.judge import undo

    with working(call, "dedup undo") as desk:
        return _verdict(undo(desk))


def _decided(
    call: Call, one: str, other: str, verdict: Literal["duplicate", "distinct"], *, person: str | None
) -> Answer:
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.workflow.judge import decide

    with working(call, f"dedup ({verdict})") as desk:
        return _verdict(decide(desk, one, other, verdict, person=person or user()))


def _verdict(verdict: Verdict) -> Answer:
    return Answer(document=verdict.to_json(), page=lambda paper: paper.line(verdict.sentence))
