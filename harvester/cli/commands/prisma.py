"""harvester prisma."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import LAYOUTS, Day, output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.prisma import Flow
    from harvester.workflow.count import Layout

Shape = Literal["table", "json", "csv"]
CITATIONS: Final = {
    ".ris": "ris",
    ".csv": "csv",
    ".nbib": "nbib",
    ".bib": "bibtex",
    ".xml": "endnote-xml",
    ".jsonl": "jsonl",
}
"""Endings of a file that what is behind a number is written to, with their formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A flow, its JSON, and the sentences that go before it."""

    flow: Flow
    document: Mapping[str, Any]
    before: tuple[str, ...] = ()


@command("prisma")
@click.option("--format", "shape", type=click.Choice(("table", "json", "csv")), help="[default: by FILE, else table]")
@output
@click.option("--as-of", metavar="DATE", type=Day(), help="As it was at the end of that day.")
@click.option("--layout", default="latest+previous", type=click.Choice(LAYOUTS),
              help="What came since the last release (default), or everything as one new review.")  # fmt: skip
@click.option("--release", "release", metavar="NAME", help="The flow of a release, as it was frozen.")
@click.option(
    "--open",
    "box",
    metavar="BOX",
    help="List what a number counts (a key of the JSON, as records_screened); with -o as RIS, CSV …",
)
@click.pass_obj
def prisma(
    call: Call,
    shape: Shape | None,
    output: Path | None,
    as_of: date | None,
    layout: Layout,
    release: str | None,
    box: str | None,
) -> Answer:
    """The PRISMA 2020 flow, every number counted from what is stored; the CSV is that of the PRISMA2020 R package and
    its web application. Any number can be opened down to the records behind it.

    \b
    Example:
      harvester prisma
      harvester prisma -o flow.csv
      harvester prisma --open "dbr_excluded/wrong route"
      harvester prisma --open sources/pubmed/only_here -o only-in-pubmed.ris
    """
    if release and (as_of or box):
        raise UsageError(
            "A release is frozen: it keeps its numbers, not another day's and not the lists behind them.",
            hint="Leave --release away, or --as-of and --open.",
        )
    if box:
        return _open(call, box, output, as_of=as_of, layout=layout)
    told = _released(call, release) if release else _counted(call, as_of=as_of, layout=layout)
    return _answer(told, _shape(shape, output), output)


def _counted(call: Call, *, as_of: date | None, layout: Layout) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import to_json
    from harvester.workflow.count import count_flow

    with looking(call) as desk:
        counted = count_flow(desk, as_of=as_of, layout=layout)
    day = (as_of or datetime.now(UTC).date()).isoformat()
    document = to_json(counted.flow, as_of=day, layout=counted.layout) | {"nothing_since": counted.nothing_since}
    name = counted.nothing_since
    before = (
        f"Nothing was searched since release {name}; its own flow: harvester prisma --release {name}",
    ) if name else ()  # fmt: skip
    return Told(flow=counted.flow, document=document, before=before)


def _released(call: Call, name: str) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import from_json
    from harvester.workflow.release import released_flow

    with looking(call) as desk:
        document = released_flow(desk, name)
    return Told(flow=from_json(document), document=document, before=(f"Release {name}, as of {document['as_of']}",))


def _open(call: Call, box: str, output: Path | None, *, as_of: date | None, layout: Layout) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.pages.flow import show_behind
    from harvester.workflow.behind import open_box, write_members
    from harvester.workflow.count import count_flow

    form = None if output is None else _citations(output)
    with looking(call) as desk:
        behind = open_box(desk, box, count_flow(desk, as_of=as_of, layout=layout))
        content = None if form is None else write_members(desk, behind, form)
    if output is None or content is None:
        return Answer(document=behind.to_json(), page=partial(show_behind, behind))
    write_file(output, content.encode())
    said = f"Written: {output}, {behind.says} (n = {behind.n:,})"
    return Answer(document=behind.to_json(), page=lambda paper: paper.line(said))


def _citations(output: Path) -> str:
    """The format of citations that the ending of a file names."""
    if (found := CITATIONS.get(output.suffix.lower())) is None:
        endings = ", ".join(CITATIONS)
        raise UsageError(
            f"{output.name}: what is behind a number is written as a file of citations.",
            hint=f"Give it one of these endings: {endings}.",
        )
    return found


def _shape(shape: Shape | None, output: Path | None) -> Shape:
    """The format that was asked for, or the one the ending of the file names."""
    if shape is not None or output is None:
        return shape or "table"
    endings: dict[str, Shape] = {".json": "json", ".csv": "csv"}
    return endings.get(output.suffix.lower(), "table")


def _answer(told: Told, shape: Shape, output: Path | None) -> Answer:
    from harvester.cli.files import write_file
    from harvester.cli.pages.flow import show_flow

    if output is not None:
        write_file(output, _bytes(told, shape))
        return Answer(document=told.document, page=lambda paper: paper.line(f"Written: {output}"))
    if shape == "table":
        return Answer(document=told.document, page=partial(show_flow, told.flow, before=told.before))
    return Answer(document=told.document, content=_bytes(told, shape))


def _bytes(told: Told, shape: Shape) -> bytes:
    from harvester.cli.pages.flow import show_flow
    from harvester.cli.paper import Paper
    from harvester.cli.speech import as_text
    from harvester.prisma import to_csv

    if shape == "csv":
        return to_csv(told.flow).encode()
    if shape == "json":
        return as_text(told.document) + b"\n"
    text = io.StringIO()
    show_flow(told.flow, Paper(text), before=told.before)
    return text.getvalue().encode()
