"""harvester init."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.options import FILE, command
from harvester.cli.result import CommandResult

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter


@command("init")
@click.argument("folder", metavar="DIR", type=FILE)
def init(folder: Path) -> CommandResult:
    """Create a review in DIR: review.toml with every setting explained, a first strategy, a folder for export files.

    \b
    Example:
      harvester init my-review
    """
    from harvester.workflow.maintenance import init_review

    files = [str(path) for path in init_review(folder)]
    return CommandResult(
        document={"folder": str(folder), "files": files},
        page=partial(_show_files, files),
        advice=(
            f"1. Open {folder / 'review.toml'}: give the review its title, your e-mail address, its searches.",
            f"2. Paste your strategy into {folder / 'pubmed.txt'}.",
            f"3. harvester --review {folder} check    (finds mistakes, and shows what an update would do)",
            f"4. harvester --review {folder} update   (runs the searches)",
        ),
    )


def _show_files(files: list[str], writer: ReportWriter) -> None:
    for file in files:
        writer.line(f"Written: {file}")
