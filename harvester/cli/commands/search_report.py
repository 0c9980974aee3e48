"""harvester search-report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import click

from harvester.cli.context import CliContext
from harvester.cli.options import command, output_option
from harvester.cli.result import CommandResult
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.prisma.prisma_s import AppendixData

AppendixFormat = Literal["md", "html", "docx", "csv", "json"]
APPENDIX_FORMATS: Final[tuple[AppendixFormat, ...]] = get_args(AppendixFormat)
APPENDIX_EXTENSIONS: Final[dict[str, AppendixFormat]] = {
    ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx", ".csv": "csv", ".json": "json",
}  # fmt: skip
"""Extension of a file → its format."""


@command("search-report")
@click.option(
    "--format", "shape", type=click.Choice(APPENDIX_FORMATS), help="[default: by the ending of FILE, else md]"
)
@output_option
@click.pass_obj
def search_report(cli: CliContext, shape: AppendixFormat | None, output: Path | None) -> CommandResult:
    """Write the search appendix following PRISMA-S: all 16 items, each strategy exactly as it was run, every run with
    its date and counts. Items that only you can provide are marked; add them to review.toml.

    \b
    Example:
      harvester search-report -o search-appendix.docx
    """
    from harvester.cli.files import choose_format, write_file
    from harvester.prisma.search_appendix import appendix_to_json
    from harvester.workflow.reporting.search_appendix import load_search_appendix

    shape = choose_format(shape, output, APPENDIX_EXTENSIONS, default="md")
    if shape == "docx" and output is None and not cli.as_json:
        raise UsageError("A Word document cannot be shown in a terminal.", hint="Name a file: -o search-appendix.docx")
    with cli.open_review() as review:
        facts = load_search_appendix(review.context)
    document = appendix_to_json(facts)
    content = _render_appendix(facts, document, shape)
    if output is None:
        return CommandResult(document=document, content=content)
    write_file(cli, output, content)
    return CommandResult(document=document, page=lambda writer: writer.line(_written_sentence(document, output)))


def _render_appendix(facts: AppendixData, document: dict[str, Any], shape: AppendixFormat) -> bytes:
    from harvester.cli.output import to_json_bytes
    from harvester.documents import render_document
    from harvester.prisma.search_appendix import build_appendix

    if shape == "json":
        return to_json_bytes(document) + b"\n"
    return _render_csv(facts) if shape == "csv" else render_document(build_appendix(facts), shape)


def _render_csv(facts: AppendixData) -> bytes:
    from harvester.csv_table import write_table
    from harvester.prisma.search_appendix import APPENDIX_COLUMNS, appendix_to_rows

    return write_table(APPENDIX_COLUMNS, appendix_to_rows(facts)).encode()


def _written_sentence(document: dict[str, Any], output: Path) -> str:
    missing = sum(len(item["missing"]) for item in document["items"])
    missing_text = f"; {missing} items are left for you to fill in" if missing else ""
    return f"Written: {output}{missing_text}."
