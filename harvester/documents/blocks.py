"""The blocks that a document is made of. All texts are plain: each writer escapes what its format would interpret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harvester.drawing import Drawing

RowStyle = Literal["", "total", "unknown"]
"""How a table row is emphasised: a row of totals, a row of unknown values, or not at all."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is the title. ``key`` is its anchor in HTML; ``new_page`` begins a page in Word."""

    text: str
    level: int
    key: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link; without ``text`` the address itself is shown. Only addresses of the web become links."""

    url: str
    text: str = ""

    @property
    def is_web(self) -> bool:
        """Whether the address is one a reader may be sent to; ``javascript:`` and the like are shown as text."""
        return self.url.startswith(("https://", "http://"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``is_note`` sets it in small letters, as below a table."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Bullet:
    """A list item: an emphasised ``label`` (such as what authors must fill in), a text, and links behind it."""

    text: str
    label: str = ""
    links: tuple[Hyperlink, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A text shown character by character, such as a search strategy."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain cells.

    ``columns`` has the column titles, each row as many cells. ``label_columns`` is how many columns label a row of
    numbers: the columns behind them are set right-aligned; 0 for a table of texts. ``styles`` is empty or has one style
    for each row.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    label_columns: int = 0
    styles: tuple[RowStyle, ...] = ()

    def is_numeric(self, column: int) -> bool:
        """Return whether a column, counted from 0, holds numbers."""
        return bool(self.label_columns) and column >= self.label_columns

    def style_of(self, row: int) -> RowStyle:
        """Return the style of a row, counted from 0."""
        return self.styles[row] if self.styles else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its own title and description. Markdown leaves it out: it is plain text in one file."""

    drawing: Drawing


Block = Heading | Paragraph | Bullet | Code | Table | Figure


@dataclass(frozen=True, slots=True)
class Document:
    """A document. ``title`` names it to a browser or a word processor; a title to be read is a :class:`Heading`."""

    title: str
    blocks: tuple[Block, ...]
