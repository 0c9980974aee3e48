"""Proportions as a picture: a dot for each row at its share, a line for its 95 % interval, the numbers beside them.

Laid out as a forest plot, so that readers of reviews know how to read it: rows down the page, one axis from 0 to 100 %,
the row of all people last. Its mark is a square and no diamond: it is counted, not pooled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harvester.drawing import Circle, Drawing, Group, Rect, Shape, Text, stacked, text_width, wrapped
from harvester.drawing import Line as Stroke
from harvester.extraction.summary.tables import Line, Share, Table
from harvester.extraction.summary.wording import interval, percent

_SIZE: Final = 10.0
_SMALL: Final = 8.5
_MARGIN: Final = 14.0
_ROW: Final = 21.0
_AXIS: Final = 250.0
"""Points from 0 to 100 %."""
_GAP: Final = 16.0
_LINE: Final = 12.0
_INK, _GREY, _FAINT, _BLUE = "#1b1b1b", "#595959", "#d9d9d9", "#1f4e79"
_TICKS: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the columns of a picture stand, and how high it is."""

    table: Table
    lines: tuple[tuple[Line, Share, int], ...]
    axis: float
    numbers: float
    intervals: float
    unknown: float
    top: float

    @property
    def width(self) -> float:
        return self.unknown + text_width(_UNKNOWN, _SMALL, bold=True) / 2 + _MARGIN + 10

    @property
    def bottom(self) -> float:
        return self.top + _ROW * len(self.lines)

    def x(self, share: float) -> float:
        """Where a share from 0 to 1 stands."""
        return self.axis + share * _AXIS


_UNKNOWN: Final = "not known"


def figures(tables: Sequence[Table]) -> dict[str, Drawing]:
    """The pictures of the tables that ask for one, by their keys."""
    return {table.key: figure(table) for table in tables if table.figure}


def figure(table: Table) -> Drawing:
    """The picture of a table of proportions. Rows of which nothing is known have no dot, and say so."""
    frame = _frame(table)
    notes = _notes(frame)
    height = frame.bottom + 30 + _LINE * len(notes)
    rows = [
        _row(frame, line, share, unknown, frame.top + _ROW * (number + 0.5))
        for number, (line, share, unknown) in enumerate(frame.lines)
    ]
    ground = Rect(x=0, y=0, width=frame.width, height=height)
    return Drawing(
        width=frame.width,
        height=height,
        title=table.title,
        description="\n".join([*(_said(line, share, unknown) for line, share, unknown in frame.lines), *table.notes]),
        shapes=(ground, *_titles(frame), *_axis(frame), *rows, *notes),
    )


def all_figures(tables: Sequence[Table], *, title: str) -> Drawing:
    """All pictures in one, one below the other."""
    return stacked(list(figures(tables).values()), title=title)


def _frame(table: Table) -> _Frame:
    if table.kind != "proportion":
        raise TypeError(f"{table.key} is no table of proportions")
    lines = [
        (line, share, unknown)
        for line in table.lines
        for share, unknown in (line.values[1:],)
        if isinstance(share, Share) and isinstance(unknown, int)
    ]
    labels = max(text_width(line.label, _SIZE, bold=line.whole) for line, _, _ in lines)
    axis = _MARGIN + max(labels, text_width(table.stub, _SMALL, bold=True)) + _GAP
    numbers = axis + _AXIS + _GAP + max(text_width(_numbers(share), _SIZE, bold=True) for _, share, _ in lines)
    intervals = numbers + _GAP + max(text_width(interval(share), _SIZE, bold=True) for _, share, _ in lines)
    unknown_at = intervals + _GAP + text_width(_UNKNOWN, _SMALL, bold=True) / 2
    return _Frame(table, tuple(lines), axis, numbers, intervals, unknown_at, top=62.0)


def _titles(frame: _Frame) -> list[Shape]:
    event = frame.table.columns[1]
    y = frame.top - 10
    return [
        Text(x=_MARGIN, y=_MARGIN + 11, content=frame.table.title, size=13, bold=True, colour=_INK),
        Text(x=_MARGIN, y=y, content=frame.table.stub, size=_SMALL, bold=True, colour=_INK),
        Text(x=frame.axis, y=y, content=f"{event}, % and 95% CI", size=_SMALL, bold=True, colour=_INK),
        Text(x=frame.numbers, y=y, content="n/N (%)", size=_SMALL, bold=True, anchor="end", colour=_INK),
        Text(x=frame.intervals, y=y, content="95% CI", size=_SMALL, bold=True, anchor="end", colour=_INK),
        Text(x=frame.unknown, y=y, content=_UNKNOWN, size=_SMALL, bold=True, anchor="middle", colour=_INK),
        Stroke(points=((_MARGIN, frame.top - 3), (frame.width - _MARGIN, frame.top - 3)), colour=_INK, width=0.75),
    ]


def _axis(frame: _Frame) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in _TICKS:
        x = frame.x(tick / 100)
        shapes += [
            Stroke(points=((x, frame.top), (x, frame.bottom + 4)), colour=_FAINT, width=0.5),
            Text(x=x, y=frame.bottom + 15, content=f"{tick}", size=_SMALL, anchor="middle", colour=_GREY),
        ]
    ends = ((frame.x(0), frame.bottom + 4), (frame.x(1), frame.bottom + 4))
    return [*shapes, Stroke(points=ends, colour=_GREY, width=0.75)]


def _row(frame: _Frame, line: Line, share: Share, unknown: int, y: float) -> Shape:
    colour = _GREY if line.aside else _INK
    baseline = y + 3.5
    shapes: list[Shape] = []
    if line.whole:
        above = ((_MARGIN, y - _ROW / 2), (frame.width - _MARGIN, y - _ROW / 2))
        shapes.append(Stroke(points=above, colour=_GREY, width=0.5))
    shapes.append(Text(x=_MARGIN, y=baseline, content=line.label, size=_SIZE, bold=line.whole, colour=colour))
    for x, content, anchor in (
        (frame.numbers, _numbers(share), "end"),
        (frame.intervals, interval(share), "end"),
        (frame.unknown, f"{unknown:,}", "middle"),
    ):
        shapes.append(
            Text(x=x, y=baseline, content=content, size=_SIZE, bold=line.whole, colour=colour, anchor=anchor)  # type: ignore[arg-type]  # one of its words
        )
    if share.interval is not None:
        mark = _INK if line.whole else _GREY if line.aside else _BLUE
        shapes += _mark(frame, share, y, whole=line.whole, colour=mark)
    return Group(shapes=tuple(shapes), label=_said(line, share, unknown), key=line.label)


def _mark(frame: _Frame, share: Share, y: float, *, whole: bool, colour: str) -> list[Shape]:
    low, high = share.interval or (0.0, 0.0)
    middle = frame.x(share.n / share.of)
    ends = (frame.x(low), frame.x(high))
    strokes = [((ends[0], y), (ends[1], y)), *(((x, y - 3), (x, y + 3)) for x in ends)]
    mark: Shape = Circle(x=middle, y=y, radius=3.6, fill=colour)
    if whole:
        mark = Rect(x=middle - 4.2, y=y - 4.2, width=8.4, height=8.4, fill=colour)
    return [*(Stroke(points=points, colour=colour, width=1.25) for points in strokes), mark]


def _notes(frame: _Frame) -> list[Shape]:
    room = frame.width - 2 * _MARGIN
    lines = [line for note in frame.table.notes for line in wrapped(note, room, _SMALL)]
    return [
        Text(x=_MARGIN, y=frame.bottom + 34 + _LINE * number, content=line, size=_SMALL, colour=_GREY)
        for number, line in enumerate(lines)
    ]


def _numbers(share: Share) -> str:
    return f"{share.n:,}/{share.of:,} ({percent(share)})"


def _said(line: Line, share: Share, unknown: int) -> str:
    """A row in words."""
    told = f"95% CI {interval(share)}" if share.interval else "nothing known"
    return f"{line.label}: {_numbers(share)}, {told}; {unknown} not known."
