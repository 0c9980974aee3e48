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
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
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
@click.option("--strict", is_flag=True, help="Refuse a file if any of its records cannot be read.")
@click.option("--anyway", is_flag=True, help="Import a file although it looks like another database's.")
@click.option("--dry-run", is_flag=True, help="Show what is in the files (format, fields, warnings) and store nothing.")
@click.pass_obj
def import_files(
    cli: CliContext,
    files: tuple[Path, ...],
    key: str | None,
    day: date | None,
    hits: int | None,
    strict: bool,  # noqa: FBT001 - click passes flags so
    anyway: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Import saved export files: each becomes one run of the search KEY. The format (RIS, PubMed nbib and XML, CSV and
    more) is recognised by the content. "harvester update" imports files in imports/KEY/ as well.

    A record that cannot be read is listed with its line, and the others are imported. A file of another kind, or broken
    as a whole, is refused, and nothing of it is stored. So is a file that looks like another database's, and a date in
    the future.

    \b
    Example:
      harvester import embase-2026-03-31.ris --search embase --hits 97
      harvester import exports/*.ris --dry-run
    """
    from harvester.cli.commands.update import update_result
    from harvester.cli.options import expand_globs

    paths = expand_globs(files)
    if dry_run:
        return _preview_files(cli, paths)
    if key is None:
        raise UsageError(
            "--search KEY is missing: the search that the files come from.",
            hint="The keys are in review.toml; harvester status lists them. To look at the files first: --dry-run.",
        )
    if hits is not None and len(paths) > 1:
        raise UsageError(
            f"--hits {hits} is the number of one search, but {len(paths)} files are given.",
            hint="Import them one by one, or omit --hits.",
        )
    with cli.open_review("import") as review:
        return update_result(
            review.import_files(paths, key, search_date=day, hits=hits, strict=strict, anyway=anyway), cli
        )


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
