"""harvester export."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

import click

from harvester.cli.context import CliContext
from harvester.cli.options import EXPORT_STAGES, FORMATS, TOOLS, command, output_option
from harvester.cli.result import CommandResult
from harvester.errors import UsageError

FORMAT_ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "ris": (".ris", ".txt"),
    "nbib": (".nbib", ".txt"),
    "bibtex": (".bib", ".bibtex", ".txt"),
    "endnote-xml": (".xml",),
    "csv": (".csv",),
    "jsonl": (".jsonl", ".ndjson"),
}
"""Format → the endings that a file in it may have; a name without an ending is taken as it is."""


@command("export")
@click.argument("format_name", metavar="[FORMAT]", default="ris", type=click.Choice(FORMATS))
@output_option
@click.option(
    "--for",
    "tool",
    default="generic",
    type=click.Choice(TOOLS),
    help="The tool that reads the file [default: generic].",
)
@click.option("--new", "only_new", is_flag=True, help="Only reports not exported for that tool before.")
@click.option(
    "--stage", default="all", type=click.Choice(EXPORT_STAGES), help="Only reports at this stage [default: all]."
)
@click.option(
    "--changed", is_flag=True, help="Only reports changed since their export for that tool; with --new: both."
)
@click.option("--split", metavar="N", type=click.IntRange(min=1), help="At most N reports in a file: FILE-1, FILE-2 …")
@click.option(
    "--per-source/--one-file", "by_source", default=None, help="One file for each search [default for Covidence]."
)
@click.option("--crlf", is_flag=True, help="RIS with Windows line ends.")
@click.option("--bom", is_flag=True, help="RIS with a byte order mark.")
@click.option("--excel", is_flag=True, help="CSV in which Excel shows accents correctly.")
@click.option(
    "--list",
    "listed",
    metavar="[N]",
    type=int,
    is_flag=False,
    flag_value=0,
    help="List earlier exports, or the reports of export N.",
)
@click.option("--again", metavar="N", type=int, help="Write export N again, byte for byte (needs -o).")
@click.pass_obj
def export(  # noqa: PLR0913, PLR0917 - an argument for each option
    cli: CliContext,
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
) -> CommandResult:
    """Export reports, one citation each, as FORMAT ris (default), nbib, bibtex, endnote-xml, csv or jsonl. Exports are
    recorded: with --new a tool gets each report once. Files are no larger than the tool accepts; Covidence gets one
    file for each search, with a report in the file of the first search in review.toml that found it.

    \b
    Example:
      harvester export ris --for rayyan --new --stage title-abstract -o to-screen.ris
      harvester export csv --excel --stage included -o included.csv
    """
    from harvester.cli.files import check_ending
    from harvester.cli.views.review_status import show_export
    from harvester.workflow.export import ExportOptions

    if listed is not None:
        return _list_exports(cli) if listed == 0 else _list_reports(cli, listed)
    if again is not None:
        return _repeat_export(cli, again, output)
    if output is not None and output.suffix:
        check_ending(output, FORMAT_ENDINGS[format_name])
    with cli.open_review("export") as review:
        options = ExportOptions(changed=changed, by_source=by_source, crlf=crlf, bom=bom, excel=excel, force=cli.force)
        exported = review.export(
            output, format_name=format_name, tool=tool, stage=stage, only_new=only_new, split=split, options=options
        )
    to_screen = output is None
    return CommandResult(
        document=exported.to_json() | ({"content": exported.content} if to_screen else {}),
        page=partial(show_export, exported, filtered=only_new or changed),
        advice=exported.warnings,
        content=exported.content.encode() if to_screen else None,
    )


def _list_exports(cli: CliContext) -> CommandResult:
    from harvester.cli.views.review_status import show_exports
    from harvester.workflow.export import list_exports

    with cli.open_review() as review:
        exports = list_exports(review.context)
    return CommandResult(document={"exports": list(exports)}, page=partial(show_exports, exports))


def _list_reports(cli: CliContext, number: int) -> CommandResult:
    from harvester.cli.views.review_status import show_reports_of_export
    from harvester.workflow.export import list_exported_reports

    with cli.open_review() as review:
        export_row, reports = list_exported_reports(review.context, number)
    return CommandResult(
        document={**export_row, "held": list(reports)}, page=partial(show_reports_of_export, export_row, reports)
    )


def _repeat_export(cli: CliContext, number: int, output: Path | None) -> CommandResult:
    from harvester.workflow.export import rewrite_export

    if output is None:
        raise UsageError("--again needs the name of a file.", hint=f"harvester export --again {number} -o FILE")
    with cli.open_review() as review:
        size = rewrite_export(review.context, number, output, force=cli.force)
    return CommandResult(
        document={"export": number, "file": str(output), "bytes": size},
        page=lambda writer: writer.line(f"Written: {output} ({size:,} bytes), identical to export {number}."),
    )
