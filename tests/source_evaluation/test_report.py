"""The report on sources: charts that show their numbers, tables no name can break, a page without requests."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.documents import to_html, to_markdown
from harvester.drawing import Drawing, to_svg
from harvester.source_evaluation import (
    SourceResults,
    build_evaluation,
    draw_growth,
    draw_upset,
    estimate_completeness,
    evaluation_to_csv,
    evaluation_to_json,
)
from harvester.source_evaluation.growth_chart import round_axis_end
from tests.prisma.test_diagram import extent, holds, overlap
from tests.source_evaluation.made_results import by_hand, source
from tests.support import examples

HOSTILE = '=HYPERLINK("x")|<script>alert(1)</script>'


def hostile() -> SourceResults:
    found = by_hand()
    return replace(found, sources=(replace(found.sources[0], name=HOSTILE), *found.sources[1:]))


def neat(drawing: Drawing) -> None:
    page = (0.0, 0.0, drawing.width, drawing.height)
    assert all(holds(page, extent(text)) for text in drawing.texts())
    assert not any(overlap(extent(one), extent(two)) for one, two in combinations(drawing.texts(), 2))


@settings(max_examples=examples(30), deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=80), st.frozensets(st.integers(1, 60), max_size=40)), max_size=12),
    st.frozensets(st.integers(1, 60)),
)
def test_an_upset_plot_of_any_sources_is_neat(told: list[tuple[str, frozenset[int]]], included: frozenset[int]) -> None:
    sources = tuple(source(f"s{n}", *reports, name=name) for n, (name, reports) in enumerate(told))
    neat(draw_upset(SourceResults(sources=sources, screened_in=frozenset(), included=included)))


def test_an_upset_plot_names_sources_and_counts_sets() -> None:
    drawing = draw_upset(by_hand())
    texts = [text.content for text in drawing.texts()]
    assert {"One", "Two", "Cinahl", "Agency"} <= set(texts)
    assert "One and Two and Cinahl: 1 reports, 1 included" in drawing.description
    assert texts.count("3") == 2
    assert "<svg" in to_svg(drawing)


@pytest.mark.parametrize("days", [1, 2, 3, 40])
def test_a_growth_chart_is_neat_however_many_updates(days: int) -> None:
    found = by_hand()
    neat(draw_growth(replace(found, updates=found.updates[:1] * days)))


def test_a_growth_chart_shows_its_numbers() -> None:
    drawing = draw_growth(by_hand())
    assert drawing.description == (
        "2026-01-05: 6 new reports, 3 of them included, 6 by then;"
        " 2026-04-06: 2 new reports, 1 of them included, 8 by then."
    )
    assert "6 (3)" in [text.content for text in drawing.texts()]


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (1, 1), (7, 8), (11, 12), (13, 15), (101, 120), (950_000, 1_000_000)]
)
def test_an_axis_ends_at_a_round_number(value: int, top: int) -> None:
    assert round_axis_end(value) == top


def test_the_table_has_a_row_for_each_source_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(evaluation_to_csv(hostile()))))
    assert [row["search"] for row in rows] == ["one", "two", "cinahl", "agency"]
    assert rows[0]["name"] == f"'{HOSTILE}"
    assert (rows[0]["precision"], rows[3]["number_needed_to_read"]) == ("0.6", "")


def test_markdown_and_page_show_hostile_names_as_they_are() -> None:
    found = hostile()
    document = build_evaluation(found, estimate_completeness(found), title=HOSTILE, as_of="2026-01-01")
    assert r"\|\<script\>" in to_markdown(document)
    page = to_html(document)
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_json_holds_everything() -> None:
    told = evaluation_to_json(by_hand())
    assert (told["reports"], told["screened_in"], told["included"]) == (8, 5, 4)
    assert told["fewest_for_all_included"] == [["one", "cinahl"]]
    assert told["growth"][1] == {"day": "2026-04-06", "records": 3, "reports": 2, "included": 1, "part": 0}
    assert {"search": "one", "with": "two", "reports": 2, "included": 2} in told["overlap"]
    assert len(told["missed_without"]) == 14
