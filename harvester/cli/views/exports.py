"""What was handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.workflow.export import ExportResult

_COLUMNS: Final = (
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
    """How many reports went where."""
    if not export.reports and filtered:
        writer.line(f"Nothing new: every report of this kind has been handed to {export.tool} before.")
        return
    changed_text = f", {export.changed:,} of them changed since they were handed over" if export.changed else ""
    writer.line(f"{count_noun(export.reports, 'report')} for {export.tool}, as {export.format}{changed_text}.")
    for name, number, search in export.files:
        found_by = f", found by {search} first" if search else ""
        writer.line(f"Written: {name} ({count_noun(number, 'report')}{found_by})")


def show_reports_of_export(
    export: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], writer: ReportWriter
) -> None:
    """The reports of one export."""
    show_exports([export], writer)
    writer.line()
    writer.table(_REPORT_COLUMNS, [[row["report"], _current_report(row), row["title"]] for row in reports])


def _current_report(row: Mapping[str, Any]) -> str:
    return "" if row["today"] == row["report"] else row["today"]


def show_exports(exports: Sequence[Mapping[str, Any]], writer: ReportWriter) -> None:
    """The exports so far."""
    if not exports:
        writer.line("Nothing has been exported yet.")
        return
    keys = ("export", "at", "tool", "format", "stage", "reports", "file")
    writer.table(_COLUMNS, [[format_cell(row[key]) for key in keys] for row in exports])


def format_cell(value: Any) -> str:
    """A number, a moment or a word as a cell of a list of what was handed over or taken in."""
    return f"{value:,}" if isinstance(value, int) else str(value).replace("+00:00", "Z")
