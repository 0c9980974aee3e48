"""The flow as a picture and as a document, after the templates of PRISMA 2020 (Page et al. BMJ 2021;372:n71). Pure."""

from harvester.prisma.diagram.html import ListedRecord, diagram_to_html
from harvester.prisma.diagram.layout import describe_diagram, draw_diagram
from harvester.prisma.diagram.mermaid import to_mermaid
from harvester.prisma.diagram.narrative import build_flow_document, build_narrative
from harvester.prisma.diagram.palette import COLOURS, PLAIN, Palette
from harvester.prisma.diagram.panel import Panel, draw_combined, draw_panels

__all__ = [
    "COLOURS",
    "PLAIN",
    "ListedRecord",
    "Palette",
    "Panel",
    "build_flow_document",
    "build_narrative",
    "describe_diagram",
    "diagram_to_html",
    "draw_combined",
    "draw_diagram",
    "draw_panels",
    "to_mermaid",
]
