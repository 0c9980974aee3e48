"""harvester screen import: what screening tools give back."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, SCREENED_BY, SCREENING_STAGES, VERDICTS, DateType, command
from harvester.cli.result import DONE, IN_PART, CommandResult
from harvester.errors import UsageError


@command("import", short_help="Take in what a screening tool gives back.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--from", "tool", type=click.Choice(SCREENED_BY), help="The tool, or csv: a plain table.")
@click.option("--stage", type=click.Choice(SCREENING_STAGES), help="At which stage was screened.")
@click.option("--decision", type=click.Choice(VERDICTS), help="The list is this decision (Covidence, EPPI, csv).")
@click.option("--reviewer", metavar="NAME", help="Signs what the file signs with no name [default: the tool].")
@click.option(
    "--date", "day", metavar="DATE", type=DateType(), help="The day of decisions that the file does not date."
)
@click.option("--reason", metavar="TEXT", default="", help="The reason of exclusions that give none.")
@click.option("--reason-map", "pairs", metavar="THEIRS=OURS", multiple=True, help="Read a reason of theirs as ours.")
@click.option("--add-reasons", is_flag=True, help="Add reasons this review does not list to review.toml.")
@click.option("--rest", metavar="FILE.csv", type=FILE, help="Where rows go that find no report [FILE.unmatched.csv].")
@click.option("--list", "listed", is_flag=True, help="List what was taken in so far instead.")
@click.option("--dry-run", is_flag=True, help="Only look: which rows find their report, which decisions are new.")
@click.pass_obj
def import_(  # noqa: PLR0913, PLR0917 - an argument for each option
    cli: CliContext,
    files: tuple[Path, ...],
    tool: str | None,
    stage: str | None,
    decision: str | None,
    reviewer: str | None,
    day: date | None,
    reason: str,
    pairs: tuple[str, ...],
    add_reasons: bool,  # noqa: FBT001 - click passes flags so
    rest: Path | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Take in decisions from the files a screening tool exports. Each row is matched by our number, wherever it
    survived, else by DOI, by the database's number, by title with year and first author. Rows that find no report, or
    several, are written to a table for you to look at; none is guessed. The same file twice changes nothing.

    \b
    Example:
      harvester screen import rayyan.zip --from rayyan --stage title-abstract
      harvester screen import excluded.csv --from covidence --stage full-text --decision exclude
      harvester screen import rayyan.zip.unmatched.csv --from csv --stage title-abstract
      harvester screen import --list
    """
    from harvester.cli.options import expand_globs
    from harvester.cli.views.screening import show_screening_import
    from harvester.screening import Decision, Stage
    from harvester.workflow.screening.import_decisions import import_decisions
    from harvester.workflow.screening.read_export import ImportOptions

    if listed:
        return _list_imports(cli, files)
    if not files or tool is None or stage is None:
        raise UsageError(
            "Which files, of which tool, screened at which stage?",
            hint="harvester screen import FILE --from TOOL --stage title-abstract",
        )
    import_options = ImportOptions(
        tool=tool,
        stage=Stage(stage),
        decision=None if decision is None else Decision(decision),
        reviewer=reviewer or "",
        day=day,
        reason=reason,
        reason_map=dict(map(_parse_reason_pair, pairs)),
        add_reasons=add_reasons,
    )
    paths = expand_globs(files)
    with cli.open_review("" if dry_run else "screen import") as review:
        imported = import_decisions(review.context, paths, import_options, unmatched_target=rest, dry_run=dry_run)
    return CommandResult(
        document=imported.to_json(),
        page=partial(show_screening_import, imported, verbose=cli.verbose),
        advice=tuple(
            f"Fill in the column report in {name}, then: harvester screen import {name} --from csv --stage {stage}"
            for name in imported.unmatched_files
        ),
        exit_code=IN_PART if imported.rows_to_match else DONE,
    )


def _list_imports(cli: CliContext, files: tuple[Path, ...]) -> CommandResult:
    from harvester.cli.views.screening import show_screening_imports
    from harvester.workflow.screening.import_decisions import list_imports

    if files:
        raise UsageError("--list takes in no file.", hint="Leave the files away, or --list.")
    with cli.open_review() as review:
        imports = list_imports(review.context)
    return CommandResult(document={"imports": list(imports)}, page=partial(show_screening_imports, imports))


def _parse_reason_pair(text: str) -> tuple[str, str]:
    theirs, sign, ours = text.partition("=")
    if not (sign and theirs.strip() and ours.strip()):
        raise UsageError(
            f"--reason-map {text!r} does not say which reason is which.", hint="Write it so: --reason-map THEIRS=OURS"
        )
    return theirs.strip(), ours.strip()
