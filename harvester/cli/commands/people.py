"""harvester people: who decided, and renames."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.context import CliContext
from harvester.cli.options import group
from harvester.cli.result import CommandResult
from harvester.cli.reviewer import warn_of_unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.workflow.screening.people import Person

_COLUMNS = (
    TableColumn("name", long="cut"),
    TableColumn("title-abstract", right=True),
    TableColumn("full-text", right=True),
    TableColumn("in review.toml"),
)


@group("people", invoke_without_command=True)
@click.pass_context
def people(context: click.Context) -> CommandResult | None:
    """List the people who decided or are listed under people in review.toml, with the number of reports they decided
    about at each stage; rename a person. Names are compared without upper and lower case and blanks.

    \b
    Example:
      harvester people
      harvester people rename bbo Bob
    """
    if context.invoked_subcommand is not None:
        return None
    from harvester.workflow.screening.people import list_people

    with context.ensure_object(CliContext).open_review() as review:
        listed = list_people(review.context)
    return CommandResult(document={"people": [person.to_json() for person in listed]}, page=partial(_show, listed))


@people.command("rename", short_help="Give a person another name, or make two names one person.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.pass_obj
def rename(cli: CliContext, old: str, new: str) -> CommandResult:
    """Rename a person: decisions signed OLD are those of NEW from now on, who may have decided before. Nothing is
    erased; harvester undo takes it back, harvester history shows it.

    \b
    Example:
      harvester people rename bbo Bob
    """
    from harvester.workflow.screening.people import rename_person

    with cli.open_review("people rename") as review:
        name = rename_person(review.context, old, new)
        warn_of_unknown(review, [name])
    return CommandResult(
        document={"old": old, "new": name}, page=lambda writer: writer.line(f"{old} is {name} from now on.")
    )


def _show(listed: Sequence[Person], writer: ReportWriter) -> None:
    if not listed:
        writer.line("Nobody has decided yet, and review.toml lists no people.")
        return
    rows = [
        (
            person.name,
            f"{person.decisions['title-abstract']:,}",
            f"{person.decisions['full-text']:,}",
            "yes" if person.listed else "no",
        )
        for person in listed
    ]
    writer.table(_COLUMNS, rows)
