"""An update asks different services at the same time; what one of them does is no matter of the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.sources import service_name
from harvester.store import runs
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.results import UpdateResult
from harvester.workflow.harvest.update import dry_run_update, update_review
from harvester.workflow.store_check import check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.clinicaltrials import ClinicalTrialsService
from tests.simulators.corpus import Corpus
from tests.simulators.europepmc import EuropePmcService
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Simulator, SimulatorRequest, SimulatorResponse
from tests.workflow.contexts import TickingClock, open_test_review

LONG = 20.0
WITH_KEY = {"NCBI_API_KEY": "0123456789abcdef0123456789abcdef0123"}
Answer = Callable[[SimulatorRequest], SimulatorResponse]


@contextmanager
def reviewed(folder: Path, clock: TickingClock, **services: Answer) -> Iterator[ReviewContext]:
    """A review of these services, in this order, and of one search by hand."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(Simulator(answer)).url for name, answer in services.items()}
        tables = [search_table(name, name, base_url=url) for name, url in urls.items()]
        make_review(folder, *tables, search_table("ovid"))
        yield replace(stack.enter_context(open_test_review(folder, clock=clock)), environ=WITH_KEY)


def statuses(result: UpdateResult) -> list[tuple[str, str]]:
    return [(run.search, run.status) for run in result.runs]


@pytest.fixture
def records() -> Corpus:
    return Corpus.sized(25)


def test_a_slow_service_delays_no_other(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    others_answered = threading.Event()
    waited: list[bool] = []

    def slow(asked: SimulatorRequest) -> SimulatorResponse:
        waited.append(others_answered.wait(LONG))
        return EutilsService(records)(asked)

    def quick(asked: SimulatorRequest) -> SimulatorResponse:
        others_answered.set()
        return EuropePmcService(records)(asked)

    with reviewed(tmp_path / "r", clock, pubmed=slow, europepmc=quick) as context:
        told = update_review(context)
        assert statuses(told) == [("pubmed", "complete"), ("europepmc", "complete"), ("ovid", "skipped")]
        assert all(waited)
        assert (told.records, told.runs[0].retrieved, told.runs[1].retrieved) == (50, 25, 25)
        assert check_store(context) == ()


def test_a_rehearsal_asks_side_by_side_as_well(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    others_answered = threading.Event()

    def slow(asked: SimulatorRequest) -> SimulatorResponse:
        assert others_answered.wait(LONG)
        return EutilsService(records)(asked)

    def quick(asked: SimulatorRequest) -> SimulatorResponse:
        others_answered.set()
        return EuropePmcService(records)(asked)

    with reviewed(tmp_path / "r", clock, pubmed=slow, europepmc=quick) as context:
        told = dry_run_update(context)
        assert [(run.search, run.promised, run.new) for run in told.runs] == [("pubmed", 25, 25), ("europepmc", 25, 25)]


def test_a_service_that_fails_leaves_the_others_complete(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    def down(asked: SimulatorRequest) -> SimulatorResponse:
        return SimulatorResponse(b"<html><body>Error</body></html>", "text/html", 400)

    with reviewed(
        tmp_path / "r",
        clock,
        pubmed=down,
        europepmc=EuropePmcService(records),
        clinicaltrials=ClinicalTrialsService(records),
    ) as context:
        told = update_review(context)
        assert statuses(told)[:3] == [("pubmed", "failed"), ("europepmc", "complete"), ("clinicaltrials", "complete")]
        assert told.in_part
        assert check_store(context) == ()


def test_many_services_write_at_once_and_none_is_refused(tmp_path: Path, clock: TickingClock) -> None:
    many = Corpus.sized(300)
    with reviewed(
        tmp_path / "r",
        clock,
        pubmed=EutilsService(many),
        europepmc=EuropePmcService(many),
        clinicaltrials=ClinicalTrialsService(many),
    ) as context:
        told = update_review(context)
        assert [run.error for run in told.runs[:3]] == [None] * 3
        assert told.records == 900
        assert check_store(context) == ()


def test_files_are_taken_in_before_any_service_is_asked(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    seen: list[int] = []

    with ExitStack() as stack:
        opened: list[ReviewContext] = []

        def counting(asked: SimulatorRequest) -> SimulatorResponse:
            with opened[0].store.read() as session:
                seen.append(sum(run.origin == "file" for run in runs.load_runs(session)))
            return EutilsService(records)(asked)

        opened.append(stack.enter_context(reviewed(tmp_path / "r", clock, pubmed=counting)))
        write_export(tmp_path / "r" / "imports" / "ovid" / "a.ris", [article(1)])
        write_export(tmp_path / "r" / "imports" / "pubmed" / "b.ris", [article(2, U2="")])
        told = update_review(opened[0])
    assert statuses(told) == [("pubmed", "complete"), ("pubmed", "complete"), ("ovid", "complete")]
    assert [run.file for run in told.runs] == ["b.ris", None, "a.ris"]
    assert set(seen) == {2}


def test_runs_stand_in_the_order_of_the_review_whatever_was_asked_for(
    tmp_path: Path, clock: TickingClock, records: Corpus
) -> None:
    with reviewed(tmp_path / "r", clock, pubmed=EutilsService(records), europepmc=EuropePmcService(records)) as context:
        assert [run.search for run in update_review(context, ["ovid", "europepmc", "pubmed"]).runs] == [
            "pubmed",
            "europepmc",
            "ovid",
        ]


def test_a_bug_in_one_search_surfaces_after_the_others_are_stored(
    tmp_path: Path, clock: TickingClock, records: Corpus
) -> None:
    class Broken:
        def begin(self, what: str, total: int | None) -> None:
            if what.startswith("Pubmed"):
                raise ZeroDivisionError("a bug")

        def advance(self, steps: int) -> None: ...

        def message(self, text: str) -> None: ...

        def new_task(self) -> Broken:
            return self

    with reviewed(tmp_path / "r", clock, pubmed=EutilsService(records), europepmc=EuropePmcService(records)) as context:
        with pytest.raises(ZeroDivisionError, match="a bug"):
            update_review(replace(context, progress=Broken()))
        with context.store.read() as session:
            assert {run.search: run.status for run in runs.load_runs(session)} == {
                "pubmed": "running",
                "europepmc": "complete",
            }
        assert statuses(update_review(context))[:2] == [("pubmed", "complete"), ("europepmc", "complete")]
        assert check_store(context) == ()


def test_sources_of_one_service_are_known_as_such() -> None:
    assert service_name("medline") == service_name("pubmed") != service_name("embase")
    assert service_name("medline", base_url="http://127.0.0.1:8080/x") == "127.0.0.1:8080"
