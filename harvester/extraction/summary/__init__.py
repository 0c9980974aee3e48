"""The tables and pictures of a review's results, counted from what was extracted. Pure."""

from harvester.extraction.summary.documents import Report, to_csv, to_html, to_markdown
from harvester.extraction.summary.tables import Data, Line, Share, Spread, Table, summarise, table_to_json
from harvester.extraction.summary.wording import Printed, printed

__all__ = [
    "Data",
    "Line",
    "Printed",
    "Report",
    "Share",
    "Spread",
    "Table",
    "printed",
    "summarise",
    "table_to_json",
    "to_csv",
    "to_html",
    "to_markdown",
]
