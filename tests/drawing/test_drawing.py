"""A picture is the same in every format: text is text, its font comes along, no text can break out of its place."""

from __future__ import annotations

import base64
import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from harvester.drawing import (
    Circle,
    Drawing,
    Polyline,
    Rect,
    ShapeGroup,
    Text,
    column_widths,
    missing_characters,
    stack_drawings,
    text_width,
    to_pdf,
    to_png,
    to_svg,
    wrap_text,
)
from harvester.drawing.font import printable_line, subset_font

SVG = "{http://www.w3.org/2000/svg}"


def picture(*texts: str, title: str = "A picture") -> Drawing:
    lines = tuple(Text(x=10, y=20 + 12 * place, content=text, size=8) for place, text in enumerate(texts))
    shapes = (
        ShapeGroup(shapes=(Rect(x=5, y=5, width=180, height=60, stroke="#000000"), *lines), label="a box", key="box"),
        Polyline(points=((5, 70), (50, 70), (50, 90)), arrow=True),
        Circle(x=80, y=80, radius=3),
        Text(x=150, y=90, content="end", size=8, bold=True, anchor="end"),
    )
    return Drawing(width=200, height=100, title=title, description="What is to be seen.", shapes=shapes)


def texts_of(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def fonts_of(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def test_an_svg_holds_its_texts_its_title_and_its_description() -> None:
    svg = to_svg(picture("Records screened (n = 12)", 'a <b> & "c"'))
    root = ET.fromstring(svg)
    assert texts_of(svg) == ["Records screened (n = 12)", 'a <b> & "c"', "end"]
    assert root.findtext(f"{SVG}title") == "A picture"
    assert root.findtext(f"{SVG}desc") == "What is to be seen."
    assert root.get("width") == "200pt"


def test_the_font_in_an_svg_has_every_character_that_is_drawn() -> None:
    svg = to_svg(picture("β ≥ 2 µg, Łódź"))
    regular = re.findall(r"base64,([A-Za-z0-9+/=]+)", svg)[0]
    font = TTFont(io.BytesIO(base64.b64decode(regular)))
    assert {ord(char) for char in "β≥µŁódź"} <= font.getBestCmap().keys()
    assert len(font.getGlyphOrder()) < 60
    assert "http://" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_a_font_is_the_same_bytes_each_time() -> None:
    assert subset_font(["one", "two"], bold=True) == subset_font(["two", "one"], bold=True)


def test_a_png_has_three_hundred_dots_per_inch_and_says_what_it_shows() -> None:
    with Image.open(io.BytesIO(to_png(picture("text")))) as image:
        assert image.width >= 1890
        assert image.info["dpi"][0] >= 300
        assert image.info["Title"] == "A picture"
        assert image.info["Description"] == "What is to be seen."
        colours = image.convert("RGB").getcolors(256)
    assert colours is not None
    assert max(colours)[1] == (255, 255, 255)


def test_a_pdf_has_its_text_and_no_font_that_is_not_embedded() -> None:
    reader = PdfReader(io.BytesIO(to_pdf([picture("Łódź (n = 12)"), picture("second page")], title="Flow")))
    assert len(reader.pages) == 2
    assert "Łódź (n = 12)" in reader.pages[0].extract_text()
    assert "second page" in reader.pages[1].extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == "Flow"
    for page in reader.pages:
        assert fonts_of(page)
        assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts_of(page))


def test_pdfs_made_one_after_the_other_do_not_share_their_letters() -> None:
    to_pdf([picture("abc")], title="first")
    reader = PdfReader(io.BytesIO(to_pdf([picture("New, updated")], title="second")))
    (bold, regular) = sorted(font["/BaseFont"] for font in fonts_of(reader.pages[0]))
    assert (bold.split("-")[1], regular.split("-")[1]) == ("Bold", "Regular")
    assert to_pdf([picture("abc")], title="t") == to_pdf([picture("abc")], title="t")


def test_a_picture_stands_below_another_and_keeps_its_size() -> None:
    both = stack_drawings([picture("one"), picture("two")], title="both", gap=10)
    assert (both.width, both.height) == (200, 210)
    assert [text.y for text in both.texts() if text.content in {"one", "two"}] == [20, 130]
    assert stack_drawings([picture("one")], title="x") == picture("one")


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("a\x00b\x1bc", "abc"),
        ("two\n lines\t", "two lines"),
        ("right\u202eleft", "rightleft"),
        ("half \ud800 pair", "half pair"),
        ("no\u00a0break", "no break"),
    ],
)
def test_what_no_line_can_show_is_left_out(given_text: str, shown: str) -> None:
    assert printable_line(given_text) == shown


@given(st.text(), st.floats(20, 200), st.booleans())
def test_a_wrapped_text_fits_its_width_and_loses_nothing(text: str, width: float, bold: bool) -> None:
    text = printable_line(text)
    lines = wrap_text(text, width, 8, bold=bold)
    assert all(text_width(line, 8, bold=bold) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text())
def test_any_text_makes_a_well_formed_svg(text: str) -> None:
    svg = to_svg(picture(printable_line(text), title=text), with_font=False)
    assert texts_of(svg)[0] == printable_line(text)


def test_widths_are_those_of_helvetica() -> None:
    """Adobe's metrics of Helvetica: n 556, W 944, i 222, 5 556 thousandths; bold n 611."""
    assert text_width("nWi5", 1000) == pytest.approx(556 + 944 + 222 + 556, abs=2)
    assert text_width("n", 1000, bold=True) == pytest.approx(611, abs=1)


def test_characters_without_a_shape_are_told() -> None:
    assert missing_characters(["Łódź β", "肺 and 肺 ✓"]) == "✓肺"


def test_columns_are_as_wide_as_their_words_and_share_what_is_left() -> None:
    rows = (("Item", "What is reported", "State"), ("1", "Database name", "reported"))
    assert sum(column_widths(rows, width=432, size=8)) < 432
    long = (*rows, ("2", "Citation searching", "a sentence that needs far more room than there is " * 3))
    item, reported, state = column_widths(long, width=432, size=8)
    assert item + reported + state == pytest.approx(432)
    assert item < reported < state
    assert item > text_width("Item", 8, bold=True)
    narrow = column_widths((("Pneumonoultramicroscopicsilicovolcanoconiosis", "population"),), width=80, size=8)
    assert sum(narrow) == pytest.approx(80)
