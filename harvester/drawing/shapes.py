"""The shapes of a picture. Lengths are points (1/72 inch), y grows downward, colours are CSS hex codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle by its upper left corner; ``stroke`` empty for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "#ffffff"
    stroke: str = ""
    radius: float = 0.0

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Polyline:
    """A line through points, with an arrow's head at the last of them if ``arrow``."""

    points: tuple[tuple[float, float], ...]
    colour: str = "#000000"
    width: float = 0.75
    arrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A filled circle by its centre."""

    x: float
    y: float
    radius: float
    fill: str = "#000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text; ``x``, ``y`` is its anchor on the baseline. ``upward``: read from bottom to top."""

    x: float
    y: float
    content: str
    size: float
    bold: bool = False
    anchor: Anchor = "start"
    colour: str = "#000000"
    upward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeGroup:
    """Shapes that belong together: ``label`` is for screen readers, ``key`` for programs."""

    shapes: tuple[Shape, ...]
    label: str = ""
    key: str = ""


Shape = Rect | Polyline | Circle | Text | ShapeGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture: its size, its title, its description for screen readers, and its shapes."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]

    def texts(self) -> tuple[Text, ...]:
        """Return every line of text, in the order drawn."""
        return tuple(shape for shape in flatten_shapes(self.shapes) if isinstance(shape, Text))


def flatten_shapes(shapes: Iterable[Shape]) -> Iterator[Rect | Polyline | Circle | Text]:
    """Yield shapes without their groups, in the order drawn."""
    for shape in shapes:
        if isinstance(shape, ShapeGroup):
            yield from flatten_shapes(shape.shapes)
        else:
            yield shape


def move_shape(shape: Shape, right: float, down: float) -> Shape:
    """Return a shape moved right and down, in points."""
    if isinstance(shape, ShapeGroup):
        return replace(shape, shapes=tuple(move_shape(member, right, down) for member in shape.shapes))
    if isinstance(shape, Polyline):
        return replace(shape, points=tuple((x + right, y + down) for x, y in shape.points))
    return replace(shape, x=shape.x + right, y=shape.y + down)


def stack_drawings(drawings: Sequence[Drawing], *, title: str, gap: float = 18.0) -> Drawing:
    """Return the pictures as one, one below the other, left edges aligned; of a single one, that one."""
    if len(drawings) == 1:
        return drawings[0]
    shapes, down = [], 0.0
    for drawing in drawings:
        shapes += [move_shape(shape, 0.0, down) for shape in drawing.shapes]
        down += drawing.height + gap
    return Drawing(
        width=max(drawing.width for drawing in drawings),
        height=down - gap,
        title=title,
        description="\n\n".join(drawing.description for drawing in drawings),
        shapes=tuple(shapes),
    )
