"""Render the summary of extracted data in the format asked for."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from harvester.cli.files import choose_format
from harvester.cli.output import to_json_bytes
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.documents import DocumentFormat
    from harvester.workflow.extraction.summary import ExtractionSummary

SummaryFormat = Literal["table", "md", "csv", "html", "docx", "json", "svg", "png"]
_EXTENSIONS: Final[dict[str, SummaryFormat]] = {
    ".md": "md", ".csv": "csv", ".html": "html", ".htm": "html", ".docx": "docx", ".json": "json", ".svg": "svg",
    ".png": "png",
}  # fmt: skip
_BINARY_FORMATS: Final = frozenset({"docx", "png"})


def choose_summary_format(requested: SummaryFormat | None, output: Path | None) -> SummaryFormat:
    """The shape that was asked for, else the one the ending of the file names. Raises ``UsageError``."""
    chosen = choose_format(requested, output, _EXTENSIONS, default="table") if requested != "table" else requested
    if chosen in _BINARY_FORMATS and output is None and sys.stdout.isatty():
        raise UsageError(f"A {chosen} cannot be shown in a terminal.", hint=f"Name a file: -o summary.{chosen}")
    if chosen == "table" and output is not None:
        raise UsageError("A table for the screen goes into no file.", hint="Take md, csv, html or docx.")
    return chosen


def render_summary(extraction_summary: ExtractionSummary, file_format: SummaryFormat) -> bytes | None:
    """The bytes of a summary in that shape; None for the table on the screen. Raises ``UsageError``."""
    from harvester.extraction import summary

    match file_format:
        case "table":
            return None
        case "csv":
            return summary.summary_to_csv(extraction_summary.tables).encode()
        case "json":
            return to_json_bytes(extraction_summary.to_json()) + b"\n"
        case "svg" | "png":
            return _render_figure(extraction_summary, file_format)
        case _:
            return _render_document(extraction_summary, file_format)


def _render_document(summary: ExtractionSummary, file_format: DocumentFormat) -> bytes:
    from harvester.documents import render_document
    from harvester.extraction.summary import build_summary_document

    document = build_summary_document(title=summary.title, remarks=summary.remarks, tables=summary.tables)
    return render_document(document, file_format)


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
