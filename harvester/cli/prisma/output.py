"""The flow in the shapes that are handed on: pictures, documents, a page. Each is made only when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.prisma.diagram import Palette, Panel
    from harvester.workflow.reporting.diagram_records import DiagramRecords

DiagramFormat = Literal["svg", "png", "pdf", "html", "docx", "md", "mermaid"]
DIAGRAM_FORMATS: Final[tuple[DiagramFormat, ...]] = get_args(DiagramFormat)
DIAGRAM_EXTENSIONS: Final[dict[str, DiagramFormat]] = {
    ".svg": "svg", ".png": "png", ".pdf": "pdf", ".html": "html", ".htm": "html", ".docx": "docx", ".md": "md",
    ".mmd": "mermaid", ".mermaid": "mermaid",
}  # fmt: skip
"""Ending of a file → its shape."""

BINARY_FORMATS: Final = frozenset({"png", "pdf", "docx"})
WITHOUT_FONT_FALLBACK: Final = frozenset({"png", "pdf", "docx"})
"""Shapes that show a box for a character the font lacks; the others borrow it from a font of the reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramInput:
    """What is drawn. ``behind`` is called for the one shape that lists records."""

    panels: Sequence[Panel]
    title: str
    as_of: str
    load_records: Callable[[], DiagramRecords]
    plain: bool = False


def render_diagram(diagram_input: DiagramInput, file_format: str) -> bytes:
    """The bytes of a file of that shape."""
    from harvester.documents import to_docx, to_markdown
    from harvester.drawing import to_pdf, to_png, to_svg
    from harvester.prisma import diagram

    panels, palette = diagram_input.panels, _palette(diagram_input)
    title = panels[-1].content.title
    renderers: dict[str, Callable[[], bytes]] = {
        "svg": lambda: to_svg(diagram.draw_combined(panels, palette=palette)).encode(),
        "png": lambda: to_png(diagram.draw_combined(panels, palette=palette)),
        "pdf": lambda: to_pdf(diagram.draw_panels(panels, palette=palette), title=title),
        "docx": lambda: to_docx(diagram.build_flow_document(panels, palette=palette)),
        "md": lambda: to_markdown(diagram.build_narrative(panels)).encode(),
        "mermaid": lambda: diagram.to_mermaid(panels, palette=palette).encode(),
        "html": lambda: _render_html(diagram_input, palette),
    }
    return renderers[file_format]()


def warn_about_glyphs(diagram_input: DiagramInput, file_format: str) -> tuple[str, ...]:
    """What somebody who draws this must be told: characters that the font has no shape for."""
    from harvester.drawing import missing_characters
    from harvester.prisma.diagram import draw_panels

    if file_format not in WITHOUT_FONT_FALLBACK:
        return ()
    missing = missing_characters(
        text.content for drawing in draw_panels(diagram_input.panels) for text in drawing.texts()
    )
    if not missing:
        return ()
    problem = f"The font of the picture has no shape for {' '.join(missing)}, so a box stands in its place."
    remedy = "Use Latin, Greek or Cyrillic letters, or take SVG or HTML: they borrow it from the reader's fonts."
    return (f"{problem} {remedy}",)


def refuse_terminal(file_format: str, output: Path | None) -> None:
    """Raise ``UsageError`` when bytes that no terminal can show would be written to one."""
    if file_format in BINARY_FORMATS and output is None and sys.stdout.isatty():
        raise UsageError(f"A {file_format} cannot be shown in a terminal.", hint=f"Name a file: -o flow.{file_format}")


def _palette(diagram_input: DiagramInput) -> Palette:
    from harvester.prisma.diagram import COLOURS, PLAIN

    return PLAIN if diagram_input.plain else COLOURS


def _render_html(diagram_input: DiagramInput, palette: Palette) -> bytes:
    from harvester.prisma.diagram import diagram_to_html

    records = diagram_input.load_records()
    page = diagram_to_html(
        diagram_input.panels,
        title=diagram_input.title,
        as_of=diagram_input.as_of,
        records=records.records,
        members=records.lines,
        palette=palette,
    )
    return page.encode("utf-8", "replace")
