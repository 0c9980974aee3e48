"""Write a document as Markdown (CommonMark, with the tables of GitHub Flavored Markdown)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from harvester.documents.blocks import Block, Bullet, Code, Document, Figure, Heading, Hyperlink, Paragraph, Table
from harvester.drawing.font import printable_line
from harvester.printable import remove_control_codes

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>#|~$]|&(?=#?\w+;)|^[-+](?=[ -]|$)|^\d+(?=[.)](?: |$))")
"""Characters that begin markup anywhere, entities, and what begins a list or draws a line at the start of a line.

Parentheses are no markup unless they follow a bracket, and brackets are escaped. The dollar sign begins a formula on
GitHub and in Quarto, though not in CommonMark.
"""


def to_markdown(document: Document) -> str:
    """Return the document as Markdown that ends with a newline."""
    return "\n".join((*_lines(document.blocks), ""))


def escape_markdown(text: str) -> str:
    """Return a text as one line of Markdown that is rendered as the text itself, whatever it holds.

    Control and formatting characters are removed and every run of blanks becomes one space.
    """
    return _SPECIAL.sub(_escape, printable_line(text))


def _escape(match: re.Match[str]) -> str:
    special = match[0]
    return f"{special}\\" if special.isdigit() else f"\\{special}"


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    previous: Block | None = None
    for block in blocks:
        if isinstance(block, Figure):
            continue
        if previous is not None and not (isinstance(previous, Bullet) and isinstance(block, Bullet)):
            yield ""
        yield from block_to_markdown(block)
        previous = block


def block_to_markdown(block: Block) -> Iterator[str]:
    """Yield the lines of a block; a figure has none."""
    match block:
        case Heading():
            yield f"{'#' * block.level} {escape_markdown(block.text)}"
        case Paragraph():
            yield escape_markdown(block.text)
        case Bullet():
            label = f"**{escape_markdown(block.label)}**: " if block.label else ""
            links = " · ".join(map(_link, block.links))
            yield f"- {label}{escape_markdown(block.text)}{' ' if links else ''}{links}"
        case Code():
            yield from fence_code(block.text)
        case Table():
            yield from table_to_markdown(block)


def _link(link: Hyperlink) -> str:
    if not link.is_web:
        return escape_markdown(link.text or link.url)
    url = "".join(char if char.isprintable() and char not in "<> \\" else quote(char) for char in link.url)
    return f"[{escape_markdown(link.text)}](<{url}>)" if link.text else f"<{url}>"


def fence_code(text: str) -> Iterator[str]:
    """Yield a code block whose fence is longer than any run of backticks in it, so that nothing in it is markup."""
    text = remove_control_codes(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}text", text.removesuffix("\n"), fence)


def table_to_markdown(table: Table) -> Iterator[str]:
    """Yield the lines of a table; columns of numbers are right-aligned."""
    yield _row(map(escape_markdown, table.columns))
    yield _row("---:" if table.is_numeric(place) else "---" for place in range(len(table.columns)))
    for place, row in enumerate(table.rows):
        mark = "**" if table.style_of(place) == "total" else ""
        yield _row(f"{mark}{escape_markdown(cell)}{mark}" if cell.strip() else "" for cell in row)


def _row(cells: Iterator[str] | map[str]) -> str:
    return f"| {' | '.join(cells)} |"
