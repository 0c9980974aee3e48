"""Show a review: what its check found, its status, alerts and exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.review import Review
    from harvester.workflow.alerts.alerts import AcknowledgementResult, Alert
    from harvester.workflow.export import ExportResult
    from harvester.workflow.harvest.plan import PlannedSearch
    from harvester.workflow.status import SearchStatus, Status

_STAGE_LABELS: Final = {
    "title-abstract": "to screen on title and abstract",
    "retrieval": "full text to be retrieved",
    "full-text": "to assess on full text",
    "included": "included",
    "excluded": "excluded",
}
_RENAME_HINT: Final = "If it has another key now: harvester rename-search OLD NEW"
_COLUMNS: Final = (
    TableColumn("search"),
    TableColumn("name", long="cut"),
    TableColumn("last run"),
    TableColumn("status"),
    TableColumn("records", right=True),
)


_PROGRESS_COLUMNS: Final = (
    TableColumn("reviewer", long="cut"),
    TableColumn("stage"),
    TableColumn("decided", right=True),
    TableColumn("to decide", right=True),
)


def show_check(review: Review, plans: Sequence[PlannedSearch], warnings: Sequence[str], writer: ReportWriter) -> None:
    """Show what an update would do with each search, and warnings."""
    writer.line(f"{review.id}: {review.title}", bold=True)
    for planned in plans:
        writer.line()
        writer.line(f"{planned.search.key}  {planned.search.name} ({planned.search.kind})", bold=True)
        writer.line(f"strategy: {planned.search.strategy_file or 'none given'}", indent=1)
        writer.line(f"update: {planned.action}", indent=1)
        for warning in planned.warnings:
            writer.line(f"warning: {warning}", indent=1)
    writer.line()
    for warning in warnings:
        writer.line(f"Warning: {warning}")
    writer.line(f"No mistake found in review.toml and {count_noun(len(plans), 'strategy', 'strategies')}.")


def show_status(status: Status, writer: ReportWriter) -> None:
    """Show the searches, the number of records and reports, and the open tasks."""
    writer.line(f"{status.review}: {status.title}", bold=True)
    writer.line()
    writer.table(_COLUMNS, [_search_row(search) for search in status.searches])
    for search in status.searches:
        for notice in search.notices:
            writer.line(f"{search.key}: warning: {notice.sentence}")
        if search.removed:
            writer.line(f"{search.key}: not in review.toml any more; its records still count. {_RENAME_HINT}")
    writer.line()
    writer.line(f"{count_noun(status.records, 'record')}, {count_noun(status.reports, 'report')}", bold=True)
    rows = [row for stage, label in _STAGE_LABELS.items() for row in _stage_rows(status, stage, label)]
    rows += [(f"{status.to_review:,}", "pairs to review"), (f"{status.conflicts:,}", "conflicts between reviewers")]
    rows += [(f"{status.alerts:,}", "alerts about reports already screened")]
    rows += _extraction_rows(status)
    writer.table((TableColumn("n", right=True), TableColumn("")), rows, show_header=False)
    _show_progress(status, writer)
    if status.releases:
        writer.line(f"Releases: {', '.join(status.releases)}")


def _stage_rows(status: Status, stage: str, label: str) -> list[tuple[str, str]]:
    """Return the row of a stage, and how many of its reports wait for another person."""
    rows = [(f"{status.stage_counts[stage]:,}", label)]
    if further := status.further_decisions[stage]:
        awaited = "for a second decision" if status.required_reviewers[stage] == 2 else "for further decisions"
        rows.append(("", f"  of these waiting {awaited}: {further:,}"))
    return rows


def _show_progress(status: Status, writer: ReportWriter) -> None:
    """Show how far each reviewer is, where several people screen."""
    several = max(status.required_reviewers.values(), default=1) > 1
    if not (several or len({reviewer.reviewer for reviewer in status.progress}) > 1) or not status.progress:
        return
    writer.line()
    rows = [(row.reviewer, row.stage, f"{row.decided:,}", f"{row.to_decide:,}") for row in status.progress]
    writer.table(_PROGRESS_COLUMNS, rows)


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
    """Return the next steps."""
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
    name = f"{search.name} (removed)" if search.removed else search.name
    return (search.key, name, *run_cells, f"{search.records:,}")


def show_alerts(alerts: Sequence[Alert], writer: ReportWriter, *, everything: bool = False) -> None:
    """Show alerts with number, date, and who acknowledged them."""
    for alert in alerts:
        writer.line(f"{alert.id}  {alert.raised_at:%Y-%m-%d}  {alert.kind}", bold=True)
        writer.line(alert.sentence, indent=1)
        if alert.acknowledged_at is not None:
            writer.line(f"acknowledged by {alert.acknowledged_by} on {alert.acknowledged_at:%Y-%m-%d}", indent=1)
    if not alerts:
        writer.line("There are no alerts." if everything else "There are no open alerts.")


def show_acknowledgement(acknowledgement: AcknowledgementResult, writer: ReportWriter) -> None:
    """Show how many alerts were acknowledged now, and which ones before."""
    writer.line(f"{count_noun(len(acknowledgement.acknowledged), 'alert')} acknowledged.")
    for alert in acknowledgement.already_acknowledged:
        when = alert.acknowledged_at
        day = f" on {when:%Y-%m-%d}" if when else ""
        writer.line(f"{alert.id} was acknowledged before, by {alert.acknowledged_by}{day}.")


_EXPORT_COLUMNS: Final = (
    TableColumn("export", right=True),
    TableColumn("at"),
    TableColumn("tool"),
    TableColumn("format"),
    TableColumn("stage"),
    TableColumn("reports", right=True),
    TableColumn("file", long="cut"),
)

_REPORT_COLUMNS: Final = (TableColumn("report"), TableColumn("now"), TableColumn("title", long="cut"))


def show_export(export: ExportResult, writer: ReportWriter, *, filtered: bool) -> None:
    """Show how many reports were exported to which files."""
    if not export.reports and filtered:
        if export.selected:
            exported = f"all {count_noun(export.selected, 'report')} were exported for {export.tool} before"
            writer.line(f"Nothing new: {exported}.")
        else:
            writer.line(
                "Nothing to export: no report is at this stage."
                if export.stage != "all"
                else "There are no reports yet."
            )
        return
    changed_text = f", {export.changed:,} of them changed since their last export" if export.changed else ""
    writer.line(f"{count_noun(export.reports, 'report')} for {export.tool}, as {export.format}{changed_text}.")
    for name, number, search in export.files:
        found_by = f", found by {search} first" if search else ""
        writer.line(f"Written: {name} ({count_noun(number, 'report')}{found_by})")


def show_reports_of_export(
    export: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], writer: ReportWriter
) -> None:
    """Show the reports of one export."""
    show_exports([export], writer)
    writer.line()
    writer.table(_REPORT_COLUMNS, [[row["report"], _current_report(row), row["title"]] for row in reports])


def _current_report(row: Mapping[str, Any]) -> str:
    return "" if row["today"] == row["report"] else row["today"]


def show_exports(exports: Sequence[Mapping[str, Any]], writer: ReportWriter) -> None:
    """Show all exports."""
    if not exports:
        writer.line("Nothing has been exported yet.")
        return
    keys = ("export", "at", "tool", "format", "stage", "reports", "file")
    writer.table(_EXPORT_COLUMNS, [mark_undone([format_cell(row[key]) for key in keys], row) for row in exports])


def mark_undone(cells: list[str], row: Mapping[str, Any]) -> list[str]:
    """Return the cells of a list; the first, the number, is marked where the row was undone."""
    return [f"{cells[0]} (undone)", *cells[1:]] if row["undone"] else cells


def format_cell(value: Any) -> str:
    """Return a number, time or text as the cell of a list."""
    return f"{value:,}" if isinstance(value, int) else str(value).replace("+00:00", "Z")
