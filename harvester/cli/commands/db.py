"""harvester db: maintain the store."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, group
from harvester.cli.result import DONE, FAILED, CommandResult
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter
    from harvester.workflow.maintenance import Backup, RestoreResult, UpgradeResult


@group("db")
def db() -> None:
    """Maintain the store: upgrade it to the newest version, check it for damage, copy it.

    \b
    Example:
      harvester db backup
    """


@db.command("upgrade", short_help="Upgrade the store to the newest version.")
@click.pass_obj
def upgrade(cli: CliContext) -> CommandResult:
    """Upgrade the store to the version that this harvester needs; a backup is made first.

    \b
    Example:
      harvester db upgrade
    """
    from harvester.workflow.maintenance import upgrade_store

    result = upgrade_store(cli.review_folder())
    return CommandResult(document=result.to_json(), page=partial(_show_upgrade, result))


@db.command("check", short_help="Check the store for damage.")
@click.pass_obj
def check(cli: CliContext) -> CommandResult:
    """Check the store for damage: the database, every stored page, every cluster, every equation of the flow. Exit code
    1 if anything is wrong.

    \b
    Example:
      harvester db check
    """
    from harvester.workflow.maintenance import check_store

    with cli.open_review() as review:
        damages = check_store(review.context)
    return CommandResult(
        document={"damage": list(damages)},
        page=partial(_show_damage, damages),
        advice=("Restore the latest backup, or report this.",) if damages else (),
        exit_code=FAILED if damages else DONE,
    )


@db.command("backup", short_help="Copy the store.")
@click.argument("target", metavar="[FILE]", required=False, type=FILE)
@click.pass_obj
def backup(cli: CliContext, target: Path | None) -> CommandResult:
    """Copy the store to FILE, or to a file next to it with the time in its name. It can be read meanwhile.

    \b
    Example:
      harvester db backup
    """
    from harvester.workflow.maintenance import back_up_review

    with cli.open_review() as review:
        copy = back_up_review(review.context, target)
    return CommandResult(document={"backup": str(copy)}, page=lambda writer: writer.line(f"Written: {copy}"))


@db.command("restore", short_help="Put a backup in place of the store.")
@click.argument("backup", metavar="[FILE]", required=False, type=FILE)
@click.option("--list", "only_list", is_flag=True, help="List the backups, newest first, and change nothing.")
@click.pass_obj
def restore(cli: CliContext, backup: Path | None, *, only_list: bool) -> CommandResult:
    """Put a backup in place of the store: FILE, or the newest of the backups. The store that was there is kept in the
    folder backups/. Harvester makes a backup before each upgrade and, on each day, before the first change; the newest
    seven of these daily ones are kept.

    \b
    Example:
      harvester db restore --list
      harvester db restore
    """
    from harvester.workflow.maintenance import list_review_backups, restore_review

    if only_list:
        backups = list_review_backups(cli.review_folder())
        document = {"backups": [item.to_json() for item in backups]}
        return CommandResult(document=document, page=partial(_show_backups, backups))
    result = restore_review(cli.review_folder(), backup)
    return CommandResult(document=result.to_json(), page=partial(_show_restore, result))


def _show_backups(backups: tuple[Backup, ...], writer: ReportWriter) -> None:
    from harvester.cli.console import TableColumn

    rows = [(f"{item.made_at:%Y-%m-%d %H:%M} UTC", f"{item.size / 1e6:,.1f} MB", str(item.path)) for item in backups]
    if rows:
        columns = (TableColumn("written"), TableColumn("size", right=True), TableColumn("backup"))
        writer.table(columns, rows)
    else:
        writer.line("There is no backup yet.")


def _show_restore(result: RestoreResult, writer: ReportWriter) -> None:
    writer.line(f"{result.store} is now a copy of {result.backup}.")
    if result.replaced:
        writer.line(f"The store that it replaced: {result.replaced}")


def _show_upgrade(result: UpgradeResult, writer: ReportWriter) -> None:
    if result.before == result.after:
        writer.line(f"The store is at version {result.after} already; nothing changed.")
        return
    writer.line(f"The store was upgraded from version {result.before or 'none'} to {result.after}.")
    if result.backup:
        writer.line(f"Backup: {result.backup}")


def _show_damage(damages: tuple[str, ...], writer: ReportWriter) -> None:
    for sentence in damages:
        writer.line(f"Problem: {sentence}")
    writer.line(f"{count_noun(len(damages), 'problem')} found." if damages else "No problem found in the store.")
