"""harvester extract: extract data from reports."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import click

from harvester.cli.context import CliContext
from harvester.cli.options import FILE, group, output_option
from harvester.cli.result import DONE, FAILED, IN_PART, CommandResult
from harvester.cli.reviewer import sign
from harvester.errors import UsageError
from harvester.pluralise import count_noun

if TYPE_CHECKING:
    from harvester.cli.extraction_output import SummaryFormat
    from harvester.workflow.extraction.tables import ExtractionImport

SUMMARY_FORMATS = ("table", "md", "csv", "html", "docx", "json", "svg", "png")
_TEMPLATE_ENDINGS: Final[dict[str, Literal["xlsx", "csv"]]] = {".xlsx": "xlsx", ".csv": "csv"}
_REVIEWER_OPTION = click.option(
    "--reviewer", metavar="NAME", help="Who extracts [default: the name you are logged in with]."
)


@group("extract")
def extract() -> None:
    """Extract data from the included reports, by the form in extraction.toml: export tables to fill in, import them
    with every cell checked, list conflicts between extractors and resolve them. Every version of every answer is kept.

    \b
    Example:
      harvester extract template -o extraction.xlsx
      harvester extract import extraction.xlsx --reviewer Ann
    """


@extract.command("template", short_help="Export tables to fill in.")
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@output_option
@click.option("--format", "shape", type=click.Choice(("xlsx", "csv")), help="[default: by FILE, else csv]")
@click.option("--flat", is_flag=True, help="One sheet for all levels instead of a sheet for each (CSV is always flat).")
@click.option(
    "--reviewer", metavar="NAME", default="", help="Fill in what NAME has extracted, to continue or correct it."
)
@click.pass_obj
def template(
    cli: CliContext,
    reports: tuple[str, ...],
    output: Path | None,
    shape: Literal["xlsx", "csv"] | None,
    flat: bool,  # noqa: FBT001 - click passes flags so
    reviewer: str,
) -> CommandResult:
    """Export the form as tables to fill in, for the included reports or those named: an Excel workbook with drop-down
    lists and help, or CSV. Each report has a first row; copy its number to the rows that you add.

    \b
    Example:
      harvester extract template -o extraction.xlsx
      harvester extract template R000012 -o one.csv
    """
    from harvester.cli.files import check_output, choose_format, write_file
    from harvester.workflow.extraction.tables import build_template

    chosen = choose_format(shape, output, _TEMPLATE_ENDINGS, default="csv")
    if chosen == "xlsx" and output is None:
        raise UsageError("A workbook needs the name of a file.", hint="Add: -o extraction.xlsx")
    check_output(cli, output)
    with cli.open_review() as review:
        table = build_template(review.context, reports, chosen, extractor=reviewer, flat=flat)
    if output is None:
        text = table.content.decode()
        return CommandResult(document=table.to_json() | {"content": text}, content=table.content)
    name = write_file(cli, output, table.content)
    return CommandResult(
        document=table.to_json() | {"file": name},
        page=lambda writer: writer.line(
            f"Written: {name}, for {count_noun(table.reports, 'report')}, "
            f"{count_noun(table.answers, 'answer')} filled in."
        ),
        advice=(f"Fill it in, then: harvester extract import {name} --reviewer NAME",),
    )


@extract.command("import", short_help="Import filled-in tables.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@_REVIEWER_OPTION
@click.option("--partial", "partly", is_flag=True, help="Store the rows without mistakes if others have some.")
@click.option(
    "--settle", is_flag=True, help="These answers resolve disagreements: they override those of all extractors."
)
@click.pass_obj
def import_(
    cli: CliContext,
    files: tuple[Path, ...],
    reviewer: str | None,
    partly: bool,  # noqa: FBT001 - click passes flags so
    settle: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Import filled-in tables (.xlsx, .csv). Every cell is checked, and all mistakes are listed with file, row, column
    and allowed values; if there is a mistake, nothing is stored. Known answers are not stored again; a changed answer
    becomes a new version, and the old version is kept.

    \b
    Example:
      harvester extract import extraction.xlsx --reviewer Ann
      harvester extract import settled.csv --settle --reviewer Cleo
    """
    from harvester.cli.options import expand_globs
    from harvester.cli.views.extraction import show_extraction_import
    from harvester.workflow.extraction.tables import import_tables

    with cli.open_review("extract import") as review:
        imported = import_tables(
            review.context, expand_globs(files), extractor=sign(review, reviewer), settles=settle, partial=partly
        )
    return CommandResult(
        document=_import_document(imported),
        page=partial(show_extraction_import, imported),
        exit_code=_import_exit_code(imported),
    )


def _import_document(imported: ExtractionImport) -> dict[str, object]:
    document = imported.to_json()
    if not imported.stored:
        message = f"{len(imported.mistakes)} cells are wrong; nothing was stored."
        document["error"] = {
            "kind": "format",
            "message": message,
            "hint": "Correct the cells, or store the other rows: --partial.",
        }
    return document


def _import_exit_code(imported: ExtractionImport) -> int:
    if not imported.stored:
        return FAILED
    return IN_PART if imported.mistakes else DONE


@extract.command("withdraw", short_help="Withdraw a row.")
@click.argument("report", metavar="REPORT")
@click.option("--level", required=True, metavar="LEVEL", help="A level of the form, such as patient.")
@click.option("--row", "place", multiple=True, metavar="NAME", help="Which row: once for each level below the report.")
@_REVIEWER_OPTION
@click.option("--settle", is_flag=True, help="Remove the row of every extractor.")
@click.pass_obj
def withdraw(
    cli: CliContext,
    report: str,
    level: str,
    place: tuple[str, ...],
    reviewer: str | None,
    settle: bool,  # noqa: FBT001 - click passes flags so
) -> CommandResult:
    """Withdraw a row that was filled in by mistake, such as a patient counted twice. Its answers stay in the history.

    \b
    Example:
      harvester extract withdraw R000012 --level patient --row 3 --reviewer Ann
    """
    from harvester.workflow.extraction.tables import withdraw_row

    with cli.open_review("extract withdraw") as review:
        done = withdraw_row(
            review.context, report, level=level, place=place, extractor=sign(review, reviewer), settles=settle
        )
    return CommandResult(
        document=done.to_json(), page=lambda writer: writer.line(f"Withdrawn: {' / '.join((report, *place))}.")
    )


@extract.command("conflicts", short_help="List where extractors disagree.")
@output_option
@click.pass_obj
def conflicts(cli: CliContext, output: Path | None) -> CommandResult:
    """List every answer on which two extractors differ. -o FILE.csv writes them to a table with an empty column value:
    fill it in and import it with extract import --settle. ``(empty)`` means: no answer.

    \b
    Example:
      harvester extract conflicts
      harvester extract conflicts -o to-settle.csv
    """
    from harvester.cli.files import CSV_ENDINGS, check_ending, write_file
    from harvester.cli.views.extraction import show_extraction_conflicts
    from harvester.workflow.extraction.answers import disagreements_to_csv, list_disagreements

    if output is not None:
        check_ending(output, CSV_ENDINGS)
    with cli.open_review() as review:
        open_conflicts = list_disagreements(review.context)
        table, _ = disagreements_to_csv(review.context) if output is not None else ("", 0)
    written = {"file": write_file(cli, output, table.encode())} if output is not None else {}
    advice = "To resolve them: harvester extract conflicts -o FILE.csv, fill in value, extract import --settle"
    if output is not None:
        advice = f"Fill in value, then: harvester extract import {output} --settle --reviewer NAME"
    return CommandResult(
        document={"conflicts": [conflict.to_json() for conflict in open_conflicts]} | written,
        page=partial(show_extraction_conflicts, open_conflicts),
        advice=(advice,) if open_conflicts else (),
    )


@extract.command("status", short_help="Show which reports are extracted by whom.")
@click.pass_obj
def status(cli: CliContext) -> CommandResult:
    """Show for each included report who extracted data from it, how many conflicts are open, and which required answers
    are missing.

    \b
    Example:
      harvester extract status
    """
    from harvester.cli.views.extraction import show_extraction_progress
    from harvester.workflow.extraction.answers import extraction_progress

    with cli.open_review() as review:
        reports = extraction_progress(review.context)
    return CommandResult(
        document={"reports": [report.to_json() for report in reports]}, page=partial(show_extraction_progress, reports)
    )


@extract.command("export", short_help="Export every answer in every version as CSV.")
@output_option
@click.pass_obj
def export(cli: CliContext, output: Path | None) -> CommandResult:
    """Export every answer in every version as a long CSV table: report, row, field, value, text entered, extractor,
    time, file, and whether the answer is current.

    \b
    Example:
      harvester extract export -o answers.csv
    """
    from harvester.cli.files import CSV_ENDINGS, check_ending, write_file
    from harvester.workflow.extraction.answers import versions_to_csv

    if output is not None:
        check_ending(output, CSV_ENDINGS)
    with cli.open_review() as review:
        table, number = versions_to_csv(review.context)
    if output is None:
        return CommandResult(document={"answers": number, "content": table}, content=table.encode())
    name = write_file(cli, output, table.encode())
    return CommandResult(
        document={"answers": number, "file": name},
        page=lambda writer: writer.line(f"Written: {name} ({number} answers)."),
    )


@extract.command("summary", short_help="Summarise the data: tables and figures.")
@output_option
@click.option("--format", "shape", type=click.Choice(SUMMARY_FORMATS), help="[default: by FILE, else table]")
@click.option("--table", "keys", multiple=True, metavar="KEY", help="Only this [[summary]] of the form (repeatable).")
@click.pass_obj
def summary(cli: CliContext, output: Path | None, shape: SummaryFormat | None, keys: tuple[str, ...]) -> CommandResult:
    """Summarise the data of the included reports in the tables that [[summary]] in extraction.toml describes: medians,
    n (%), and n/N (%) with the 95 % Wilson interval. Missing values have rows of their own, and every percentage states
    its denominator. SVG and PNG draw the tables with figure = true.

    \b
    Example:
      harvester extract summary
      harvester extract summary -o results.html
      harvester extract summary --table survival_by_trigger -o survival.svg
    """
    from harvester.cli.extraction_output import choose_summary_format, render_summary
    from harvester.cli.files import write_file
    from harvester.cli.views.extraction import show_extraction_summary
    from harvester.workflow.extraction.summary import build_summary

    file_format = choose_summary_format(shape, output)
    with cli.open_review() as review:
        results = build_summary(review.context, keys)
    document, page = results.to_json(), partial(show_extraction_summary, results)
    content = render_summary(results, file_format)
    if content is None:
        return CommandResult(document=document, page=page)
    if output is None:
        return CommandResult(document=document, content=content)
    name = write_file(cli, output, content)
    return CommandResult(document=document | {"file": name}, page=lambda writer: writer.line(f"Written: {name}"))
