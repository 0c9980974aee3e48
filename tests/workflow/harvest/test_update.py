"""An update runs every search by itself: one that fails stops no other, and what came is de-duplicated at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from harvester.screening import Decision, Stage
from harvester.workflow.harvest.results import UpdateResult
from harvester.workflow.harvest.update import dry_run_update, update_review
from harvester.workflow.screening.decide import decide_reports
from harvester.workflow.store_check import check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.corpus import Corpus, invented
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator
from tests.workflow.contexts import TickingClock, open_test_review, rows_of

WITH_KEY = {"NCBI_API_KEY": "0123456789abcdef0123456789abcdef0123"}


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.sized(20)


@pytest.fixture
def pubmed(corpus: Corpus) -> Iterator[Simulator]:
    with Simulator(EutilsService(corpus)) as simulator:
        yield simulator


def statuses(result: UpdateResult) -> dict[str, str]:
    return {run.search: run.status for run in result.runs}


def test_each_search_goes_its_own_way(tmp_path: Path, pubmed: Simulator, clock: TickingClock) -> None:
    folder = make_review(
        tmp_path / "r",
        search_table("embase", "embase"),
        search_table("pubmed", "pubmed", base_url=pubmed.url),
        search_table("ovid"),
    )
    write_export(folder / "imports" / "ovid" / "a.ris", [article(1), article(2)])
    with open_test_review(folder, clock=clock) as context:
        told = update_review(replace(context, environ=WITH_KEY))
        assert statuses(told) == {"embase": "skipped", "pubmed": "complete", "ovid": "complete"}
        assert (told.records, told.reports, told.new_reports) == (22, 22, 22)
        assert "ELSEVIER_API_KEY" in (told.runs[0].error or "")
        assert check_store(context) == ()


def test_a_source_that_is_down_stops_no_other(tmp_path: Path, pubmed: Simulator, clock: TickingClock) -> None:
    pubmed.spoil("400")
    folder = make_review(
        tmp_path / "r",
        search_table("first", "pubmed", base_url=pubmed.url),
        search_table("second", "pubmed", base_url=pubmed.url),
    )
    with open_test_review(folder, clock=clock) as context:
        told = update_review(replace(context, environ=WITH_KEY))
        assert statuses(told) == {"first": "failed", "second": "complete"}
        assert told.in_part
        assert told.records == 20


def test_only_the_searches_named_are_run(tmp_path: Path, pubmed: Simulator, clock: TickingClock) -> None:
    folder = make_review(tmp_path / "r", search_table("pubmed", "pubmed", base_url=pubmed.url), search_table("ovid"))
    with open_test_review(folder, clock=clock) as context:
        assert statuses(update_review(context, ["ovid"])) == {"ovid": "skipped"}
        assert pubmed.seen == []


def test_imports_alone_ask_no_service(tmp_path: Path, pubmed: Simulator, clock: TickingClock) -> None:
    folder = make_review(tmp_path / "r", search_table("pubmed", "pubmed", base_url=pubmed.url))
    write_export(folder / "imports" / "pubmed" / "a.ris", [article(1, U2="")])
    with open_test_review(folder, clock=clock) as context:
        assert statuses(update_review(context, imports_only=True)) == {"pubmed": "complete"}
        assert pubmed.seen == []


def test_a_rehearsal_stores_nothing(tmp_path: Path, pubmed: Simulator, corpus: Corpus, clock: TickingClock) -> None:
    folder = make_review(tmp_path / "r", search_table("pubmed", "pubmed", base_url=pubmed.url), search_table("ovid"))
    write_export(folder / "imports" / "ovid" / "a.ris", [article(1)])
    with open_test_review(folder, clock=clock) as opened:
        context = replace(opened, environ=WITH_KEY)
        update_review(context, ["pubmed"])
        corpus.put(invented(900, day=date(2026, 1, 5)))
        before = rows_of(context)
        told = dry_run_update(context)
        assert rows_of(context) == before
        assert [(run.search, run.status, run.file) for run in told.runs] == [
            ("pubmed", "skipped", None),
            ("ovid", "skipped", "a.ris"),
        ]
        assert (told.runs[0].promised, told.runs[0].new, told.runs[0].known) == (21, 1, 20)


def test_a_second_update_without_news_changes_nothing_but_its_runs(
    tmp_path: Path, pubmed: Simulator, clock: TickingClock
) -> None:
    folder = make_review(tmp_path / "r", search_table("pubmed", "pubmed", base_url=pubmed.url))
    with open_test_review(folder, clock=clock) as opened:
        context = replace(opened, environ=WITH_KEY)
        first = update_review(context)
        decide_reports(context, ["R1"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
        before = rows_of(context)
        second = update_review(context)
        after = rows_of(context)
        assert {name for name in after if after[name] != before[name]} == {"run", "event", "page"}
        assert (second.records, second.reports, second.new_reports, second.alerts) == (20, first.reports, 0, ())


def test_a_changed_record_of_a_screened_report_is_an_alert(
    tmp_path: Path, pubmed: Simulator, corpus: Corpus, clock: TickingClock
) -> None:
    folder = make_review(tmp_path / "r", search_table("pubmed", "pubmed", base_url=pubmed.url))
    with open_test_review(folder, clock=clock) as opened:
        context = replace(opened, environ=WITH_KEY)
        update_review(context)
        decide_reports(context, ["pubmed:30000003"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
        changed = corpus.records["30000003"]
        corpus.put(replace(changed, types=("Journal Article", "Retracted Publication")))
        [alert] = update_review(context, full=True).alerts
        assert (alert.records, alert.kind) == (("pubmed:30000003",), "retracted")
