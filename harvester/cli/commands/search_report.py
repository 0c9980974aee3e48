"""harvester search-report."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.prisma.appendix import AppendixFacts

SHAPES: Final = ("md", "html", "docx", "csv", "json")
ENDINGS: Final = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx", ".csv": "csv",
                  ".json": "json"}  # fmt: skip
"""Ending of a file → its format."""


@command("search-report")
@click.option("--format", "shape", type=click.Choice(SHAPES), help="[default: by the ending of FILE, else md]")
@output
@click.pass_obj
def search_report(call: Call, shape: str | None, output: Path | None) -> Answer:
    """The search appendix after PRISMA-S: all 16 items, each strategy exactly as it was run, every run with its date
    and counts. Items that only you can fill in are marked; they are given in review.toml.

    \b
    Example:
      harvester search-report -o search-appendix.docx
    """
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.prisma.appendix import to_json
    from harvester.workflow.appendix import appendix

    shape = shape or (ENDINGS.get(output.suffix.lower(), "md") if output else "md")
    if shape == "docx" and output is None and not call.as_json:
        raise UsageError("A Word document is no text for the screen.", hint="Name a file: -o search-appendix.docx")
    with looking(call) as desk:
        facts = appendix(desk)
    document = to_json(facts)
    content = _bytes(facts, document, shape)
    if output is None:
        return Answer(document=document, content=content)
    write_file(output, content)
    return Answer(document=document, page=lambda paper: paper.line(_said(document, output)))


def _bytes(facts: AppendixFacts, document: dict[str, Any], shape: str) -> bytes:
    from harvester.cli.speech import as_text
    from harvester.prisma.appendix_formats import FORMATS

    if shape == "json":
        return as_text(document) + b"\n"
    return _table(facts) if shape == "csv" else FORMATS[shape](facts)


def _table(facts: AppendixFacts) -> bytes:
    from harvester.formats.table_writer import neutral
    from harvester.prisma.appendix import ROW_COLUMNS, to_rows

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(ROW_COLUMNS)
    writer.writerows([neutral(cell) for cell in row] for row in to_rows(facts))
    return text.getvalue().encode()


def _said(document: dict[str, Any], output: Path) -> str:
    missing = sum(len(item["missing"]) for item in document["items"])
    left = f"; {missing} places are left for you to fill in" if missing else ""
    return f"Written: {output}{left}."
