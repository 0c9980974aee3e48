"""The parts of a flow, each a diagram of its own: one for most reviews, several for the layouts of a living one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.drawing import Drawing, stack_drawings
from harvester.prisma.diagram.content import DiagramContent
from harvester.prisma.diagram.layout import draw_diagram
from harvester.prisma.diagram.palette import COLOURS, Palette


@dataclass(frozen=True, slots=True)
class Panel:
    """A diagram and what is printed above it; ``label`` is empty where there is only one."""

    label: str
    content: DiagramContent

    @property
    def heading(self) -> str:
        """The title of this diagram."""
        return f"{self.label}. {self.content.title}" if self.label else self.content.title


def draw_panels(panels: Sequence[Panel], *, palette: Palette = COLOURS, together: bool = False) -> list[Drawing]:
    """A drawing for each panel; ``together``: for one picture, of which only the last names the source."""
    return [
        draw_diagram(panel.content, palette=palette, heading=panel.heading, source=not together or panel is panels[-1])
        for panel in panels
    ]


def draw_combined(panels: Sequence[Panel], *, palette: Palette = COLOURS) -> Drawing:
    """One drawing of all panels, one below the other. Raises ``ValueError`` for no panel."""
    if not panels:
        raise ValueError("a flow has one part at least")
    return stack_drawings(draw_panels(panels, palette=palette, together=True), title=panels[-1].content.title)
