"""harvester import."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, DateType, command, search_keys
from harvester.cli.result import DONE, FAILED, IN_PART, CommandResult
from harvester.errors import UsageError


@command("import")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option(
    "--search",
    "key",
    metavar="KEY",
    shell_complete=search_keys,
    help="Key of the search in review.toml that the files come from [required unless --dry-run].",
)
@click.option(
    "--date", "day", metavar="DATE", type=DateType(), help="Date of the search [default: the date of the file]."
)
@click.option("--hits", metavar="N", type=click.IntRange(min=0), help="Number of hits that the database reported.")
@click.option(
    "--run", metavar="RUN", type=click.IntRange(min=1), help="Add the files to this earlier import of the search."
)
@click.option("--strict", is_flag=True, help="Refuse a file if any of its records cannot be read.")
@click.option("--anyway", is_flag=True, help="Import a file although it looks like another database's.")
@click.option("--dry-run", is_flag=True, help="Show what is in the files (format, fields, warnings) and store nothing.")
@click.option(
    "--undo",
    "withdrawn_run",
    metavar="RUN",
    type=click.IntRange(min=1),
    help="Withdraw a run, an import or one of a service: it stays stored and is not counted any more.",
)
@click.option("--reviewer", metavar="NAME", help="Who withdraws the run [default: the name you are logged in with].")
@click.option("--reason", metavar="TEXT", default="", help="Why a run is withdrawn; harvester history shows it.")
@click.pass_obj
def import_files(  # noqa: PLR0913, PLR0917 - an argument for each option
    cli: CliContext,
    files: tuple[Path, ...],
    key: str | None,
    day: date | None,
    hits: int | None,
    run: int | None,
    strict: bool,  # noqa: FBT001 - click passes flags so
    anyway: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001 - click passes flags so
    withdrawn_run: int | None,
    reviewer: str | None,
    reason: str,
) -> CommandResult:
    """Import saved export files. The files of one search, saved on one day or imported with its number of hits, are one
    run. The format (RIS, PubMed nbib and XML, CSV and more) is recognised by the content. "harvester update" imports
    files in imports/KEY/ as well.

    A record that cannot be read is listed with its line, and the others are imported. A file of another kind, or broken
    as a whole, is refused, and nothing of it is stored. So is a file that looks like another database's, and a date in
    the future.

    \b
    Example:
      harvester import embase-2026-03-31.ris --search embase --hits 97
      harvester import wos1.txt wos2.txt --search wos --hits 1640
      harvester import exports/*.ris --dry-run
      harvester import --undo 4 --reason "the wrong search"
    """
    from harvester.cli.commands.update import update_result
    from harvester.cli.options import expand_globs

    if withdrawn_run is not None:
        return _withdraw_run(cli, withdrawn_run, files, reviewer=reviewer, reason=reason)
    if not files:
        raise UsageError("FILE is missing: the export files to import.", hint="harvester import --help shows examples.")
    paths = expand_globs(files)
    if dry_run:
        return _preview_files(cli, paths)
    if key is None:
        raise UsageError(
            "--search KEY is missing: the search that the files come from.",
            hint="The keys are in review.toml; harvester status lists them. To look at the files first: --dry-run.",
        )
    with cli.open_review("import") as review:
        return update_result(
            review.import_files(paths, key, search_date=day, hits=hits, run=run, strict=strict, anyway=anyway), cli
        )


def _withdraw_run(
    cli: CliContext, run: int, files: tuple[Path, ...], *, reviewer: str | None, reason: str
) -> CommandResult:
    from harvester.cli.commands.undo import undo_result
    from harvester.cli.options import current_user
    from harvester.workflow.history.undo import undo_run

    if files:
        raise UsageError(
            "--undo withdraws a run, and files are imported: one at a time.", hint="Withdraw the run first."
        )
    with cli.open_review("import") as review:
        return undo_result(undo_run(review.context, run, person=reviewer or current_user(), reason=reason))


def _preview_files(cli: CliContext, paths: tuple[Path, ...]) -> CommandResult:
    from harvester.cli.views.update import show_file_preview
    from harvester.workflow.harvest.preview_file import preview_files

    with cli.show_progress() as progress:
        file_preview = preview_files(paths, progress=progress)
    readable = any(file.error is None for file in file_preview.files)
    return CommandResult(
        document=file_preview.to_json(),
        page=partial(show_file_preview, file_preview, verbose=cli.verbose),
        exit_code=DONE if not file_preview.in_part else IN_PART if readable else FAILED,
    )
