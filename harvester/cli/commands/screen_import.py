"""harvester screen import: what screening tools give back."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

import click

from harvester.cli.answer import DONE, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import FILE, SCREENED_BY, SCREENING_STAGES, VERDICTS, Day
from harvester.errors import UsageError


@command("import", short_help="Take in what a screening tool gives back.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=FILE)
@click.option("--from", "tool", type=click.Choice(SCREENED_BY), help="The tool, or csv: a plain table.")
@click.option("--stage", type=click.Choice(SCREENING_STAGES), help="At which stage was screened.")
@click.option("--decision", type=click.Choice(VERDICTS), help="The list is this decision (Covidence, EPPI, csv).")
@click.option("--reviewer", metavar="NAME", help="Signs what the file signs with no name [default: the tool].")
@click.option("--date", "day", metavar="DATE", type=Day(), help="The day of decisions that the file does not date.")
@click.option("--reason", metavar="TEXT", default="", help="The reason of exclusions that give none.")
@click.option("--reason-map", "pairs", metavar="THEIRS=OURS", multiple=True, help="Read a reason of theirs as ours.")
@click.option("--add-reasons", is_flag=True, help="Add reasons this review does not list to review.toml.")
@click.option("--rest", metavar="FILE.csv", type=FILE, help="Where rows go that find no report [FILE.unmatched.csv].")
@click.option("--list", "listed", is_flag=True, help="List what was taken in so far instead.")
@click.option("--dry-run", is_flag=True, help="Only look: which rows find their report, which decisions are new.")
@click.pass_obj
def import_(  # noqa: PLR0913, PLR0917 - an argument for each option
    call: Call,
    files: tuple[Path, ...],
    tool: str | None,
    stage: Literal["title-abstract", "full-text"] | None,
    decision: Literal["include", "exclude", "undecided"] | None,
    reviewer: str | None,
    day: date | None,
    reason: str,
    pairs: tuple[str, ...],
    add_reasons: bool,  # noqa: FBT001 - click passes flags so
    rest: Path | None,
    listed: bool,  # noqa: FBT001 - click passes flags so
    dry_run: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """Take in decisions from the files a screening tool exports. Each row is matched by our number, wherever it
    survived, else by DOI, by the database's number, by title with year and first author. Rows that find no report, or
    several, are written to a table for you to look at; none is guessed. The same file twice changes nothing.

    \b
    Example:
      harvester screen import rayyan.zip --from rayyan --stage title-abstract
      harvester screen import excluded.csv --from covidence --stage full-text --decision exclude
      harvester screen import rayyan.zip.unmatched.csv --from csv --stage title-abstract
      harvester screen import --list
    """
    from harvester.cli.desks import looking, working
    from harvester.cli.files import expanded
    from harvester.cli.pages.imported import show_imported
    from harvester.workflow.screen_import import Reading, import_decisions

    if listed:
        return _list(call, files)
    if not files or tool is None or stage is None:
        raise UsageError(
            "Which files, of which tool, screened at which stage?",
            hint="harvester screen import FILE --from TOOL --stage title-abstract",
        )
    reading = Reading(
        tool=tool,
        stage=stage,
        decision=decision,
        reviewer=reviewer or "",
        day=day,
        reason=reason,
        reason_map=dict(map(_pair, pairs)),
        add_reasons=add_reasons,
    )
    paths = expanded(files)
    with looking(call) if dry_run else working(call, "screen import") as desk:
        done = import_decisions(desk, paths, reading, rest=rest, dry_run=dry_run)
    return Answer(
        document=done.to_json(),
        page=partial(show_imported, done, verbose=call.verbose),
        advice=tuple(
            f"Fill in the column report in {name}, then: harvester screen import {name} --from csv --stage {stage}"
            for name in done.rest
        ),
        exit_code=IN_PART if done.unplaced else DONE,
    )


def _list(call: Call, files: tuple[Path, ...]) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.pages.imported import show_imports
    from harvester.workflow.screen_import import past_imports

    if files:
        raise UsageError("--list takes in no file.", hint="Leave the files away, or --list.")
    with looking(call) as desk:
        past = past_imports(desk)
    return Answer(document={"imports": list(past)}, page=partial(show_imports, past))


def _pair(text: str) -> tuple[str, str]:
    theirs, sign, ours = text.partition("=")
    if not (sign and theirs.strip() and ours.strip()):
        raise UsageError(
            f"--reason-map {text!r} does not say which reason is which.", hint="Write it so: --reason-map THEIRS=OURS"
        )
    return theirs.strip(), ours.strip()
