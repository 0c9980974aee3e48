"""Several pictures as one, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.drawing.shapes import Drawing, move_shape


def stack_drawings(drawings: Sequence[Drawing], *, title: str, gap: float = 18.0) -> Drawing:
    """The pictures one below the other, left edges aligned; of a single one, that one."""
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
