"""harvester screen retrieval: full texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from harvester.cli.answer import DONE, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import FILE, output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.workflow.retrieval import FullTextState

STATUSES = ("retrieved", "not-retrieved")
_SHAPES = ("table", "md", "csv", "json")


@command("retrieval")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.argument("status", metavar="[retrieved|not-retrieved]", required=False, type=click.Choice(STATUSES))
@click.option("--reason", metavar="TEXT", default="", help="Why it was not retrieved.")
@click.option("--reviewer", metavar="NAME", help="Who says so [default: the name you are logged in with].")
@click.option(
    "--pdfs", metavar="FOLDER", type=FILE, help="Match the PDFs in FOLDER to reports; note those as retrieved."
)
@click.option("--format", "shape", type=click.Choice(_SHAPES), help="Of the list. [default: by FILE, else table]")
@output
@click.pass_obj
def retrieval(
    call: Call,
    reports: tuple[str, ...],
    status: str | None,
    reason: str,
    reviewer: str | None,
    pdfs: Path | None,
    shape: str | None,
    output: Path | None,
) -> Answer:
    """List the full texts that are sought, were retrieved or not, with links; with -o for the library. Or note the
    status of REPORTs. Or match a folder of PDFs: by DOI, PMID, PMCID or R000123 in the file's name, by DOI in metadata
    or on the first pages, by title. A file of none or several reports is listed, never guessed.

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
            raise UsageError("--pdfs goes with --reviewer alone.", hint="harvester screen retrieval --pdfs FOLDER")
        return _filed(call, pdfs, reviewer)
    if not reports and status is None:
        return _listed(call, shape, output)
    if not reports or status is None:
        raise UsageError("Which reports, and were they retrieved?", hint="harvester screen retrieval R000012 retrieved")
    return _noted(call, reports, status, reason=reason, reviewer=reviewer)


def _noted(call: Call, reports: tuple[str, ...], status: str, *, reason: str, reviewer: str | None) -> Answer:
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.cli.pages.decisions import show_screened
    from harvester.workflow.screen import mark_retrieval

    spoken = cast("Literal['retrieved', 'not retrieved']", status.replace("-", " "))
    with working(call, "screen retrieval") as desk:
        done = mark_retrieval(desk, reports, spoken, reviewer=reviewer or user(), reason=reason)
    return Answer(document=done.to_json(), page=partial(show_screened, done, verbose=call.verbose))


def _filed(call: Call, folder: Path, reviewer: str | None) -> Answer:
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.cli.pages.retrieval import show_filed
    from harvester.workflow.retrieval import file_pdfs

    with working(call, "screen retrieval") as desk:
        done = file_pdfs(desk, folder, reviewer=reviewer or user())
    return Answer(document=done.to_json(), page=partial(show_filed, done), exit_code=IN_PART if done.in_part else DONE)


def _listed(call: Call, shape: str | None, output: Path | None) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.pages.retrieval import show_retrieval
    from harvester.workflow.retrieval import retrieval_list

    chosen = shape or (output.suffix.lower().removeprefix(".") if output is not None else "table")
    if chosen not in _SHAPES or (chosen == "table" and output is not None):
        raise UsageError(f"{output} names no known format.", hint="End it in .md, .csv or .json.")
    with looking(call) as desk:
        listed = retrieval_list(desk)
    document = {"reports": [each.to_json() for each in listed]}
    if chosen == "table":
        return Answer(document=document, page=partial(show_retrieval, listed))
    content = _content(listed, chosen, document)
    if output is None:
        return Answer(document=document, content=content)
    name = write_file(output, content)
    return Answer(
        document=document | {"file": name}, page=lambda paper: paper.line(f"Written: {name} ({len(listed)} reports).")
    )


def _content(listed: tuple[FullTextState, ...], shape: str, document: Mapping[str, object]) -> bytes:
    from harvester.cli.speech import as_text
    from harvester.workflow.retrieval import as_csv, as_markdown

    if shape == "json":
        return as_text(document) + b"\n"
    return (as_csv(listed) if shape == "csv" else as_markdown(listed)).encode()
