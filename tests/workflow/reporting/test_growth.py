"""The updates of a review in the growth chart: a bar for a day, two where a version was released in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from harvester.source_evaluation import SourceResults, draw_growth
from harvester.workflow.reporting.source_evaluation import update_points

MORNING = datetime(2024, 4, 15, 9, tzinfo=UTC)
NOON, EVENING = MORNING + timedelta(hours=3), MORNING + timedelta(hours=9)
CAME = {1: MORNING, 2: MORNING, 3: NOON, 4: EVENING, 5: EVENING, 6: EVENING + timedelta(days=90)}
BROUGHT = {record: (moment, moment.date().isoformat()) for record, moment in CAME.items()}
REPORT_OF = {1: 1, 2: 2, 3: 2, 4: 1, 5: 5, 6: 6}


def test_what_came_in_on_one_day_is_one_update() -> None:
    first, later = update_points(BROUGHT, REPORT_OF)
    assert (first.label, first.records, set(first.reports)) == ("2024-04-15", 5, {1, 2, 5})
    assert (later.label, set(later.reports)) == ("2024-07-14", {6})


def test_a_release_parts_the_updates_of_a_day() -> None:
    found = update_points(BROUGHT, REPORT_OF, [NOON + timedelta(hours=1)])
    assert [moment.label for moment in found] == ["2024-04-15 (1)", "2024-04-15 (2)", "2024-07-14"]
    assert [(moment.records, set(moment.reports)) for moment in found] == [(3, {1, 2}), (2, {5}), (1, {6})]
    chart = draw_growth(SourceResults(sources=(), screened_in=frozenset(), included=frozenset(), updates=found))
    assert "2024-04-15 (2)" in [text.content for text in chart.texts()]


def test_exports_taken_in_later_bear_the_day_of_their_search() -> None:
    old = {record: (moment, "2023-01-02" if moment < EVENING else "2023-12-01") for record, moment in CAME.items()}
    found = update_points(old | {6: (CAME[6], "2023-12-03")}, REPORT_OF, [NOON + timedelta(hours=1)])
    assert [moment.label for moment in found] == ["2023-01-02", "2023-12-01", "2023-12-03"]


def test_an_update_of_several_searches_bears_the_latest_day() -> None:
    both = {1: (MORNING, "2024-04-15"), 2: (NOON, "2024-04-12"), 3: (NOON, "2024-04-15")}
    assert [moment.label for moment in update_points(both, REPORT_OF)] == ["2024-04-15"]
