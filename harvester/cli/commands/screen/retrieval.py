"""harvester screen retrieval: full texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, command, output_option
from harvester.cli.result import DONE, IN_PART, CommandResult
from harvester.cli.reviewer import sign
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.screening.full_texts import FullTextState

RETRIEVAL_CHOICES = ("retrieved", "not-retrieved")
_LIST_FORMATS = ("table", "md", "csv", "json")
_LIST_EXTENSIONS = {".md": "md", ".markdown": "md", ".csv": "csv", ".json": "json"}


@command("retrieval")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.argument("status", metavar="[retrieved|not-retrieved]", required=False, type=click.Choice(RETRIEVAL_CHOICES))
@click.option("--reason", metavar="TEXT", default="", help="Why it was not retrieved.")
@click.option("--reviewer", metavar="NAME", help="Who records it [default: the name you are logged in with].")
@click.option(
    "--pdfs", metavar="FOLDER", type=FILE, help="Match the PDFs in FOLDER to reports and mark these as retrieved."
)
@click.option(
    "--format", "shape", type=click.Choice(_LIST_FORMATS), help="Format of the list. [default: by FILE, else table]"
)
@output_option
@click.pass_obj
def retrieval(
    cli: CliContext,
    reports: tuple[str, ...],
    status: str | None,
    reason: str,
    reviewer: str | None,
    pdfs: Path | None,
    shape: str | None,
    output: Path | None,
) -> CommandResult:
    """List the full texts that are sought, retrieved or not retrieved, with links; -o writes a list for the library. Or
    set the status of REPORTs. Or match a folder of PDFs: by DOI, PMID, PMCID or R000123 in the file name, by DOI in the
    metadata or on the first pages, by title. A file that matches no report or several is listed, never guessed.

    \b
    Example:
      harvester screen retrieval
      harvester screen retrieval -o wanted.csv
      harvester screen retrieval R000012 R000031 retrieved
      harvester screen retrieval R000040 not-retrieved --reason "not in any library"
      harvester screen retrieval --pdfs papers/
    """
    if pdfs is not None:
        if reports or status or reason or shape or output:
            raise UsageError(
                "--pdfs can be combined with --reviewer only.", hint="harvester screen retrieval --pdfs FOLDER"
            )
        return _match_pdfs(cli, pdfs, reviewer)
    if not reports and status is None:
        return _list_full_texts(cli, shape, output)
    if not reports or status is None:
        raise UsageError("Which reports, and were they retrieved?", hint="harvester screen retrieval R000012 retrieved")
    return _store_status(cli, reports, status, reason=reason, reviewer=reviewer)


def _store_status(
    cli: CliContext, reports: tuple[str, ...], status: str, *, reason: str, reviewer: str | None
) -> CommandResult:
    from harvester.cli.views.screening import show_decisions
    from harvester.screening import RetrievalStatus
    from harvester.workflow.screening.decide import mark_retrieval

    stored_status = RetrievalStatus(status.replace("-", " "))
    with cli.open_review("screen retrieval") as review:
        stored = mark_retrieval(review.context, reports, stored_status, reviewer=sign(review, reviewer), reason=reason)
    return CommandResult(document=stored.to_json(), page=partial(show_decisions, stored, verbose=cli.verbose))


def _match_pdfs(cli: CliContext, folder: Path, reviewer: str | None) -> CommandResult:
    from harvester.cli.views.screening import show_pdf_matches
    from harvester.workflow.screening.full_texts import match_pdfs

    with cli.open_review("screen retrieval") as review:
        matches = match_pdfs(review.context, folder, reviewer=sign(review, reviewer))
    return CommandResult(
        document=matches.to_json(),
        page=partial(show_pdf_matches, matches),
        exit_code=IN_PART if matches.in_part else DONE,
    )


def _list_full_texts(cli: CliContext, shape: str | None, output: Path | None) -> CommandResult:
    from harvester.cli.files import choose_format, write_file
    from harvester.cli.views.screening import show_full_texts
    from harvester.workflow.screening.full_texts import list_full_texts

    file_format = choose_format(shape, output, _LIST_EXTENSIONS, default="table")
    if file_format == "table" and output is not None:
        raise UsageError("The table on the screen is not written to a file.", hint="Use --format md, csv or json.")
    with cli.open_review() as review:
        full_texts = list_full_texts(review.context)
    document = {"reports": [report.to_json() for report in full_texts]}
    if file_format == "table":
        return CommandResult(document=document, page=partial(show_full_texts, full_texts))
    content = _render_list(full_texts, file_format, document)
    if output is None:
        return CommandResult(document=document, content=content)
    name = write_file(cli, output, content)
    return CommandResult(
        document=document | {"file": name},
        page=lambda writer: writer.line(f"Written: {name} ({len(full_texts)} reports)."),
    )


def _render_list(full_texts: tuple[FullTextState, ...], file_format: str, document: Mapping[str, object]) -> bytes:
    from harvester.cli.output import to_json_bytes
    from harvester.workflow.screening.full_texts import full_texts_to_csv, full_texts_to_markdown

    if file_format == "json":
        return to_json_bytes(document) + b"\n"
    return (full_texts_to_csv(full_texts) if file_format == "csv" else full_texts_to_markdown(full_texts)).encode()
