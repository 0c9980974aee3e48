"""Write a document as a Word file (.docx) on pages of A4."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from harvester.documents.blocks import Block, Bullet, Code, Document, Figure, Heading, Paragraph, RowStyle, Table
from harvester.drawing import Drawing, column_widths, to_png
from harvester.printable import remove_control_codes

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_DATE: Final = datetime(2021, 3, 29)  # noqa: DTZ001 - Word's properties have no time zone; fixed: the same bytes each day
_WIDTH: Final = 16.0
_HEIGHT: Final = 22.0
"""Centimetres of text on a page of A4; of the height, what a heading leaves to a picture."""
_TEXT_SIZE, _CELL_SIZE, _NOTE_SIZE = 10, 9, 8
"""Points of the letters in paragraphs (and code), in table cells and in notes."""
_NOT_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML, and so a Word document, cannot hold."""


def to_docx(document: Document) -> bytes:
    """Return the document as a .docx file, with Word's own heading and list styles.

    The same document gives the same pages; only the dates inside the archive may differ.
    """
    import docx
    from docx.shared import Cm, Pt

    word = docx.Document()
    word.styles["Normal"].font.name = "Arial"
    word.styles["Normal"].font.size = Pt(_TEXT_SIZE)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = _xml_text(document.title), "harvester", ""
    properties.created = properties.modified = _DATE
    for block in document.blocks:
        add_word_block(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def add_word_block(word: WordDocument, block: Block) -> None:
    """Add a block to a Word document."""
    match block:
        case Heading():
            if block.new_page:
                word.add_page_break()  # type: ignore[no-untyped-call]
            word.add_heading(_xml_text(block.text), level=block.level)
        case Paragraph():
            _add_paragraph(word, block)
        case Bullet():
            _add_bullet(word, block)
        case Code():
            _add_code(word, block)
        case Table():
            add_word_table(word, block)
        case Figure():
            add_word_figure(word, block.drawing)


def _add_paragraph(word: WordDocument, paragraph: Paragraph) -> None:
    from docx.shared import Pt

    added = word.add_paragraph()
    run = added.add_run(_xml_text(paragraph.text))
    if paragraph.is_note:
        run.font.size = Pt(_NOTE_SIZE)
        added.paragraph_format.space_after = Pt(2)


def _add_bullet(word: WordDocument, bullet: Bullet) -> None:
    paragraph = word.add_paragraph(style="List Bullet")
    if bullet.label:
        paragraph.add_run(f"{_xml_text(bullet.label)}: ").bold = True
    addresses = (f"{link.text}: {link.url}" if link.text else link.url for link in bullet.links)
    paragraph.add_run(_xml_text(" · ".join(filter(None, (bullet.text, *addresses)))))


def _add_code(word: WordDocument, code: Code) -> None:
    from docx.shared import Pt

    run = word.add_paragraph().add_run(_xml_text(code.text.removesuffix("\n")))
    run.font.name = "Courier New"
    run.font.size = Pt(_CELL_SIZE)


def add_word_table(word: WordDocument, table: Table) -> None:
    """Add a table whose columns are as wide as their texts require."""
    from docx.shared import Pt

    grid = word.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    _fill(grid.add_row(), table.columns, table, bold=True)
    for place, row in enumerate(table.rows):
        style: RowStyle = table.style_of(place)
        _fill(grid.add_row(), row, table, bold=style == "total", italic=style == "unknown")
    widths = column_widths((table.columns, *table.rows), width=_WIDTH / 2.54 * 72, size=_CELL_SIZE)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)


def _fill(row: Any, texts: tuple[str, ...], table: Table, *, bold: bool = False, italic: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if table.is_numeric(place):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(_xml_text(text))
        run.font.size, run.bold, run.italic = Pt(_CELL_SIZE), bold, italic


def add_word_figure(word: WordDocument, drawing: Drawing) -> None:
    """Add a picture, no wider or higher than a page, with its title and description as alt text."""
    from docx.shared import Cm

    width = min(_WIDTH, _HEIGHT * drawing.width / drawing.height, drawing.width / 72 * 2.54)
    picture = word.add_picture(io.BytesIO(to_png(drawing)), width=Cm(width))
    properties = picture._inline.docPr  # noqa: SLF001 - python-docx has no other way to set the alt text
    properties.set("title", _xml_text(drawing.title))
    properties.set("descr", _xml_text(drawing.description))


def _xml_text(text: str) -> str:
    return remove_control_codes(_NOT_XML.sub("\ufffd", text))
