"""harvester extract: data out of the reports."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from harvester.cli.answer import DONE, FAILED, IN_PART, Answer
from harvester.cli.call import Call
from harvester.cli.command import group
from harvester.cli.options import FILE, output
from harvester.errors import UsageError
from harvester.wording import counted

if TYPE_CHECKING:
    from harvester.workflow.extract import TakenIn

SUMMARIES = ("table", "md", "csv", "html", "docx", "json", "svg", "png")
_REVIEWER = click.option("--reviewer", metavar="NAME", help="Who extracts [default: the name you are logged in with].")


@group("extract")
def extract() -> None:
    """Extract data from the included reports: the form stands in extraction.toml. Make tables to fill in, take them in
    with every cell checked, see where two extractors disagree, settle it. Every version of every answer is kept.

    \b
    Example:
      harvester extract template -o extraction.xlsx
      harvester extract import extraction.xlsx --reviewer Ann
    """


@extract.command("template", short_help="Write tables to fill in.")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@output
@click.option("--format", "shape", type=click.Choice(("xlsx", "csv")), help="[default: by FILE, else csv]")
@click.option("--flat", is_flag=True, help="One sheet for all levels instead of a sheet for each (CSV is always flat).")
@click.option(
    "--reviewer", metavar="NAME", default="", help="Fill in what NAME extracted so far, to go on or correct it."
)
@click.pass_obj
def template(
    call: Call,
    reports: tuple[str, ...],
    output: Path | None,
    shape: Literal["xlsx", "csv"] | None,
    flat: bool,  # noqa: FBT001 - click passes flags so
    reviewer: str,
) -> Answer:
    """Write the form as tables to fill in, for the included reports or those named: an Excel workbook with drop-downs
    and help, or CSV. Each report has a first row; copy its number down where it needs more.

    \b
    Example:
      harvester extract template -o extraction.xlsx
      harvester extract template R000012 -o one.csv
    """
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.workflow.to_extract import table_to_fill

    chosen = shape or ("xlsx" if output is not None and output.suffix.lower() == ".xlsx" else "csv")
    if chosen == "xlsx" and output is None:
        raise UsageError("A workbook needs the name of a file.", hint="Add: -o extraction.xlsx")
    with looking(call) as desk:
        made = table_to_fill(desk, reports, chosen, extractor=reviewer, flat=flat)
    if output is None:
        text = made.content.decode()
        return Answer(document=made.to_json() | {"content": text}, content=made.content)
    name = write_file(output, made.content)
    return Answer(
        document=made.to_json() | {"file": name},
        page=lambda paper: paper.line(
            f"Written: {name}, for {counted(made.reports, 'report')}, {counted(made.answers, 'answer')} filled in."
        ),
        advice=(f"Fill it in, then: harvester extract import {name} --reviewer NAME",),
    )


@extract.command("import", short_help="Take filled tables in.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@_REVIEWER
@click.option("--partial", "partly", is_flag=True, help="With mistakes, store the rows that have none.")
@click.option("--settle", is_flag=True, help="These answers end disagreements: they hold against everybody's.")
@click.pass_obj
def import_(
    call: Call,
    files: tuple[Path, ...],
    reviewer: str | None,
    partly: bool,  # noqa: FBT001 - click passes flags so
    settle: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """Take in tables that were filled in (.xlsx, .csv). Every cell is checked and all mistakes are told at once, with
    file, row, column and what is allowed; with a mistake nothing is stored. What is known already is not stored
    again; a changed answer becomes a new version, and the old one stays.

    \b
    Example:
      harvester extract import extraction.xlsx --reviewer Ann
      harvester extract import settled.csv --settle --reviewer Cleo
    """
    from harvester.cli.desks import working
    from harvester.cli.files import expanded, user
    from harvester.cli.pages.extraction import show_taken_in
    from harvester.workflow.extract import take_in

    with working(call, "extract import") as desk:
        done = take_in(desk, expanded(files), extractor=reviewer or user(), settles=settle, partial=partly)
    return Answer(document=_told(done), page=partial(show_taken_in, done), exit_code=_code(done))


def _told(done: TakenIn) -> dict[str, object]:
    document = done.to_json()
    if not done.stored:
        message = f"{len(done.mistakes)} cells are wrong; nothing was stored."
        document["error"] = {"kind": "format", "message": message, "hint": "Mend them, or store the rest: --partial."}
    return document


def _code(done: TakenIn) -> int:
    if not done.stored:
        return FAILED
    return IN_PART if done.mistakes else DONE


@extract.command("withdraw", short_help="Take a row back.")
@click.argument("report", metavar="REPORT")
@click.option("--level", required=True, metavar="LEVEL", help="A level of the form, such as patient.")
@click.option("--row", "place", multiple=True, metavar="NAME", help="Which row: once for each level below the report.")
@_REVIEWER
@click.option("--settle", is_flag=True, help="There is no such row, whoever filled it in.")
@click.pass_obj
def withdraw(
    call: Call,
    report: str,
    level: str,
    place: tuple[str, ...],
    reviewer: str | None,
    settle: bool,  # noqa: FBT001 - click passes flags so
) -> Answer:
    """Take back a row that was filled in by mistake: a patient counted twice, an arm that is none. What it said stays
    in the history.

    \b
    Example:
      harvester extract withdraw R000012 --level patient --row 3 --reviewer Ann
    """
    from harvester.cli.desks import working
    from harvester.cli.files import user
    from harvester.workflow.extract import withdraw

    with working(call, "extract withdraw") as desk:
        done = withdraw(desk, report, level=level, place=place, extractor=reviewer or user(), settles=settle)
    return Answer(
        document=done.to_json(), page=lambda paper: paper.line(f"Taken back: {' / '.join((report, *place))}.")
    )


@extract.command("conflicts", short_help="List where extractors disagree.")
@output
@click.pass_obj
def conflicts(call: Call, output: Path | None) -> Answer:
    """List every answer about which two extractors differ. With -o FILE.csv they are written as a table with an empty
    column value: fill it in and take it in with extract import --settle. ``(empty)`` stands for: no answer.

    \b
    Example:
      harvester extract conflicts
      harvester extract conflicts -o to-settle.csv
    """
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.pages.extraction import show_disputes
    from harvester.workflow.extracted import disputes, disputes_csv

    with looking(call) as desk:
        found = disputes(desk)
        table, _ = disputes_csv(desk) if output is not None else ("", 0)
    written = {"file": write_file(output, table.encode())} if output is not None else {}
    advice = (
        "Settle them: harvester extract conflicts -o to-settle.csv, fill in value, harvester extract import --settle"
    )
    if output is not None:
        advice = f"Fill in value, then: harvester extract import {output} --settle --reviewer NAME"
    return Answer(
        document={"conflicts": [each.to_json() for each in found]} | written,
        page=partial(show_disputes, found),
        advice=(advice,) if found else (),
    )


@extract.command("status", short_help="Which reports are extracted by whom.")
@click.pass_obj
def status(call: Call) -> Answer:
    """Tell for each included report who extracted data from it, how many disagreements are open, and which answers that
    must be given are missing.

    \b
    Example:
      harvester extract status
    """
    from harvester.cli.desks import looking
    from harvester.cli.pages.extraction import show_progress
    from harvester.workflow.extracted import progress

    with looking(call) as desk:
        found = progress(desk)
    return Answer(document={"reports": [each.to_json() for each in found]}, page=partial(show_progress, found))


@extract.command("export", short_help="Every answer in every version, as CSV.")
@output
@click.pass_obj
def export(call: Call, output: Path | None) -> Answer:
    """Write every answer in every version as a long CSV table: report, row, field, value, what was entered, by whom,
    when, from which file, and whether it holds today.

    \b
    Example:
      harvester extract export -o answers.csv
    """
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.workflow.extracted import versions_csv

    with looking(call) as desk:
        table, number = versions_csv(desk)
    if output is None:
        return Answer(document={"answers": number, "content": table}, content=table.encode())
    name = write_file(output, table.encode())
    return Answer(
        document={"answers": number, "file": name},
        page=lambda paper: paper.line(f"Written: {name} ({number} answers)."),
    )


@extract.command("summary", short_help="The results: tables and pictures.")
@output
@click.option("--format", "shape", type=click.Choice(SUMMARIES), help="[default: by FILE, else table]")
@click.option("--table", "keys", multiple=True, metavar="KEY", help="Only this [[summary]] of the form (repeatable).")
@click.pass_obj
def summary(call: Call, output: Path | None, shape: str | None, keys: tuple[str, ...]) -> Answer:
    """Count what was extracted of the included reports, in the tables that [[summary]] in extraction.toml asks for:
    medians, n (%), and n/N (%) with the 95 % interval of Wilson. The unknown have rows of their own, and every
    percentage says what it is taken of. SVG and PNG draw the tables with figure = true.

    \b
    Example:
      harvester extract summary
      harvester extract summary -o results.html
      harvester extract summary --table survival_by_trigger -o survival.svg
    """
    from harvester.cli.desks import looking
    from harvester.cli.files import write_file
    from harvester.cli.pages.summary import show_summary
    from harvester.cli.summaries import shape_for, written
    from harvester.workflow.summarise import summary

    chosen = shape_for(shape, output)
    with looking(call) as desk:
        found = summary(desk, keys)
    document, page = found.to_json(), partial(show_summary, found)
    content = written(found, chosen)
    if content is None:
        return Answer(document=document, page=page)
    if output is None:
        return Answer(document=document, content=content)
    name = write_file(output, content)
    return Answer(document=document | {"file": name}, page=lambda paper: paper.line(f"Written: {name}"))
