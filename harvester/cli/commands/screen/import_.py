"""harvester screen import: import the decisions of screening tools."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from harvester.cli.commands.undo import undo_result
from harvester.cli.context import CliContext
from harvester.cli.options import (
    FILE,
    SCREENED_BY,
    SCREENING_STAGES,
    DateType,
    DecisionType,
    command,
    force_option,
    implied_option,
)
from harvester.cli.result import DONE, IN_PART, CommandResult
from harvester.cli.reviewer import sign, warn_of_unknown
from harvester.errors import UsageError


@command("import", short_help="Import decisions from a screening tool.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--from", "tool", type=click.Choice(SCREENED_BY), help="The tool, or csv: a plain table.")
@click.option("--stage", type=click.Choice(SCREENING_STAGES), help="Stage that was screened.")
@click.option("--decision", type=DecisionType(), help="Decision of all rows of the list (Covidence, EPPI, csv).")
@click.option("--reviewer", metavar="NAME", help="Reviewer of rows without one [default: the tool].")
@click.option("--date", "day", metavar="DATE", type=DateType(), help="Date of decisions without a date in the file.")
@click.option("--reason", metavar="TEXT", default="", help="Reason of exclusions without one.")
@click.option(
    "--reason-map",
    "pairs",
    metavar="THEIRS=OURS",
    multiple=True,
    help="Replace a reason of the tool by one of this review.",
)
@click.option("--add-reasons", is_flag=True, help="Add reasons missing in review.toml to it.")
@implied_option
@click.option("--rest", metavar="FILE.csv", type=FILE, help="File for rows without a report [FILE.unmatched.csv].")
@force_option
@click.option("--list", "listed", is_flag=True, help="List earlier imports.")
@click.option("--undo", "undone", metavar="N", type=click.IntRange(min=1), help="Undo import N of the list.")
@click.option("--dry-run", is_flag=True, help="Only show which rows match a report and which decisions are new.")
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
    implied: bool,  # noqa: FBT001 - click passes flags so
    rest: Path | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    undone: int | None,
    dry_run: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Import decisions from the files that a screening tool exports. Each row is matched by our report number if it is
    still there, else by DOI, by the number of the database, by title with year and first author. Rows that match no
    report, or several, are written to a table for you to check; none is guessed. Importing a file again changes
    nothing.

    \b
    Example:
      harvester screen import rayyan.zip --from rayyan --stage title-abstract
      harvester screen import excluded.csv --from covidence --stage full-text --decision exclude
      harvester screen import rayyan.zip.unmatched.csv --from csv --stage title-abstract
      harvester screen import --list
      harvester screen import --undo 2
    """
    from harvester.cli.files import CSV_ENDINGS, check_ending, check_output
    from harvester.cli.options import expand_globs
    from harvester.cli.views.screening import show_screening_import
    from harvester.screening import Decision, Stage
    from harvester.workflow.screening.import_decisions import import_decisions
    from harvester.workflow.screening.read_export import ImportOptions

    if listed:
        return _list_imports(cli, files)
    if undone is not None:
        return _undo_import(cli, undone, files, reviewer)
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
        implied=implied,
        force=cli.force,
    )
    paths = expand_globs(files)
    if rest is not None:
        check_ending(rest, CSV_ENDINGS)
        check_output(cli, rest, inputs=paths)
    with cli.open_review("" if dry_run else "screen import") as review:
        imported = import_decisions(review.context, paths, import_options, unmatched_target=rest, dry_run=dry_run)
        warn_of_unknown(review, imported.people)
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
        raise UsageError("--list imports no file.", hint="Omit either the files or --list.")
    with cli.open_review() as review:
        imports = list_imports(review.context)
    return CommandResult(document={"imports": list(imports)}, page=partial(show_screening_imports, imports))


def _undo_import(cli: CliContext, number: int, files: tuple[Path, ...], reviewer: str | None) -> CommandResult:
    from harvester.workflow.history.undo import undo_decision_import

    if files:
        raise UsageError("--undo imports no file.", hint="Omit either the files or --undo.")
    with cli.open_review("screen import --undo") as review:
        return undo_result(undo_decision_import(review.context, number, person=sign(review, reviewer)))


def _parse_reason_pair(text: str) -> tuple[str, str]:
    theirs, sign, ours = text.partition("=")
    if not (sign and theirs.strip() and ours.strip()):
        raise UsageError(
            f"--reason-map {text!r} is not a pair of reasons.", hint="Write it as: --reason-map THEIRS=OURS"
        )
    return theirs.strip(), ours.strip()
