"""harvester prisma."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import click

from harvester.cli import pictures
from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import LAYOUTS, Day, output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.prisma import Flow
    from harvester.workflow.count import Layout

Shape = Literal["table", "json", "csv", "svg", "png", "pdf", "html", "docx", "md", "mermaid"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)
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
    """A flow, its review's title, its JSON, and the sentences that go before it."""

    flow: Flow
    title: str
    document: Mapping[str, Any]
    before: tuple[str, ...] = ()


@command("prisma")
@click.option("--format", "shape", type=click.Choice(SHAPES), help="[default: by the ending of FILE, else table]")
@output
@click.option("--plain", is_flag=True, help="Pictures in black on white.")
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
    plain: bool,  # noqa: FBT001 - click's
    as_of: date | None,
    layout: Layout,
    release: str | None,
    box: str | None,
) -> Answer:
    """The PRISMA 2020 flow, every number counted from what is stored; the CSV is that of the PRISMA2020 R package and
    its web application, pictures follow the templates. Any number can be opened down to the records behind it, in HTML
    by a click.

    \b
    Example:
      harvester prisma
      harvester prisma -o flow.svg --plain
      harvester prisma -o flow.html
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
    return _answer(call, told, _shape(shape, output), output, plain=plain)


def _counted(call: Call, *, as_of: date | None, layout: Layout) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import to_json
    from harvester.workflow.count import count_flow

    with looking(call) as desk:
        counted, title = count_flow(desk, as_of=as_of, layout=layout), desk.review.title
    day = (as_of or datetime.now(UTC).date()).isoformat()
    document = to_json(counted.flow, as_of=day, layout=counted.layout) | {"nothing_since": counted.nothing_since}
    name = counted.nothing_since
    before = (
        f"Nothing was searched since release {name}; its own flow: harvester prisma --release {name}",
    ) if name else ()  # fmt: skip
    return Told(flow=counted.flow, title=title, document=document, before=before)


def _released(call: Call, name: str) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import from_json
    from harvester.workflow.release import released_flow

    with looking(call) as desk:
        document, title = released_flow(desk, name), desk.review.title
    said = f"Release {name}, as of {document['as_of']}"
    return Told(flow=from_json(document), title=title, document=document, before=(said,))


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
    ending = output.suffix.lower()
    endings: dict[str, Shape] = {".json": "json", ".csv": "csv", **pictures.ENDINGS}
    return endings.get(ending, "table")


def _answer(call: Call, told: Told, shape: Shape, output: Path | None, *, plain: bool) -> Answer:
    from harvester.cli.pages.flow import show_flow

    if shape == "table" and output is None:
        return Answer(document=told.document, page=partial(show_flow, told.flow, before=told.before))
    pictures.refuse_terminal(shape, output)
    if shape in pictures.SHAPES:
        subject = _subject(call, told, plain=plain)
        return _handed(told, pictures.drawn(subject, shape), output, pictures.remarks(subject, shape))
    return _handed(told, _bytes(told, shape), output)


def _handed(told: Told, content: bytes, output: Path | None, remarks: tuple[str, ...] = ()) -> Answer:
    """The bytes in the file, or on standard output."""
    from harvester.cli.files import write_file

    if output is None:
        return Answer(document=told.document, content=content, advice=remarks)
    write_file(output, content)
    return Answer(document=told.document, page=lambda paper: paper.line(f"Written: {output}"), advice=remarks)


def _subject(call: Call, told: Told, *, plain: bool) -> pictures.Subject:
    from harvester.cli.desks import looking
    from harvester.prisma import to_sheet
    from harvester.prisma.diagram import Panel
    from harvester.workflow.drawn import Behind, behind_flows

    def behind() -> Behind:
        with looking(call) as desk:
            return behind_flows(desk, [told.flow])

    return pictures.Subject(
        panels=(Panel("", to_sheet(told.flow)),),
        title=told.title,
        as_of=told.document["as_of"],
        behind=behind,
        plain=plain,
    )


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
