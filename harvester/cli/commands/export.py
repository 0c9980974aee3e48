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
@click.option("--changed", is_flag=True, help="Only what changed since that tool was handed it; with --new: either.")
@click.option("--split", metavar="N", type=click.IntRange(min=1), help="At most N reports in a file: FILE-1, FILE-2 …")
@click.option("--per-source/--one-file", "by_source", default=None, help="A file for each search [Covidence: so].")
@click.option("--crlf", is_flag=True, help="RIS with line ends of Windows.")
@click.option("--bom", is_flag=True, help="RIS with a byte order mark in front.")
@click.option("--excel", is_flag=True, help="CSV that Excel opens with its accents.")
@click.option(
    "--list",
    "listed",
    metavar="[N]",
    type=int,
    is_flag=False,
    flag_value=0,
    help="List the exports so far instead, or the reports of export N.",
)
@click.option("--again", metavar="N", type=int, help="Write export N once more, byte for byte (needs -o).")
@click.pass_obj
def export(  # noqa: PLR0913, PLR0917 - an argument for each option
    call: Call,
    format_name: str,
    output: Path | None,
    tool: str,
    only_new: bool,  # noqa: FBT001 - click passes flags so
    stage: str,
    changed: bool,  # noqa: FBT001 - click passes flags so
    split: int | None,
    by_source: bool | None,  # noqa: FBT001 - click passes flags so
    crlf: bool,  # noqa: FBT001 - click passes flags so
    bom: bool,  # noqa: FBT001 - click passes flags so
    excel: bool,  # noqa: FBT001 - click passes flags so
    listed: int | None,
    again: int | None,
) -> Answer:
    """Hand reports over, one citation for each, as FORMAT ris (default), nbib, bibtex, endnote-xml, csv or jsonl. What
    was handed to whom is remembered: with --new a tool gets each report once. Files are as large as the tool takes
    them; Covidence gets one for each search, a report in that of the first search in review.toml that found it.

    \b
    Example:
      harvester export ris --for rayyan --new --stage title-abstract -o to-screen.ris
      harvester export csv --excel --stage included -o included.csv
    """
    from harvester.cli.desks import working
    from harvester.cli.pages.exports import show_exported
    from harvester.workflow.export import Manner, export

    if listed is not None:
        return _list(call) if listed == 0 else _list_reports(call, listed)
    if again is not None:
        return _again(call, again, output)
    with working(call, "export") as desk:
        manner = Manner(changed=changed, by_source=by_source, crlf=crlf, bom=bom, excel=excel)
        done = export(
            desk, format_name, tool=tool, stage=stage, only_new=only_new, target=output, split=split, manner=manner
        )
    screen = output is None
    return Answer(
        document=done.to_json() | ({"content": done.content} if screen else {}),
        page=partial(show_exported, done, only_some=only_new or changed),
        advice=done.warnings,
        content=done.content.encode() if screen else None,
    )


def _list(call: Call) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.pages.exports import show_exports
    from harvester.workflow.export import past_exports

    with looking(call) as desk:
        past = past_exports(desk)
    return Answer(document={"exports": list(past)}, page=partial(show_exports, past))


def _list_reports(call: Call, number: int) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.pages.exports import show_reports_of_export
    from harvester.workflow.export import reports_of_export

    with looking(call) as desk:
        past, held = reports_of_export(desk, number)
    return Answer(document={**past, "held": list(held)}, page=partial(show_reports_of_export, past, held))


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
