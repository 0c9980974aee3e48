"""The overlap of sources as an UpSet plot (Lex A et al. IEEE Trans Vis Comput Graph 2014;20:1983–1992).

A column for each set of sources that some reports were found by, and by no other source: its bar counts those reports,
the darker part of it those included. A row for each source, its bar at the left counts all it found. The blues differ
in lightness, so that they are distinct for everybody and in grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from harvester.drawing import Circle, Drawing, Polyline, Rect, Shape, ShapeGroup, Text, text_width, wrap_text
from harvester.drawing.font import printable_line
from harvester.pluralise import count_noun
from harvester.source_evaluation.yields import SourceResults, reports_by_source_set

SIZE: Final = 8.0
SMALL: Final = 6.5
ROW: Final = 15.0
STEP: Final = 17.0
BARS: Final = 130.0
SIDE: Final = 84.0
EDGE: Final = 8.0
NAME: Final = 150.0
LEGEND: Final = 230.0
"""Room for the longest line above the bars."""
MAX_COLUMNS: Final = 40
"""Columns drawn; a line below counts the others."""
ALL: Final = "#9ecae1"
INCLUDED: Final = "#08519c"
EMPTY: Final = "#dddddd"
BAND: Final = "#f4f4f4"
INK: Final = "#000000"


def draw_upset(results: SourceResults, *, title: str = "Reports by the sources that found them") -> Drawing:
    """Draw the plot, with the numbers written at every bar. Sources that found nothing have an empty row."""
    columns = reports_by_source_set(results, results.reports)
    shown = dict(list(columns.items())[:MAX_COLUMNS])
    names = {source.key: _name(source.name or source.key) for source in results.sources}
    left = EDGE + SIDE + 34.0 + max(map(_width, names.values()), default=0.0) + 12.0
    right = left + max(len(shown) * STEP, LEGEND) + EDGE
    heading = wrap_text(printable_line(title), right - 2 * EDGE, SIZE + 1, bold=True)
    top = EDGE + len(heading) * (SIZE + 1) * 1.25 + 30.0
    base = top + BARS
    rows = base + 14.0
    bottom = rows + len(names) * ROW + 14.0
    hidden = len(columns) - len(shown)
    note = _hidden_note(hidden, _hidden_reports(columns, shown)) if hidden else ""
    shapes: list[Shape] = [
        *(Text(x=EDGE, y=EDGE + (n + 1) * (SIZE + 1) * 1.25 - 3, content=line, size=SIZE + 1, bold=True)
          for n, line in enumerate(heading)),
        *_legend(left, top - 26.0),
        *draw_source_rows(results, names, left=left, right=right - EDGE, top=rows),
        *draw_set_columns(results, shown, list(names), left=left, base=base, rows=rows),
        *([Text(x=EDGE, y=bottom, content=note, size=SMALL)] if note else []),
    ]  # fmt: skip
    height = bottom + (SMALL + 4 if note else 0)
    return Drawing(
        width=right, height=height, title=title, description=describe_sets(results, shown, names), shapes=tuple(shapes)
    )


def _name(text: str) -> str:
    """Return a name cut to the width of its column; tables have it in full."""
    text = printable_line(text)
    if _width(text) <= NAME:
        return text
    while _width(f"{text}…") > NAME:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _width(text: str) -> float:
    return text_width(text, SIZE)


def _legend(x: float, y: float) -> list[Shape]:
    all_of, included = "all reports", "included reports, their number below"
    second = x + 14 + text_width(all_of, SIZE) + 16
    return [
        Rect(x=x, y=y, width=9, height=9, fill=ALL),
        Text(x=x + 13, y=y + 8, content=all_of, size=SIZE),
        Rect(x=second, y=y, width=9, height=9, fill=INCLUDED),
        Text(x=second + 13, y=y + 8, content=included, size=SIZE),
    ]


def draw_source_rows(
    results: SourceResults, names: Mapping[str, str], *, left: float, right: float, top: float
) -> list[Shape]:
    """Return a row for each source with the bar of its reports."""
    shapes: list[Shape] = []
    largest = max((len(source.reports) for source in results.sources), default=0) or 1
    end = EDGE + 24.0 + SIDE
    for position, source in enumerate(results.sources):
        y = top + position * ROW
        if position % 2 == 0:
            shapes.append(Rect(x=left - 6, y=y, width=right - left + 6, height=ROW, fill=BAND))
        width, included_width = (
            SIDE * n / largest for n in (len(source.reports), len(source.reports & results.included))
        )
        parts: list[Shape] = [Rect(x=end - width, y=y + 3, width=width, height=ROW - 6, fill=ALL)]
        if included_width:
            parts.append(Rect(x=end - included_width, y=y + 3, width=included_width, height=ROW - 6, fill=INCLUDED))
        number = f"{len(source.reports):,}"
        parts.append(Text(x=end - width - 3, y=y + ROW / 2 + 2.4, content=number, size=SMALL, anchor="end"))
        parts.append(Text(x=left - 10, y=y + ROW / 2 + 2.8, content=names[source.key], size=SIZE, anchor="end"))
        included = len(source.reports & results.included)
        shapes.append(
            ShapeGroup(shapes=tuple(parts), label=f"{names[source.key]}: {number} reports, {included} included")
        )
    return shapes


def draw_set_columns(
    results: SourceResults,
    shown: Mapping[tuple[str, ...], frozenset[int]],
    order: Sequence[str],
    *,
    left: float,
    base: float,
    rows: float,
) -> list[Shape]:
    """Return a column for each set of sources: bar, numbers and dots."""
    largest = max(map(len, shown.values()), default=0) or 1
    shapes: list[Shape] = [Polyline(points=((left - 4, base), (left + max(len(shown), 1) * STEP, base)), colour=INK)]
    for position, (keys, reports) in enumerate(shown.items()):
        x = left + position * STEP + STEP / 2
        height, included_height = (BARS * n / largest for n in (len(reports), len(reports & results.included)))
        shapes.append(Rect(x=x - 5, y=base - height, width=10, height=height, fill=ALL))
        if included_height:
            shapes.append(Rect(x=x - 5, y=base - included_height, width=10, height=included_height, fill=INCLUDED))
        shapes.append(Text(x=x, y=base - height - 3, content=shorten_number(len(reports)), size=SMALL, anchor="middle"))
        if included := len(reports & results.included):
            number = shorten_number(included)
            shapes.append(Text(x=x, y=base + 9, content=number, size=SMALL, anchor="middle", colour=INCLUDED))
        ys = [rows + number * ROW + ROW / 2 for number in range(len(order))]
        dots = [y for y, key in zip(ys, order, strict=True) if key in keys]
        shapes += [Circle(x=x, y=y, radius=4, fill=INK if y in dots else EMPTY) for y in ys]
        if len(dots) > 1:
            shapes.append(Polyline(points=((x, min(dots)), (x, max(dots))), width=1.6))
    return shapes


def shorten_number(number: int) -> str:
    """Return a number that fits above a bar: 950, 12.3k, 1.2M."""
    if number < 10_000:
        return str(number)
    return f"{number / 1000:.3g}k" if number < 999_500 else f"{number / 1_000_000:.3g}M"


def _hidden_note(sets: int, reports: int) -> str:
    are = "is" if sets == 1 else "are"
    subject = count_noun(sets, "more set", "more sets")
    return f"{subject} of sources, with {count_noun(reports, 'report')}, {are} not drawn."


def _hidden_reports(
    columns: Mapping[tuple[str, ...], frozenset[int]], shown: Mapping[tuple[str, ...], frozenset[int]]
) -> int:
    return sum(len(reports) for keys, reports in columns.items() if keys not in shown)


def describe_sets(
    results: SourceResults, shown: Mapping[tuple[str, ...], frozenset[int]], names: Mapping[str, str]
) -> str:
    """Return the plot in words."""
    sets = [
        f"{' and '.join(names[key] for key in keys)}: {len(reports)} reports,"
        f" {len(reports & results.included)} included"
        for keys, reports in shown.items()
    ]
    return printable_line("UpSet plot of reports by exactly the sources that found them. " + "; ".join(sets) + ".")
