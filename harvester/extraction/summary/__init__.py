"""The tables and plots of a review's results, counted from the extracted data. Pure."""

from harvester.extraction.summary.document import build_summary_document, summary_to_csv, table_to_json
from harvester.extraction.summary.tables import (
    Distribution,
    FormattedTable,
    Proportion,
    ResultRow,
    ResultTable,
    SummaryData,
    format_table,
    summarise,
)

__all__ = [
    "Distribution",
    "FormattedTable",
    "Proportion",
    "ResultRow",
    "ResultTable",
    "SummaryData",
    "build_summary_document",
    "format_table",
    "summarise",
    "summary_to_csv",
    "table_to_json",
]
