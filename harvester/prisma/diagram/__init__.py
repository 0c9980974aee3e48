"""The flow as a picture and as a document, after the templates of PRISMA 2020 (Page et al. BMJ 2021;372:n71). Pure."""

from harvester.prisma.diagram.content import DiagramBox, DiagramContent, DiagramLine, build_diagram_content
from harvester.prisma.diagram.html import ListedRecord, diagram_to_html
from harvester.prisma.diagram.layout import (
    COLOURS,
    PLAIN,
    Palette,
    Panel,
    draw_combined,
    draw_diagram,
    draw_panels,
)
from harvester.prisma.diagram.mermaid import to_mermaid
from harvester.prisma.diagram.narrative import build_flow_document, build_narrative

__all__ = [
    "COLOURS",
    "PLAIN",
    "DiagramBox",
    "DiagramContent",
    "DiagramLine",
    "ListedRecord",
    "Palette",
    "Panel",
    "build_diagram_content",
    "build_flow_document",
    "build_narrative",
    "diagram_to_html",
    "draw_combined",
    "draw_diagram",
    "draw_panels",
    "to_mermaid",
]
