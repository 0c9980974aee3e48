"""Data extraction: what was taken in, what is wrong with it, who disagrees, what is still to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper

if TYPE_CHECKING:
    from harvester.workflow.extract import TakenIn
    from harvester.workflow.extracted import Dispute, ReportProgress

_DISPUTES: Final = (Column("report"), Column("row"), Column("field", long="wrap"), Column("answers", long="wrap"))
_PROGRESS: Final = (
    Column("report"),
    Column("title", long="cut"),
    Column("extracted by", long="wrap"),
    Column("disagreements", right=True),
    Column("missing", right=True),
)


def show_taken_in(done: TakenIn, paper: Paper) -> None:
    """How many answers came in; every cell that is wrong."""
    for mistake in done.mistakes:
        paper.line(str(mistake))
    if not done.stored:
        paper.line(f"{counted(len(done.mistakes), 'mistake')}; nothing was stored.", bold=True)
        paper.line("Mend them and import again, or add --partial to store the rows without a mistake.")
        return
    paper.line(
        f"{counted(done.new, 'new answer')}, {done.corrected} corrected, {done.unchanged} unchanged; "
        f"{counted(done.rows, 'row')} about {counted(len(done.reports), 'report')}, by {done.extractor}."
    )
    if done.mistakes:
        paper.line(f"Rows with one of the {counted(len(done.mistakes), 'mistake')} above were left out.", bold=True)


def show_disputes(found: Sequence[Dispute], paper: Paper) -> None:
    """Each disagreement with who said what."""
    if not found:
        paper.line("No two extractors disagree.")
        return
    rows = [
        (
            each.report,
            " / ".join((each.level, *each.place)),
            each.label,
            "; ".join(f"{who}: {said or '(empty)'}" for who, said in each.given.items()),
        )
        for each in found
    ]
    paper.table(_DISPUTES, rows)


def show_progress(found: Sequence[ReportProgress], paper: Paper) -> None:
    """Each report with its extractors, and how many there are with none, one, two."""
    if not found:
        paper.line("No report is included yet.")
        return
    rows = [
        (
            each.report,
            each.title,
            ", ".join(each.extractors) or "nobody yet",
            str(each.open or ""),
            str(len(each.missing) or ""),
        )
        for each in found
    ]
    paper.table(_PROGRESS, rows)
    paper.line()
    wanted = [each for each in found if each.included]
    told = [
        f"{sum(len(each.extractors) == number for each in wanted)} by {name}"
        for number, name in ((0, "nobody"), (1, "one"))
    ]
    told.append(f"{sum(len(each.extractors) > 1 for each in wanted)} by two or more")
    paper.line(f"{counted(len(wanted), 'included report')}: extracted {', '.join(told)}.")
    for each in found:
        if not each.included:
            paper.line(f"{each.report} is not included (any more); the summary leaves its data out and says so.")
        for name in each.missing:
            paper.line(f"{each.report}: {name} is missing, and must be filled in.")
