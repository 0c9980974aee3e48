"""The flow as a picture and as a document, after the templates of PRISMA 2020 (Page et al. BMJ 2021;372:n71). Pure."""

from harvester.prisma.diagram.html import ListedRecord, diagram_to_html
from harvester.prisma.diagram.layout import describe_diagram, draw_diagram
from harvester.prisma.diagram.mermaid import to_mermaid
from harvester.prisma.diagram.narrative import narrative_to_markdown
from harvester.prisma.diagram.palette import COLOURS, PLAIN, Palette
from harvester.prisma.diagram.panel import Panel, draw_combined, draw_panels
from harvester.prisma.diagram.word import diagram_to_docx

__all__ = [
    "COLOURS",
    "PLAIN",
    "ListedRecord",
    "Palette",
    "Panel",
    "describe_diagram",
    "diagram_to_docx",
    "diagram_to_html",
    "draw_combined",
    "draw_diagram",
    "draw_panels",
    "narrative_to_markdown",
    "to_mermaid",
]
