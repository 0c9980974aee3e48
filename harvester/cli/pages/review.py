"""A review: what checking its folder found, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.cli.pages.words import counted
from harvester.cli.paper import Column, Paper
from harvester.review import Review
from harvester.workflow.outlook import Outlook
from harvester.workflow.status import SearchStatus, Status

_STAGES: Final = {
    "title-abstract": "to screen on title and abstract",
    "retrieval": "full text to be retrieved",
    "full-text": "to assess on full text",
    "included": "included",
    "excluded": "excluded",
}
_COLUMNS: Final = (
    Column("search"),
    Column("name", long="cut"),
    Column("last run"),
    Column("status"),
    Column("records", right=True),
)


def show_check(review: Review, outlooks: Sequence[Outlook], warnings: Sequence[str], paper: Paper) -> None:
    """What an update would do with each search, and what deserves a look."""
    paper.line(f"{review.id}: {review.title}", bold=True)
    for each in outlooks:
        paper.line()
        paper.line(f"{each.search.key}  {each.search.name} ({each.search.kind})", bold=True)
        paper.line(f"strategy: {each.search.strategy_file or 'none given'}", indent=1)
        paper.line(f"update: {each.would}", indent=1)
        for warning in each.warnings:
            paper.line(f"look at: {warning}", indent=1)
    paper.line()
    for warning in warnings:
        paper.line(f"Look at: {warning}")
    paper.line(f"No mistake found in review.toml and {counted(len(outlooks), 'strategy', 'strategies')}.")


def show_status(status: Status, paper: Paper) -> None:
    """The searches, then what waits for whom."""
    paper.line(f"{status.review}: {status.title}", bold=True)
    paper.line()
    paper.table(_COLUMNS, [_row(search) for search in status.searches])
    paper.line()
    paper.line(f"{counted(status.records, 'record')}, {counted(status.reports, 'report')}", bold=True)
    rows = [(f"{status.waiting[stage]:,}", phrase) for stage, phrase in _STAGES.items()]
    rows += [(f"{status.to_review:,}", "pairs to look at"), (f"{status.conflicts:,}", "conflicts between reviewers")]
    rows += [(f"{status.alerts:,}", "alerts about reports already screened")]
    rows += _extraction(status)
    paper.table((Column("n", right=True), Column("")), rows, headed=False)
    if status.releases:
        paper.line(f"Releases: {', '.join(status.releases)}")


def _extraction(status: Status) -> list[tuple[str, str]]:
    found = status.extraction
    if found is None:
        return []
    return [
        (f"{found.extracted:,}", "included with extracted data"),
        (f"{found.to_extract:,}", "included and still to be extracted"),
        (f"{found.disagreements:,}", "disagreements between extractors"),
    ]


def advice_for(status: Status) -> tuple[str, ...]:
    """What to do next."""
    if not status.records:
        return ("Next: harvester update",)
    steps = {
        "harvester alerts": status.alerts,
        "harvester dedup pairs": status.to_review,
        "harvester screen conflicts": status.conflicts,
        "harvester export ris --new --stage title-abstract -o to-screen.ris": status.waiting["title-abstract"],
        "harvester extract template -o extraction.xlsx": status.extraction.to_extract if status.extraction else 0,
        "harvester extract conflicts": status.extraction.disagreements if status.extraction else 0,
    }
    return tuple(f"Next: {command}" for command, waits in steps.items() if waits)


def _row(search: SearchStatus) -> tuple[str, ...]:
    run = search.last_run
    ran = (run.search_date, run.status) if run else ("never", "–")
    return (search.key, search.name, *ran, f"{search.records:,}")
