"""harvester update."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.answer import DONE, FAILED, IN_PART, NEWS, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import DAYS, FILE, SINCE_THE_LAST_RUN, search_keys
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.review import Search
    from harvester.workflow.desk import Desk
    from harvester.workflow.results import RunResult, UpdateResult


@command("update")
@click.argument("keys", metavar="[KEY]...", nargs=-1, shell_complete=search_keys)
@click.option("--full", is_flag=True, help="Fetch every known record again, not only those that changed.")
@click.option(
    "--window",
    metavar="[DAYS]",
    type=DAYS,
    is_flag=False,
    flag_value=SINCE_THE_LAST_RUN,
    help="Ask only for what came in since the last run, or in the last DAYS days; the run is marked so.",
)
@click.option("--dry-run", is_flag=True, help="Ask how many records there are and store nothing.")
@click.option("--imports-only", is_flag=True, help="Ask no service; only take in the files that wait in imports/.")
@click.option("--notify", metavar="FILE", type=FILE, help="Write what changed to FILE.md (mail) or FILE.json (hooks).")
@click.option("--exit-code", "tells", is_flag=True, help="End with 10 if something is new, with 0 if not.")
@click.pass_obj
def update(
    call: Call,
    keys: tuple[str, ...],
    full: bool,  # noqa: FBT001 - click passes flags so
    window: int | None,
    dry_run: bool,  # noqa: FBT001 - click passes flags so
    imports_only: bool,  # noqa: FBT001 - click passes flags so
    notify: Path | None,
    tells: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """Re-run the searches named KEY, or all of them; take in the export files that wait in imports/; de-duplicate what
    is new. A search that fails stops no other (exit code 3), and an interrupted run is taken up again.

    The whole list of records is asked for each time, so that what enters a database late is found. --window asks only
    for the latest days: quicker, and blind to whatever is gone or was dated back.

    For schedulers: with --exit-code, 0 means that nothing is new, 10 that there are new reports to screen or new
    alerts, 3 that some search failed (whatever else is new), 1 that all did. --notify writes what changed each time.

    \b
    Example:
      harvester update
      harvester update --exit-code --notify news.md
      harvester update pubmed --dry-run
      harvester update pubmed --window
    """
    from harvester.cli.desks import looking, working
    from harvester.workflow.reach import Window
    from harvester.workflow.update import rehearsal, update

    _require_sense(full=full, window=window is not None, dry_run=dry_run, imports_only=imports_only)
    _require_place(notify, dry_run=dry_run)
    if dry_run:
        with looking(call) as desk:
            return _rehearsed(rehearsal(desk, keys), desk.review.searches, call)
    with working(call, "update") as desk:
        wish = None if window is None else Window(window or None)
        result = update(desk, keys, full=full, imports_only=imports_only, window=wish)
        answer = answer_for(result, call)
        if notify is not None:
            _write_notice(desk, result, notify)
    return replace(answer, exit_code=_code_for_schedulers(result)) if tells else answer


def _require_place(notify: Path | None, *, dry_run: bool) -> None:
    """Raises ``UsageError`` where the notice could not be written, before anybody is asked."""
    if notify is None:
        return
    if dry_run:
        raise UsageError("--dry-run stores nothing, so there is nothing to notify of.", hint="Leave one of them away.")
    if notify.suffix.lower() not in {".md", ".json"}:
        raise UsageError(f"{notify} is neither a .md nor a .json file.", hint="--notify news.md or --notify news.json")
    if not notify.resolve().parent.is_dir():
        raise UsageError(f"There is no folder {notify.parent} to write {notify.name} into.", hint="Make it first.")


def _write_notice(desk: Desk, result: UpdateResult, path: Path) -> None:
    from harvester.cli.files import write_file
    from harvester.cli.speech import as_text
    from harvester.workflow.notice import notice

    told = notice(desk, result)
    write_file(path, told.to_markdown().encode() if path.suffix.lower() == ".md" else as_text(told.to_json()) + b"\n")


def _code_for_schedulers(result: UpdateResult) -> int:
    from harvester.workflow.notice import is_news

    code = exit_code_of(result)
    return NEWS if code == DONE and is_news(result) else code


def _require_sense(*, full: bool, window: bool, dry_run: bool, imports_only: bool) -> None:
    """Raises ``UsageError`` for options that do not go together."""
    if dry_run and (full or window or imports_only):
        raise UsageError(
            "--dry-run stores nothing, so --full, --window and --imports-only mean nothing to it.",
            hint="Leave one of them away.",
        )
    if full and window:
        raise UsageError(
            "--full fetches all known records, --window looks at the latest days only.", hint="Leave one of them away."
        )


def _rehearsed(result: UpdateResult, searches: tuple[Search, ...], call: Call) -> Answer:
    from harvester.cli.pages.rehearsal import show_rehearsal

    return Answer(
        document=result.to_json(),
        page=partial(show_rehearsal, result, searches, verbose=call.verbose),
        exit_code=exit_code_of(result),
    )


def answer_for(result: UpdateResult, call: Call) -> Answer:
    """The answer of an update or an import."""
    from harvester.cli.pages.runs import advice_after, show_runs

    return Answer(
        document=result.to_json(),
        page=partial(show_runs, result, verbose=call.verbose),
        advice=advice_after(result),
        exit_code=exit_code_of(result),
    )


def exit_code_of(result: UpdateResult) -> int:
    """Done; in part when some run fell short; failed when some did and nothing at all succeeded."""
    if not result.in_part:
        return DONE
    return IN_PART if any(_went_well(run) for run in result.runs) else FAILED


def _went_well(run: RunResult) -> bool:
    rehearsed = run.status == "skipped" and (run.error is None or run.file is not None)
    return run.status in {"complete", "partial"} or rehearsed
