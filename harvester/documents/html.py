"""Write a document as a page of HTML that asks no server for anything, and the shell of every other page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from harvester.documents.blocks import Block, Bullet, Code, Document, Figure, Heading, Hyperlink, Paragraph, Table
from harvester.drawing.svg import font_css, to_svg_fragment
from harvester.printable import remove_control_codes

STATIC_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
"""The Content-Security-Policy of a page without scripts and requests."""

_STYLE: Final = """\
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--muted:#555;--line:#c8c8c8;--code:#f4f4f4;--label:#fff3c4}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--paper:#161616;--muted:#a8a8a8;--line:#4a4a4a;--code:#242424;\
--label:#5a4a00}}
@media print{:root{--ink:#000;--paper:#fff;--muted:#444;--line:#bbb;--code:#f4f4f4;--label:#fff3c4}
h2,h3{break-after:avoid}table,figure{break-inside:avoid}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,Arial,Helvetica,sans-serif}
main{max-width:64rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin:2rem 0 .4rem;border-bottom:1px solid var(--line)}
h3{font-size:1.05rem}
pre{background:var(--code);padding:.8em;white-space:pre-wrap;font-size:.85em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.3rem 0;overflow-wrap:normal}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{border-bottom:2px solid var(--muted)}
tbody th{font-weight:400}
th.n,td.n{text-align:right;white-space:nowrap}
td.n{font-variant-numeric:tabular-nums}
tr.unknown th,tr.unknown td{color:var(--muted);font-style:italic}
tr.total th,tr.total td{border-top:2px solid var(--muted);font-weight:600}
.label{background:var(--label);font-weight:bold}
.note{color:var(--muted);font-size:.88rem;margin:.15rem 0}
figure{margin:1rem 0;overflow-x:auto}figure svg{max-width:100%;height:auto}
"""


def to_html(document: Document) -> str:
    """Return the document as one page; nothing in its texts is read as markup."""
    figures = [block.drawing for block in document.blocks if isinstance(block, Figure)]
    fonts = font_css(text for drawing in figures for text in drawing.texts())
    body = "\n".join(("<main>", *_elements(document.blocks), "</main>"))
    return html_page(title=document.title, body=body, style=f"{_STYLE}{fonts}")


def html_page(*, title: str, body: str, style: str, policy: str = STATIC_POLICY, head: str = "") -> str:
    """Return a page with a Content-Security-Policy. ``title`` is escaped; ``body``, ``style`` and ``head`` are not."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="referrer" content="no-referrer">\n{head}<title>{escape_html(title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def escape_html(text: str) -> str:
    """Return a text that HTML shows as it is, in elements and in quoted attributes; control codes are removed."""
    return escape(remove_control_codes(text))


def _elements(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the elements; list items are put into lists, a heading with a key and its blocks into a section."""
    in_list = in_section = False
    for block in blocks:
        if isinstance(block, Bullet) != in_list:
            in_list = not in_list
            yield "<ul>" if in_list else "</ul>"
        if isinstance(block, Heading):
            if in_section:
                yield "</section>"
            in_section = bool(block.key)
            if in_section:
                yield f'<section id="{escape_html(block.key)}">'
        yield block_to_html(block)
    if in_list:
        yield "</ul>"
    if in_section:
        yield "</section>"


def block_to_html(block: Block) -> str:
    """Return a block as an HTML element."""
    match block:
        case Heading():
            return f"<h{block.level}>{escape_html(block.text)}</h{block.level}>"
        case Paragraph():
            tag = '<p class="note">' if block.is_note else "<p>"
            return f"{tag}{escape_html(block.text)}</p>"
        case Bullet():
            label = f'<span class="label">{escape_html(block.label)}</span>: ' if block.label else ""
            links = " · ".join(map(_link, block.links))
            return f"<li>{label}{escape_html(block.text)}{' ' if links else ''}{links}</li>"
        case Code():
            return f"<pre>\n{escape_html(block.text)}</pre>"
        case Table():
            return table_to_html(block)
        case Figure():
            return f"<figure>{to_svg_fragment(block.drawing)}</figure>"


def _link(link: Hyperlink) -> str:
    if not link.is_web:
        return escape_html(link.text or link.url)
    return f'<a href="{escape_html(link.url)}" rel="noopener noreferrer">{escape_html(link.text or link.url)}</a>'


def table_to_html(table: Table) -> str:
    """Return a table that scrolls sideways where the page is narrow."""
    titles = "".join(
        f'<th scope="col"{_number_class(table, place)}>{escape_html(title)}</th>'
        for place, title in enumerate(table.columns)
    )
    rows = "\n".join(_row(table, place) for place in range(len(table.rows)))
    return (
        f'<div class="scroll">\n<table>\n<thead><tr>{titles}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>'
    )


def _row(table: Table, place: int) -> str:
    cells = []
    for column, text in enumerate(table.rows[place]):
        tag, scope = ("th", ' scope="row"') if table.label_columns and column == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{_number_class(table, column)}>{escape_html(text)}</{tag}>")
    style = f' class="{table.style_of(place)}"' if table.style_of(place) else ""
    return f"<tr{style}>{''.join(cells)}</tr>"


def _number_class(table: Table, column: int) -> str:
    return ' class="n"' if table.is_numeric(column) else ""
