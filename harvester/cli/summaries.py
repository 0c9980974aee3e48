"""A summary in the shapes that are handed on; each is made only when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from harvester.cli.speech import as_text
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.extraction.summary import Report
    from harvester.workflow.summarise import Summarised

_ENDINGS: Final = {".md": "md", ".csv": "csv", ".html": "html", ".htm": "html", ".docx": "docx", ".json": "json",
                   ".svg": "svg", ".png": "png"}  # fmt: skip
_BINARY: Final = frozenset({"docx", "png"})


def shape_for(shape: str | None, output: Path | None) -> str:
    """The shape that was asked for, else the one the ending of the file names. Raises ``UsageError``."""
    if shape is None and output is not None and output.suffix.lower() not in _ENDINGS:
        raise UsageError(f"{output} names no known format.", hint=f"End it in one of: {', '.join(_ENDINGS)}.")
    chosen = shape or (_ENDINGS[output.suffix.lower()] if output is not None else "table")
    if chosen in _BINARY and output is None and sys.stdout.isatty():
        raise UsageError(f"A {chosen} cannot be shown in a terminal.", hint=f"Name a file: -o summary.{chosen}")
    if chosen == "table" and output is not None:
        raise UsageError("A table for the screen goes into no file.", hint="Take md, csv, html or docx.")
    return chosen


def written(found: Summarised, shape: str) -> bytes | None:
    """The bytes of a summary in that shape; None for the table on the screen. Raises ``UsageError``."""
    from harvester.extraction import summary

    made: dict[str, Callable[[], bytes]] = {
        "md": lambda: summary.to_markdown(_report(found)).encode(),
        "csv": lambda: summary.to_csv(found.tables).encode(),
        "html": lambda: _page(found),
        "docx": lambda: _document(found),
        "json": lambda: as_text(found.to_json()) + b"\n",
        "svg": lambda: _picture(found, shape),
        "png": lambda: _picture(found, shape),
    }
    return None if shape == "table" else made[shape]()


def _report(found: Summarised) -> Report:
    from harvester.extraction.summary import Report

    return Report(title=found.title, before=found.remarks, tables=found.tables)


def _page(found: Summarised) -> bytes:
    from harvester.drawing.svg import font_rules, to_fragment
    from harvester.extraction.summary import to_html
    from harvester.extraction.summary.figure import figures

    drawn = figures(found.tables)
    font = font_rules(text for drawing in drawn.values() for text in drawing.texts())
    pictures = {key: to_fragment(drawing) for key, drawing in drawn.items()}
    return to_html(replace(_report(found), pictures=pictures, font=font)).encode()


def _document(found: Summarised) -> bytes:
    from harvester.extraction.summary.figure import figures
    from harvester.extraction.summary.word import to_docx

    return to_docx(_report(found), figures(found.tables))


def _picture(found: Summarised, shape: str) -> bytes:
    from harvester.drawing import to_png, to_svg
    from harvester.extraction.summary.figure import all_figures

    if not any(table.figure for table in found.tables):
        raise UsageError(
            "None of these tables is drawn.",
            hint="A [[summary]] of kind proportion with figure = true in extraction.toml is.",
        )
    drawing = all_figures(found.tables, title=found.title)
    return to_svg(drawing).encode() if shape == "svg" else to_png(drawing)
