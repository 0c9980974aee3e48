"""Load the flow that a command line asks for, and render its diagrams."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from harvester.cli.context import CliContext
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.api.review import Review
    from harvester.prisma import Flow, Layout, LivingFlow, Template
    from harvester.prisma.diagram import Palette, Panel
    from harvester.workflow.reporting.diagram_records import DiagramRecords
    from harvester.workflow.reporting.flow import CountedFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRequest:
    """The flow asked for: of a day, in a layout and template, or of a release."""

    as_of: date | None = None
    layout: Layout | None = None
    version: str | None = None
    template: str | None = None

    def __post_init__(self) -> None:
        if self.version and (self.as_of or self.layout or self.template):
            raise UsageError(
                "A release is frozen with its numbers, template and date.",
                hint="Omit --version, or --as-of, --layout and --template.",
            )

    @property
    def date_text(self) -> str:
        """Return the date of the flow."""
        return (self.as_of or datetime.now(UTC).date()).isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDocument:
    """A flow with the title of its review, its JSON, sentences to print first, and the parts of its layout."""

    flow: Flow
    title: str
    document: Mapping[str, Any]
    preface: tuple[str, ...] = ()
    versions: LivingFlow | None = None

    @property
    def parts(self) -> tuple[tuple[str, Flow], ...]:
        """Return label and flow of each part, with adjustments among the notes; a single flow has no label."""
        from harvester.prisma import add_adjustment_note

        if self.versions is None or not self.has_parts:
            return (("", self.flow),)
        return tuple((part.label, add_adjustment_note(part)) for part in self.versions.parts)

    @property
    def has_parts(self) -> bool:
        """Return whether there are several flows, or adjustments."""
        return self.versions is not None and (len(self.versions.parts) > 1 or bool(self.versions.parts[0].adjustments))


def load_flow(cli: CliContext, request: FlowRequest) -> FlowDocument:
    """Load the flow asked for, with all that is printed."""
    if request.version:
        return _load_release(cli, request.version)
    if request.layout is None or request.template is not None:
        return _load_counted(cli, request)
    return _load_versions(cli, request.layout, request)


def count_flow_for(review: Review, request: FlowRequest) -> CountedFlow:
    """Count the flow asked for together with its members; that of a release is counted again as of its time."""
    from harvester.workflow.reporting.flow import count_release

    if request.version:
        return count_release(review.context, request.version)
    layout = request.layout or "latest+previous"
    return review.count_flow(as_of=request.as_of, layout=layout, template=_parse_template(request.template))


def _load_counted(cli: CliContext, request: FlowRequest) -> FlowDocument:
    from harvester.prisma import flow_to_json

    with cli.open_review() as review:
        counted_flow, title = count_flow_for(review, request), review.settings.title
    release = counted_flow.no_search_since
    document = flow_to_json(counted_flow.flow, as_of=request.date_text, layout=counted_flow.layout) | {
        "nothing_since": release
    }
    sentence = f"Nothing was searched since release {release}; its own flow: harvester prisma --version {release}"
    return FlowDocument(flow=counted_flow.flow, title=title, document=document, preface=(sentence,) if release else ())


def _load_versions(cli: CliContext, layout: Layout, request: FlowRequest) -> FlowDocument:
    from harvester.prisma import flow_to_json, living_flow_to_json
    from harvester.workflow.reporting.versions import layout_versions

    with cli.open_review() as review:
        versions, title = layout_versions(review.context, layout, as_of=request.as_of), review.settings.title
    flow = versions.parts[-1].flow
    document = flow_to_json(flow, as_of=request.date_text, layout=layout) | living_flow_to_json(
        versions, as_of=request.date_text
    )
    return FlowDocument(flow=flow, title=title, document=document, versions=versions)


def _load_release(cli: CliContext, name: str) -> FlowDocument:
    from harvester.prisma import flow_from_json
    from harvester.workflow.reporting.release import read_released_flow

    with cli.open_review() as review:
        document, title = read_released_flow(review.context, name), review.settings.title
    sentence = f"Release {name}, as of {document['as_of']}"
    return FlowDocument(flow=flow_from_json(document), title=title, document=document, preface=(sentence,))


def _parse_template(name: str | None) -> Template | None:
    from harvester.prisma import Template

    if name is None:
        return None
    version, _, other_sources = name.partition("+")
    return Template(
        "updated" if version == "updated" else "new", "databases and other" if other_sources else "databases"
    )


DiagramFormat = Literal["svg", "png", "pdf", "html", "docx", "md", "mermaid"]
DIAGRAM_FORMATS: Final[tuple[DiagramFormat, ...]] = get_args(DiagramFormat)
DIAGRAM_EXTENSIONS: Final[dict[str, DiagramFormat]] = {
    ".svg": "svg", ".png": "png", ".pdf": "pdf", ".html": "html", ".htm": "html", ".docx": "docx", ".md": "md",
    ".mmd": "mermaid", ".mermaid": "mermaid",
}  # fmt: skip
"""Extension of a file → its format."""

BINARY_FORMATS: Final = frozenset({"png", "pdf", "docx"})
WITHOUT_FONT_FALLBACK: Final = frozenset({"png", "pdf", "docx"})
"""Formats that show a box for a character that the font lacks; the others use a font of the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramInput:
    """What a diagram shows. ``load_records`` is called for HTML only, which lists records."""

    panels: Sequence[Panel]
    title: str
    as_of: str
    load_records: Callable[[], DiagramRecords]
    plain: bool = False


def render_diagram(diagram_input: DiagramInput, file_format: str) -> bytes:
    """Return the diagram as the bytes of a file in that format."""
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
    """Return a warning about characters that the font lacks."""
    from harvester.drawing import missing_characters
    from harvester.prisma.diagram import draw_panels

    if file_format not in WITHOUT_FONT_FALLBACK:
        return ()
    missing = missing_characters(
        text.content for drawing in draw_panels(diagram_input.panels) for text in drawing.texts()
    )
    if not missing:
        return ()
    problem = f"The font of the picture has no shape for {' '.join(missing)}, so a box is drawn instead."
    remedy = "Use Latin, Greek or Cyrillic letters, or take SVG or HTML: they borrow it from the reader's fonts."
    return (f"{problem} {remedy}",)


def refuse_terminal(file_format: str, output: Path | None) -> None:
    """Raise ``UsageError`` if a binary format would be written to a terminal."""
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
