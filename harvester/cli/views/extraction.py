"""Show data extraction: imports, conflicts, progress and the summary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.extraction.summary import format_table
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.workflow.extraction.answers import DisagreementView, ReportProgress
    from harvester.workflow.extraction.summary import ExtractionSummary
    from harvester.workflow.extraction.tables import ExtractionImport

_CONFLICT_COLUMNS: Final = (
    TableColumn("report"),
    TableColumn("row"),
    TableColumn("field", long="wrap"),
    TableColumn("answers", long="wrap"),
)
_PROGRESS_COLUMNS: Final = (
    TableColumn("report"),
    TableColumn("title", long="cut"),
    TableColumn("extracted by", long="wrap"),
    TableColumn("disagreements", right=True),
    TableColumn("missing", right=True),
)


def show_extraction_import(imported: ExtractionImport, writer: ReportWriter) -> None:
    """Show how many answers were imported, and every wrong cell."""
    for mistake in imported.mistakes:
        writer.line(str(mistake))
    if not imported.stored:
        writer.line(f"{count_noun(len(imported.mistakes), 'mistake')}; nothing was stored.", bold=True)
        writer.line("Correct the cells and import again, or add --partial to store the rows without a mistake.")
        return
    writer.line(
        f"{count_noun(imported.new, 'new answer')}, {imported.corrected} corrected, {imported.unchanged} unchanged; "
        f"{count_noun(imported.rows, 'row')} about {count_noun(len(imported.reports), 'report')}, "
        f"by {imported.extractor}."
    )
    if imported.mistakes:
        writer.line(
            f"Rows with one of the {count_noun(len(imported.mistakes), 'mistake')} above were not stored.", bold=True
        )


def show_extraction_conflicts(conflicts: Sequence[DisagreementView], writer: ReportWriter) -> None:
    """Show each conflict with the answers of all extractors."""
    if not conflicts:
        writer.line("No two extractors disagree.")
        return
    rows = [
        (
            conflict.report,
            " / ".join((conflict.level, *conflict.place)),
            conflict.label,
            "; ".join(f"{extractor}: {answer or '(empty)'}" for extractor, answer in conflict.answers.items()),
        )
        for conflict in conflicts
    ]
    writer.table(_CONFLICT_COLUMNS, rows)


def show_extraction_progress(reports: Sequence[ReportProgress], writer: ReportWriter) -> None:
    """Show each report with its extractors, and how many have none, one, two."""
    if not reports:
        writer.line("No report is included yet.")
        return
    rows = [
        (
            report.report,
            report.title,
            ", ".join(report.extractors) or "nobody",
            str(report.open or ""),
            str(len(report.missing) or ""),
        )
        for report in reports
    ]
    writer.table(_PROGRESS_COLUMNS, rows)
    writer.line()
    included = [report for report in reports if report.included]
    extractor_counts = [
        f"{sum(len(report.extractors) == number for report in included)} by {name}"
        for number, name in ((0, "nobody"), (1, "one"))
    ]
    extractor_counts.append(f"{sum(len(report.extractors) > 1 for report in included)} by two or more")
    writer.line(f"{count_noun(len(included), 'included report')}: extracted {', '.join(extractor_counts)}.")
    for report in reports:
        if not report.included:
            writer.line(f"{report.report} is not included; the summary leaves its data out and says so.")
        for name in report.missing:
            writer.line(f"{report.report}: the required answer {name} is missing.")


def show_extraction_summary(summary: ExtractionSummary, writer: ReportWriter) -> None:
    """Show the tables of the summary with their notes."""
    for remark in summary.remarks:
        writer.line(remark)
    for table in summary.tables:
        printed_table = format_table(table)
        writer.line()
        writer.line(table.title, bold=True)
        columns = (
            TableColumn(printed_table.heads[0]),
            *(TableColumn(head, right=True, long="wrap") for head in printed_table.heads[1:]),
        )
        totals = [place for place, line in enumerate(printed_table.lines) if line.is_total]
        writer.table(columns, printed_table.rows, bold=totals if len(printed_table.rows) > 1 else ())
        for note in table.notes:
            writer.line(note)
