"""Print sentences and tables that are readable at 80 columns, in colour on terminals only."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Column as RichColumn
from rich.table import Table
from rich.text import Text

from harvester.printable import remove_controls

CELL_STYLES: Final = {
    "complete": "green",
    "partial": "yellow",
    "failed": "bold red",
    "skipped": "dim",
    "include": "green",
    "exclude": "red",
}
"""Colours of words that fill a cell."""

_GAP: Final = 2
_MIN_WIDTH: Final = 16


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: ``right`` aligns right (numbers); ``long`` texts are cut or wrapped to the width."""

    title: str
    right: bool = False
    long: Literal["no", "cut", "wrap"] = "no"


class SafeConsole(Console):
    """A console that prints texts without control characters: whatever they hold, they do nothing to a terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield the pieces of what is printed; Rich's own codes (colours, the cursor) are not part of the texts."""
        for piece in super().render(renderable, options):
            is_safe = piece.control or piece.text.isprintable() or piece.text == "\n"
            yield piece if is_safe else Segment(remove_controls(piece.text, keep="\n"), piece.style)


class ReportWriter:
    """Writes text and tables to a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._console = SafeConsole(file=stream, highlight=False, markup=False, emoji=False)

    def line(self, text: str = "", *, indent: int = 0, bold: bool = False) -> None:
        """Write a sentence; wrapped on a terminal, on one line in a pipe, where it can be searched."""
        shown = Text(remove_controls(text), style="bold" if bold else "")
        self._console.print(_indented(shown, indent), soft_wrap=not self._console.is_terminal)

    def table(
        self,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[str]],
        *,
        show_header: bool = True,
        bold: Collection[int] = (),
    ) -> None:
        """Write rows of texts, some of them bold. Only ``long`` columns shrink where the width is too small."""
        rows = [[remove_controls(cell) for cell in row] for row in rows]
        natural = [_natural_width(column, place, rows, show_header=show_header) for place, column in enumerate(columns)]
        long_width = self._long_column_width(columns, natural)
        table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), show_header=show_header, header_style="bold")
        table.columns = [
            _rich_column(column, width, long_width) for column, width in zip(columns, natural, strict=True)
        ]
        for number, row in enumerate(rows):
            table.add_row(
                *(Text(cell, style=CELL_STYLES.get(cell, "")) for cell in row), style="bold" if number in bold else None
            )
        fixed = sum(width for column, width in zip(columns, natural, strict=True) if column.long == "no")
        needed = fixed + long_width * sum(column.long != "no" for column in columns) + _GAP * len(columns)
        self._draw(table, width=max(self._console.width, needed))

    def _draw(self, table: Table, *, width: int) -> None:
        """Draw a table, wider than the screen rather than with numbers cut, without trailing spaces."""
        previous_width = self._console.width
        self._console.width = width
        with self._console.capture() as capture:
            self._console.print(table, crop=False)
        self._console.width = previous_width
        for line in capture.get().splitlines():
            self._console.file.write(f"{line.rstrip()}\n")

    def _long_column_width(self, columns: Sequence[TableColumn], natural: Sequence[int]) -> int:
        """Return the width of each long column."""
        fixed = sum(width for column, width in zip(columns, natural, strict=True) if column.long == "no")
        long = sum(column.long != "no" for column in columns)
        available = self._console.width - fixed - _GAP * len(columns)
        return max(_MIN_WIDTH, available // long) if long else 0


def _rich_column(column: TableColumn, width: int, long_width: int) -> RichColumn:
    side: Literal["left", "right"] = "right" if column.right else "left"
    if column.long == "no":
        return RichColumn(column.title, justify=side, no_wrap=True)
    cut = column.long == "cut"
    return RichColumn(
        column.title, justify=side, no_wrap=cut, overflow="ellipsis" if cut else "fold", width=min(width, long_width)
    )


def _natural_width(column: TableColumn, position: int, rows: Sequence[Sequence[str]], *, show_header: bool) -> int:
    cells = [row[position] for row in rows]
    return max(map(cell_len, [*cells, column.title] if show_header else cells), default=0)


def _indented(text: Text, indent: int) -> Text:
    return Text("  " * indent) + text if indent else text


def view_to_bytes(view: Callable[[ReportWriter], None]) -> bytes:
    """Return a view as the text of a file."""
    stream = io.StringIO()
    view(ReportWriter(stream))
    return stream.getvalue().encode()
