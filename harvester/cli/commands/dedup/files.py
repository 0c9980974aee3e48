"""harvester dedup files: de-duplicate export files without a review."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, command, force_option
from harvester.cli.result import DONE, IN_PART, CommandResult

if TYPE_CHECKING:
    from harvester.workflow.dedup.files import FileDedupResult


@command("files", short_help="De-duplicate export files without a review.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option(
    "-o", "--output", metavar="OUT", type=FILE, help="Unique records: .ris, .nbib, .bib, .xml, .csv or .jsonl."
)
@click.option("--clusters", metavar="CSV", type=FILE, help="Which input record belongs to which cluster.")
@click.option("--pairs", metavar="CSV", type=FILE, help="Every pair judged, with its explanation.")
@force_option
@click.pass_obj
def files(
    cli: CliContext, files: tuple[Path, ...], output: Path | None, clusters: Path | None, pairs: Path | None
) -> CommandResult:
    """De-duplicate export files of any format and write the unique records; no review is needed.

    \b
    Example:
      harvester dedup files pubmed.nbib embase.ris -o unique.ris --pairs pairs.csv
    """
    from harvester.cli.files import CSV_ENDINGS, check_ending, open_outputs
    from harvester.cli.options import expand_globs
    from harvester.cli.views.dedup import show_file_dedup
    from harvester.workflow.dedup.files import (
        deduplicate_files,
        format_unique_records,
        output_format_of,
        write_clusters_csv,
        write_pairs_csv,
    )

    paths = expand_globs(files)
    if output is not None:
        output_format_of(output)
    for table in filter(None, (clusters, pairs)):
        check_ending(table, CSV_ENDINGS)
    outputs = open_outputs(cli, inputs=paths)
    for target in filter(None, (output, clusters, pairs)):
        outputs.check(target)
    with cli.show_progress() as progress:
        unique = deduplicate_files(paths, progress=progress, citations=output is not None)
    texts: list[tuple[Path | None, Callable[[FileDedupResult], str]]] = [
        (clusters, write_clusters_csv),
        (pairs, write_pairs_csv),
    ]
    if output is not None:
        texts.append((output, partial(format_unique_records, target=output)))
    written = [(target, text_of(unique)) for target, text_of in texts if target is not None]
    with outputs:
        for target, text in written:
            outputs.write(target, text.encode())
        outputs.publish()
    return CommandResult(
        document=unique.to_json(),
        page=partial(show_file_dedup, unique, [str(target) for target, _ in written], verbose=cli.verbose),
        exit_code=IN_PART if unique.in_part else DONE,
    )
