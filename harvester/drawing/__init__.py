"""Pictures as values: shapes and lines of text, placed by the measures of a font, written as SVG, PNG or PDF. Pure."""

from harvester.drawing.font import column_widths, missing_characters, text_width, wrap_text
from harvester.drawing.pdf import to_pdf
from harvester.drawing.png import to_png
from harvester.drawing.shapes import Circle, Drawing, Polyline, Rect, Shape, ShapeGroup, Text, stack_drawings
from harvester.drawing.svg import to_svg

__all__ = [
    "Circle",
    "Drawing",
    "Polyline",
    "Rect",
    "Shape",
    "ShapeGroup",
    "Text",
    "column_widths",
    "missing_characters",
    "stack_drawings",
    "text_width",
    "to_pdf",
    "to_png",
    "to_svg",
    "wrap_text",
]
