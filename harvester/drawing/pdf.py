"""Pictures as the pages of a PDF, drawn by ReportLab: vectors, and text in embedded fonts."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from harvester.drawing.font import subset_font
from harvester.drawing.shapes import Circle, Drawing, Polyline, Rect, Text, flatten_shapes
from harvester.drawing.svg import arrow_head

A4: Final = (595.28, 841.89)
MARGIN: Final = 28.35
"""A centimetre."""


def to_pdf(drawings: Sequence[Drawing], *, title: str) -> bytes:
    """Return a PDF with a page of A4, portrait or landscape, for each picture, reduced if too large.

    The same pictures give the same bytes.
    """
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    fonts = register_fonts(drawings)
    canvas = Canvas(stream, invariant=1, lang="en", pageCompression=1, initialFontName=fonts[False])  # type: ignore[arg-type]  # a name, whatever the stub says
    canvas.setTitle(title)
    canvas.setSubject("\n\n".join(drawing.description for drawing in drawings))
    canvas.setCreator("harvester")
    for drawing in drawings:
        draw_pdf_page(canvas, drawing, fonts)
    canvas.save()
    return stream.getvalue()


def register_fonts(drawings: Sequence[Drawing]) -> dict[bool, str]:
    """Return bold or not → the name under which ReportLab has a font of the characters used."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    names = {}
    for bold in (False, True):
        texts = [text.content for text in chain(*(drawing.texts() for drawing in drawings)) if text.bold == bold]
        data = subset_font(texts, bold=bold)
        names[bold] = f"Arimo{'-Bold' if bold else ''}-{hashlib.sha256(data).hexdigest()[:8]}"
        registerFont(TTFont(names[bold], io.BytesIO(data)))
    return names


def draw_pdf_page(canvas: Any, drawing: Drawing, fonts: dict[bool, str]) -> None:
    """Draw a picture on a page of its own."""
    level = drawing.width > drawing.height
    width, height = A4[::-1] if level else A4
    scale = min(1.0, (width - 2 * MARGIN) / drawing.width, (height - 2 * MARGIN) / drawing.height)
    canvas.setPageSize((width, height))
    canvas.translate((width - drawing.width * scale) / 2, height - MARGIN)
    canvas.scale(scale, scale)
    for shape in flatten_shapes(drawing.shapes):
        match shape:
            case Rect():
                _draw_rect(canvas, shape)
            case Polyline():
                _draw_line(canvas, shape)
            case Circle():
                canvas.setFillColor(shape.fill)
                canvas.circle(shape.x, -shape.y, shape.radius, stroke=0, fill=1)
            case Text():
                _draw_text(canvas, shape, fonts[shape.bold])
    canvas.showPage()


def _draw_rect(canvas: Any, rect: Rect) -> None:
    canvas.setFillColor(rect.fill)
    if rect.stroke:
        canvas.setStrokeColor(rect.stroke)
        canvas.setLineWidth(0.75)
    stroke = int(bool(rect.stroke))
    canvas.roundRect(rect.x, -rect.bottom, rect.width, rect.height, rect.radius, stroke=stroke, fill=1)


def _draw_line(canvas: Any, line: Polyline) -> None:
    canvas.setStrokeColor(line.colour)
    canvas.setLineWidth(line.width)
    path = canvas.beginPath()
    path.moveTo(line.points[0][0], -line.points[0][1])
    for x, y in line.points[1:]:
        path.lineTo(x, -y)
    canvas.drawPath(path, stroke=1, fill=0)
    if line.arrow:
        (x, y), *others = arrow_head(line)
        head = canvas.beginPath()
        head.moveTo(x, -y)
        for corner_x, corner_y in others:
            head.lineTo(corner_x, -corner_y)
        head.close()
        canvas.setFillColor(line.colour)
        canvas.drawPath(head, stroke=0, fill=1)


def _draw_text(canvas: Any, text: Text, font: str) -> None:
    canvas.saveState()
    canvas.setFont(font, text.size)
    canvas.setFillColor(text.colour)
    canvas.translate(text.x, -text.y)
    if text.upward:
        canvas.rotate(90)
    draw = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
    draw[text.anchor](0, 0, text.content)
    canvas.restoreState()
