"""The parts of a flow, each a diagram of its own: one for most reviews, several for the layouts of a living one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.drawing import Drawing, stacked
from harvester.prisma.diagram.layout import draw
from harvester.prisma.diagram.palette import COLOURS, Palette
from harvester.prisma.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Panel:
    """A diagram and what is printed above it; ``label`` is empty where there is only one."""

    label: str
    sheet: Sheet

    @property
    def heading(self) -> str:
        """The title of this diagram."""
        return f"{self.label}. {self.sheet.title}" if self.label else self.sheet.title


def drawings(panels: Sequence[Panel], *, palette: Palette = COLOURS, together: bool = False) -> list[Drawing]:
    """A drawing for each panel; ``together``: for one picture, of which only the last names the source."""
    return [
        draw(panel.sheet, palette=palette, heading=panel.heading, source=not together or panel is panels[-1])
        for panel in panels
    ]


def whole(panels: Sequence[Panel], *, palette: Palette = COLOURS) -> Drawing:
    """One drawing of all panels, one below the other. Raises ``ValueError`` for no panel."""
    if not panels:
        raise ValueError("a flow has one part at least")
    return stacked(drawings(panels, palette=palette, together=True), title=panels[-1].sheet.title)
