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
    help="The search in review.toml the files come from [required unless --dry-run].",
)
@click.option(
    "--date", "day", metavar="DATE", type=DateType(), help="Day of the search [default: the file's own date]."
)
@click.option("--hits", metavar="N", type=click.IntRange(min=0), help="How many records the database said it found.")
@click.option("--strict", is_flag=True, help="Refuse a file as a whole when a single record of it cannot be read.")
@click.option("--dry-run", is_flag=True, help="Say what is in the files (format, fields, oddities) and store nothing.")
@click.pass_obj
def import_files(
    cli: CliContext,
    files: tuple[Path, ...],
    key: str | None,
    day: date | None,
    hits: int | None,
    strict: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Take in saved export files: each becomes a run of the search KEY, once. RIS, PubMed (nbib, XML), CSV and more are
    told apart by what is in them. Files put into imports/KEY/ are taken in by "harvester update" as well.

    A record that cannot be read is listed with its line, and the others are taken in; a file that is something else, or
    broken as a whole, is refused, and nothing of it is stored.

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
            "Say which search the files come from: --search KEY.",
            hint="The keys stand in review.toml; harvester status lists them. Or look first: --dry-run.",
        )
    if hits is not None and len(paths) > 1:
        raise UsageError(
            f"--hits {hits} is the number of one search, and here are {len(paths)} files.",
            hint="Import them one by one, or leave --hits away.",
        )
    with cli.open_review("import") as review:
        return update_result(review.import_files(paths, key, search_date=day, hits=hits, strict=strict), cli)


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
