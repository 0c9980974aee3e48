"""Draw proportions as a plot: a dot for each row, a line for its 95 % interval, the numbers beside them.

The layout is that of a forest plot, which readers of reviews know: rows down the page, one axis from 0 to 100 %, the
row of all people last. Its mark is a square and not a diamond, because it is counted, not pooled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harvester.drawing import Circle, Drawing, Rect, Shape, ShapeGroup, Text, stack_drawings, text_width, wrap_text
from harvester.drawing import Polyline as Stroke
from harvester.extraction.summary.tables import Proportion, ResultRow, ResultTable, format_interval, format_percent

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
class _PlotFrame:
    """Where the columns of a plot begin, and how high it is."""

    table: ResultTable
    lines: tuple[tuple[ResultRow, Proportion, int], ...]
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
        """Return the position of a share from 0 to 1."""
        return self.axis + share * _AXIS


_UNKNOWN: Final = "not known"


def proportion_plots(tables: Sequence[ResultTable]) -> dict[str, Drawing]:
    """Return the plots of the tables that ask for one, by their keys."""
    return {table.key: proportion_plot(table) for table in tables if table.figure}


def proportion_plot(table: ResultTable) -> Drawing:
    """Draw a table of proportions. Rows without known answers have no dot, and say so."""
    frame = lay_out_plot(table)
    notes = draw_notes(frame)
    height = frame.bottom + 30 + _LINE * len(notes)
    rows = [
        draw_row(frame, line, share, unknown, frame.top + _ROW * (number + 0.5))
        for number, (line, share, unknown) in enumerate(frame.lines)
    ]
    ground = Rect(x=0, y=0, width=frame.width, height=height)
    return Drawing(
        width=frame.width,
        height=height,
        title=table.title,
        description="\n".join(
            [*(describe_row(line, share, unknown) for line, share, unknown in frame.lines), *table.notes]
        ),
        shapes=(ground, *draw_titles(frame), *draw_axis(frame), *rows, *notes),
    )


def stack_proportion_plots(tables: Sequence[ResultTable], *, title: str) -> Drawing:
    """Draw all plots in one, one below the other."""
    return stack_drawings(list(proportion_plots(tables).values()), title=title)


def lay_out_plot(table: ResultTable) -> _PlotFrame:
    """Return where each column of the plot begins. Raises ``TypeError`` for another kind of table."""
    if table.kind != "proportion":
        raise TypeError(f"{table.key} is no table of proportions")
    lines = [
        (line, share, unknown)
        for line in table.lines
        for share, unknown in (line.values[1:],)
        if isinstance(share, Proportion) and isinstance(unknown, int)
    ]
    labels = max(text_width(line.label, _SIZE, bold=line.is_total) for line, _, _ in lines)
    axis = _MARGIN + max(labels, text_width(table.stub, _SMALL, bold=True)) + _GAP
    numbers = axis + _AXIS + _GAP + max(text_width(_numbers(share), _SIZE, bold=True) for _, share, _ in lines)
    intervals = numbers + _GAP + max(text_width(format_interval(share), _SIZE, bold=True) for _, share, _ in lines)
    unknown_at = intervals + _GAP + text_width(_UNKNOWN, _SMALL, bold=True) / 2
    return _PlotFrame(table, tuple(lines), axis, numbers, intervals, unknown_at, top=62.0)


def draw_titles(frame: _PlotFrame) -> list[Shape]:
    """Return the title of the plot and the headings of its columns."""
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


def draw_axis(frame: _PlotFrame) -> list[Shape]:
    """Return the axis from 0 to 100 % with its ticks."""
    shapes: list[Shape] = []
    for tick in _TICKS:
        x = frame.x(tick / 100)
        shapes += [
            Stroke(points=((x, frame.top), (x, frame.bottom + 4)), colour=_FAINT, width=0.5),
            Text(x=x, y=frame.bottom + 15, content=f"{tick}", size=_SMALL, anchor="middle", colour=_GREY),
        ]
    ends = ((frame.x(0), frame.bottom + 4), (frame.x(1), frame.bottom + 4))
    return [*shapes, Stroke(points=ends, colour=_GREY, width=0.75)]


def draw_row(frame: _PlotFrame, line: ResultRow, share: Proportion, unknown: int, y: float) -> Shape:
    """Return the shapes of one row: label, numbers and mark."""
    colour = _GREY if line.is_unknown else _INK
    baseline = y + 3.5
    shapes: list[Shape] = []
    if line.is_total:
        above = ((_MARGIN, y - _ROW / 2), (frame.width - _MARGIN, y - _ROW / 2))
        shapes.append(Stroke(points=above, colour=_GREY, width=0.5))
    shapes.append(Text(x=_MARGIN, y=baseline, content=line.label, size=_SIZE, bold=line.is_total, colour=colour))
    for x, content, anchor in (
        (frame.numbers, _numbers(share), "end"),
        (frame.intervals, format_interval(share), "end"),
        (frame.unknown, f"{unknown:,}", "middle"),
    ):
        shapes.append(
            Text(x=x, y=baseline, content=content, size=_SIZE, bold=line.is_total, colour=colour, anchor=anchor)  # type: ignore[arg-type]  # one of its words
        )
    if share.interval is not None:
        mark = _INK if line.is_total else _GREY if line.is_unknown else _BLUE
        shapes += draw_mark(frame, share, y, is_total=line.is_total, colour=mark)
    return ShapeGroup(shapes=tuple(shapes), label=describe_row(line, share, unknown), key=line.label)


def draw_mark(frame: _PlotFrame, share: Proportion, y: float, *, is_total: bool, colour: str) -> list[Shape]:
    """Return the mark of a proportion with its interval."""
    low, high = share.interval or (0.0, 0.0)
    middle = frame.x(share.n / share.of)
    ends = (frame.x(low), frame.x(high))
    strokes = [((ends[0], y), (ends[1], y)), *(((x, y - 3), (x, y + 3)) for x in ends)]
    mark: Shape = Circle(x=middle, y=y, radius=3.6, fill=colour)
    if is_total:
        mark = Rect(x=middle - 4.2, y=y - 4.2, width=8.4, height=8.4, fill=colour)
    return [*(Stroke(points=points, colour=colour, width=1.25) for points in strokes), mark]


def draw_notes(frame: _PlotFrame) -> list[Shape]:
    """Return the notes below the plot, wrapped to its width."""
    width = frame.width - 2 * _MARGIN
    lines = [line for note in frame.table.notes for line in wrap_text(note, width, _SMALL)]
    return [
        Text(x=_MARGIN, y=frame.bottom + 34 + _LINE * number, content=line, size=_SMALL, colour=_GREY)
        for number, line in enumerate(lines)
    ]


def _numbers(share: Proportion) -> str:
    return f"{share.n:,}/{share.of:,} ({format_percent(share)})"


def describe_row(line: ResultRow, share: Proportion, unknown: int) -> str:
    """Return a row in words."""
    interval_text = f"95% CI {format_interval(share)}" if share.interval else "nothing known"
    return f"{line.label}: {_numbers(share)}, {interval_text}; {unknown} not known."
