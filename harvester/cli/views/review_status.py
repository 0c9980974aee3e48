"""A review: what checking its folder found, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.review import Review
    from harvester.workflow.harvest.plan import PlannedSearch
    from harvester.workflow.status import SearchStatus, Status

_STAGE_LABELS: Final = {
    "title-abstract": "to screen on title and abstract",
    "retrieval": "full text to be retrieved",
    "full-text": "to assess on full text",
    "included": "included",
    "excluded": "excluded",
}
_COLUMNS: Final = (
    TableColumn("search"),
    TableColumn("name", long="cut"),
    TableColumn("last run"),
    TableColumn("status"),
    TableColumn("records", right=True),
)


def show_check(review: Review, plans: Sequence[PlannedSearch], warnings: Sequence[str], writer: ReportWriter) -> None:
    """What an update would do with each search, and what deserves a look."""
    writer.line(f"{review.id}: {review.title}", bold=True)
    for planned in plans:
        writer.line()
        writer.line(f"{planned.search.key}  {planned.search.name} ({planned.search.kind})", bold=True)
        writer.line(f"strategy: {planned.search.strategy_file or 'none given'}", indent=1)
        writer.line(f"update: {planned.action}", indent=1)
        for warning in planned.warnings:
            writer.line(f"look at: {warning}", indent=1)
    writer.line()
    for warning in warnings:
        writer.line(f"Look at: {warning}")
    writer.line(f"No mistake found in review.toml and {count_noun(len(plans), 'strategy', 'strategies')}.")


def show_status(status: Status, writer: ReportWriter) -> None:
    """The searches, then what waits for whom."""
    writer.line(f"{status.review}: {status.title}", bold=True)
    writer.line()
    writer.table(_COLUMNS, [_search_row(search) for search in status.searches])
    writer.line()
    writer.line(f"{count_noun(status.records, 'record')}, {count_noun(status.reports, 'report')}", bold=True)
    rows = [(f"{status.stage_counts[stage]:,}", label) for stage, label in _STAGE_LABELS.items()]
    rows += [(f"{status.to_review:,}", "pairs to look at"), (f"{status.conflicts:,}", "conflicts between reviewers")]
    rows += [(f"{status.alerts:,}", "alerts about reports already screened")]
    rows += _extraction_rows(status)
    writer.table((TableColumn("n", right=True), TableColumn("")), rows, show_header=False)
    if status.releases:
        writer.line(f"Releases: {', '.join(status.releases)}")


def _extraction_rows(status: Status) -> list[tuple[str, str]]:
    extraction = status.extraction
    if extraction is None:
        return []
    return [
        (f"{extraction.extracted:,}", "included with extracted data"),
        (f"{extraction.to_extract:,}", "included and still to be extracted"),
        (f"{extraction.disagreements:,}", "disagreements between extractors"),
    ]


def advise_on_status(status: Status) -> tuple[str, ...]:
    """What to do next."""
    if not status.records:
        return ("Next: harvester update",)
    steps = {
        "harvester alerts": status.alerts,
        "harvester dedup pairs": status.to_review,
        "harvester screen conflicts": status.conflicts,
        "harvester export ris --new --stage title-abstract -o to-screen.ris": status.stage_counts["title-abstract"],
        "harvester extract template -o extraction.xlsx": status.extraction.to_extract if status.extraction else 0,
        "harvester extract conflicts": status.extraction.disagreements if status.extraction else 0,
    }
    return tuple(f"Next: {command}" for command, count in steps.items() if count)


def _search_row(search: SearchStatus) -> tuple[str, ...]:
    run = search.last_run
    run_cells = (run.search_date, run.status) if run else ("never", "–")
    return (search.key, search.name, *run_cells, f"{search.records:,}")
