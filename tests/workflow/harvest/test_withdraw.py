"""A run can be withdrawn and counted again: nothing is erased, and the review is that of the runs that count."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.errors import UsageError
from harvester.screening import Decision, Stage
from harvester.store import records, retrievals, runs
from harvester.store.counting.withdrawals import load_uncounted_records
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import judge_pair
from harvester.workflow.dedup.review_queue import open_pairs
from harvester.workflow.harvest.update import import_files, update_review
from harvester.workflow.history.undo import undo_event, undo_run
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.reporting.search_appendix import load_search_appendix
from harvester.workflow.screening.decide import decide_reports
from harvester.workflow.screening.report_states import load_stages
from harvester.workflow.status import load_status
from harvester.workflow.store_check import check_store
from tests.reviews import article, write_export
from tests.support import examples
from tests.workflow.contexts import TickingClock, import_articles, manual_review, open_test_review, rows_of

Reports = frozenset[frozenset[str]]


def counted_reports(context: ReviewContext) -> Reports:
    """The reports, each as the names of its records that count."""
    with context.store.read() as session:
        names = records.record_names(session)
        members = retrievals.load_retrieved_reports(session).values()
        return frozenset(frozenset(names[number] for number in numbers) for numbers in members)


def derived_state(context: ReviewContext) -> tuple[object, ...]:
    """Everything that is shown of the records."""
    with context.store.read() as session:
        return (
            counted_reports(context),
            records.report_of_each_record(session),
            records.load_records(session),
            frozenset(open_pairs(session)),
            load_stages(session, context.review.screening),
            load_status(context).to_json() | {"searches": None},
            count_flow(context).flow.boxes,
            load_search_appendix(context).deduplication,
        )


def withdraw(context: ReviewContext, run: int) -> int:
    return undo_run(context, run, person="Ann").number


def import_rows(context: ReviewContext, key: str, rows: list[dict[str, str]], name: str) -> int | None:
    path = write_export(context.review.folder / "exports" / name, rows)
    return import_files(context, [path], key, search_date=context.now().date()).runs[0].run


def test_a2_a_withdrawn_import_is_counted_nowhere_and_kept(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    before = derived_state(context)
    import_articles(context, "ovid", 2, 3, 4)
    stored = rows_of(context)
    result = undo_run(context, 2, person="Ann", reason="the wrong search")
    after = derived_state(context)
    assert (after[0], *after[2:]) == (before[0], *before[2:])
    assert all(
        rows_of(context)[table] >= count for table, count in stored.items() if table in {"record", "run", "blob"}
    )
    assert result.run_change is not None
    assert (result.run_change.runs, result.run_change.records) == ((2,), 3)
    assert {search.key: search.records for search in load_status(context).searches} == {"embase": 2, "ovid": 0}
    assert [len(search.runs) for search in load_search_appendix(context).searches] == [1, 0]
    assert check_store(context) == ()


def test_a2_undoing_the_undo_of_an_import_brings_everything_back(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 2, 3, 4)
    before = derived_state(context)
    number = withdraw(context, 1)
    assert derived_state(context) != before
    undo_event(context, number, person="Ann")
    assert derived_state(context) == before
    assert check_store(context) == ()


def test_a2_a_withdrawn_file_can_be_imported_under_another_search_and_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, file="a.ris")
    number = withdraw(context, 1)
    import_articles(context, "ovid", 1, 2, file="a.ris")
    assert load_status(context).records == 2
    [run] = import_articles(context, "embase", 1, 2, file="a.ris").runs
    assert (run.new, run.known, run.status) == (2, 0, "complete")
    assert (load_status(context).records, load_status(context).reports) == (4, 2)
    with pytest.raises(UsageError, match="imported again as run 3"):
        undo_event(context, number, person="Ann")
    assert check_store(context) == ()


def test_a2_an_update_does_not_import_a_withdrawn_file_again(context: ReviewContext) -> None:
    write_export(context.review.folder / "imports" / "embase" / "a.ris", [article(1)])
    update_review(context)
    withdraw(context, 1)
    assert all(run.status == "skipped" for run in update_review(context).runs)
    assert load_status(context).records == 0


def test_a2_decisions_about_what_no_run_holds_are_kept_and_named(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 3, 4)
    decide_reports(context, ["R3", "R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    result = undo_run(context, 2, person="Ann")
    assert result.run_change is not None
    assert (result.run_change.decisions, result.run_change.reports) == (1, (3,))
    assert "1 decision concerns reports that no run holds any more: R000003." in result.consequences
    with context.store.read() as session:
        assert set(load_stages(session, context.review.screening)) == {1, 2}
    back = undo_event(context, result.number, person="Ann")
    assert back.run_change is not None
    assert back.run_change.decisions == 1
    with context.store.read() as session:
        assert load_stages(session, context.review.screening)[3].value == "retrieval"


def test_a2_a_decision_about_a_report_that_another_run_holds_still_counts(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    decide_reports(context, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    result = undo_run(context, 1, person="Ann")
    assert result.run_change is not None
    assert result.run_change.decisions == 0
    with context.store.read() as session:
        assert {report: stage.value for report, stage in load_stages(session, context.review.screening).items()} == {
            2: "retrieval"
        }
    decide_reports(context, ["R1"], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann")
    with context.store.read() as session:
        assert {report: stage.value for report, stage in load_stages(session, context.review.screening).items()} == {
            2: "included"
        }


def test_a2_a_flow_as_of_an_earlier_day_stays_as_it_was(context: ReviewContext, clock: TickingClock) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 2, 3)
    day = clock.moment.date()
    before = count_flow(context, as_of=day).flow
    clock.sleep_days(2)
    number = withdraw(context, 1)
    assert count_flow(context, as_of=day).flow == before
    between = clock.moment.date()
    without = count_flow(context, as_of=between).flow
    assert without == count_flow(context).flow
    clock.sleep_days(2)
    undo_event(context, number, person="Ann")
    assert count_flow(context, as_of=day).flow == before
    assert count_flow(context, as_of=between).flow == without
    assert count_flow(context).flow.boxes == before.boxes


def test_a2_content_that_only_a_withdrawn_file_had_is_not_shown(context: ReviewContext) -> None:
    import_rows(context, "embase", [article(1)], "a.ris")
    before = derived_state(context)
    import_rows(context, "embase", [article(1, T1=article(1)["T1"] + " in children", SP="77", EP="79")], "b.ris")
    changed = derived_state(context)
    number = withdraw(context, 2)
    assert derived_state(context) == before
    undo_event(context, number, person="Ann")
    assert derived_state(context) == changed


def test_a2_a_run_that_is_not_counted_cannot_be_withdrawn(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    with pytest.raises(UsageError, match="There is no run 7"):
        undo_run(context, 7, person="Ann")
    withdraw(context, 1)
    with pytest.raises(UsageError, match="undone already"):
        undo_run(context, 1, person="Ann")
    assert count_flow(context).flow.checks


def test_a2_a_judgement_of_a_person_waits_until_its_records_count_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 2)
    judge_pair(context, "R1", "R2", "duplicate", person="Ann")
    number = withdraw(context, 2)
    assert counted_reports(context) == {frozenset({"embase:L700001"})}
    undo_event(context, number, person="Ann")
    assert counted_reports(context) == {frozenset({"embase:L700001", "ovid:L700002"})}


ROWS: tuple[dict[str, str], ...] = (
    {}, {"DO": ""}, {"SP": "", "EP": "", "DO": ""}, {"VL": "", "SP": "", "EP": "", "DO": ""},
    {"T1": "Editorial", "DO": ""}, {"IS": "3"}, {"Y1": "2001"},
)  # fmt: skip
BATCH = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(ROWS)), min_size=1, max_size=5)
STEPS = st.lists(
    st.tuples(st.sampled_from(["import", "import", "undo", "decide"]), BATCH, st.integers(0, 99)),
    min_size=2,
    max_size=8,
)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_a2_any_sequence_gives_the_review_of_the_runs_that_count(
    steps: list[tuple[str, list[tuple[int, dict[str, str]]], int]],
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        kept: dict[int, tuple[str, str, list[dict[str, str]]]] = {}
        counting: set[int] = set()
        undos: list[tuple[int, int]] = []
        with open_test_review(manual_review(Path(scratch) / "one")) as context:
            for place, (step, batch, number) in enumerate(steps):
                key = ("embase", "ovid")[number % 2]
                if step == "import":
                    rows = [article(n, **changes, U2=f"L{place}{row}") for row, (n, changes) in enumerate(batch)]
                    run = import_rows(context, key, rows, f"{place}.ris")
                    assert run is not None
                    kept[run] = key, f"{place}.ris", rows
                    counting.add(run)
                elif step == "undo" and kept:
                    run = sorted(kept)[number % len(kept)]
                    last = next((event for event, undone in reversed(undos) if undone == run), None)
                    if run in counting:
                        undos.append((withdraw(context, run), run))
                        counting.remove(run)
                    elif last is not None:
                        undo_event(context, last, person="Ann")
                        counting.add(run)
                elif step == "decide" and (reports := retrieved(context)):
                    name = f"R{reports[number % len(reports)]}"
                    decide_reports(context, [name], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
                assert all(check.ok for check in count_flow(context).flow.checks)
            assert check_store(context) == ()
            found = state_by_name(context)
        with open_test_review(manual_review(Path(scratch) / "two")) as fresh:
            for run in sorted(counting):
                key, name, rows = kept[run]
                import_rows(fresh, key, rows, name)
            assert found == state_by_name(fresh)


def retrieved(context: ReviewContext) -> list[int]:
    with context.store.read() as session:
        return sorted(retrievals.load_retrieved_reports(session))


def state_by_name(context: ReviewContext) -> tuple[Reports, frozenset[frozenset[Reports]], str]:
    """Reports, doubts and numbers of the flow before screening, by names of records."""
    with context.store.read() as session:
        names, report_of = records.record_names(session), records.report_of_each_record(session)
        uncounted = load_uncounted_records(session)
        members: dict[int, set[str]] = {}
        for number, report in report_of.items():
            if number not in uncounted:
                members.setdefault(report, set()).add(names[number])
        doubts = frozenset(
            frozenset(frozenset({frozenset(members[report_of[number]])}) for number in pair)
            for pair in open_pairs(session)
        )
        sources = {search.key: search.records for search in load_status(context).searches}
        statuses = [run.id for run in runs.load_counting_runs(session)]
    assert len(statuses) == len([run for run in statuses if run])
    return counted_reports(context), doubts, json.dumps(sources)
