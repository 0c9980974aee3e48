"""Pictures as values: shapes and lines of text placed by the measures of a font; written as SVG, PNG or PDF. Pure."""

from harvester.drawing.columns import column_widths
from harvester.drawing.font import FAMILY, LINE, missing, text_width, wrapped
from harvester.drawing.page import stacked
from harvester.drawing.pdf import to_pdf
from harvester.drawing.png import to_png
from harvester.drawing.shapes import Circle, Drawing, Group, Line, Rect, Shape, Text
from harvester.drawing.svg import to_svg

__all__ = [
    "FAMILY",
    "LINE",
    "Circle",
    "Drawing",
    "Group",
    "Line",
    "Rect",
    "Shape",
    "Text",
    "column_widths",
    "missing",
    "stacked",
    "text_width",
    "to_pdf",
    "to_png",
    "to_svg",
    "wrapped",
]
