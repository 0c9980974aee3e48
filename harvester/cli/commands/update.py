"""harvester update."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import DAYS, FILE, SINCE_LAST_RUN, command, force_option, search_keys
from harvester.cli.result import DONE, FAILED, IN_PART, NEWS, CommandResult
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.api.review import Review
    from harvester.review import Search
    from harvester.workflow.harvest.results import RunResult, UpdateResult


@command("update")
@click.argument("keys", metavar="[KEY]...", nargs=-1, shell_complete=search_keys)
@click.option("--full", is_flag=True, help="Fetch every known record again, not only those that changed.")
@click.option(
    "--window",
    metavar="[DAYS]",
    type=DAYS,
    is_flag=False,
    flag_value=SINCE_LAST_RUN,
    help="Search only records added since the last run, or in the last DAYS days; the run is marked.",
)
@click.option("--dry-run", is_flag=True, help="Show how many records there are and store nothing.")
@click.option("--imports-only", is_flag=True, help="Use no network; only import the files in imports/.")
@click.option("--anyway", is_flag=True, help="Run a new search although it looks like a stored one under a new key.")
@click.option("--notify", metavar="FILE", type=FILE, help="Write what changed to FILE.md (mail) or FILE.json (hooks).")
@force_option
@click.option("--exit-code", "signal_news", is_flag=True, help="Exit with 10 if anything is new, otherwise with 0.")
@click.pass_obj
def update(  # noqa: PLR0913, PLR0917 - an argument for each option
    cli: CliContext,
    keys: tuple[str, ...],
    full: bool,  # noqa: FBT001 - click passes flags so
    window: int | None,
    dry_run: bool,  # noqa: FBT001 - click passes flags so
    imports_only: bool,  # noqa: FBT001 - click passes flags so
    anyway: bool,  # noqa: FBT001 - click passes flags so
    notify: Path | None,
    signal_news: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Run the searches KEY again, or all of them; import the export files in imports/; de-duplicate new records. A
    search that fails does not stop the others (exit code 3), and an interrupted run is continued.

    The complete list of records is requested each time, so that records added late are found. --window requests the
    latest days only: faster, but it misses records that were deleted or dated back.

    For schedulers: with --exit-code, 0 means that nothing is new, 10 that there are new reports to screen or new
    alerts, 3 that a search failed (even if there is news), 1 that all failed. --notify writes what changed.

    \b
    Example:
      harvester update
      harvester update --exit-code --notify news.md
      harvester update pubmed --dry-run
      harvester update pubmed --window
    """

    _check_options(full=full, window=window is not None, dry_run=dry_run, imports_only=imports_only)
    _check_notify_option(cli, notify, dry_run=dry_run)
    if dry_run:
        with cli.open_review() as review:
            return _dry_run_result(review.update(keys, dry_run=True), review.settings.searches, cli)
    with cli.open_review("update", mode="r+", progress=True) as review:
        result = review.update(keys, full=full, imports_only=imports_only, window_days=window, anyway=anyway)
        command_result = update_result(result, cli)
        if notify is not None:
            _write_notification(cli, review, result, notify)
    return replace(command_result, exit_code=_scheduler_exit_code(result)) if signal_news else command_result


def _check_notify_option(cli: CliContext, notify: Path | None, *, dry_run: bool) -> None:
    """Raise ``UsageError`` if the notification could not be written, before any service is asked."""
    from harvester.cli.files import check_ending, check_output

    if notify is None:
        return
    if dry_run:
        raise UsageError(
            "--dry-run stores nothing, so there is nothing to notify of.", hint="Use only one of these options."
        )
    check_ending(notify, (".md", ".json"))
    check_output(cli, notify)


def _write_notification(cli: CliContext, review: Review, result: UpdateResult, path: Path) -> None:
    from harvester.cli.files import write_file
    from harvester.cli.output import to_json_bytes
    from harvester.workflow.harvest.notification import build_notification

    notification = build_notification(review.context, result)
    write_file(
        cli,
        path,
        notification.to_markdown().encode()
        if path.suffix.lower() == ".md"
        else to_json_bytes(notification.to_json()) + b"\n",
    )


def _scheduler_exit_code(result: UpdateResult) -> int:
    from harvester.workflow.harvest.notification import has_news

    code = exit_code_of(result)
    return NEWS if code == DONE and has_news(result) else code


def _check_options(*, full: bool, window: bool, dry_run: bool, imports_only: bool) -> None:
    """Raise ``UsageError`` for options that exclude each other."""
    if dry_run and (full or window or imports_only):
        raise UsageError(
            "--dry-run stores nothing, so --full, --window and --imports-only have no effect.",
            hint="Use only one of these options.",
        )
    if full and window:
        raise UsageError(
            "--full fetches all known records, --window looks at the latest days only.",
            hint="Use only one of these options.",
        )


def _dry_run_result(result: UpdateResult, searches: tuple[Search, ...], cli: CliContext) -> CommandResult:
    from harvester.cli.views.update import show_dry_run

    return CommandResult(
        document=result.to_json(),
        page=partial(show_dry_run, result, searches, verbose=cli.verbose),
        exit_code=exit_code_of(result),
    )


def update_result(result: UpdateResult, cli: CliContext) -> CommandResult:
    """Return the result of an update or an import."""
    from harvester.cli.views.update import advise_after_update, show_runs

    return CommandResult(
        document=result.to_json(),
        page=partial(show_runs, result, verbose=cli.verbose),
        advice=advise_after_update(result),
        exit_code=exit_code_of(result),
    )


def exit_code_of(result: UpdateResult) -> int:
    """Return the exit code: done, partial if a run is incomplete, failed if none succeeded."""
    if not result.in_part:
        return DONE
    return IN_PART if any(_succeeded(run) for run in result.runs) else FAILED


def _succeeded(run: RunResult) -> bool:
    dry_run = run.status == "skipped" and (run.error is None or run.file is not None)
    return run.status in {"complete", "partial"} or dry_run
