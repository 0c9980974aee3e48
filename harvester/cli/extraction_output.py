"""A summary in the shapes that are handed on; each is made only when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from harvester.cli.output import to_json_bytes
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.extraction.summary import SummaryReport
    from harvester.workflow.extraction.summary import ExtractionSummary

_EXTENSIONS: Final = {".md": "md", ".csv": "csv", ".html": "html", ".htm": "html", ".docx": "docx", ".json": "json",
                   ".svg": "svg", ".png": "png"}  # fmt: skip
_BINARY_FORMATS: Final = frozenset({"docx", "png"})


def choose_format(requested: str | None, output: Path | None) -> str:
    """The shape that was asked for, else the one the ending of the file names. Raises ``UsageError``."""
    if requested is None and output is not None and output.suffix.lower() not in _EXTENSIONS:
        raise UsageError(f"{output} names no known format.", hint=f"End it in one of: {', '.join(_EXTENSIONS)}.")
    chosen = requested or (_EXTENSIONS[output.suffix.lower()] if output is not None else "table")
    if chosen in _BINARY_FORMATS and output is None and sys.stdout.isatty():
        raise UsageError(f"A {chosen} cannot be shown in a terminal.", hint=f"Name a file: -o summary.{chosen}")
    if chosen == "table" and output is not None:
        raise UsageError("A table for the screen goes into no file.", hint="Take md, csv, html or docx.")
    return chosen


def render_summary(extraction_summary: ExtractionSummary, file_format: str) -> bytes | None:
    """The bytes of a summary in that shape; None for the table on the screen. Raises ``UsageError``."""
    from harvester.extraction import summary

    renderers: dict[str, Callable[[], bytes]] = {
        "md": lambda: summary.summary_to_markdown(_report(extraction_summary)).encode(),
        "csv": lambda: summary.summary_to_csv(extraction_summary.tables).encode(),
        "html": lambda: _render_html(extraction_summary),
        "docx": lambda: _render_docx(extraction_summary),
        "json": lambda: to_json_bytes(extraction_summary.to_json()) + b"\n",
        "svg": lambda: _render_figure(extraction_summary, file_format),
        "png": lambda: _render_figure(extraction_summary, file_format),
    }
    return None if file_format == "table" else renderers[file_format]()


def _report(summary: ExtractionSummary) -> SummaryReport:
    from harvester.extraction.summary import SummaryReport

    return SummaryReport(title=summary.title, remarks=summary.remarks, tables=summary.tables)


def _render_html(summary: ExtractionSummary) -> bytes:
    from harvester.drawing.svg import font_css, to_svg_fragment
    from harvester.extraction.summary import summary_to_html
    from harvester.extraction.summary.proportion_plot import proportion_plots

    drawings = proportion_plots(summary.tables)
    font = font_css(text for drawing in drawings.values() for text in drawing.texts())
    pictures = {key: to_svg_fragment(drawing) for key, drawing in drawings.items()}
    return summary_to_html(replace(_report(summary), pictures=pictures, font=font)).encode()


def _render_docx(summary: ExtractionSummary) -> bytes:
    from harvester.extraction.summary.proportion_plot import proportion_plots
    from harvester.extraction.summary.word import summary_to_docx

    return summary_to_docx(_report(summary), proportion_plots(summary.tables))


def _render_figure(summary: ExtractionSummary, file_format: str) -> bytes:
    from harvester.drawing import to_png, to_svg
    from harvester.extraction.summary.proportion_plot import stack_proportion_plots

    if not any(table.figure for table in summary.tables):
        raise UsageError(
            "None of these tables is drawn.",
            hint="A [[summary]] of kind proportion with figure = true in extraction.toml is.",
        )
    drawing = stack_proportion_plots(summary.tables, title=summary.title)
    return to_svg(drawing).encode() if file_format == "svg" else to_png(drawing)
