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
    from harvester.workflow.drawn import Behind

Shape = Literal["svg", "png", "pdf", "html", "docx", "md", "mermaid"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)
ENDINGS: Final[dict[str, Shape]] = {
    ".svg": "svg", ".png": "png", ".pdf": "pdf", ".html": "html", ".htm": "html", ".docx": "docx", ".md": "md",
    ".mmd": "mermaid", ".mermaid": "mermaid",
}  # fmt: skip
"""Ending of a file → its shape."""

BINARY: Final = frozenset({"png", "pdf", "docx"})
WITHOUT_FALLBACK: Final = frozenset({"png", "pdf", "docx"})
"""Shapes that show a box for a character the font lacks; the others borrow it from a font of the reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is drawn. ``behind`` is called for the one shape that lists records."""

    panels: Sequence[Panel]
    title: str
    as_of: str
    behind: Callable[[], Behind]
    plain: bool = False


def drawn(subject: Subject, shape: str) -> bytes:
    """The bytes of a file of that shape."""
    from harvester.drawing import to_pdf, to_png, to_svg
    from harvester.prisma import diagram

    panels, palette = subject.panels, _palette(subject)
    title = panels[-1].sheet.title
    made: dict[str, Callable[[], bytes]] = {
        "svg": lambda: to_svg(diagram.whole(panels, palette=palette)).encode(),
        "png": lambda: to_png(diagram.whole(panels, palette=palette)),
        "pdf": lambda: to_pdf(diagram.drawings(panels, palette=palette), title=title),
        "docx": lambda: diagram.to_docx(panels, palette=palette),
        "md": lambda: diagram.to_markdown(panels).encode(),
        "mermaid": lambda: diagram.to_mermaid(panels, palette=palette).encode(),
        "html": lambda: _page(subject, palette),
    }
    return made[shape]()


def remarks(subject: Subject, shape: str) -> tuple[str, ...]:
    """What somebody who draws this must be told: characters that the font has no shape for."""
    from harvester.drawing import missing
    from harvester.prisma.diagram import drawings

    if shape not in WITHOUT_FALLBACK:
        return ()
    lost = missing(text.content for one in drawings(subject.panels) for text in one.texts())
    if not lost:
        return ()
    said = f"The font of the picture has no shape for {' '.join(lost)}, so a box stands in its place."
    remedy = "Use Latin, Greek or Cyrillic letters, or take SVG or HTML: they borrow it from the reader's fonts."
    return (f"{said} {remedy}",)


def refuse_terminal(shape: str, output: Path | None) -> None:
    """Raise ``UsageError`` when bytes that no terminal can show would be written to one."""
    if shape in BINARY and output is None and sys.stdout.isatty():
        raise UsageError(f"A {shape} cannot be shown in a terminal.", hint=f"Name a file: -o flow.{shape}")


def _palette(subject: Subject) -> Palette:
    from harvester.prisma.diagram import COLOURS, PLAIN

    return PLAIN if subject.plain else COLOURS


def _page(subject: Subject, palette: Palette) -> bytes:
    from harvester.prisma.diagram import to_html

    behind = subject.behind()
    page = to_html(
        subject.panels,
        title=subject.title,
        as_of=subject.as_of,
        records=behind.records,
        behind=behind.lines,
        palette=palette,
    )
    return page.encode("utf-8", "replace")
