"""The pictures in docs/img come from stores, and say what the store counts; the page opens what is behind a number.

A picture that is no longer what the store gives is written anew by this test, which fails once so that somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from pypdf import PdfReader

from harvester.drawing import Drawing, to_pdf, to_png, to_svg
from harvester.identifiers import report_name
from harvester.prisma import Flow
from harvester.prisma.diagram import build_diagram_content, draw_diagram
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.source_evaluation import SourceResults, draw_growth, draw_upset
from harvester.workflow.context import ReviewContext
from harvester.workflow.reporting.diagram_records import load_diagram_records
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.reporting.release import create_release
from harvester.workflow.reporting.source_evaluation import evaluate_sources
from harvester.workflow.screening.decide import decide_reports, mark_retrieval
from tests.reviews import make_review, search_table
from tests.support import ROOT
from tests.workflow.contexts import TickingClock, import_articles, open_test_review

IMAGES: Final = ROOT / "docs" / "img"
SVG: Final = "{http://www.w3.org/2000/svg}"
_FONT: Final = re.compile(r"<defs>.*?</defs>\n", re.DOTALL)
TEMPLATES: Final = ("new-databases", "updated-databases", "new-other", "updated-other")


def screen(context: ReviewContext, *, pdfs_lost: int = 2, wrong_route: int = 3, included: int = 4) -> None:
    """Decide on every report that waits: a removal or two, most excluded on title, the rest sought and read."""
    waiting = count_flow(context).flow.members
    by_other, by_databases = (sorted(waiting[f"pending_{stage}"]) for stage in ("other_retrieval", "title_abstract"))
    names = [report_name(n) for n in (*by_other[:3], *by_databases, *by_other[3:])]
    sought, rest = names[: pdfs_lost + wrong_route + included], names[pdfs_lost + wrong_route + included :]
    decide_reports(context, rest[:2], Decision.EXCLUDE, stage=Stage.BEFORE_SCREENING, reviewer="robot", automation=True)
    decide_reports(context, rest[2:6], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="robot", automation=True)
    decide_reports(context, rest[6:], Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    decide_reports(context, sought, Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    lost, read = sought[:pdfs_lost], sought[pdfs_lost:]
    mark_retrieval(context, lost, RetrievalStatus.NOT_RETRIEVED, reviewer="Ann")
    mark_retrieval(context, read, RetrievalStatus.RETRIEVED, reviewer="Ann")
    wrong = {"wrong route": read[: wrong_route - 1], "wrong population": read[wrong_route - 1 : wrong_route]}
    for reason, some in wrong.items():
        decide_reports(context, some, Decision.EXCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", reason=reason)
    decide_reports(context, read[wrong_route:], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann")


@pytest.fixture(scope="module")
def clock() -> TickingClock:
    return TickingClock(datetime(2024, 1, 15, 8, tzinfo=UTC))


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, clock: TickingClock) -> Iterator[dict[str, ReviewContext]]:
    """A review of databases and a register, and one that searched websites and citations as well."""
    folder = tmp_path_factory.mktemp("pictures")
    searched = [
        search_table("pubmed", name="PubMed"),
        search_table("embase"),
        search_table("registry", kind="register", name="ClinicalTrials.gov"),
    ]
    others = [
        search_table("agency", kind="website", name="European Medicines Agency"),
        search_table("snowballing", kind="citation", name="Citation searching"),
    ]
    with (
        open_test_review(make_review(folder / "databases", *searched), clock=clock) as databases,
        open_test_review(make_review(folder / "other", *searched, *others), clock=clock) as other,
    ):
        yield {"databases": databases, "other": other}


@pytest.fixture(scope="module")
def flows(desks: dict[str, ReviewContext], clock: TickingClock) -> dict[str, Flow]:
    """Template → the flow of a store that fills it."""
    found = {}
    for name, context in desks.items():
        import_articles(context, "pubmed", *range(1, 61))
        import_articles(context, "embase", *range(41, 111))
        import_articles(context, "registry", *range(101, 116))
        if name == "other":
            import_articles(context, "agency", *range(201, 205))
            import_articles(context, "snowballing", 5, *range(301, 308))
        screen(context)
        found[f"new-{name}"] = count_flow(context).flow
        create_release(context, "v1", allow_pending=True)
        clock.sleep_days(90)
        import_articles(context, "pubmed", *range(55, 76), *range(401, 426))
        import_articles(context, "embase", *range(101, 111), *range(411, 441))
        if name == "other":
            import_articles(context, "snowballing", 401, *range(501, 504), file="second.ris")
        screen(context, pdfs_lost=1, wrong_route=2, included=2)
        found[f"updated-{name}"] = count_flow(context).flow
    return found


@pytest.fixture(scope="module")
def growing(desks: dict[str, ReviewContext], flows: dict[str, Flow], clock: TickingClock) -> SourceResults:
    """The sources of the review with other methods, after two more updates, each three months later."""
    assert flows
    for numbers in (range(601, 621), range(701, 711)):
        clock.sleep_days(90)
        import_articles(desks["other"], "pubmed", *numbers)
    return evaluate_sources(desks["other"])


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_pictures_in_the_docs_are_what_the_store_gives(template: str, flows: dict[str, Flow]) -> None:
    flow = flows[template]
    assert flow.is_final
    assert flow.closes
    drawing = draw_diagram(build_diagram_content(flow))
    svg, png, pdf = (IMAGES / f"prisma-{template}.{ending}" for ending in ("svg", "png", "pdf"))
    if not (_as_drawn(svg, drawing) and _described_by(png, drawing) and _described_by(pdf, drawing)):
        svg.write_text(to_svg(drawing), encoding="utf-8")
        png.write_bytes(to_png(drawing))
        pdf.write_bytes(to_pdf([drawing], title=drawing.title))
        pytest.fail(f"{svg.stem} was not what the store gives; it is drawn anew: look at it and commit it")
    assert max(path.stat().st_size for path in (svg, png, pdf)) < 200_000


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_numbers_in_the_svg_and_the_pdf_of_the_docs_are_those_of_the_flow(
    template: str, flows: dict[str, Flow]
) -> None:
    flow = flows[template]
    svg = ET.parse(IMAGES / f"prisma-{template}.svg").getroot()
    pdf = PdfReader(IMAGES / f"prisma-{template}.pdf").pages[0].extract_text()
    for box in build_diagram_content(flow).boxes.values():
        for line in box.lines:
            (group,) = (one for one in svg.iter(f"{SVG}g") if one.get("data-key") == line.member_key)
            assert "".join(text.text or "" for text in group).endswith(f"(n = {line.n:,})")
            assert line.n == (
                flow.number(line.member_key) if line.member_key in flow.boxes else len(flow.members[line.member_key])
            )
            assert f"(n = {line.n:,})" in pdf


def test_a_page_lists_as_many_records_as_its_numbers_say(
    desks: dict[str, ReviewContext], flows: dict[str, Flow]
) -> None:
    flow = flows["updated-other"]
    behind = load_diagram_records(desks["other"], [flow])
    (lines,) = behind.lines
    assert len(lines["records_screened"]) == flow.number("records_screened")
    assert len(lines["duplicates"]) == flow.number("duplicates") - flow.repeats.get("duplicates", 0)
    assert len(lines["database_specific_results/pubmed"]) == next(
        row.raw for row in flow.sources if row.search == "pubmed"
    )
    shown = behind.records[lines["new_reports"][0]]
    assert shown.title.startswith("Anakinra for macrophage activation in")
    assert shown.authors.startswith("Author")
    assert shown.doi.startswith("10.5555/trial.")


@pytest.mark.parametrize("chart", ["overlap", "growth"])
def test_the_charts_in_the_docs_are_what_the_store_gives(chart: str, growing: SourceResults) -> None:
    drawing = draw_upset(growing) if chart == "overlap" else draw_growth(growing)
    path = IMAGES / f"sources-{chart}.png"
    if not _described_by(path, drawing):
        path.write_bytes(to_png(drawing))
        pytest.fail(f"{path.stem} was not what the store gives; it is drawn anew: look at it and commit it")
    assert path.stat().st_size < 200_000


def test_growth_is_counted_by_the_day_of_a_reports_first_record(growing: SourceResults) -> None:
    assert [len(moment.reports) for moment in growing.updates] == [126, 43, 20, 10]
    days = [moment.day for moment in growing.updates]
    assert [(later - day).days for day, later in pairwise(days)] == [90, 90, 90]
    assert sum(len(moment.reports) for moment in growing.updates) == len(growing.reports)


def _as_drawn(path: Path, drawing: Drawing) -> bool:
    """Whether an SVG is this drawing; the letters' shapes aside, which may differ with the version of the font."""
    return path.exists() and _FONT.sub("", path.read_text(encoding="utf-8")) == to_svg(drawing, with_font=False)


def _described_by(path: Path, drawing: Drawing) -> bool:
    if not path.exists():
        return False
    if path.suffix == ".pdf":
        said = PdfReader(path).metadata
        return said is not None and said.subject == drawing.description
    with Image.open(path) as image:
        return bool(image.info.get("Description") == drawing.description)
