"""Citations → CSV with the column names ASReview and most programs know. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final

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

FORMULA_START: Final = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet takes for a formula, or that :func:`neutral` has been at."""
_NEGATIVE: Final = re.compile(r"-\d+(?:\.\d+)?")


def write_csv(items: Iterable[ExportRecord]) -> Iterator[str]:
    """CSV, one text for each row, the names of the columns first.

    A cell a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV injection").
    """
    yield _row(CSV_COLUMNS)
    for item in items:
        yield _row([neutralise_formula(escape_markup(cell)) for cell in _cells(item)])


def table_to_csv(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table as CSV, heading first, its cells guarded by :func:`neutralise_formula`; None is an empty cell."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows([neutralise_formula("" if cell is None else str(cell)) for cell in row] for row in rows)
    return stream.getvalue()


def neutralise_formula(cell: str) -> str:
    """The cell, such that a spreadsheet shows it and never runs it; a negative number is none of its business."""
    return f"'{cell}" if FORMULA_START.match(cell) and not _NEGATIVE.fullmatch(cell) else cell


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


def _row(cells: Iterable[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
