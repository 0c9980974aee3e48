"""The tables and pictures of a review's results, counted from what was extracted. Pure."""

from harvester.extraction.summary.document import build_summary_document, summary_to_csv
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
    "build_summary_document",
    "format_table",
    "summarise",
    "summary_to_csv",
    "table_to_json",
]
