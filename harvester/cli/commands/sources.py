"""harvester sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import click

from harvester.cli.context import CliContext
from harvester.cli.options import DateType, command, output_option, search_keys
from harvester.cli.prisma_flow import refuse_terminal
from harvester.cli.result import CommandResult
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.drawing import Drawing
    from harvester.source_evaluation import CompletenessEstimate, SourceResults

SourcesFormat = Literal["table", "json", "csv", "svg", "png", "pdf", "html", "md", "docx"]
SOURCES_FORMATS: Final[tuple[SourcesFormat, ...]] = get_args(SourcesFormat)
PICTURE_FORMATS: Final = frozenset({"svg", "png", "pdf"})
SOURCES_EXTENSIONS: Final[dict[str, SourcesFormat]] = {
    ".json": "json", ".csv": "csv", ".svg": "svg", ".png": "png", ".pdf": "pdf", ".html": "html", ".htm": "html",
    ".md": "md", ".markdown": "md", ".docx": "docx", ".txt": "table",
}  # fmt: skip


@command("sources")
@click.option(
    "--format", "shape", type=click.Choice(SOURCES_FORMATS), help="[default: by the ending of FILE, else table]"
)
@output_option
@click.option("--chart", type=click.Choice(("overlap", "growth")), default="overlap",
              help="What the figure shows: overlap (UpSet plot, default) or growth by update.")  # fmt: skip
@click.option(
    "--completeness", is_flag=True, help="Only the estimated number of relevant reports missed by all sources."
)
@click.option("--among", metavar="KEY", multiple=True, shell_complete=search_keys,
              help="Searches to estimate from.  [default: all databases and registers]")  # fmt: skip
@click.option("--criterion", type=click.Choice(("bic", "aic")), default="bic",
              help="Criterion that selects the log-linear model.  [default: bic]")  # fmt: skip
@click.option("--as-of", metavar="DATE", type=DateType(), help="The state at the end of that day.")
@click.pass_obj
def sources(
    cli: CliContext,
    shape: SourcesFormat | None,
    output: Path | None,
    chart: str,
    completeness: bool,  # noqa: FBT001 - click's
    among: tuple[str, ...],
    criterion: Literal["bic", "aic"],
    as_of: date | None,
) -> CommandResult:
    """Compare the sources of the review: records and reports of each, those found by no other source, precision, number
    needed to read, sensitivity; what would have been missed without it; overlap; growth; and an estimate of the
    relevant reports that no source found.

    \b
    Example:
      harvester sources
      harvester sources -o overlap.svg
      harvester sources -o growth.png --chart growth
      harvester sources --completeness --among pubmed --among embase
    """
    from harvester.cli.files import choose_format
    from harvester.source_evaluation import completeness_to_json, estimate_completeness, evaluation_to_json
    from harvester.workflow.reporting.source_evaluation import evaluate_sources

    file_format = choose_format(shape, output, SOURCES_EXTENSIONS, default="table")
    if completeness and file_format not in {"table", "json"}:
        raise UsageError(
            f"The estimate alone cannot be written as {file_format}.",
            hint="Omit --completeness, or write JSON: --format json.",
        )
    with cli.open_review() as review:
        _check_keys(among, [search.key for search in review.settings.searches])
        results, title = evaluate_sources(review.context, as_of=as_of), review.settings.title
    estimated_completeness = estimate_completeness(results, keys=among, criterion=criterion)
    day = (as_of or datetime.now(UTC).date()).isoformat()
    completeness_document = completeness_to_json(estimated_completeness)
    document = (
        completeness_document
        if completeness
        else evaluation_to_json(results) | {"completeness": completeness_document, "as_of": day}
    )
    view = partial(_show_sources, results, estimated_completeness, only=completeness)
    if file_format == "table" and output is None:
        return CommandResult(document=document, page=view)
    refuse_terminal(file_format, output)
    content = _render(
        file_format,
        document,
        view,
        lambda: _draw_chart(results, chart),
        results=results,
        estimated_completeness=estimated_completeness,
        title=title,
        day=day,
    )
    return _write_sources(cli, document, content, output)


def _check_keys(keys: tuple[str, ...], known: list[str]) -> None:
    if unknown := [key for key in keys if key not in known]:
        raise UsageError(f"There is no search {unknown[0]!r}.", hint=f"Searches: {', '.join(known)}.")


def _write_sources(cli: CliContext, document: dict[str, Any], content: bytes, output: Path | None) -> CommandResult:
    from harvester.cli.files import write_file

    if output is None:
        return CommandResult(document=document, content=content)
    write_file(cli, output, content)
    return CommandResult(document=document, page=lambda writer: writer.line(f"Written: {output}"))


def _draw_chart(results: SourceResults, chart: str) -> Drawing:
    from harvester.source_evaluation import draw_growth, draw_upset

    return draw_growth(results) if chart == "growth" else draw_upset(results)


def _show_sources(
    results: SourceResults, estimated_completeness: CompletenessEstimate, writer: Any, *, only: bool
) -> None:
    from harvester.cli.views.source_evaluation import show_completeness, show_sources

    if only:
        show_completeness(estimated_completeness, writer)
    else:
        show_sources(results, estimated_completeness, writer)


def _render(
    file_format: SourcesFormat,
    document: dict[str, Any],
    view: Callable[[Any], None],
    draw: Callable[[], Drawing],
    *,
    results: SourceResults,
    estimated_completeness: CompletenessEstimate,
    title: str,
    day: str,
) -> bytes:
    """Return the bytes of a file in that format."""
    from harvester import drawing, source_evaluation
    from harvester.cli.console import view_to_bytes
    from harvester.cli.output import to_json_bytes
    from harvester.documents import render_document

    build_document = partial(
        source_evaluation.build_evaluation, results, estimated_completeness, title=title, as_of=day
    )
    renderers: dict[SourcesFormat, Callable[[], bytes]] = {
        "table": lambda: view_to_bytes(view),
        "json": lambda: to_json_bytes(document) + b"\n",
        "csv": lambda: source_evaluation.evaluation_to_csv(results).encode(),
        "md": lambda: render_document(build_document(), "md"),
        "html": lambda: render_document(build_document(), "html"),
        "docx": lambda: render_document(build_document(), "docx"),
        "svg": lambda: drawing.to_svg(draw()).encode(),
        "png": lambda: drawing.to_png(draw()),
        "pdf": lambda: drawing.to_pdf([draw()], title=draw().title),
    }
    return renderers[file_format]()
