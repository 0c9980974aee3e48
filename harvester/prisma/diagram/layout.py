"""Lay out a flow diagram: positions computed from the measures of its text.

Columns have fixed widths, so that pictures of one review can be laid side by side; boxes and rows are as high as their
texts require. Boxes of a row are centred on one line, so that arrows between them are level. The positions
are those of the PRISMA 2020 templates and of the PRISMA2020 R package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from harvester.drawing.font import ASCENT, DESCENT, LINE_HEIGHT, printable_line, text_width, wrap_text
from harvester.drawing.shapes import Drawing, Rect, Shape, ShapeGroup, Text, stack_drawings
from harvester.drawing.shapes import Polyline as Arrow
from harvester.prisma.boxes import FlowColumn as Part
from harvester.prisma.diagram.content import DiagramBox, DiagramContent, DiagramLine

INK: Final = "#000000"
WHITE: Final = "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """What fills headings, stage tabs and the boxes that are completed only if applicable; ``framed``: all those have a
    line around them."""

    heading: str
    side_heading: str
    tab: str
    optional: str
    framed: bool


COLOURS: Final = Palette(heading="#ffc125", side_heading="#dcdcdc", tab="#bcd2ee", optional="#dcdcdc", framed=False)
"""Those of the PRISMA2020 R package: goldenrod1, gainsboro, LightSteelBlue2."""

PLAIN: Final = Palette(heading=WHITE, side_heading=WHITE, tab=WHITE, optional=WHITE, framed=True)
"""Black on white, as most journals ask for."""


LayoutColumn = Literal["previous", "main", "main side", "other", "other side"]

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

COLUMNS: Final[dict[Part, tuple[LayoutColumn, ...]]] = {
    "previous": ("previous",), "databases": ("main", "main side"), "other": ("other", "other side"),
}  # fmt: skip
"""A column heading → the layout columns below it."""

WIDTHS: Final[dict[LayoutColumn, float]] = {
    "previous": 104.0, "main": 132.0, "main side": 146.0, "other": 118.0, "other side": 132.0,
}  # fmt: skip
GAPS: Final[dict[LayoutColumn, float]] = {
    "previous": 20.0, "main": 26.0, "main side": 20.0, "other": 26.0, "other side": 0.0,
}  # fmt: skip
"""Between a column and the next one."""

BOX_POSITIONS: Final[dict[str, tuple[LayoutColumn, int]]] = {
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
class ColumnExtent:
    """Position and width of a column, in points."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class RowExtent:
    """Top and bottom of a row or a stage, in points."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The y coordinate half way down."""
        return (self.top + self.bottom) / 2


def draw_diagram(
    content: DiagramContent, *, palette: Palette = COLOURS, heading: str = "", source: bool = True
) -> Drawing:
    """Draw the diagram of a flow: title, boxes, arrows and footnotes.

    ``heading`` replaces the title of the template; ``source`` names the publication of the template below the diagram.
    The drawing is as wide as the columns of its template and as high as its texts require.
    """
    title = printable_line(heading) or content.title
    columns = place_columns(content)
    right = max(column.x + column.width for column in columns.values())
    top, title_lines = draw_paragraph(title, x=EDGE, y=EDGE, width=right - EDGE, size=SIZE, bold=True)
    heads, top = draw_column_headings(content, columns, top=top + 8.0, palette=palette)
    rows = place_rows(content, columns, top=top + 10.0)
    boxes = {number: place_box(box, columns, rows) for number, box in content.boxes.items()}
    below = max(row.bottom for row in rows.values()) + 14.0
    footnote_texts = (*diagram_footnotes(content), *((SOURCE,) if source else ()))
    bottom, notes = draw_footnotes(footnote_texts, y=below, width=right - EDGE)
    shapes: tuple[Shape, ...] = (
        *title_lines,
        *heads,
        *draw_stage_tabs(content.tabs, rows, first=heads[0], palette=palette),
        *(draw_arrow(boxes, start, end) for start, end in content.arrows),
        *(draw_box(box, boxes[number], palette) for number, box in content.boxes.items()),
        *notes,
    )
    return Drawing(
        width=right + EDGE, height=bottom + EDGE, title=title, description=describe_diagram(content), shapes=shapes
    )


def describe_diagram(content: DiagramContent) -> str:
    """Return the diagram in words, box by box, for screen readers and programs."""
    boxes = ("; ".join(text.rstrip(":") for text in box.texts()) + "." for box in content.boxes.values())
    return printable_line(" ".join((f"{content.title}.", *boxes)))


def diagram_footnotes(content: DiagramContent) -> tuple[str, ...]:
    """Return the texts below the boxes: footnotes, what is pending, and notes."""
    marked = (f"{mark}{text}" for mark, text in content.footnotes.items())
    waiting = ("Not final. " + "; ".join(line.to_text() for line in content.pending) + ".",) if content.pending else ()
    return tuple(map(printable_line, (*marked, *waiting, *content.notes)))


def place_columns(content: DiagramContent) -> dict[LayoutColumn, ColumnExtent]:
    """Return the position and width of each column."""
    x = EDGE + TAB + AFTER_TAB
    extents: dict[LayoutColumn, ColumnExtent] = {}
    for header in content.headers:
        for place in COLUMNS[header]:
            extents[place] = ColumnExtent(x, WIDTHS[place])
            x += WIDTHS[place] + GAPS[place]
    return extents


def draw_column_headings(
    content: DiagramContent, columns: Mapping[LayoutColumn, ColumnExtent], *, top: float, palette: Palette
) -> tuple[list[ShapeGroup], float]:
    """Return the column headings, all of one height, and the y coordinate at which they end."""
    bars = []
    for part, words in content.headers.items():
        first, last = columns[COLUMNS[part][0]], columns[COLUMNS[part][-1]]
        width = last.x + last.width - first.x
        bars.append((part, first.x, width, wrap_text(words, width - 2 * PAD, SIZE, bold=True)))
    height = max(len(lines) for *_, lines in bars) * SIZE * LINE_HEIGHT + 2 * PAD
    groups = []
    for part, x, width, lines in bars:
        fill = palette.heading if part == "databases" else palette.side_heading
        bar = Rect(x=x, y=top, width=width, height=height, radius=6.0, fill=fill, stroke=_frame(palette))
        groups.append(ShapeGroup(shapes=(bar, *_centred(lines, bar)), label=content.headers[part]))
    return groups, top + height


def _frame(palette: Palette) -> str:
    return INK if palette.framed else ""


def _centred(lines: Sequence[str], bar: Rect) -> Iterator[Text]:
    x, middle = bar.middle
    first = middle - (len(lines) - 1) * SIZE * LINE_HEIGHT / 2 + SIZE * (ASCENT - DESCENT) / 2
    for number, line in enumerate(lines):
        yield Text(x=x, y=first + number * SIZE * LINE_HEIGHT, content=line, size=SIZE, bold=True, anchor="middle")


def place_rows(
    content: DiagramContent, columns: Mapping[LayoutColumn, ColumnExtent], *, top: float
) -> dict[int, RowExtent]:
    """Return the extent of each row: as high as its highest box, with larger gaps between stages."""
    heights: dict[int, float] = {}
    for number, box in content.boxes.items():
        place, row = BOX_POSITIONS[number]
        heights[row] = max(heights.get(row, 0.0), _height(box, columns[place].width))
    rows: dict[int, RowExtent] = {}
    above = None
    for row in sorted(heights):
        if above is not None:
            same_stage = STAGE_OF_ROW[row] == STAGE_OF_ROW[above]
            top = rows[above].bottom + (BETWEEN_ROWS if same_stage else BETWEEN_STAGES)
        rows[row] = RowExtent(top, top + heights[row])
        above = row
    return rows


def _height(box: DiagramBox, width: float) -> float:
    return sum(len(lines) for _, lines in _entries(box, width)) * SIZE * LINE_HEIGHT + 2 * PAD


def _entries(box: DiagramBox, width: float) -> list[tuple[DiagramLine | None, list[tuple[float, str]]]]:
    """Return the heading (None) and the lines of a box, each broken into (indent, text)."""
    room = width - 2 * PAD
    entries: list[tuple[DiagramLine | None, list[tuple[float, str]]]] = []
    if box.heading:
        entries.append((None, [(0.0, text) for text in wrap_text(printable_line(box.heading), room, SIZE)]))
    return entries + [(line, list(_broken(line, room, listed=bool(box.heading)))) for line in box.lines]


def _broken(line: DiagramLine, room: float, *, listed: bool) -> Iterator[tuple[float, str]]:
    """Yield (indent, text) of a line as printed; the number has a line of its own unless the box has a heading."""
    number = f"(n = {line.n:,})"
    words = f"{printable_line(line.text)}{line.mark}"
    if not listed:
        yield from ((0.0, text) for text in (*wrap_text(words, room, SIZE), number))
        return
    indent = (line.indent + 1) * INDENT
    glued = f"{words} {number.replace(' ', NO_BREAK)}"
    for line_number, text in enumerate(wrap_text(glued, room - indent - INDENT / 2, SIZE)):
        yield (indent + INDENT / 2 if line_number else indent), text.replace(NO_BREAK, " ")


def place_box(box: DiagramBox, columns: Mapping[LayoutColumn, ColumnExtent], rows: Mapping[int, RowExtent]) -> Rect:
    """Return the rectangle of a box, centred in its row."""
    place, row = BOX_POSITIONS[box.number]
    height = _height(box, columns[place].width)
    return Rect(x=columns[place].x, y=rows[row].middle - height / 2, width=columns[place].width, height=height)


def draw_box(box: DiagramBox, frame: Rect, palette: Palette) -> ShapeGroup:
    """Return a box with its texts, each line under the key that opens it."""
    optional = box.number in OPTIONAL
    stroke = "" if optional and not palette.framed else INK
    shapes: list[Shape] = [replace(frame, fill=palette.optional if optional else WHITE, stroke=stroke)]
    y = frame.y + PAD + SIZE * (LINE_HEIGHT - 1) / 2 + SIZE * ASCENT
    for line, texts_of_line in _entries(box, frame.width):
        texts: list[Shape] = []
        for indent, text in texts_of_line:
            texts.append(Text(x=frame.x + PAD + indent, y=y, content=text, size=SIZE))
            y += SIZE * LINE_HEIGHT
        shapes.append(ShapeGroup(shapes=tuple(texts), key=line.member_key if line else ""))
    return ShapeGroup(shapes=tuple(shapes), label="; ".join(box.texts()), key=box.number)


def draw_stage_tabs(
    stages: Sequence[str], rows: Mapping[int, RowExtent], *, first: ShapeGroup, palette: Palette
) -> Iterator[ShapeGroup]:
    """Yield the tabs of the stages along the left edge; the first begins at the height of the headings."""
    bar = first.shapes[0]
    for stage, words in enumerate(stages):
        bands = [band for row, band in rows.items() if STAGE_OF_ROW[row] == stage]
        top = bar.y if stage == 0 and isinstance(bar, Rect) else bands[0].top
        height = max(bands[-1].bottom - top, text_width(words, SIZE, bold=True) + 2 * PAD)
        tab = Rect(x=EDGE, y=top, width=TAB, height=height, radius=6.0, fill=palette.tab, stroke=_frame(palette))
        x, middle = tab.middle
        baseline = x + SIZE * (ASCENT - DESCENT) / 2
        text = Text(x=baseline, y=middle, content=words, size=SIZE, bold=True, anchor="middle", upward=True)
        yield ShapeGroup(shapes=(tab, text), label=words)


def draw_arrow(boxes: Mapping[str, Rect], start_box: str, end_box: str) -> Arrow:
    """Return an arrow: level within a row, straight down within a column, else down and into the side of a box."""
    start, end = boxes[start_box], boxes[end_box]
    (x, y), (to_x, to_y) = start.middle, end.middle
    if BOX_POSITIONS[start_box][1] == BOX_POSITIONS[end_box][1]:
        points: tuple[tuple[float, float], ...] = ((start.right, y), (end.x, to_y))
    elif BOX_POSITIONS[start_box][0] == BOX_POSITIONS[end_box][0]:
        points = ((x, start.bottom), (to_x, end.y))
    else:
        points = ((x, start.bottom), (x, to_y), (end.right if x > to_x else end.x, to_y))
    return Arrow(points=points, arrow=True)


def draw_footnotes(notes: Iterable[str], *, y: float, width: float) -> tuple[float, list[Text]]:
    """Return where the notes end, and their lines of text."""
    texts: list[Text] = []
    for note in notes:
        y, lines = draw_paragraph(note, x=EDGE, y=y, width=width, size=SMALL)
        y += 2.0
        texts += lines
    return y, texts


def draw_paragraph(
    text: str, *, x: float, y: float, width: float, size: float, bold: bool = False
) -> tuple[float, list[Text]]:
    """Return the y coordinate at which a text ends that begins at ``y``, and its lines."""
    lines = wrap_text(text, width, size, bold=bold)
    first = y + size * (LINE_HEIGHT - 1) / 2 + size * ASCENT
    texts = [
        Text(x=x, y=first + n * size * LINE_HEIGHT, content=line, size=size, bold=bold) for n, line in enumerate(lines)
    ]
    return y + len(lines) * size * LINE_HEIGHT, texts


@dataclass(frozen=True, slots=True)
class Panel:
    """A diagram with the label printed above it; ``label`` is empty where there is only one."""

    label: str
    content: DiagramContent

    @property
    def heading(self) -> str:
        """The title of this diagram."""
        return f"{self.label}. {self.content.title}" if self.label else self.content.title


def draw_panels(panels: Sequence[Panel], *, palette: Palette = COLOURS, together: bool = False) -> list[Drawing]:
    """Draw each panel. ``together``: as parts of one picture, of which only the last names the source."""
    return [
        draw_diagram(panel.content, palette=palette, heading=panel.heading, source=not together or panel is panels[-1])
        for panel in panels
    ]


def draw_combined(panels: Sequence[Panel], *, palette: Palette = COLOURS) -> Drawing:
    """Draw all panels as one picture, one below the other. Raises ``ValueError`` without a panel."""
    if not panels:
        raise ValueError("a flow has one part at least")
    return stack_drawings(draw_panels(panels, palette=palette, together=True), title=panels[-1].content.title)
