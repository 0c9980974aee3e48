"""A window of days instead of the whole list: for whoever cannot wait, and never passed off as more than it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from harvester.store import runs
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.run import DateWindow
from harvester.workflow.harvest.run_search import run_search
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.store_check import check_store
from tests.simulators.corpus import invented
from tests.workflow.contexts import Service, TickingClock, counts, run
from tests.workflow.harvest.test_refetch import WithoutChanges, change


def test_a_window_lists_what_came_since_the_last_run_and_calls_nothing_gone(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    service.corpus.withdraw("30000003")
    service.corpus.put(invented(900, day=date(2026, 11, 20)), invented(901, day=date(2026, 11, 19)))
    result = run(asking, service, window=DateWindow())
    assert counts(result) == {
        "status": "complete",
        "promised": 1,
        "retrieved": 1,
        "new": 1,
        "known": 0,
        "changed": 0,
        "gone": 0,
    }
    assert result.to_json()["mode"] == "window"
    with asking.store.read() as session:
        assert [row.mode for row in runs.load_runs(session)] == ["full", "window"]
    assert check_store(asking) == ()


def test_the_whole_list_after_a_window_finds_what_the_window_left_out(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.corpus.withdraw("30000003")
    service.corpus.put(invented(900, day=date(2026, 11, 20)), invented(901, day=date(2026, 11, 19)))
    run(asking, service, window=DateWindow())
    result = run(asking, service)
    assert (result.mode, result.new, result.known, result.gone) == ("full", 1, 30, 1)


def test_a_window_of_records_already_known_counts_each_of_them_once(asking: ReviewContext, service: Service) -> None:
    service.corpus.put(replace(service.corpus.records["30000003"], mhda="2026-11-22"))
    run(asking, service)
    for _ in range(2):
        result = run(asking, service, window=DateWindow())
        assert (result.new, result.known) == (0, 1)
    flow = count_flow(asking).flow
    assert flow.boxes["database_results"] == 30
    assert check_store(asking) == ()


def test_a_window_refreshes_known_records_too(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    change(service)
    result = run(asking, service, window=DateWindow())
    assert (result.promised, result.changed) == (0, 1)


def test_windows_follow_each_other_without_a_gap(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.corpus.put(invented(900, day=date(2026, 11, 20)))
    assert run(asking, service, window=DateWindow()).new == 1
    service.corpus.put(invented(901, day=date(2026, 11, 21)))
    result = run(asking, service, window=DateWindow())
    assert (result.new, result.known) == (1, 1)


def test_a_number_of_days_reaches_back_from_today(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.corpus.put(invented(900, day=date(2026, 10, 30)))
    assert run(asking, service, window=DateWindow()).new == 0
    assert run(asking, service, window=DateWindow(30)).new == 1


def test_a_window_that_leaves_a_gap_says_so(asking: ReviewContext, service: Service, clock: TickingClock) -> None:
    run(asking, service)
    clock.sleep_days(20)
    [remark] = run(asking, service, window=DateWindow(2)).remarks
    assert "the window begins on 2026-12-11, after the last complete run (2026-11-23)" in remark


def test_without_a_complete_run_before_the_whole_search_is_run_and_it_says_so(
    asking: ReviewContext, service: Service
) -> None:
    result = run(asking, service, window=DateWindow())
    assert (result.mode, result.new) == ("full", 30)
    assert result.remarks == ("no run of this strategy is complete yet, so the whole search was run",)


def test_an_edited_strategy_is_run_as_a_whole_for_it_may_find_what_is_older(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    edited = replace(asking.search("pubmed"), strategy="lupus[tiab]")
    result = run_search(asking, edited, service.source(), window=DateWindow())
    assert (result.mode, result.known) == ("full", 30)


def test_a_source_without_windows_is_run_in_full_and_it_says_so(asking: ReviewContext, service: Service) -> None:
    source = WithoutChanges(service.source())
    run_search(asking, asking.search("pubmed"), source)
    result = run_search(asking, asking.search("pubmed"), source, window=DateWindow())
    assert (result.mode, result.known) == ("full", 30)
    assert result.remarks == ("NLM E-utilities offers no window of days, so the whole search was run",)
