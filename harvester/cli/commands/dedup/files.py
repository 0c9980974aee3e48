"""harvester dedup files: any export files in, unique records out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.answer import DONE, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import FILE

if TYPE_CHECKING:
    from harvester.workflow.standalone import Unique


@command("files", short_help="De-duplicate export files by themselves.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option(
    "-o", "--output", metavar="OUT", type=FILE, help="Unique records: .ris, .nbib, .bib, .xml, .csv or .jsonl."
)
@click.option("--clusters", metavar="CSV", type=FILE, help="Which input record belongs to which cluster.")
@click.option("--pairs", metavar="CSV", type=FILE, help="Every pair judged, with its explanation.")
@click.pass_obj
def files(
    call: Call, files: tuple[Path, ...], output: Path | None, clusters: Path | None, pairs: Path | None
) -> Answer:
    """De-duplicate export files by themselves: any files in, unique records out; no review is needed.

    \b
    Example:
      harvester dedup files pubmed.nbib embase.ris -o unique.ris --pairs pairs.csv
    """
    from harvester.cli.files import expanded, write_file
    from harvester.cli.pages.pairs import show_unique
    from harvester.cli.progress import shown
    from harvester.workflow.standalone import clusters_csv, output_format, pairs_csv, unique_records, unique_text

    if output is not None:
        output_format(output)
    with shown(call) as progress:
        unique = unique_records(expanded(files), progress=progress, citations=output is not None)
    texts: list[tuple[Path | None, Callable[[Unique], str]]] = [(clusters, clusters_csv), (pairs, pairs_csv)]
    if output is not None:
        texts.append((output, partial(unique_text, target=output)))
    written = [write_file(target, text_of(unique).encode()) for target, text_of in texts if target is not None]
    return Answer(
        document=unique.to_json(),
        page=partial(show_unique, unique, written, verbose=call.verbose),
        exit_code=IN_PART if unique.in_part else DONE,
    )
