"""A summary as a Word document: a table for each, what was counted below it, and its picture."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from harvester.drawing import Drawing, column_widths, to_png
from harvester.drawing.font import printable_line
from harvester.extraction.summary.document import SummaryReport
from harvester.extraction.summary.number_format import format_table
from harvester.extraction.summary.tables import ResultTable

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH: Final = datetime(2021, 3, 29)  # noqa: DTZ001 - Word's core properties have no time zone; the same bytes each day
_WIDTH: Final = 16.0
"""Centimetres of text on a page of A4."""
_SIZE: Final = 9
"""Points of a letter in a table."""


def summary_to_docx(report: SummaryReport, drawings: Mapping[str, Drawing]) -> bytes:
    """The document; ``drawings`` are the pictures of tables by their keys."""
    from docx import Document
    from docx.shared import Cm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = report.title, "harvester", ""
    properties.created = properties.modified = _EPOCH
    document.add_heading(printable_line(report.title), level=1)
    for sentence in report.remarks:
        document.add_paragraph(printable_line(sentence))
    for table in report.tables:
        _add(document, table, drawings.get(table.key))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add(document: Document, table: ResultTable, drawing: Drawing | None) -> None:
    from docx.shared import Cm, Pt

    document.add_heading(printable_line(table.title), level=2)
    shown = format_table(table)
    grid = document.add_table(rows=1, cols=len(shown.heads))
    grid.style = "Table Grid"
    _fill(grid.rows[0], shown.heads, bold=True)
    for line, row in zip(shown.lines, shown.rows, strict=True):
        _fill(grid.add_row(), row, bold=line.is_total, italic=line.is_unknown)
    widths = column_widths((shown.heads, *shown.rows), width=_WIDTH / 2.54 * 72, size=_SIZE)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)
    for note in table.notes:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(printable_line(note)).font.size = Pt(8)
    if drawing is not None:
        picture = document.add_picture(io.BytesIO(to_png(drawing)), width=Cm(min(_WIDTH, drawing.width / 72 * 2.54)))
        shown_as = picture._inline.docPr  # noqa: SLF001 - python-docx has no other way to set the alt text
        shown_as.set("title", drawing.title)
        shown_as.set("descr", drawing.description)


def _fill(row: Any, texts: tuple[str, ...], *, bold: bool = False, italic: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(printable_line(text))
        run.font.size, run.bold, run.italic = Pt(_SIZE), bold, italic
