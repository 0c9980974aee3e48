"""Where everything in a flow diagram stands, computed from the measures of its text.

Columns have fixed widths, so that pictures of one review can be laid side by side; boxes and rows are as high as their
text asks for. Boxes of a row stand with their middles on one line, so that arrows between them are level. The places
are those of the PRISMA 2020 templates and of the PRISMA2020 R package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from harvester.drawing.font import ASCENT, DESCENT, LINE, clean, text_width, wrapped
from harvester.drawing.shapes import Drawing, Group, Rect, Shape, Text
from harvester.drawing.shapes import Line as Arrow
from harvester.prisma.boxes import Column as Part
from harvester.prisma.diagram.palette import COLOURS, INK, WHITE, Palette
from harvester.prisma.sheet import Line, Sheet, SheetBox

Place = Literal["previous", "main", "main side", "other", "other side"]

SIZE: Final = 8.0
SMALL: Final = 7.0
PAD: Final = 5.0
INDENT: Final = 8.0
TAB: Final = 17.0
AFTER_TAB: Final = 8.0
BETWEEN_ROWS: Final = 16.0
BETWEEN_STAGES: Final = 24.0
EDGE: Final = 6.0
NO_BREAK: Final = "\u00a0"

COLUMNS: Final[dict[Part, tuple[Place, ...]]] = {
    "previous": ("previous",), "databases": ("main", "main side"), "other": ("other", "other side"),
}  # fmt: skip
"""A header of the sheet → what it stands above."""

WIDTHS: Final[dict[Place, float]] = {
    "previous": 104.0, "main": 132.0, "main side": 146.0, "other": 118.0, "other side": 132.0,
}  # fmt: skip
GAPS: Final[dict[Place, float]] = {
    "previous": 20.0, "main": 26.0, "main side": 20.0, "other": 26.0, "other side": 0.0,
}  # fmt: skip
"""Between a column and the next one."""

PLACES: Final[dict[str, tuple[Place, int]]] = {
    "box1": ("previous", 0), "box2": ("main", 0), "box3": ("main side", 0), "box11": ("other", 0),
    "box4": ("main", 1), "box5": ("main side", 1),
    "box6": ("main", 2), "box7": ("main side", 2), "box12": ("other", 2), "box13": ("other side", 2),
    "box8": ("main", 3), "box9": ("main side", 3), "box14": ("other", 3), "box15": ("other side", 3),
    "box10": ("main", 4), "box16": ("main", 5), "box17": ("main", 6),
}  # fmt: skip
"""Box → its column and its row."""

STAGE_OF_ROW: Final = (0, 1, 1, 1, 2, 2, 2)
OPTIONAL: Final = frozenset({"box1", "box11", "box12", "box13", "box14", "box15", "box16", "box17"})
"""The boxes that the templates print in grey: they are completed only if applicable."""

SOURCE: Final = (
    "Diagram after Page MJ, et al. The PRISMA 2020 statement: an updated guideline for reporting systematic reviews."
    " BMJ 2021;372:n71. doi: 10.1136/bmj.n71 (CC BY 4.0)."
)


@dataclass(frozen=True, slots=True)
class Column:
    """Where a column lies."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Band:
    """Where a row, or a stage, lies from top to bottom."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


def draw(sheet: Sheet, *, palette: Palette = COLOURS, heading: str = "", source: bool = True) -> Drawing:
    """The diagram of a flow: the template's title, or a ``heading`` of one's own, boxes, arrows and footnotes, and the
    ``source`` of the template unless another diagram of the same picture names it.

    The drawing is as wide as the columns of its template and as high as its text asks for.
    """
    title = clean(heading) or sheet.title
    columns = _columns(sheet)
    right = max(column.x + column.width for column in columns.values())
    top, title_lines = _paragraph(title, x=EDGE, y=EDGE, width=right - EDGE, size=SIZE, bold=True)
    heads, top = _headings(sheet, columns, top=top + 8.0, palette=palette)
    rows = _rows(sheet, columns, top=top + 10.0)
    boxes = {number: _box(box, columns, rows) for number, box in sheet.boxes.items()}
    below = max(row.bottom for row in rows.values()) + 14.0
    said = (*footnotes(sheet), *((SOURCE,) if source else ()))
    bottom, notes = _notes(said, y=below, width=right - EDGE)
    shapes: tuple[Shape, ...] = (
        *title_lines,
        *heads,
        *_tabs(sheet.tabs, rows, first=heads[0], palette=palette),
        *(_arrow(boxes, one, two) for one, two in sheet.arrows),
        *(_group(box, boxes[number], palette) for number, box in sheet.boxes.items()),
        *notes,
    )
    return Drawing(width=right + EDGE, height=bottom + EDGE, title=title, description=describe(sheet), shapes=shapes)


def describe(sheet: Sheet) -> str:
    """The diagram in words, box by box: for those who cannot see it, and for programs."""
    boxes = ("; ".join(text.rstrip(":") for text in box.texts()) + "." for box in sheet.boxes.values())
    return clean(" ".join((f"{sheet.title}.", *boxes)))


def footnotes(sheet: Sheet) -> tuple[str, ...]:
    """What stands below the boxes: footnotes, what waits, and notes."""
    marked = (f"{mark}{text}" for mark, text in sheet.footnotes.items())
    waiting = ("Not final. " + "; ".join(line.says() for line in sheet.pending) + ".",) if sheet.pending else ()
    return tuple(map(clean, (*marked, *waiting, *sheet.notes)))


def _columns(sheet: Sheet) -> dict[Place, Column]:
    x = EDGE + TAB + AFTER_TAB
    found: dict[Place, Column] = {}
    for header in sheet.headers:
        for place in COLUMNS[header]:
            found[place] = Column(x, WIDTHS[place])
            x += WIDTHS[place] + GAPS[place]
    return found


def _headings(
    sheet: Sheet, columns: Mapping[Place, Column], *, top: float, palette: Palette
) -> tuple[list[Group], float]:
    """The headings, all of one height, and where they end."""
    bars = []
    for part, words in sheet.headers.items():
        first, last = columns[COLUMNS[part][0]], columns[COLUMNS[part][-1]]
        width = last.x + last.width - first.x
        bars.append((part, first.x, width, wrapped(words, width - 2 * PAD, SIZE, bold=True)))
    height = max(len(lines) for *_, lines in bars) * SIZE * LINE + 2 * PAD
    groups = []
    for part, x, width, lines in bars:
        fill = palette.heading if part == "databases" else palette.side_heading
        bar = Rect(x=x, y=top, width=width, height=height, radius=6.0, fill=fill, stroke=_frame(palette))
        groups.append(Group(shapes=(bar, *_centred(lines, bar)), label=sheet.headers[part]))
    return groups, top + height


def _frame(palette: Palette) -> str:
    return INK if palette.framed else ""


def _centred(lines: Sequence[str], bar: Rect) -> Iterator[Text]:
    x, middle = bar.middle
    first = middle - (len(lines) - 1) * SIZE * LINE / 2 + SIZE * (ASCENT - DESCENT) / 2
    for number, line in enumerate(lines):
        yield Text(x=x, y=first + number * SIZE * LINE, content=line, size=SIZE, bold=True, anchor="middle")


def _rows(sheet: Sheet, columns: Mapping[Place, Column], *, top: float) -> dict[int, Band]:
    """Row → where it lies; each as high as its highest box, more room between stages."""
    heights: dict[int, float] = {}
    for number, box in sheet.boxes.items():
        place, row = PLACES[number]
        heights[row] = max(heights.get(row, 0.0), _height(box, columns[place].width))
    rows: dict[int, Band] = {}
    above = None
    for row in sorted(heights):
        if above is not None:
            same_stage = STAGE_OF_ROW[row] == STAGE_OF_ROW[above]
            top = rows[above].bottom + (BETWEEN_ROWS if same_stage else BETWEEN_STAGES)
        rows[row] = Band(top, top + heights[row])
        above = row
    return rows


def _height(box: SheetBox, width: float) -> float:
    return sum(len(lines) for _, lines in _entries(box, width)) * SIZE * LINE + 2 * PAD


def _entries(box: SheetBox, width: float) -> list[tuple[Line | None, list[tuple[float, str]]]]:
    """The heading (None) and the lines of a box, each broken into (indent, text)."""
    room = width - 2 * PAD
    entries: list[tuple[Line | None, list[tuple[float, str]]]] = []
    if box.heading:
        entries.append((None, [(0.0, text) for text in wrapped(clean(box.heading), room, SIZE)]))
    return entries + [(line, list(_broken(line, room, listed=bool(box.heading)))) for line in box.lines]


def _broken(line: Line, room: float, *, listed: bool) -> Iterator[tuple[float, str]]:
    """(indent, text) of a line as it is set. The number follows its words, undivided, below a heading; else it stands
    on a line of its own."""
    number = f"(n = {line.n:,})"
    words = f"{clean(line.text)}{line.mark}"
    if not listed:
        yield from ((0.0, text) for text in (*wrapped(words, room, SIZE), number))
        return
    indent = (line.indent + 1) * INDENT
    glued = f"{words} {number.replace(' ', NO_BREAK)}"
    for place, text in enumerate(wrapped(glued, room - indent - INDENT / 2, SIZE)):
        yield (indent + INDENT / 2 if place else indent), text.replace(NO_BREAK, " ")


def _box(box: SheetBox, columns: Mapping[Place, Column], rows: Mapping[int, Band]) -> Rect:
    place, row = PLACES[box.number]
    height = _height(box, columns[place].width)
    return Rect(x=columns[place].x, y=rows[row].middle - height / 2, width=columns[place].width, height=height)


def _group(box: SheetBox, where: Rect, palette: Palette) -> Group:
    optional = box.number in OPTIONAL
    stroke = "" if optional and not palette.framed else INK
    shapes: list[Shape] = [replace(where, fill=palette.optional if optional else WHITE, stroke=stroke)]
    y = where.y + PAD + SIZE * (LINE - 1) / 2 + SIZE * ASCENT
    for line, broken in _entries(box, where.width):
        texts: list[Shape] = []
        for indent, text in broken:
            texts.append(Text(x=where.x + PAD + indent, y=y, content=text, size=SIZE))
            y += SIZE * LINE
        shapes.append(Group(shapes=tuple(texts), key=line.opens if line else ""))
    return Group(shapes=tuple(shapes), label="; ".join(box.texts()), key=box.number)


def _tabs(stages: Sequence[str], rows: Mapping[int, Band], *, first: Group, palette: Palette) -> Iterator[Group]:
    """The stages' tabs along the left edge; the first begins beside the headings."""
    bar = first.shapes[0]
    for stage, words in enumerate(stages):
        mine = [band for row, band in rows.items() if STAGE_OF_ROW[row] == stage]
        top = bar.y if stage == 0 and isinstance(bar, Rect) else mine[0].top
        height = max(mine[-1].bottom - top, text_width(words, SIZE, bold=True) + 2 * PAD)
        tab = Rect(x=EDGE, y=top, width=TAB, height=height, radius=6.0, fill=palette.tab, stroke=_frame(palette))
        x, middle = tab.middle
        baseline = x + SIZE * (ASCENT - DESCENT) / 2
        text = Text(x=baseline, y=middle, content=words, size=SIZE, bold=True, anchor="middle", upward=True)
        yield Group(shapes=(tab, text), label=words)


def _arrow(boxes: Mapping[str, Rect], one: str, two: str) -> Arrow:
    """Level between boxes of a row, straight down within a column, else down and into the side of the other box."""
    start, end = boxes[one], boxes[two]
    (x, y), (to_x, to_y) = start.middle, end.middle
    if PLACES[one][1] == PLACES[two][1]:
        points: tuple[tuple[float, float], ...] = ((start.right, y), (end.x, to_y))
    elif PLACES[one][0] == PLACES[two][0]:
        points = ((x, start.bottom), (to_x, end.y))
    else:
        points = ((x, start.bottom), (x, to_y), (end.right if x > to_x else end.x, to_y))
    return Arrow(points=points, arrow=True)


def _notes(notes: Iterable[str], *, y: float, width: float) -> tuple[float, list[Text]]:
    texts: list[Text] = []
    for note in notes:
        y, lines = _paragraph(note, x=EDGE, y=y, width=width, size=SMALL)
        y += 2.0
        texts += lines
    return y, texts


def _paragraph(
    text: str, *, x: float, y: float, width: float, size: float, bold: bool = False
) -> tuple[float, list[Text]]:
    """A text set from ``y`` downward, and where it ends."""
    lines = wrapped(text, width, size, bold=bold)
    first = y + size * (LINE - 1) / 2 + size * ASCENT
    texts = [Text(x=x, y=first + n * size * LINE, content=line, size=size, bold=bold) for n, line in enumerate(lines)]
    return y + len(lines) * size * LINE, texts
