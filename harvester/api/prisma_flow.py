"""The PRISMA 2020 flow as the Python API gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harvester.prisma import Flow


@dataclass(frozen=True, slots=True)
class PrismaFlow:
    """The PRISMA 2020 flow of a review.

    Attributes:
        flow: every number with the records, reports or studies behind it (:class:`harvester.prisma.Flow`).
        as_of: the day of the flow, as ISO date.
        layout: how the versions of a living review are combined.
    """

    flow: Flow
    as_of: str
    layout: str

    @property
    def boxes(self) -> Mapping[str, Any]:
        """Return the numbers by the column names of the R package PRISMA2020: int, or a tuple of labelled numbers."""
        return self.flow.boxes

    def to_dict(self) -> dict[str, Any]:
        """Return the flow as plain values, as ``harvester prisma --json`` prints it."""
        from harvester.prisma import flow_to_json

        return flow_to_json(self.flow, as_of=self.as_of, layout=self.layout)

    def to_csv(self) -> str:
        """Return the flow in the CSV format of the R package PRISMA2020."""
        from harvester.prisma import flow_to_csv

        return flow_to_csv(self.flow)

    def to_svg(self) -> str:
        """Return the flow diagram as an SVG image."""
        from harvester.drawing import to_svg
        from harvester.prisma.diagram import Panel, build_diagram_content, draw_combined

        return to_svg(draw_combined([Panel("", build_diagram_content(self.flow))]))
