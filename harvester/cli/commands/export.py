"""harvester export."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import EXPORT_STAGES, FILE, FORMATS, TOOLS
from harvester.errors import UsageError


@command("export")
@click.argument("format_name", metavar="[FORMAT]", default="ris", type=click.Choice(FORMATS))
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Write to this file instead of the screen.")
@click.option(
    "--for", "tool", default="generic", type=click.Choice(TOOLS), help="Who is to read it [default: generic]."
)
@click.option("--new", "only_new", is_flag=True, help="Only what that tool was not handed before.")
@click.option("--stage", default="all", type=click.Choice(EXPORT_STAGES), help="Only what waits there [default: all].")
@click.option("--split", metavar="N", type=click.IntRange(min=1), help="At most N reports in a file: FILE-1, FILE-2 …")
@click.option("--list", "listed", is_flag=True, help="List the exports so far instead.")
@click.option("--again", metavar="N", type=int, help="Write export N once more, byte for byte (needs -o).")
@click.pass_obj
def export(  # noqa: PLR0913, PLR0917 - an argument for each option
    call: Call,
    format_name: str,
    output: Path | None,
    tool: str,
    only_new: bool,  # noqa: FBT001 - click passes flags so
    stage: str,
    split: int | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    again: int | None,
) -> Answer:
    """Hand reports over, one citation for each, as FORMAT ris (default), nbib, bibtex, endnote-xml, csv or jsonl. What
    was handed to whom is remembered: with --new a tool gets each report once.

    \b
    Example:
      harvester export ris --for rayyan --new --stage title-abstract -o to-screen.ris
    """
    from harvester.cli.desks import working
    from harvester.cli.pages.exports import show_exported
    from harvester.workflow.export import export

    if listed:
        return _list(call)
    if again is not None:
        return _again(call, again, output)
    with working(call, "export") as desk:
        done = export(desk, format_name, tool=tool, stage=stage, only_new=only_new, target=output, split=split)
    screen = output is None
    return Answer(
        document=done.to_json() | ({"content": done.content} if screen else {}),
        page=partial(show_exported, done, only_new=only_new),
        content=done.content.encode() if screen else None,
    )


def _list(call: Call) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.pages.exports import show_exports
    from harvester.workflow.export import past_exports

    with looking(call) as desk:
        past = past_exports(desk)
    return Answer(document={"exports": list(past)}, page=partial(show_exports, past))


def _again(call: Call, number: int, output: Path | None) -> Answer:
    from harvester.cli.desks import looking
    from harvester.workflow.export import again

    if output is None:
        raise UsageError(
            "--again writes a file, so it needs a name.", hint=f"harvester export --again {number} -o FILE"
        )
    with looking(call) as desk:
        size = again(desk, number, output)
    return Answer(
        document={"export": number, "file": str(output), "bytes": size},
        page=lambda paper: paper.line(f"Written: {output} ({size:,} bytes), exactly as export {number} was."),
    )
