"""harvester sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import click

from harvester.cli.answer import Answer
from harvester.cli.call import Call
from harvester.cli.command import command
from harvester.cli.options import Day, output, search_keys
from harvester.cli.pictures import refuse_terminal
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.contribution import Completeness, Found
    from harvester.drawing import Drawing

Shape = Literal["table", "json", "csv", "svg", "png", "pdf", "html", "md"]
SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)
PICTURES: Final = frozenset({"svg", "png", "pdf"})
ENDINGS: Final[dict[str, Shape]] = {
    ".json": "json", ".csv": "csv", ".svg": "svg", ".png": "png", ".pdf": "pdf", ".html": "html", ".htm": "html",
    ".md": "md", ".markdown": "md",
}  # fmt: skip


@command("sources")
@click.option("--format", "shape", type=click.Choice(SHAPES), help="[default: by the ending of FILE, else table]")
@output
@click.option("--chart", type=click.Choice(("overlap", "growth")), default="overlap",
              help="What a picture shows: overlap (UpSet plot, default) or growth by update.")  # fmt: skip
@click.option("--completeness", is_flag=True, help="Only the estimate of relevant reports that no source found.")
@click.option("--among", metavar="KEY", multiple=True, shell_complete=search_keys,
              help="Estimate from the searches so named.  [default: all databases and registers]")  # fmt: skip
@click.option("--criterion", type=click.Choice(("bic", "aic")), default="bic",
              help="By which a log-linear model is chosen.  [default: bic]")  # fmt: skip
@click.option("--as-of", metavar="DATE", type=Day(), help="As it was at the end of that day.")
@click.pass_obj
def sources(
    call: Call,
    shape: Shape | None,
    output: Path | None,
    chart: str,
    completeness: bool,  # noqa: FBT001 - click's
    among: tuple[str, ...],
    criterion: Literal["bic", "aic"],
    as_of: date | None,
) -> Answer:
    """What each source gave to the review: its records and reports, those nobody else had, precision, number needed to
    read, sensitivity; what would have been missed without it; overlap; growth; and an estimate of the relevant reports
    that no source found.

    \b
    Example:
      harvester sources
      harvester sources -o overlap.svg
      harvester sources -o growth.png --chart growth
      harvester sources --completeness --among pubmed --among embase
    """
    from harvester.cli.desks import looking
    from harvester.contribution import completeness_to_json, estimate, to_json
    from harvester.workflow.contribution import gather

    with looking(call) as desk:
        _check_keys(among, [search.key for search in desk.review.searches])
        found, title = gather(desk, as_of=as_of), desk.review.title
    said = estimate(found, keys=among, criterion=criterion)
    day = (as_of or datetime.now(UTC).date()).isoformat()
    estimated = completeness_to_json(said)
    document = estimated if completeness else to_json(found) | {"completeness": estimated, "as_of": day}
    told = partial(_page, found, said, only=completeness)
    wanted = shape or (ENDINGS.get(output.suffix.lower(), "table") if output else "table")
    if completeness and wanted not in {"table", "json"}:
        raise UsageError(
            f"The estimate alone is no {wanted}.", hint="Leave --completeness away, or write it as JSON: --format json."
        )
    if wanted == "table" and output is None:
        return Answer(document=document, page=told)
    refuse_terminal(wanted, output)
    content = _bytes(wanted, document, told, lambda: _drawn(found, chart), found=found, said=said, title=title, day=day)
    return _handed(document, content, output)


def _check_keys(keys: tuple[str, ...], known: list[str]) -> None:
    if unknown := [key for key in keys if key not in known]:
        raise UsageError(f"There is no search {unknown[0]!r}.", hint=f"Searches: {', '.join(known)}.")


def _handed(document: dict[str, Any], content: bytes, output: Path | None) -> Answer:
    from harvester.cli.files import write_file

    if output is None:
        return Answer(document=document, content=content)
    write_file(output, content)
    return Answer(document=document, page=lambda paper: paper.line(f"Written: {output}"))


def _drawn(found: Found, chart: str) -> Drawing:
    from harvester.contribution import draw_growth, draw_upset

    return draw_growth(found) if chart == "growth" else draw_upset(found)


def _page(found: Found, said: Completeness, paper: Any, *, only: bool) -> None:
    from harvester.cli.pages.sources import show_completeness, show_sources

    if only:
        show_completeness(said, paper)
    else:
        show_sources(found, said, paper)


def _bytes(
    shape: Shape,
    document: dict[str, Any],
    told: Callable[[Any], None],
    drawn: Callable[[], Drawing],
    *,
    found: Found,
    said: Completeness,
    title: str,
    day: str,
) -> bytes:
    """The bytes of a file of that shape."""
    from harvester import contribution, drawing
    from harvester.cli.paper import as_bytes
    from harvester.cli.speech import as_text

    made: dict[Shape, Callable[[], bytes]] = {
        "table": lambda: as_bytes(told),
        "json": lambda: as_text(document) + b"\n",
        "csv": lambda: contribution.to_csv(found).encode(),
        "md": lambda: contribution.to_markdown(found, said).encode(),
        "html": lambda: contribution.to_html(found, said, title=title, as_of=day).encode("utf-8", "replace"),
        "svg": lambda: drawing.to_svg(drawn()).encode(),
        "png": lambda: drawing.to_png(drawn()),
        "pdf": lambda: drawing.to_pdf([drawn()], title=drawn().title),
    }
    return made[shape]()
