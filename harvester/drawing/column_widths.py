"""How wide the columns of a table should be."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.drawing.font import text_width

_PADDING = 14.0
"""What a word processor leaves beside the text of a cell, left and right together (points)."""
_WIDER = 1.3
"""A document is set in the fonts of who opens it, which may be wider than ours: DejaVu Serif is, by a quarter."""


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
