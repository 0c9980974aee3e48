"""A picture as SVG: text stays text, set in a font that is embedded, so that it looks the same everywhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from harvester.drawing.font import FAMILY, printable_line, subset_font
from harvester.drawing.shapes import Circle, Drawing, Polyline, Rect, Shape, ShapeGroup, Text

_SPACE: Final = "http://www.w3.org/2000/svg"
_ON_SCREEN: Final = 1.6
"""CSS pixels for a point where a picture is part of a page, unless its CSS sets another width."""
_HEAD: Final = (5.2, 1.9)
"""Length and half the breadth of an arrow's head, in points."""


def to_svg(drawing: Drawing, *, with_font: bool = True) -> str:
    """Return the picture as an SVG document, sized in points. ``with_font`` embeds the characters it uses."""
    root = svg_element(drawing, with_font=with_font)
    root.set("width", f"{_number(drawing.width)}pt")
    root.set("height", f"{_number(drawing.height)}pt")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_as_text(root)}\n'


def to_svg_fragment(drawing: Drawing) -> str:
    """Return the picture as an ``svg`` element for a page of HTML.

    It has no font of its own and no ids, so that a page can hold several, and its parts are readable by screen readers.
    """
    root = svg_element(drawing, with_font=False)
    for name in ("xmlns", "aria-labelledby"):
        root.attrib.pop(name)
    root.set("width", _number(drawing.width * _ON_SCREEN))
    root.set("role", "group")
    root.set("aria-label", printable_line(drawing.title))
    for element in root.findall("title") + root.findall("desc"):
        root.remove(element)
    return _as_text(root)


def font_css(texts: Iterable[Text]) -> str:
    """Return CSS that embeds the font for these texts."""
    texts = tuple(texts)
    rules = []
    for bold, weight in ((False, "normal"), (True, "bold")):
        if contents := [text.content for text in texts if text.bold == bold]:
            data = base64.b64encode(subset_font(contents, bold=bold, flavour="woff")).decode()
            source = f"url(data:font/woff;base64,{data}) format('woff')"
            rules.append(f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:{source}}}")
    return "".join(rules)


def svg_element(drawing: Drawing, *, with_font: bool) -> ET.Element:
    """Return the picture as the root element of an SVG document."""
    root = ET.Element(
        "svg",
        {
            "xmlns": _SPACE,
            "viewBox": f"0 0 {_number(drawing.width)} {_number(drawing.height)}",
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": f"{FAMILY}, Arial, Helvetica, 'Liberation Sans', sans-serif",
            "font-kerning": "none",
        },
    )
    ET.SubElement(root, "title", {"id": "title"}).text = printable_line(drawing.title)
    ET.SubElement(root, "desc", {"id": "desc"}).text = "\n".join(map(printable_line, drawing.description.splitlines()))
    if with_font:
        ET.SubElement(ET.SubElement(root, "defs"), "style").text = font_css(drawing.texts())
    background = Rect(x=0, y=0, width=drawing.width, height=drawing.height)
    for shape in (background, *drawing.shapes):
        draw_svg_shape(shape, root)
    return root


def arrow_head(line: Polyline) -> tuple[tuple[float, float], ...]:
    """Return the corners of the head at the end of a line whose last segment is horizontal or vertical."""
    (from_x, from_y), (x, y) = line.points[-2:]
    length, half = _HEAD
    if from_x == x:
        back = y - length if y > from_y else y + length
        return (x, y), (x - half, back), (x + half, back)
    back = x - length if x > from_x else x + length
    return (x, y), (back, y - half), (back, y + half)


def draw_svg_shape(shape: Shape, parent: ET.Element) -> None:
    """Append a shape to an SVG element."""
    match shape:
        case ShapeGroup():
            _draw_group(shape, parent)
        case Rect():
            _draw_rect(shape, parent)
        case Polyline():
            _draw_line(shape, parent)
        case Circle():
            place = {"cx": _number(shape.x), "cy": _number(shape.y), "r": _number(shape.radius)}
            ET.SubElement(parent, "circle", place | {"fill": shape.fill})
        case Text():
            _draw_text(shape, parent)


def _draw_group(group: ShapeGroup, parent: ET.Element) -> None:
    element = ET.SubElement(parent, "g", {"data-key": printable_line(group.key)} if group.key else {})
    if group.label:
        element.set("role", "group")
        element.set("aria-label", printable_line(group.label))
    for shape in group.shapes:
        draw_svg_shape(shape, element)


def _draw_rect(rect: Rect, parent: ET.Element) -> None:
    place = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    element = ET.SubElement(parent, "rect", {name: _number(value) for name, value in place.items()})
    element.set("fill", rect.fill)
    if rect.radius:
        element.set("rx", _number(rect.radius))
    if rect.stroke:
        element.set("stroke", rect.stroke)
        element.set("stroke-width", "0.75")


def _draw_line(line: Polyline, parent: ET.Element) -> None:
    ET.SubElement(
        parent,
        "polyline",
        {
            "points": _points(line.points),
            "fill": "none",
            "stroke": line.colour,
            "stroke-width": _number(line.width),
        },
    )
    if line.arrow:
        ET.SubElement(parent, "polygon", {"points": _points(arrow_head(line)), "fill": line.colour})


def _draw_text(text: Text, parent: ET.Element) -> None:
    element = ET.SubElement(
        parent, "text", {"x": _number(text.x), "y": _number(text.y), "font-size": _number(text.size)}
    )
    if text.bold:
        element.set("font-weight", "bold")
    if text.anchor != "start":
        element.set("text-anchor", text.anchor)
    if text.colour != "#000000":
        element.set("fill", text.colour)
    if text.upward:
        element.set("transform", f"rotate(-90 {_number(text.x)} {_number(text.y)})")
    element.text = text.content


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _as_text(root: ET.Element) -> str:
    ET.indent(root, "")
    return ET.tostring(root, encoding="unicode")
