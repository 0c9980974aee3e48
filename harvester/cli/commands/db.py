"""harvester db: maintain the store."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, group
from harvester.cli.result import DONE, FAILED, CommandResult
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter
    from harvester.workflow.maintenance import Backup, RestoreResult, UpgradeResult
    from harvester.workflow.store_check import Finding


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
@click.option("--repair", is_flag=True, help="Compute again what is computed from records and judgements.")
@click.pass_obj
def check(cli: CliContext, *, repair: bool) -> CommandResult:
    """Check the store: the database, everything that was stored, every event, every cluster, every release, every
    equation of the flow. Exit code 1 if anything is wrong; a command that was interrupted leaves nothing wrong.

    \b
    Example:
      harvester db check
    """
    from harvester.workflow.store_check import FindingKind, check_store, repair_store

    with cli.open_review("db check --repair" if repair else "") as review:
        findings = repair_store(review.context) if repair else check_store(review.context)
    kinds = {finding.kind for finding in findings}
    return CommandResult(
        document={
            "damage": [finding.sentence for finding in findings if finding.kind is not FindingKind.UNFINISHED],
            "findings": [{"kind": finding.kind, "sentence": finding.sentence} for finding in findings],
        },
        page=partial(_show_findings, findings),
        advice=tuple(_ADVICE[kind] for kind in FindingKind if kind in kinds),
        exit_code=FAILED if kinds - {FindingKind.UNFINISHED} else DONE,
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


_ADVICE: Final = {
    "changed": "List the backups (harvester db restore --list) and put a good one back: harvester db restore",
    "derived": "Compute it again: harvester db check --repair",
    "unfinished": "Go on where the command was interrupted: harvester update",
}


def _show_findings(findings: tuple[Finding, ...], writer: ReportWriter) -> None:
    for finding in findings:
        writer.line(f"{'Not finished' if finding.kind == 'unfinished' else 'Problem'}: {finding.sentence}")
    problems = sum(finding.kind != "unfinished" for finding in findings)
    writer.line(f"{count_noun(problems, 'problem')} found." if problems else "No problem found in the store.")
