"""harvester rename-search."""

from __future__ import annotations

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command
from harvester.cli.result import CommandResult
from harvester.pluralise import count_noun


@command("rename-search")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--reviewer", metavar="NAME", help="Who renames it [default: the name you are logged in with].")
@click.pass_obj
def rename_search(cli: CliContext, old: str, new: str, reviewer: str | None) -> CommandResult:
    """Tell the store that the search OLD has the key NEW in review.toml now. Its runs, records and the files in
    imports/OLD/ belong to NEW from then on; nothing is fetched or imported again.

    \b
    Example:
      harvester rename-search pubmed pm
    """
    from harvester.cli.options import current_user
    from harvester.workflow.harvest.renamed_searches import rename_search as rename

    with cli.open_review("rename-search") as review, review.change_between_updates() as context:
        result = rename(context, old, new, person=reviewer or current_user())
    moved = f" imports/{old}/ is imports/{new}/ now." if result.folder else ""
    sentence = f"{old} is {new} now, with its {count_noun(result.records, 'record')}.{moved}"
    return CommandResult(document=result.to_json(), page=lambda writer: writer.line(sentence))
