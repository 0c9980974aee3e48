"""harvester import."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import click

from harvester.cli.answer import DONE, FAILED, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import FILE, Day, search_keys
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
@click.option("--date", "day", metavar="DATE", type=Day(), help="Day of the search [default: the file's own date].")
@click.option("--hits", metavar="N", type=click.IntRange(min=0), help="How many records the database said it found.")
@click.option("--strict", is_flag=True, help="Refuse a file as a whole when a single record of it cannot be read.")
@click.option("--dry-run", is_flag=True, help="Say what is in the files (format, fields, oddities) and store nothing.")
@click.pass_obj
def import_files(
    call: Call,
    files: tuple[Path, ...],
    key: str | None,
    day: date | None,
    hits: int | None,
    strict: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """Take in saved export files: each becomes a run of the search KEY, once. RIS, PubMed (nbib, XML), CSV and more are
    told apart by what is in them. Files put into imports/KEY/ are taken in by "harvester update" as well.

    A record that cannot be read is listed with its line, and the others are taken in; a file that is something else, or
    broken as a whole, is refused, and nothing of it is stored.

    \b
    Example:
      harvester import embase-2026-03-31.ris --search embase --hits 97
      harvester import exports/*.ris --dry-run
    """
    from harvester.cli.commands.update import answer_for
    from harvester.cli.desks import working
    from harvester.cli.files import expanded
    from harvester.workflow.update import import_files

    paths = expanded(files)
    if dry_run:
        return _previewed(call, paths)
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
    with working(call, "import") as desk:
        return answer_for(import_files(desk, paths, key, search_date=day, hits=hits, strict=strict), call)


def _previewed(call: Call, paths: tuple[Path, ...]) -> Answer:
    from harvester.cli.pages.preview import show_preview
    from harvester.cli.progress import shown
    from harvester.workflow.preview import preview

    with shown(call) as progress:
        found = preview(paths, progress=progress)
    readable = any(file.error is None for file in found.files)
    return Answer(
        document=found.to_json(),
        page=partial(show_preview, found, verbose=call.verbose),
        exit_code=DONE if not found.in_part else IN_PART if readable else FAILED,
    )
