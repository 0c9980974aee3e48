"""A document says the same in every format, and no text of it is read as markup."""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any, Final

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from harvester.documents import (
    Bullet,
    Code,
    Document,
    Figure,
    Heading,
    Hyperlink,
    Paragraph,
    Table,
    escape_markdown,
    to_docx,
    to_html,
    to_markdown,
)
from harvester.drawing import Drawing, Text
from harvester.drawing.font import printable_line

HOSTILE: Final = "A _b_ `c` [d](http://e) *f* <script>alert(1)</script> # g | ~~h~~ &lt; ![i](j) \\k"
TABLE: Final = Table(("site", "n"), (("a|b", "1"), ("all", "3"), ("", "2")), 1, ("", "total", "unknown"))
DRAWING: Final = Drawing(
    width=80, height=20, title="A picture", description="One line.", shapes=(Text(x=2, y=12, content="drawn", size=8),)
)
DOCUMENT: Final = Document(
    HOSTILE,
    (
        Heading(HOSTILE, 1),
        Paragraph(HOSTILE),
        Bullet("a platform", label="to be filled"),
        Bullet("R000001", links=(Hyperlink("https://doi.org/10.1/x y", "DOI"), Hyperlink("https://example.org/"))),
        Heading("A table", 2, key="table"),
        TABLE,
        Paragraph("Counted twice.", is_note=True),
        Figure(DRAWING),
        Code("1 anakinra/\n2 ```\x0b"),
    ),
)


def rendered(text: str) -> str:
    """What CommonMark with the tables and the strikethrough of GitHub makes of a text."""
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def text_of(element: Any) -> str:
    return "".join(map(str, element.itertext()))


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE, "1. not a list", "12) nor this", "- nor this", "+ nor this", "= nor this", "---", "> nor this",
        "# nor this", "a_b_c", "&amp; stays", "&#39; too", "AT&T", "\\", "**bold**", "__init__", "[x]: http://y", "$x$",
    ],
)  # fmt: skip
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    assert rendered(escape_markdown(text)) == f"<p>{escape(text, quote=False).replace(chr(34), '&quot;')}</p>\n"


@given(st.text(min_size=1, max_size=40))
def test_markdown_shows_any_text_as_it_is_in_a_paragraph_a_list_and_a_table(text: str) -> None:
    shown = printable_line(text)
    tree = html.fromstring(f"<div>{rendered(to_markdown(Document('', (Paragraph(f'x {text}'),))))}</div>")
    assert tree.findtext("p") == printable_line(f"x {text}")
    assert [element.tag for element in tree.iter()] == ["div", "p"]
    table = to_markdown(Document("", (Table(("a", "b"), ((text, "2"),)),)))
    cells = [text_of(cell) for cell in html.fromstring(f"<div>{rendered(table)}</div>").iter("td")]
    assert cells == [shown, "2"]


def test_markdown_has_headings_lists_links_tables_and_code() -> None:
    text = to_markdown(DOCUMENT)
    assert "- **to be filled**: a platform\n- R000001 [DOI](<https://doi.org/10.1/x%20y>) · <https://exam" in text
    assert "| site | n |\n| --- | ---: |\n| a\\|b | 1 |\n| **all** | **3** |\n|  | 2 |\n" in text
    assert "\n````text\n1 anakinra/\n2 ```\n````\n" in text


def test_only_addresses_of_the_web_become_links() -> None:
    document = Document("", (Bullet("x", links=(Hyperlink("javascript:alert(1)", "DOI"), Hyperlink("file:///etc"))),))
    assert to_markdown(document) == "- x DOI · file:///etc\n"
    assert "<a " not in to_html(document)


def test_a_page_shows_every_block_and_asks_no_server_for_anything() -> None:
    page = to_html(DOCUMENT)
    tree = html.fromstring(page)
    assert tree.findtext(".//title") == tree.findtext(".//h1") == HOSTILE
    assert "script" not in {element.tag for element in tree.iter()}
    assert "default-src 'none'" in page
    assert not [element for element in tree.iter() if element.get("src")]
    section = next(tree.iter("section"))
    assert section.get("id") == "table"
    rows = [[text_of(cell) for cell in row] for row in section.iter("tr")]
    assert rows == [list(TABLE.columns), *map(list, TABLE.rows)]
    assert [row.get("class") for row in section.iter("tr")] == [None, None, "total", "unknown"]
    assert "drawn" in "".join(map(text_of, section.iter("figure")))
    assert re.findall(r"</?ul>", page) == ["<ul>", "</ul>"]


def test_a_word_document_has_every_block() -> None:
    document = docx.Document(io.BytesIO(to_docx(DOCUMENT)))
    texts = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert texts[HOSTILE] in {"Heading 1", "Normal"}
    assert texts["to be filled: a platform"] == "List Bullet"
    assert texts["R000001 · DOI: https://doi.org/10.1/x y · https://example.org/"] == "List Bullet"
    assert "1 anakinra/\n2 ```\ufffd" in texts
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [list(TABLE.columns), *map(list, TABLE.rows)]
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == "One line."
    assert document.core_properties.title == HOSTILE
