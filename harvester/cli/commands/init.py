"""harvester init."""

from __future__ import annotations

from pathlib import Path

import click

from harvester.cli.options import FILE, command
from harvester.cli.result import CommandResult


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
        page=lambda writer: writer.line("\n".join(f"Written: {name}" for name in files)),
        advice=(
            f"1. Open {folder / 'review.toml'}: give the review its title, your e-mail address, its searches.",
            f"2. Paste your strategy into {folder / 'pubmed.txt'}.",
            f"3. harvester --review {folder} check    (finds mistakes, and shows what an update would do)",
            f"4. harvester --review {folder} update   (runs the searches)",
        ),
    )
