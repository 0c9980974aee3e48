"""The growth of a review as a chart: what each update brought, and how much has come together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final

from harvester.contribution.found import Found, Moment
from harvester.drawing import Circle, Drawing, Line, Rect, Shape, Text, text_width, wrapped
from harvester.drawing.font import clean

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


def draw_growth(found: Found, *, title: str = "Reports found, by update") -> Drawing:
    """Bars: reports an update was the first to find, their included part darker. Line: reports found by then, on the
    same scale. Below stand the dates, with new and included reports; with many updates not every one is
    written."""
    moments = found.moments
    totals = _running(moments)
    top_value = _ceiling(max(totals, default=0))
    left = EDGE + text_width(f"{top_value:,}", SMALL) + 6
    wide = max(LEAST, len(moments) * STEP)
    heading = wrapped(clean(title), left + wide - EDGE, SIZE + 1, bold=True)
    top = EDGE + len(heading) * (SIZE + 1) * 1.25 + 24.0
    base = top + HIGH
    shapes: list[Shape] = [
        *(Text(x=EDGE, y=EDGE + (n + 1) * (SIZE + 1) * 1.25 - 3, content=line, size=SIZE + 1, bold=True)
          for n, line in enumerate(heading)),
        *_legend(left, top - 20.0),
        *_grid(top_value, left=left, right=left + wide, top=top, base=base),
        *_bars(found, totals, top_value, left=left, wide=wide, base=base),
    ]  # fmt: skip
    return Drawing(
        width=left + wide + EDGE,
        height=base + 30.0,
        title=title,
        description=_described(found, totals),
        shapes=tuple(shapes),
    )


def _running(moments: Sequence[Moment]) -> list[int]:
    totals, total = [], 0
    for moment in moments:
        total += len(moment.reports)
        totals.append(total)
    return totals


def _ceiling(value: int) -> int:
    """The next round number of at least the value: 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20 …"""
    if value <= 1:
        return 1
    unit = 10 ** floor(log10(value))
    return next(int(step * unit) for step in (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * unit >= value)


def _legend(x: float, y: float) -> Iterator[Shape]:
    for fill, words in ((NEW, "new reports"), (INCLUDED, "of these included"), (TOTAL, "all found by then")):
        if fill == TOTAL:
            yield Line(points=((x, y + 4.5), (x + 9, y + 4.5)), colour=fill, width=1.6)
        else:
            yield Rect(x=x, y=y, width=9, height=9, fill=fill)
        yield Text(x=x + 13, y=y + 8, content=words, size=SIZE)
        x += 13 + text_width(words, SIZE) + 14


def _grid(top_value: int, *, left: float, right: float, top: float, base: float) -> Iterator[Shape]:
    even = [steps for steps in (5, 4, 3, 2, 1) if top_value % steps == 0]
    steps = min(even, key=lambda steps: (steps < 3, len(str(top_value // steps).rstrip("0"))))
    for number in range(steps + 1):
        y = base - (base - top) * number / steps
        yield Line(points=((left, y), (right, y)), colour="#000000" if number == 0 else GRID)
        label = f"{top_value * number // steps:,}"
        yield Text(x=left - 4, y=y + 2.4, content=label, size=SMALL, anchor="end")


def _bars(
    found: Found, totals: Sequence[int], top_value: int, *, left: float, wide: float, base: float
) -> Iterator[Shape]:
    scale = HIGH / top_value
    step = wide / max(len(totals), 1)
    width = min(20.0, step * 0.6)
    every = ceil((max((text_width(moment.name, SMALL) for moment in found.moments), default=0) + 6) / step)
    points = []
    for place, (moment, total) in enumerate(zip(found.moments, totals, strict=True)):
        x = left + (place + 0.5) * step
        new, dark = len(moment.reports), len(moment.reports & found.included)
        if new:
            yield Rect(x=x - width / 2, y=base - new * scale, width=width, height=new * scale, fill=NEW)
        if dark:
            yield Rect(x=x - width / 2, y=base - dark * scale, width=width, height=dark * scale, fill=INCLUDED)
        if place % every == 0:
            for line, said in enumerate((moment.name, f"{new:,} ({dark:,})")):
                yield Text(x=x, y=base + 11 + line * 9, content=said, size=SMALL, anchor="middle")
        points.append((x, base - total * scale))
    if len(points) > 1:
        yield Line(points=tuple(points), colour=TOTAL, width=1.6)
    yield from (Circle(x=x, y=y, radius=2.2, fill=TOTAL) for x, y in points)


def _described(found: Found, totals: Sequence[int]) -> str:
    said = [
        f"{moment.name}: {len(moment.reports)} new reports, {len(moment.reports & found.included)} of them"
        f" included, {total} by then"
        for moment, total in zip(found.moments, totals, strict=True)
    ]
    return clean("; ".join(said) + "." if said else "No update yet.")
