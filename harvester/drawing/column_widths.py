"""How wide the columns of a table should be."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.drawing.font import text_width

_PADDING = 14.0
"""Horizontal padding of a cell in a word processor, both sides together (points)."""
_WIDER = 1.3
"""Readers may lack our font and see a wider one: DejaVu Serif is wider by a quarter."""


def column_widths(rows: Sequence[Sequence[str]], *, width: float, size: float) -> list[float]:
    """Return the widths of the columns of a table, in points.

    No word is cut if the page is wide enough; what remains goes to long texts. ``rows`` holds the texts of the cells,
    titles included; ``width`` of the table and ``size`` of the letters are in points. The table is narrower than the
    page only where every text fits on one line.
    """
    columns = list(zip(*rows, strict=True))
    minimum = [max((_widest(cell.split(), size) for cell in column), default=0.0) + _PADDING for column in columns]
    natural = [max((_text(cell, size) for cell in column), default=0.0) + _PADDING for column in columns]
    if sum(natural) <= width:
        return natural
    if sum(minimum) >= width:
        return [column_width * width / sum(minimum) for column_width in minimum]
    share = (width - sum(minimum)) / (sum(natural) - sum(minimum))
    return [low + (high - low) * share for low, high in zip(minimum, natural, strict=True)]


def _widest(words: Sequence[str], size: float) -> float:
    return max((_text(word, size) for word in words), default=0.0)


def _text(text: str, size: float) -> float:
    return _WIDER * text_width(text, size, bold=True)
