"""In a flow diagram nothing overlaps and nothing is cut, whatever the numbers and names; it says what is counted."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.drawing import Drawing, Polyline, Rect, ShapeGroup, Text, text_width, to_svg
from harvester.drawing.font import ASCENT, DESCENT, printable_line
from harvester.drawing.shapes import flatten_shapes
from harvester.prisma import compute_flow
from harvester.prisma.boxes import BOX_BY_KEY
from harvester.prisma.diagram import (
    PLAIN,
    DiagramBox,
    DiagramContent,
    Panel,
    build_diagram_content,
    draw_combined,
    draw_diagram,
    draw_panels,
)
from harvester.prisma.diagram import DiagramLine as SheetLine
from harvester.prisma.diagram.layout import BOX_POSITIONS, OPTIONAL
from harvester.prisma.flow_input import FlowInput
from tests.prisma.flow_inputs import windows
from tests.prisma.test_diagram_content import small
from tests.support import examples

Extent = tuple[float, float, float, float]

COUNTS = st.integers(0, 7).flatmap(lambda digits: st.integers(0, 10**digits - 1 if digits else 0))
NAMES = st.one_of(
    st.text(max_size=90),
    st.sampled_from(
        [
            "Cochrane Central Register of Controlled Trials (CENTRAL)",
            "WHO International Clinical Trials Registry Platform",
            "Pneumonoultramicroscopicsilicovolcanoconiosis-only-population",
            "wrong route",
        ]
    ),
)


@st.composite
def sheets(draw_from: st.DrawFn) -> DiagramContent:
    """Any template, with up to 12 sources and 12 reasons of any name, and numbers of up to 7 digits."""
    template = build_diagram_content(small(updated=draw_from(st.booleans()), other=draw_from(st.booleans()),
                              meta_analysis=draw_from(st.booleans())))  # fmt: skip
    boxes = {}
    for number, box in template.boxes.items():
        lines = [SheetLine(line.text, draw_from(COUNTS), line.member_key, line.indent, line.mark) for line in box.lines]
        if number in {"box2", "box9", "box15"}:
            names = draw_from(st.lists(NAMES, max_size=12))
            lines += [SheetLine(name, draw_from(COUNTS), f"list/{name}", int(number == "box2")) for name in names]
        boxes[number] = DiagramBox(box.number, box.column, box.heading, tuple(lines))
    return DiagramContent(
        title=template.title,
        headers=template.headers,
        tabs=template.tabs,
        boxes=boxes,
        arrows=template.arrows,
        footnotes={"**": "Of the records excluded, 1,234,567 were excluded by a human and 1 by automation tools."},
        notes=tuple(draw_from(st.lists(NAMES, max_size=4))),
        pending=tuple(draw_from(st.lists(st.builds(SheetLine, NAMES, COUNTS, st.just("p")), max_size=3))),
    )


def extent(text: Text) -> Extent:
    width, up, down = text_width(text.content, text.size, bold=text.bold), text.size * ASCENT, text.size * DESCENT
    before = {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    if text.upward:
        return text.x - up, text.y - width + before, text.x + down, text.y + before
    return text.x - before, text.y - up, text.x - before + width, text.y + down


def frame(rect: Rect) -> Extent:
    return rect.x, rect.y, rect.right, rect.bottom


def overlap(one: Extent, two: Extent) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def holds(outer: Extent, inner: Extent) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def framed(drawing: Drawing) -> list[tuple[Rect, list[Text]]]:
    """Each box, heading and tab with the texts that belong into it."""
    groups = [shape for shape in drawing.shapes if isinstance(shape, ShapeGroup)]
    return [(rect, [text for text in flatten_shapes(group.shapes) if isinstance(text, Text)])
            for group in groups for rect in flatten_shapes(group.shapes) if isinstance(rect, Rect)]  # fmt: skip


def strokes(shape: Polyline) -> list[Extent]:
    ends = zip(shape.points, shape.points[1:], strict=False)
    return [(min(x, u), min(y, v), max(x, u), max(y, v)) for (x, y), (u, v) in ends]


@settings(max_examples=examples(20), deadline=None)
@given(sheets())
def test_nothing_overlaps_and_nothing_is_cut(sheet: DiagramContent) -> None:
    drawing = draw_diagram(sheet)
    page = (0.0, 0.0, drawing.width, drawing.height)
    boxes = framed(drawing)
    assert all(holds(frame(rect), extent(text)) for rect, texts in boxes for text in texts)
    assert all(holds(page, extent(text)) for text in drawing.texts())
    assert not any(overlap(frame(one), frame(two)) for (one, _), (two, _) in combinations(boxes, 2))
    assert not any(overlap(extent(one), extent(two)) for one, two in combinations(drawing.texts(), 2))
    free = [shape for shape in drawing.shapes if isinstance(shape, Text)]
    assert not any(overlap(extent(text), frame(rect)) for text in free for rect, _ in boxes)
    lines = [stroke for shape in drawing.shapes if isinstance(shape, Polyline) for stroke in strokes(shape)]
    assert not any(overlap(stroke, _shrunk(frame(rect))) for stroke in lines for rect, _ in boxes)


def _shrunk(place: Extent) -> Extent:
    """Lines may touch the edge of a box, where they begin and end."""
    return place[0] + 0.01, place[1] + 0.01, place[2] - 0.01, place[3] - 0.01


@settings(max_examples=examples(15), deadline=None)
@given(sheets())
def test_the_texts_of_the_picture_are_the_words_and_numbers_of_the_sheet(sheet: DiagramContent) -> None:
    texts = _texts_by_key(ET.fromstring(to_svg(draw_diagram(sheet), with_font=False)))
    for box in sheet.boxes.values():
        for line in box.lines:
            said = f"{printable_line(line.text)}{line.mark}(n = {line.n:,})"
            assert said.replace(" ", "") in [text.replace(" ", "") for text in texts[printable_line(line.member_key)]]


def _texts_by_key(root: ET.Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        if "data-key" in group.attrib:
            found.setdefault(group.attrib["data-key"], []).append("".join(text.text or "" for text in group))
    return found


@settings(max_examples=examples(12), deadline=None)
@given(windows())
def test_any_flow_can_be_drawn_and_its_numbers_read_from_the_svg(window: FlowInput) -> None:
    flow = compute_flow(window)
    texts = _texts_by_key(ET.fromstring(to_svg(draw_diagram(build_diagram_content(flow)), with_font=False)))
    for key in texts.keys() & BOX_BY_KEY.keys() - {"dbr_excluded", "other_excluded"}:
        (text,) = texts[key]
        assert text.endswith(f"(n = {flow.number(key):,})")
    assert {"records_screened", "dbr_assessed", "new_reports"} <= texts.keys()


@pytest.mark.parametrize("updated", [False, True])
@pytest.mark.parametrize("other", [False, True])
def test_grey_boxes_stand_only_where_the_template_has_them(updated: bool, other: bool) -> None:
    sheet = build_diagram_content(small(updated=updated, other=other))
    grey = [rect for rect, _ in framed(draw_diagram(sheet)) if rect.fill == "#dcdcdc" and not rect.radius]
    assert len(grey) == len(OPTIONAL & sheet.boxes.keys()) == 2 * updated + 5 * other


def test_boxes_stand_as_in_the_templates() -> None:
    """Reference: the picture of the PRISMA2020 R package for an updated review with other sources."""
    sheet = build_diagram_content(small(updated=True, other=True))
    drawing = draw_diagram(sheet)
    place = {shape.key: shape.shapes[0] for shape in drawing.shapes if isinstance(shape, ShapeGroup) and shape.key}
    x = {number: rect.x for number, rect in place.items() if isinstance(rect, Rect)}
    middle = {number: rect.middle[1] for number, rect in place.items() if isinstance(rect, Rect)}
    assert x["box1"] < x["box2"] < x["box3"] < x["box11"] < x["box13"]
    assert len({x[n] for n in ("box2", "box4", "box6", "box8", "box10", "box16")}) == 1
    for level in (("box1", "box2", "box3", "box11"), ("box4", "box5"), ("box6", "box7", "box12", "box13"),
                  ("box8", "box9", "box14", "box15")):  # fmt: skip
        assert max(middle[n] for n in level) - min(middle[n] for n in level) < 0.01
    assert middle["box1"] < middle["box4"] < middle["box6"] < middle["box8"] < middle["box10"] < middle["box16"]


def test_every_box_of_prisma_has_its_place() -> None:
    assert BOX_POSITIONS.keys() == {box.number for box in BOX_BY_KEY.values()}


def test_plain_is_black_on_white() -> None:
    rects = [
        rect for rect, _ in framed(draw_diagram(build_diagram_content(small(updated=True, other=True)), palette=PLAIN))
    ]
    assert {(rect.fill, rect.stroke) for rect in rects} == {("#ffffff", "#000000")}


def test_parts_of_a_living_flow_stand_below_each_other_under_their_names() -> None:
    base, update = build_diagram_content(small()), build_diagram_content(small(updated=True))
    panels = [Panel("Base review (v1)", base), Panel("Update (v2)", update)]
    together = draw_combined(panels)
    apart = draw_panels(panels)
    assert together.height > max(one.height for one in apart) * 1.8
    assert [text.content.startswith("Diagram after") for text in together.texts()].count(True) == 1
    headings = [text.content for text in together.texts() if text.bold and text.content.startswith(("Base", "Update"))]
    assert headings[0].startswith("Base review (v1). PRISMA 2020 flow diagram for new")
    assert "Update (v2)" in " ".join(headings)
    with pytest.raises(ValueError, match="one part at least"):
        draw_combined([])
