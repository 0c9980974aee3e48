"""harvester prisma."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

import click

from harvester.cli import pictures
from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.flows import Asked, Told, counted, told
from harvester.cli.options import LAYOUTS, TEMPLATES, Day, output
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.cli.paper import Paper
    from harvester.prisma import Layout

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


@command("prisma")
@click.option("--format", "shape", type=click.Choice(SHAPES), help="[default: by the ending of FILE, else table]")
@output
@click.option("--plain", is_flag=True, help="Pictures in black on white.")
@click.option("--as-of", metavar="DATE", type=Day(), help="As it was at the end of that day.")
@click.option("--layout", type=click.Choice(LAYOUTS), help="How the versions of a living review are put together: each "
              "apart; base, updates combined; latest, all before combined; all combined.")  # fmt: skip
@click.option("--version", "--release", "version", metavar="NAME", help="The flow of a release, as it was frozen.")
@click.option("--template", type=click.Choice(TEMPLATES), help="One of PRISMA's four [default: the one that fits].")
@click.option("--open", "box", metavar="BOX", help="List what a number counts (a key of the JSON, as "
              "records_screened), or write it: -o as RIS, CSV …")  # fmt: skip
@click.pass_obj
def prisma(  # noqa: PLR0913, PLR0917 - an argument for each option
    call: Call,
    shape: Shape | None,
    output: Path | None,
    plain: bool,  # noqa: FBT001 - click's
    as_of: date | None,
    layout: Layout | None,
    version: str | None,
    template: str | None,
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
      harvester prisma --layout base+updates
      harvester prisma --open "dbr_excluded/wrong route"
      harvester prisma --open sources/pubmed/only_here -o only-in-pubmed.ris
    """
    asked = Asked(as_of=as_of, layout=layout, version=version, template=template)
    if box:
        return _open(call, box, output, asked)
    return _answer(call, asked, _shape(shape, output), output, plain=plain)


def _open(call: Call, box: str, output: Path | None, asked: Asked) -> Answer:
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.pages.flow import show_behind
    from harvester.workflow.behind import open_box, write_members

    form = None if output is None else _citations(output)
    with looking(call) as desk:
        behind = open_box(desk, box, counted(desk, asked))
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


def _answer(call: Call, asked: Asked, shape: Shape, output: Path | None, *, plain: bool) -> Answer:
    found = told(call, asked)
    if shape == "table" and output is None:
        return Answer(document=found.document, page=partial(_show, found))
    pictures.refuse_terminal(shape, output)
    if shape in pictures.SHAPES:
        subject = _subject(call, found, as_of=asked.as_of, plain=plain)
        return _handed(found, pictures.drawn(subject, shape), output, pictures.remarks(subject, shape))
    return _handed(found, _bytes(found, shape), output)


def _handed(told: Told, content: bytes, output: Path | None, remarks: tuple[str, ...] = ()) -> Answer:
    """The bytes in the file, or on standard output."""
    from harvester.cli.files import write_file

    if output is None:
        return Answer(document=told.document, content=content, advice=remarks)
    write_file(output, content)
    return Answer(document=told.document, page=lambda paper: paper.line(f"Written: {output}"), advice=remarks)


def _subject(call: Call, told: Told, *, as_of: date | None, plain: bool) -> pictures.Subject:
    from harvester.cli.desks import looking
    from harvester.prisma import to_sheet
    from harvester.prisma.diagram import Panel
    from harvester.workflow.drawn import Behind, behind_flows

    def behind() -> Behind:
        with looking(call) as desk:
            return behind_flows(desk, [flow for _, flow in told.parts], as_of=as_of)

    return pictures.Subject(
        panels=tuple(Panel(label, to_sheet(flow)) for label, flow in told.parts),
        title=told.title,
        as_of=told.document["as_of"],
        behind=behind,
        plain=plain,
    )


def _bytes(told: Told, shape: Shape) -> bytes:
    from harvester.cli.paper import Paper
    from harvester.cli.speech import as_text
    from harvester.prisma import to_csv

    if shape == "csv":
        return to_csv(told.flow).encode()
    if shape == "json":
        return as_text(told.document) + b"\n"
    text = io.StringIO()
    _show(told, Paper(text))
    return text.getvalue().encode()


def _show(told: Told, paper: Paper) -> None:
    from harvester.cli.pages.flow import show_flow, show_living

    if told.living is not None and told.in_parts:
        show_living(told.living, paper)
    else:
        show_flow(told.flow, paper, before=told.before)
