"""Draw the growth of a review: reports found by each update, and in total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final

from harvester.drawing import Circle, Drawing, Polyline, Rect, Shape, Text, text_width, wrap_text
from harvester.drawing.font import printable_line
from harvester.source_evaluation.yields import SourceResults, UpdatePoint

SIZE: Final = 8.0
SMALL: Final = 6.5
EDGE: Final = 8.0
HIGH: Final = 150.0
LEAST: Final = 300.0
STEP: Final = 30.0
NEW: Final = "#9ecae1"
INCLUDED: Final = "#08519c"
TOTAL: Final = "#d95f02"
GRID: Final = "#e2e2e2"


def draw_growth(results: SourceResults, *, title: str = "Reports found, by update") -> Drawing:
    """Draw the growth of a review.

    Bars: reports an update was the first to find, their included part darker. Line: reports found by then, on the same
    scale. Below are the dates, with new and included reports; with many updates not every one is written.
    """
    updates = results.updates
    totals = running_totals(updates)
    top_value = round_axis_end(max(totals, default=0))
    left = EDGE + text_width(f"{top_value:,}", SMALL) + 6
    wide = max(LEAST, len(updates) * STEP)
    heading = wrap_text(printable_line(title), left + wide - EDGE, SIZE + 1, bold=True)
    top = EDGE + len(heading) * (SIZE + 1) * 1.25 + 24.0
    base = top + HIGH
    shapes: list[Shape] = [
        *(Text(x=EDGE, y=EDGE + (n + 1) * (SIZE + 1) * 1.25 - 3, content=line, size=SIZE + 1, bold=True)
          for n, line in enumerate(heading)),
        *_legend(left, top - 20.0),
        *draw_axis_grid(top_value, left=left, right=left + wide, top=top, base=base),
        *draw_update_bars(results, totals, top_value, left=left, wide=wide, base=base),
    ]  # fmt: skip
    return Drawing(
        width=left + wide + EDGE,
        height=base + 30.0,
        title=title,
        description=describe_growth(results, totals),
        shapes=tuple(shapes),
    )


def running_totals(updates: Sequence[UpdatePoint]) -> list[int]:
    """Return how many reports were found up to each update."""
    totals, total = [], 0
    for update in updates:
        total += len(update.reports)
        totals.append(total)
    return totals


def round_axis_end(value: int) -> int:
    """Return the next round number of at least the value: 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20 …"""
    if value <= 1:
        return 1
    unit = 10 ** floor(log10(value))
    return next(int(step * unit) for step in (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * unit >= value)


def _legend(x: float, y: float) -> Iterator[Shape]:
    for fill, words in ((NEW, "new reports"), (INCLUDED, "of these included"), (TOTAL, "all found by then")):
        if fill == TOTAL:
            yield Polyline(points=((x, y + 4.5), (x + 9, y + 4.5)), colour=fill, width=1.6)
        else:
            yield Rect(x=x, y=y, width=9, height=9, fill=fill)
        yield Text(x=x + 13, y=y + 8, content=words, size=SIZE)
        x += 13 + text_width(words, SIZE) + 14


def draw_axis_grid(top_value: int, *, left: float, right: float, top: float, base: float) -> Iterator[Shape]:
    """Yield the horizontal lines of the scale and their labels."""
    even = [steps for steps in (5, 4, 3, 2, 1) if top_value % steps == 0]
    steps = min(even, key=lambda steps: (steps < 3, len(str(top_value // steps).rstrip("0"))))
    for number in range(steps + 1):
        y = base - (base - top) * number / steps
        yield Polyline(points=((left, y), (right, y)), colour="#000000" if number == 0 else GRID)
        label = f"{top_value * number // steps:,}"
        yield Text(x=left - 4, y=y + 2.4, content=label, size=SMALL, anchor="end")


def draw_update_bars(
    results: SourceResults, totals: Sequence[int], top_value: int, *, left: float, wide: float, base: float
) -> Iterator[Shape]:
    """Yield the bars, labels and the line of totals."""
    scale = HIGH / top_value
    step = wide / max(len(totals), 1)
    width = min(20.0, step * 0.6)
    every = ceil((max((text_width(update.label, SMALL) for update in results.updates), default=0) + 6) / step)
    points = []
    for position, (update, total) in enumerate(zip(results.updates, totals, strict=True)):
        x = left + (position + 0.5) * step
        new, included = len(update.reports), len(update.reports & results.included)
        if new:
            yield Rect(x=x - width / 2, y=base - new * scale, width=width, height=new * scale, fill=NEW)
        if included:
            yield Rect(x=x - width / 2, y=base - included * scale, width=width, height=included * scale, fill=INCLUDED)
        if position % every == 0:
            for line, label in enumerate((update.label, f"{new:,} ({included:,})")):
                yield Text(x=x, y=base + 11 + line * 9, content=label, size=SMALL, anchor="middle")
        points.append((x, base - total * scale))
    if len(points) > 1:
        yield Polyline(points=tuple(points), colour=TOTAL, width=1.6)
    yield from (Circle(x=x, y=y, radius=2.2, fill=TOTAL) for x, y in points)


def describe_growth(results: SourceResults, totals: Sequence[int]) -> str:
    """Return the chart in words."""
    sentences = [
        f"{update.label}: {len(update.reports)} new reports, {len(update.reports & results.included)} of them"
        f" included, {total} by then"
        for update, total in zip(results.updates, totals, strict=True)
    ]
    return printable_line("; ".join(sentences) + "." if sentences else "No update yet.")
