"""The flow as a Word document: the picture with its alt text, the flow in words, and every number in a table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from harvester.drawing import to_png
from harvester.drawing.font import printable_line
from harvester.prisma.diagram.content import FIGURE_NOTE
from harvester.prisma.diagram.layout import BOX_POSITIONS, SOURCE, STAGE_OF_ROW, diagram_footnotes
from harvester.prisma.diagram.narrative import write_narrative
from harvester.prisma.diagram.palette import COLOURS, Palette
from harvester.prisma.diagram.panel import Panel, draw_panels

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH: Final = datetime(2021, 3, 29)  # noqa: DTZ001 - Word's core properties have no time zone; the day of BMJ 2021;372:n71
_WIDTH: Final = 16.0
_HEIGHT: Final = 22.0
"""Centimetres of text on a page of A4."""
_COLUMNS: Final = (2.6, 11.0, 2.4)
"""Widths of the table's columns, in centimetres."""


def diagram_to_docx(panels: Sequence[Panel], *, palette: Palette = COLOURS) -> bytes:
    """The document. The same flow gives the same pages; only the archive's own dates may differ."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    document.core_properties.title = panels[-1].content.title
    document.core_properties.author = "harvester"
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = _EPOCH
    for place, panel in enumerate(panels):
        if place:
            document.add_page_break()  # type: ignore[no-untyped-call]
        _add_panel(document, panel, palette)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_panel(document: Document, panel: Panel, palette: Palette) -> None:
    document.add_heading(printable_line(panel.heading), level=1)
    _add_picture(document, panel, palette)
    for text in write_narrative(panel.content):
        document.add_paragraph(printable_line(text))
    _add_table(document, panel)
    for note in (*diagram_footnotes(panel.content), FIGURE_NOTE, SOURCE):
        _add_small(document, note)


def _add_picture(document: Document, panel: Panel, palette: Palette) -> None:
    from docx.shared import Cm

    (drawing,) = draw_panels([panel], palette=palette)
    wide = min(_WIDTH, _HEIGHT * drawing.width / drawing.height, drawing.width / 72 * 2.54)
    picture = document.add_picture(io.BytesIO(to_png(drawing)), width=Cm(wide))
    shown = picture._inline.docPr  # noqa: SLF001 - python-docx has no other way to set the alt text
    shown.set("title", drawing.title)
    shown.set("descr", drawing.description)


def _add_table(document: Document, panel: Panel) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = Cm(width)
    _fill(table.rows[0], ("Stage", "Box", "n"), bold=True)
    for number, box in panel.content.boxes.items():
        stage = panel.content.tabs[STAGE_OF_ROW[BOX_POSITIONS[number][1]]]
        heading = f"{printable_line(box.heading).rstrip(':')}: " if box.heading else ""
        for line in box.lines:
            _fill(
                table.add_row(),
                (stage, f"{heading}{'– ' * line.indent}{printable_line(line.text)}{line.mark}", f"{line.n:,}"),
            )


def _fill(row: Any, texts: tuple[str, str, str], *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    for cell, text, width in zip(row.cells, texts, _COLUMNS, strict=True):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(text)
        run.font.size = Pt(9)
        run.bold = bold
    row.cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _add_small(document: Document, text: str) -> None:
    from docx.shared import Pt

    run = document.add_paragraph().add_run(text)
    run.font.size = Pt(8)
