"""Citations → CSV with the column names ASReview and most programs know. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from harvester.csv_table import format_row
from harvester.formats.fields.author_names import format_author
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import escape_markup

CSV_COLUMNS: Final = (
    "title",
    "abstract",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "article_number",
    "doi",
    "pmid",
    "url",
    "keywords",
    "report_id",
    "records",
    "sources",
)
"""The columns, in their order."""


def write_csv(items: Iterable[ExportRecord]) -> Iterator[str]:
    """Yield the lines of a CSV table: the names of the columns, then a row for each report."""
    yield format_row(CSV_COLUMNS)
    for item in items:
        yield format_row(map(escape_markup, _cells(item)))


def _cells(item: ExportRecord) -> tuple[str, ...]:
    citation = item.citation
    names = [format_author(author).replace(";", ",") for author in citation.authors]
    if not citation.authors_complete:
        names.append("et al.")
    return (
        citation.title,
        citation.abstract,
        "; ".join(names) + (";" if len(names) == 1 else ""),  # one name, and still a list
        str(citation.year or ""),
        citation.journal or citation.journal_abbreviation,
        citation.volume,
        citation.issue,
        citation.pages,
        citation.article_number,
        citation.doi,
        citation.pmid,
        citation.urls[0] if citation.urls else "",
        "; ".join(word.replace(";", ",") for word in citation.keywords),
        item.report_id,
        " ".join(item.record_ids),
        "; ".join(item.sources),
    )
