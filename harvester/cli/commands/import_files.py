"""harvester import."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from harvester.cli.answer import Answer
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
    required=True,
    shell_complete=search_keys,
    help="The search in review.toml the files come from.",
)
@click.option("--date", "day", metavar="DATE", type=Day(), help="Day of the search [default: the file's own date].")
@click.option("--hits", metavar="N", type=click.IntRange(min=0), help="How many records the database said it found.")
@click.pass_obj
def import_files(call: Call, files: tuple[Path, ...], key: str, day: date | None, hits: int | None) -> Answer:
    """Take in saved export files: each becomes a run of the search KEY, once. RIS, PubMed (nbib, XML), CSV and more are
    told apart by what is in them. Files put into imports/KEY/ are taken in by "harvester update" as well.

    \b
    Example:
      harvester import embase-2026-03-31.ris --search embase --hits 97
    """
    from harvester.cli.commands.update import answer_for
    from harvester.cli.desks import working
    from harvester.cli.files import expanded
    from harvester.workflow.update import import_files

    paths = expanded(files)
    if hits is not None and len(paths) > 1:
        raise UsageError(
            f"--hits {hits} is the number of one search, and here are {len(paths)} files.",
            hint="Import them one by one, or leave --hits away.",
        )
    with working(call, "import") as desk:
        return answer_for(import_files(desk, paths, key, search_date=day, hits=hits), call)
