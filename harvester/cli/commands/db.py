"""harvester db: look after the store."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.answer import DONE, FAILED, Answer
from harvester.cli.call import Call
from harvester.cli.command import group
from harvester.cli.options import FILE

if TYPE_CHECKING:
    from harvester.cli.paper import Paper
    from harvester.workflow.keeping import Upgraded


@group("db")
def db() -> None:
    """Look after the store: bring it to the newest version, look for damage, copy it.

    \b
    Example:
      harvester db backup
    """


@db.command("upgrade", short_help="Bring the store to the newest version.")
@click.pass_obj
def upgrade(call: Call) -> Answer:
    """Bring the store to the version this harvester needs; a backup is made first.

    \b
    Example:
      harvester db upgrade
    """
    from harvester.workflow.keeping import upgrade_store

    done = upgrade_store(call.folder())
    return Answer(document=done.to_json(), page=partial(_show_upgraded, done))


@db.command("check", short_help="Look for damage.")
@click.pass_obj
def check(call: Call) -> Answer:
    """Look for damage: the database itself, every stored page, every cluster, every equation of the flow. Exit code 1
    where something is wrong.

    \b
    Example:
      harvester db check
    """
    from harvester.cli.desks import looking
    from harvester.workflow.keeping import damage

    with looking(call) as desk:
        found = damage(desk)
    return Answer(
        document={"damage": list(found)},
        page=partial(_show_damage, found),
        advice=("Restore the latest backup, or report this.",) if found else (),
        exit_code=FAILED if found else DONE,
    )


@db.command("backup", short_help="Copy the store.")
@click.argument("target", metavar="[FILE]", required=False, type=FILE)
@click.pass_obj
def backup(call: Call, target: Path | None) -> Answer:
    """Copy the store to FILE, or beside itself with the time in its name; others may go on reading it.

    \b
    Example:
      harvester db backup
    """
    from harvester.cli.desks import looking
    from harvester.workflow.keeping import backup

    with looking(call) as desk:
        copy = backup(desk, target)
    return Answer(document={"backup": str(copy)}, page=lambda paper: paper.line(f"Written: {copy}"))


def _show_upgraded(done: Upgraded, paper: Paper) -> None:
    if done.before == done.after:
        paper.line(f"The store is at version {done.after} already; nothing changed.")
        return
    paper.line(f"The store went from version {done.before or 'none'} to {done.after}.")
    if done.backup:
        paper.line(f"Backup: {done.backup}")


def _show_damage(found: tuple[str, ...], paper: Paper) -> None:
    for sentence in found:
        paper.line(f"Wrong: {sentence}")
    paper.line(f"{len(found)} things are wrong." if found else "Nothing is wrong with the store.")
