"""An update asks different services at the same time; what one of them does is no matter of the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.sources import service_of
from harvester.store import harvest
from harvester.workflow.desk import Desk
from harvester.workflow.keeping import damage
from harvester.workflow.results import UpdateResult
from harvester.workflow.update import rehearsal, update
from tests.reviews import article, make_review, search_table, write_export
from tests.simulators.clinicaltrials import ClinicalTrialsService
from tests.simulators.corpus import Corpus
from tests.simulators.europepmc import EuropePmcService
from tests.simulators.eutils import Eutils
from tests.simulators.server import Asked, Sent, Simulator
from tests.workflow.desks import TickingClock, desk_on

LONG = 20.0
WITH_KEY = {"NCBI_API_KEY": "0123456789abcdef0123456789abcdef0123"}
Answer = Callable[[Asked], Sent]


@contextmanager
def reviewed(folder: Path, clock: TickingClock, **services: Answer) -> Iterator[Desk]:
    """A review of these services, in this order, and of one search by hand."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(Simulator(answer)).url for name, answer in services.items()}
        tables = [search_table(name, name, base_url=url) for name, url in urls.items()]
        make_review(folder, *tables, search_table("ovid"))
        yield replace(stack.enter_context(desk_on(folder, clock=clock)), environ=WITH_KEY)


def statuses(result: UpdateResult) -> list[tuple[str, str]]:
    return [(run.search, run.status) for run in result.runs]


@pytest.fixture
def records() -> Corpus:
    return Corpus.sized(25)


def test_a_slow_service_delays_no_other(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    others_answered = threading.Event()
    waited: list[bool] = []

    def slow(asked: Asked) -> Sent:
        waited.append(others_answered.wait(LONG))
        return Eutils(records)(asked)

    def quick(asked: Asked) -> Sent:
        others_answered.set()
        return EuropePmcService(records)(asked)

    with reviewed(tmp_path / "r", clock, pubmed=slow, europepmc=quick) as desk:
        told = update(desk)
        assert statuses(told) == [("pubmed", "complete"), ("europepmc", "complete"), ("ovid", "skipped")]
        assert all(waited)
        assert (told.records, told.runs[0].retrieved, told.runs[1].retrieved) == (50, 25, 25)
        assert damage(desk) == ()


def test_a_rehearsal_asks_side_by_side_as_well(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    others_answered = threading.Event()

    def slow(asked: Asked) -> Sent:
        assert others_answered.wait(LONG)
        return Eutils(records)(asked)

    def quick(asked: Asked) -> Sent:
        others_answered.set()
        return EuropePmcService(records)(asked)

    with reviewed(tmp_path / "r", clock, pubmed=slow, europepmc=quick) as desk:
        told = rehearsal(desk)
        assert [(run.search, run.promised, run.new) for run in told.runs] == [("pubmed", 25, 25), ("europepmc", 25, 25)]


def test_a_service_that_fails_leaves_the_others_complete(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    def down(asked: Asked) -> Sent:
        return Sent(b"<html><body>Error</body></html>", "text/html", 400)

    with reviewed(
        tmp_path / "r",
        clock,
        pubmed=down,
        europepmc=EuropePmcService(records),
        clinicaltrials=ClinicalTrialsService(records),
    ) as desk:
        told = update(desk)
        assert statuses(told)[:3] == [("pubmed", "failed"), ("europepmc", "complete"), ("clinicaltrials", "complete")]
        assert told.in_part
        assert damage(desk) == ()


def test_many_services_write_at_once_and_none_is_refused(tmp_path: Path, clock: TickingClock) -> None:
    many = Corpus.sized(300)
    with reviewed(
        tmp_path / "r",
        clock,
        pubmed=Eutils(many),
        europepmc=EuropePmcService(many),
        clinicaltrials=ClinicalTrialsService(many),
    ) as desk:
        told = update(desk)
        assert [run.error for run in told.runs[:3]] == [None] * 3
        assert told.records == 900
        assert damage(desk) == ()


def test_files_are_taken_in_before_any_service_is_asked(tmp_path: Path, clock: TickingClock, records: Corpus) -> None:
    seen: list[int] = []

    with ExitStack() as stack:
        opened: list[Desk] = []

        def counting(asked: Asked) -> Sent:
            with opened[0].store.read() as session:
                seen.append(sum(run.origin == "file" for run in harvest.runs(session)))
            return Eutils(records)(asked)

        opened.append(stack.enter_context(reviewed(tmp_path / "r", clock, pubmed=counting)))
        write_export(tmp_path / "r" / "imports" / "ovid" / "a.ris", [article(1)])
        write_export(tmp_path / "r" / "imports" / "pubmed" / "b.ris", [article(2)])
        told = update(opened[0])
    assert statuses(told) == [("pubmed", "complete"), ("pubmed", "complete"), ("ovid", "complete")]
    assert [run.file for run in told.runs] == ["b.ris", None, "a.ris"]
    assert set(seen) == {2}


def test_runs_stand_in_the_order_of_the_review_whatever_was_asked_for(
    tmp_path: Path, clock: TickingClock, records: Corpus
) -> None:
    with reviewed(tmp_path / "r", clock, pubmed=Eutils(records), europepmc=EuropePmcService(records)) as desk:
        assert [run.search for run in update(desk, ["ovid", "europepmc", "pubmed"]).runs] == [
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

        def say(self, sentence: str) -> None: ...

        def beside(self) -> Broken:
            return self

    with reviewed(tmp_path / "r", clock, pubmed=Eutils(records), europepmc=EuropePmcService(records)) as desk:
        with pytest.raises(ZeroDivisionError, match="a bug"):
            update(replace(desk, progress=Broken()))
        with desk.store.read() as session:
            assert {run.search: run.status for run in harvest.runs(session)} == {
                "pubmed": "running",
                "europepmc": "complete",
            }
        assert statuses(update(desk))[:2] == [("pubmed", "complete"), ("europepmc", "complete")]
        assert damage(desk) == ()


def test_sources_of_one_service_are_known_as_such() -> None:
    assert service_of("medline") == service_of("pubmed") != service_of("embase")
    assert service_of("medline", base_url="http://127.0.0.1:8080/x") == "127.0.0.1:8080"
