"""A picture as PNG, drawn from its SVG by resvg."""

from __future__ import annotations

import io
from typing import Final
from xml.etree import ElementTree as ET

from harvester.drawing.font import FAMILY, font_file
from harvester.drawing.shapes import Drawing
from harvester.drawing.svg import svg_element

DPI: Final = 300
PAGE_PIXELS: Final = 1890
"""Pixels across the text of a page of A4 (16 cm) at that resolution: no picture is narrower."""
MAX_PIXELS: Final = 12_000
"""Pixels along either side; a picture that would be larger is drawn coarser."""


def to_png(drawing: Drawing) -> bytes:
    """Return the picture as PNG: 300 dots per inch, more where it is narrower than a page; at most 64 colours."""
    import resvg_py
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    zoom = min(max(DPI / 72, PAGE_PIXELS / drawing.width), MAX_PIXELS / max(drawing.width, drawing.height))
    png = resvg_py.svg_to_bytes(
        svg_string=ET.tostring(svg_element(drawing, with_font=False), encoding="unicode"),
        font_files=[font_file()],
        font_family=FAMILY,
        skip_system_fonts=True,
        background="#ffffff",
        zoom=zoom,
    )
    metadata = PngInfo()
    metadata.add_itxt("Title", drawing.title)
    metadata.add_itxt("Description", drawing.description)
    with Image.open(io.BytesIO(bytes(png))) as image:
        stream = io.BytesIO()
        reduced = image.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        reduced.save(stream, "PNG", optimize=True, dpi=(zoom * 72, zoom * 72), pnginfo=metadata)
    return stream.getvalue()
