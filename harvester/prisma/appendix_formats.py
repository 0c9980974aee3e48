"""The search appendix as CommonMark, as a page, as a Word document. Pure: blocks in, text or bytes out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Final

from harvester.drawing import column_widths
from harvester.prisma.search_appendix.checklist import TO_FILL
from harvester.prisma.search_appendix.document import (
    AppendixData,
    Block,
    BlockTable,
    Bullet,
    Code,
    Heading,
    Paragraph,
    build_appendix_blocks,
)

if TYPE_CHECKING:
    from docx.document import Document

_EPOCH: Final = datetime(2021, 1, 26)  # noqa: DTZ001 - Word's properties have no time zone; the day of PRISMA-S
_SMALL: Final = 8
_PAGE: Final = 432.0
"""The size of letters in a table and the width between the margins of Word's own page, in points."""
_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML, and so a Word document, cannot hold."""

_VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1">'
_STYLE: Final = (
    ":root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#bbb;--code:#f4f4f4;--open:#fff3c4}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e4e4;--paper:#161616;--line:#555;--code:#242424;--open:#5a4a00}}"
    "@media print{:root{--ink:#000;--paper:#fff;--line:#bbb;--code:#f4f4f4;--open:#fff3c4}h2,h3{break-after:avoid}}"
    "body{font:16px/1.5 Helvetica,Arial,sans-serif;max-width:54em;margin:2em auto;padding:0 1em;color:var(--ink);"
    "background:var(--paper);overflow-wrap:anywhere}"
    "pre{background:var(--code);padding:.8em;white-space:pre-wrap;font-size:.85em}"
    "div{overflow-x:auto}table{border-collapse:collapse;width:100%;overflow-wrap:normal}"
    "th,td{border:1px solid var(--line);padding:.3em .6em;text-align:left;vertical-align:top}"
    ".open{background:var(--open);font-weight:bold}h2{border-bottom:1px solid var(--line)}"
)


def appendix_to_markdown(facts: AppendixData) -> str:
    """The appendix as CommonMark."""
    return "\n".join((*_markdown(build_appendix_blocks(facts)), ""))


def appendix_to_html(facts: AppendixData) -> str:
    """The appendix as one page that asks nothing of the network; nothing in it is read as markup."""
    body = "\n".join(_html(build_appendix_blocks(facts)))
    title = f"<title>{escape(facts.title)}: search appendix</title>"
    head = f'<meta charset="utf-8">\n{_VIEWPORT}\n{title}\n<style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def appendix_to_docx(facts: AppendixData) -> bytes:
    """The appendix as a Word document, with Word's own heading and list styles."""
    from docx import Document

    document = Document()
    document.core_properties.title = _plain(f"Search appendix: {facts.title}")
    document.core_properties.author = "harvester"
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = _EPOCH
    for block in build_appendix_blocks(facts):
        _add(document, block)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _markdown(blocks: Iterable[Block]) -> Iterator[str]:
    previous: Block | None = None
    for block in blocks:
        if previous is not None and not (isinstance(previous, Bullet) and isinstance(block, Bullet)):
            yield ""
        yield from _marked(block)
        previous = block


def _marked(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_inline(block.text)}"
    elif isinstance(block, Paragraph):
        yield _inline(block.text)
    elif isinstance(block, Bullet):
        yield f"- **{TO_FILL}**: {_inline(block.text)}" if block.open else f"- {_inline(block.text)}"
    elif isinstance(block, Code):
        yield from _fenced(block.text)
    else:
        yield from (_row(block.columns), _row(("---",) * len(block.columns)), *map(_row, block.rows))


def _fenced(text: str) -> Iterator[str]:
    """A code block whose fence is longer than any run of backticks in it, so that nothing in it is marked up."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", text.removesuffix("\n"), fence)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_inline(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _inline(text: str) -> str:
    """A text on one line, with nothing in it read as emphasis or HTML."""
    return re.sub(r"([*<])", r"\\\1", " ".join(text.split()))


def _html(blocks: Iterable[Block]) -> Iterator[str]:
    listing = False
    for block in blocks:
        if isinstance(block, Bullet) != listing:
            listing = not listing
            yield "<ul>" if listing else "</ul>"
        yield _element(block)
    if listing:
        yield "</ul>"


def _element(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Bullet):
        mark = f'<span class="open">{TO_FILL}</span>: ' if block.open else ""
        return f"<li>{mark}{escape(block.text)}</li>"
    if isinstance(block, Code):
        return f"<pre>\n{escape(block.text)}</pre>"
    rows = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    head = "".join(f"<th>{escape(column)}</th>" for column in block.columns)
    return f"<div><table>\n<tr>{head}</tr>\n{rows}\n</table></div>"


def _add(document: Document, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(_plain(block.text), level=block.level)
    elif isinstance(block, Bullet):
        _add_bullet(document, block)
    elif isinstance(block, Code):
        _add_code(document, block)
    elif isinstance(block, BlockTable):
        _add_table(document, block)
    else:
        document.add_paragraph(_plain(block.text))


def _add_bullet(document: Document, block: Bullet) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    if block.open:
        paragraph.add_run(f"{TO_FILL}: ").bold = True
    paragraph.add_run(_plain(block.text))


def _add_code(document: Document, block: Code) -> None:
    from docx.shared import Pt

    run = document.add_paragraph().add_run(_plain(block.text.removesuffix("\n")))
    run.font.name = "Courier New"
    run.font.size = Pt(9)


def _add_table(document: Document, block: BlockTable) -> None:
    from docx.shared import Pt

    table = document.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    for place, row in enumerate((block.columns, *block.rows)):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(_plain(text))
            run.font.size = Pt(_SMALL)
            run.bold = place == 0
    widths = column_widths((block.columns, *block.rows), width=_PAGE, size=_SMALL)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)


def _plain(text: str) -> str:
    return _XML.sub("\ufffd", text)


DOCUMENT_WRITERS: Final[dict[str, Callable[[AppendixData], bytes]]] = {
    "md": lambda facts: appendix_to_markdown(facts).encode(),
    "html": lambda facts: appendix_to_html(facts).encode(),
    "docx": appendix_to_docx,
}
"""The formats that are documents."""
