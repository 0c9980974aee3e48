"""harvester search-report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import output


@command("search-report")
@click.option("--format", "shape", default="md", type=click.Choice(("md", "json")), help="Markdown (default) or JSON.")
@output
@click.pass_obj
def search_report(call: Call, shape: str, output: Path | None) -> Answer:
    """The search appendix after PRISMA-S: all 16 items, each strategy exactly as it was run, every run with its date
    and counts. Items that only you can fill in are marked; they are given in review.toml.

    \b
    Example:
      harvester search-report -o search-appendix.md
    """
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.speech import as_text
    from harvester.prisma.appendix import to_json, to_markdown
    from harvester.workflow.appendix import appendix

    with looking(call) as desk:
        facts = appendix(desk)
    document = to_json(facts)
    content = to_markdown(facts).encode() if shape == "md" else as_text(document) + b"\n"
    if output is None:
        return Answer(document=document, content=content)
    write_file(output, content)
    return Answer(document=document, page=lambda paper: paper.line(_said(document, output)))


def _said(document: dict[str, Any], output: Path) -> str:
    missing = sum(len(item["missing"]) for item in document["items"])
    left = f"; {missing} places are left for you to fill in" if missing else ""
    return f"Written: {output}{left}."
