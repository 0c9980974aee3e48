"""The results of a review, as tables on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.cli.console import ReportWriter, TableColumn
from harvester.extraction.summary import format_table

if TYPE_CHECKING:
    from harvester.workflow.extraction.summary import ExtractionSummary


def show_extraction_summary(summary: ExtractionSummary, writer: ReportWriter) -> None:
    """Each table with its notes."""
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
