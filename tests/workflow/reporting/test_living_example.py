"""A living review worked by hand: a base, two released updates, one under way; its layouts against hand-made tables.

What happens, with the report each new record makes (a report bears the number of its first record):

base (v1)     embase 1–6 → R1–R6; ovid 5, 6 (duplicates of R5, R6) and 7 → R9.
              9 records, 2 duplicates, 7 screened. R3, R4, R5 excluded on title; R9 not retrieved; R6 excluded on full
              text (wrong route); R1 and R2 included.
update (v2)   embase 1 (known), 8 → R10, 9 → R11; ovid 3 (duplicate of R3, known).
              4 records, 2 duplicates, both already known, 2 screened. R11 excluded; R10 included, and linked to R1:
              one more report of an old study, no new study.
update (v3)   embase 10 → R13, 11 → R14; ovid 10 (duplicate of R13). 3 records, 1 duplicate, 2 screened.
              R13 included; R14 not decided yet when v3 is released: carried over.
since v3      embase 12 → R16; ovid 1 (duplicate of R1, known). 2 records, 1 duplicate; screened are R16 and R14, which
              was carried over: 2. R14 excluded, R16 included.
              R2 is retracted: its study leaves. R11 turns out to be R3: both were screened, in different versions.
"""

from __future__ import annotations

from typing import Final

import pytest

from harvester.prisma import Adjustment, Layout, LayoutPart, LivingFlow, living_flow_to_json, living_flow_to_table
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.reporting.diagram_records import load_diagram_records
from harvester.workflow.reporting.flow import count_flow, count_release
from harvester.workflow.reporting.release import create_release, read_released_flow
from harvester.workflow.reporting.versions import layout_versions
from harvester.workflow.screening import studies
from harvester.workflow.screening.decide import decide_reports, mark_retrieval
from tests.workflow.contexts import TickingClock, import_articles, prepare
from tests.workflow.reporting.test_flow import exclude, include

ANN: Final = "Ann"

ROWS: Final = (
    "identified",
    "duplicates",
    "records_screened",
    "records_excluded",
    "dbr_sought_reports",
    "dbr_notretrieved_reports",
    "dbr_assessed",
    "dbr_excluded",
    "new_reports",
    "new_studies",
    "total_reports",
    "total_studies",
)

EACH: Final = {
    #            identified, duplicates, screened, excluded; sought, missing, assessed, excluded; reports, studies
    "v1": (9, 2, 7, 3, 4, 1, 3, 1, 2, 2, 2, 2),
    "v2": (4, 2, 2, 1, 1, 0, 1, 0, 1, 0, 3, 2),
    "v3": (3, 1, 2, 0, 1, 0, 1, 0, 1, 1, 4, 3),
    "since v3": (2, 1, 2, 1, 1, 0, 1, 0, 1, 1, 4, 3),
}
"""In v3 R14 waits, so that 2 screened are 0 excluded + 1 sought + 1 pending. The totals of "since v3": 4 + 1 − 1
reports (R1, R10, R13, R16), 3 + 1 − 1 studies (R1 with R10, R13, R16)."""

UPDATES: Final = (9, 5, 4, 1, 3, 0, 3, 0, 3, 2, 4, 3)
"""v2, v3 and since v3 against v1: 4 + 3 + 2 = 9 records. R11 is R3 now, known from v1, so that 4 reports are new (R10,
R13, R14, R16) and 9 − 4 = 5 records are duplicates, 1 more than 2 + 1 + 1. Screened: 2 + 2 + 2, less R14, which v3 and
the version after it both counted, less R11. Excluded: 1 + 0 + 1 less R11. Totals: 2 + 3 − 1 reports, 2 + 2 − 1 studies.
"""

PREVIOUS: Final = (16, 5, 11, 4, 6, 1, 5, 1, 4, 3, 4, 3)
"""v1 + v2 + v3, as everything stood when v3 was released: 9 + 4 + 3, 2 + 2 + 1, 7 + 2 + 2 … with nothing to adjust."""

ALL: Final = (18, 7, 11, 4, 7, 1, 6, 2, 4, 3, 4, 3)
"""All four: 18 records, 11 reports, 7 duplicates. Screened: 13 less R14 (counted twice) less R11. Excluded: 5 less R11.
Assessed 6, of which R6 and, now, R2 (retraction) are excluded: 4 reports of 3 studies are included."""


@pytest.fixture
def living(context: ReviewContext, clock: TickingClock) -> ReviewContext:
    return prepare(context, clock, live)


def live(context: ReviewContext, clock: TickingClock) -> None:
    import_articles(context, "embase", 1, 2, 3, 4, 5, 6)
    import_articles(context, "ovid", 5, 6, 7)
    include(context, "R1", "R2")
    exclude(context, "R3", "R4", "R5")
    decide_reports(context, ["R6", "R9"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer=ANN)
    mark_retrieval(context, ["R6"], RetrievalStatus.RETRIEVED, reviewer=ANN)
    decide_reports(context, ["R6"], Decision.EXCLUDE, stage=Stage.FULL_TEXT, reviewer=ANN, reason="wrong route")
    mark_retrieval(context, ["R9"], RetrievalStatus.NOT_RETRIEVED, reviewer=ANN, reason="no library has it")
    create_release(context, "v1")
    clock.sleep_days(30)
    import_articles(context, "embase", 1, 8, 9)
    import_articles(context, "ovid", 3)
    exclude(context, "R11")
    include(context, "R10")
    studies.link_reports(context, ["R1", "R10"], person=ANN)
    create_release(context, "v2")
    clock.sleep_days(30)
    import_articles(context, "embase", 10, 11)
    import_articles(context, "ovid", 10)
    include(context, "R13")
    create_release(context, "v3", allow_pending=True)
    clock.sleep_days(30)
    import_articles(context, "embase", 12)
    import_articles(context, "ovid", 1)
    exclude(context, "R14")
    include(context, "R16")
    studies.remove_studies(context, ["R2"], reason="retraction", person=ANN)
    judge(context, "R3", "R11", "duplicate", person=ANN)


def column(part: LayoutPart) -> tuple[int, ...]:
    flow = part.flow
    return tuple(flow.terms[row] if row in flow.terms else flow.number(row) for row in ROWS)


def laid_out(context: ReviewContext, layout: Layout) -> LivingFlow:
    found = layout_versions(context, layout)
    for part in found.parts:
        assert [check for check in (*part.flow.checks, *part.checks) if not check.ok] == []
    return found


def adjusted(part: LayoutPart) -> dict[str, tuple[int, int, int]]:
    return {each.key: (each.merged, each.carried, each.decided) for each in part.adjustments}


def test_each_version_stands_for_itself(living: ReviewContext) -> None:
    found = laid_out(living, "each")
    assert {part.windows[0]: column(part) for part in found.parts} == EACH
    assert [part.published for part in found.parts] == [True, True, True, False]
    assert [part.label for part in found.parts] == [
        "Base review (v1)", "Update (v2)", "Update (v3)", "Update (since v3)",
    ]  # fmt: skip


def test_the_base_stands_beside_its_updates_combined(living: ReviewContext) -> None:
    base, updates = laid_out(living, "base+updates").parts
    assert (column(base), column(updates)) == (EACH["v1"], UPDATES)
    assert updates.label == "Updates combined (v2, v3, since v3)"
    assert updates.flow.number("previous_studies") == 2
    assert adjusted(updates) == {
        "duplicates": (1, 0, 0),
        "records_screened": (-1, -1, 0),
        "records_excluded": (-1, 0, 0),
    }


def test_the_latest_stands_beside_all_before_it_combined(living: ReviewContext) -> None:
    previous, latest = laid_out(living, "latest+previous").parts
    assert (column(previous), column(latest)) == (PREVIOUS, EACH["since v3"])
    assert adjusted(previous) == {}
    assert latest.flow.number("previous_reports") == 4
    assert latest.flow.reasons["removed_reports"][0].label == "retraction"


def test_all_versions_stand_as_one(living: ReviewContext) -> None:
    (everything,) = laid_out(living, "all").parts
    assert column(everything) == ALL
    assert [(line.label, line.n) for line in everything.flow.lines("dbr_excluded")] == [
        ("wrong route", 1), ("retraction", 1),
    ]  # fmt: skip
    assert adjusted(everything) == {
        "duplicates": (1, 0, 0),
        "records_screened": (-1, -1, 0),
        "records_excluded": (-1, 0, 0),
        "dbr_excluded": (0, 0, 1),
        "new_studies": (0, 0, -1),
        "new_reports": (0, 0, -1),
    }


@pytest.mark.parametrize("layout", ["each", "base+updates", "latest+previous", "all"])
def test_every_layout_is_a_sum_of_one_table_of_windows(living: ReviewContext, layout: Layout) -> None:
    found = laid_out(living, layout)
    table = {part.windows[0]: part.flow for part in found.windows}
    assert list(table) == list(EACH)
    for part in found.parts:
        added = {each.key: each.n for each in part.adjustments}
        for key in ("database_results", "duplicates", "records_screened", "records_excluded", "new_reports"):
            assert part.flow.number(key) == sum(table[name].number(key) for name in part.windows) + added.get(key, 0)


def test_what_was_published_has_not_changed(living: ReviewContext) -> None:
    assert read_released_flow(living, "v1")["boxes"]["total_studies"] == 2
    for name in ("v1", "v2", "v3"):
        again = count_release(living, name).flow
        assert {key: again.number(key) for key in again.boxes} == {
            part.windows[0]: {key: part.flow.number(key) for key in part.flow.boxes}
            for part in layout_versions(living, "each").parts
        }[name]


def test_a_published_number_can_still_be_opened(living: ReviewContext) -> None:
    assert count_release(living, "v2").flow.members["records_screened"] == {10, 11}
    assert count_flow(living, layout="base+updates").flow.members["records_screened"] == {10, 13, 14, 16}


def test_a_page_lists_every_report_of_the_studies_behind_a_number(living: ReviewContext) -> None:
    """R1 and R10 are of one study, so that a total of 3 studies opens 4 reports."""
    _, updates = laid_out(living, "base+updates").parts
    (lines,) = load_diagram_records(living, [updates.flow]).lines
    assert (lines["total_studies"], lines["new_studies"]) == ((1, 10, 13, 16), (13, 16))


def test_a_day_in_between_has_the_layouts_of_its_day(living: ReviewContext, clock: TickingClock) -> None:
    clock.sleep_days(-30)
    assert clock.moment.date().isoformat() == "2027-01-22"
    found = layout_versions(living, "all", as_of=clock.moment.date())
    (everything,) = found.parts
    assert everything.windows == ("v1", "v2", "v3")
    assert column(everything) == PREVIOUS


def test_before_any_release_every_layout_is_the_one_flow(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    layouts: tuple[Layout, ...] = ("each", "base+updates", "latest+previous", "all")
    for layout in layouts:
        (only,) = layout_versions(context, layout).parts
        assert (only.windows, only.flow.number("records_screened"), only.published) == (("now",), 2, False)


def test_the_table_has_a_column_for_each_part_and_every_row_once(living: ReviewContext) -> None:
    rows = living_flow_to_table(layout_versions(living, "each"))
    assert len({row.key for row in rows if row.key}) == sum(bool(row.key) for row in rows)
    screened = next(row for row in rows if row.key == "records_screened")
    assert screened.numbers == (7, 2, 2, 2)
    assert [row.section for row in rows] == sorted(
        (row.section for row in rows),
        key=["Previous studies", "Identification", "Screening", "Included", "Pending"].index,
    )


def test_the_json_has_the_parts_and_the_table_of_windows(living: ReviewContext) -> None:
    told = living_flow_to_json(layout_versions(living, "all"), as_of="2027-02-21")
    (part,) = told["parts"]
    assert part["windows"] == ["v1", "v2", "v3", "since v3"]
    assert {"key": "records_screened", "n": -2, "merged": -1, "carried": -1, "decided": 0} in part["adjustments"]
    assert [row["boxes"]["records_screened"] for row in told["windows"]] == [7, 2, 2, 2]


def test_an_adjustment_is_signed() -> None:
    assert Adjustment(key="records_screened", merged=-2, carried=-1, decided=1).n == -2
