"""The flow as a picture and as a document, after the templates of PRISMA 2020 (Page et al. BMJ 2021;372:n71). Pure."""

from harvester.prisma.diagram.layout import describe, draw
from harvester.prisma.diagram.mermaid import to_mermaid
from harvester.prisma.diagram.page import Listed, to_html
from harvester.prisma.diagram.palette import COLOURS, PLAIN, Palette
from harvester.prisma.diagram.panel import Panel, drawings, whole
from harvester.prisma.diagram.prose import to_markdown
from harvester.prisma.diagram.word import to_docx

__all__ = [
    "COLOURS",
    "PLAIN",
    "Listed",
    "Palette",
    "Panel",
    "describe",
    "draw",
    "drawings",
    "to_docx",
    "to_html",
    "to_markdown",
    "to_mermaid",
    "whole",
]
