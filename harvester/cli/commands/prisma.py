"""harvester prisma."""

from __future__ import annotations

import io
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

import click

from harvester.cli.context import CliContext
from harvester.cli.options import LAYOUTS, TEMPLATES, DateType, command, output_option
from harvester.cli.prisma_flow import (
    DIAGRAM_EXTENSIONS,
    DIAGRAM_FORMATS,
    DiagramInput,
    FlowDocument,
    FlowRequest,
    count_flow_for,
    load_flow,
    refuse_terminal,
    render_diagram,
    warn_about_glyphs,
)
from harvester.cli.result import CommandResult
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.cli.console import ReportWriter
    from harvester.prisma import Layout

FlowFormat = Literal["table", "json", "csv", "svg", "png", "pdf", "html", "docx", "md", "mermaid"]
FLOW_FORMATS: Final[tuple[FlowFormat, ...]] = get_args(FlowFormat)


@command("prisma")
@click.option("--format", "shape", type=click.Choice(FLOW_FORMATS), help="[default: by the ending of FILE, else table]")
@output_option
@click.option("--plain", is_flag=True, help="Diagrams in black on white.")
@click.option("--as-of", metavar="DATE", type=DateType(), help="The flow at the end of that day.")
@click.option("--layout", type=click.Choice(LAYOUTS), help="How the versions of a living review are combined: each "
              "apart; base, updates combined; latest, all before combined; all combined.")  # fmt: skip
@click.option("--version", "--release", "version", metavar="NAME", help="The frozen flow of a release.")
@click.option("--template", type=click.Choice(TEMPLATES), help="One of PRISMA's four [default: the one that fits].")
@click.option("--open", "box", metavar="BOX", help="List what a number counts (a key of the JSON, as "
              "records_screened), or write it: -o as RIS, CSV …")  # fmt: skip
@click.pass_obj
def prisma(  # noqa: PLR0913, PLR0917 - an argument for each option
    cli: CliContext,
    shape: FlowFormat | None,
    output: Path | None,
    plain: bool,  # noqa: FBT001 - click's
    as_of: date | None,
    layout: Layout | None,
    version: str | None,
    template: str | None,
    box: str | None,
) -> CommandResult:
    """Count the PRISMA 2020 flow from the stored records and decisions. The CSV is that of the R package PRISMA2020 and
    its web application; diagrams follow the PRISMA templates. Every number can be opened to list the records behind it,
    in HTML by a click.

    \b
    Example:
      harvester prisma
      harvester prisma -o flow.svg --plain
      harvester prisma -o flow.html
      harvester prisma --layout base+updates
      harvester prisma --open "dbr_excluded/wrong route"
      harvester prisma --open sources/pubmed/only_here -o only-in-pubmed.ris
    """
    request = FlowRequest(as_of=as_of, layout=layout, version=version, template=template)
    if box:
        return _open_box(cli, box, output, request)
    return _flow_result(cli, request, _choose_format(shape, output), output, plain=plain)


def _open_box(cli: CliContext, box: str, output: Path | None, request: FlowRequest) -> CommandResult:
    from harvester.cli.files import write_file
    from harvester.cli.views.prisma_flow import show_box_members
    from harvester.workflow.reporting.box_members import export_box_members, load_box_members

    citation_format = None if output is None else _citation_format(output)
    with cli.open_review() as review:
        members = load_box_members(review.context, box, count_flow_for(review, request))
        content = None if citation_format is None else export_box_members(review.context, members, citation_format)
    if output is None or content is None:
        return CommandResult(document=members.to_json(), page=partial(show_box_members, members))
    write_file(cli, output, content.encode())
    sentence = f"Written: {output}, {members.label} (n = {members.n:,})"
    return CommandResult(document=members.to_json(), page=lambda writer: writer.line(sentence))


def _citation_format(output: Path) -> str:
    """Return the format of citations for the extension of a file."""
    from harvester.formats import EXPORT_EXTENSIONS

    if (citation_format := EXPORT_EXTENSIONS.get(output.suffix.lower())) is None:
        endings = ", ".join(EXPORT_EXTENSIONS)
        raise UsageError(
            f"{output.name}: what is behind a number is written as citations.",
            hint=f"Use one of these extensions: {endings}.",
        )
    return citation_format


def _choose_format(shape: FlowFormat | None, output: Path | None) -> FlowFormat:
    """Return the format asked for, else that of the extension of the file. Raises ``UsageError``."""
    from harvester.cli.files import choose_format

    endings: dict[str, FlowFormat] = {".json": "json", ".csv": "csv", ".txt": "table", **DIAGRAM_EXTENSIONS}
    return choose_format(shape, output, endings, default="table")


def _flow_result(
    cli: CliContext, request: FlowRequest, file_format: FlowFormat, output: Path | None, *, plain: bool
) -> CommandResult:
    flow_document = load_flow(cli, request)
    if file_format == "table" and output is None:
        return CommandResult(document=flow_document.document, page=partial(_show_flow, flow_document))
    refuse_terminal(file_format, output)
    if file_format in DIAGRAM_FORMATS:
        diagram = _diagram_input(cli, flow_document, as_of=request.as_of, plain=plain)
        return _write_flow(
            cli,
            flow_document,
            render_diagram(diagram, file_format),
            output,
            warn_about_glyphs(diagram, file_format),
        )
    return _write_flow(cli, flow_document, _render_flow(flow_document, file_format), output)


def _write_flow(
    cli: CliContext,
    flow_document: FlowDocument,
    content: bytes,
    output: Path | None,
    warnings: tuple[str, ...] = (),
) -> CommandResult:
    """Write the bytes to the file, else to standard output."""
    from harvester.cli.files import write_file

    if output is None:
        return CommandResult(document=flow_document.document, content=content, advice=warnings)
    write_file(cli, output, content)
    return CommandResult(
        document=flow_document.document, page=lambda writer: writer.line(f"Written: {output}"), advice=warnings
    )


def _diagram_input(cli: CliContext, flow_document: FlowDocument, *, as_of: date | None, plain: bool) -> DiagramInput:
    from harvester.prisma.diagram import Panel, build_diagram_content
    from harvester.workflow.reporting.diagram_records import DiagramRecords, load_diagram_records

    def behind() -> DiagramRecords:
        with cli.open_review() as review:
            return load_diagram_records(review.context, [flow for _, flow in flow_document.parts], as_of=as_of)

    return DiagramInput(
        panels=tuple(Panel(label, build_diagram_content(flow)) for label, flow in flow_document.parts),
        title=flow_document.title,
        as_of=flow_document.document["as_of"],
        load_records=behind,
        plain=plain,
    )


def _render_flow(flow_document: FlowDocument, file_format: FlowFormat) -> bytes:
    from harvester.cli.console import ReportWriter
    from harvester.cli.output import to_json_bytes
    from harvester.prisma import flow_to_csv

    if file_format == "csv":
        return flow_to_csv(flow_document.flow).encode()
    if file_format == "json":
        return to_json_bytes(flow_document.document) + b"\n"
    text = io.StringIO()
    _show_flow(flow_document, ReportWriter(text))
    return text.getvalue().encode()


def _show_flow(flow_document: FlowDocument, writer: ReportWriter) -> None:
    from harvester.cli.views.prisma_flow import show_flow, show_versions

    if flow_document.versions is not None and flow_document.has_parts:
        show_versions(flow_document.versions, writer)
    else:
        show_flow(flow_document.flow, writer, preface=flow_document.preface)
