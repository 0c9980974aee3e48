"""The tables and pictures of a review's results, counted from what was extracted. Pure."""

from harvester.extraction.summary.document import SummaryReport, summary_to_csv, summary_to_html, summary_to_markdown
from harvester.extraction.summary.number_format import FormattedTable, format_table
from harvester.extraction.summary.tables import (
    Distribution,
    Proportion,
    ResultRow,
    ResultTable,
    SummaryData,
    summarise,
    table_to_json,
)

__all__ = [
    "Distribution",
    "FormattedTable",
    "Proportion",
    "ResultRow",
    "ResultTable",
    "SummaryData",
    "SummaryReport",
    "format_table",
    "summarise",
    "summary_to_csv",
    "summary_to_html",
    "summary_to_markdown",
    "table_to_json",
]
