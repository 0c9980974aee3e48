"""A run asks for everything, fetches what is new, and fetches again what the source says it changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from harvester.sources import Source
from harvester.store import records, runs
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.run_search import run_search
from harvester.workflow.store_check import check_store
from tests.simulators.corpus import invented
from tests.simulators.server import SimulatorRequest, SimulatorResponse
from tests.workflow.contexts import Service, TickingClock, counts, rows_of, run

DOWN = SimulatorResponse(b"<html><body>Error</body></html>", "text/html", 400)
NUMBER = "30000005"


def change(service: Service, pmid: str = NUMBER, *, lr: str = "2026-11-23") -> None:
    service.corpus.put(replace(service.corpus.records[pmid], abstract=f"Background: corrected {lr}.", lr=lr))


def about_changes(asked: SimulatorRequest) -> bool:
    return asked.utility == "esearch.fcgi" and "[lr]" in asked.parameters["term"]


def abstract_of(context: ReviewContext, accession: str = NUMBER) -> str:
    with context.store.read() as session:
        [row] = records.load_records(session, records.find_record_ids(session, accession=accession))
    return row.citation.abstract


def noting(service: Service) -> list[str]:
    """The terms that the service is asked about changes from now on."""
    terms: list[str] = []

    def before(asked: SimulatorRequest) -> SimulatorResponse | None:
        if about_changes(asked):
            terms.append(asked.parameters["term"])
        return None

    service.before = before
    return terms


def test_a_record_that_the_source_revised_gets_a_new_revision(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.fetched.clear()
    change(service)
    result = run(asking, service)
    assert counts(result) == {
        "status": "complete",
        "promised": 30,
        "retrieved": 30,
        "new": 0,
        "known": 30,
        "changed": 1,
        "gone": 0,
    }
    assert service.fetched == [NUMBER]
    assert abstract_of(asking) == "Background: corrected 2026-11-23."
    assert check_store(asking) == ()


def test_only_days_since_the_last_complete_run_are_asked_about(asking: ReviewContext, service: Service) -> None:
    terms = noting(service)
    run(asking, service)
    assert terms == []
    run(asking, service)
    [term] = terms
    assert term.endswith(" AND (2026/11/20:2026/11/23[lr])")


def test_a_revision_from_before_is_left_alone(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.fetched.clear()
    change(service, lr="2026-11-19")
    assert run(asking, service).changed == 0
    assert service.fetched == []


def test_a_record_revised_without_another_content_is_fetched_and_does_not_count(
    asking: ReviewContext, service: Service
) -> None:
    service.corpus.put(replace(service.corpus.records[NUMBER], lr="2026-11-23"))
    run(asking, service)
    before = rows_of(asking)["revision"]
    assert run(asking, service).changed == 0
    assert rows_of(asking)["revision"] == before


def test_fetching_in_full_asks_about_no_changes(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    terms = noting(service)
    change(service)
    assert run(asking, service, refetch=True).changed == 1
    assert terms == []


def test_a_new_record_that_was_revised_is_fetched_once(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.fetched.clear()
    service.corpus.put(replace(invented(900, day=date(2026, 11, 22)), lr="2026-11-23"))
    assert run(asking, service).new == 1
    assert service.fetched == ["30000900"]


def answering(
    meant: Callable[[SimulatorRequest], bool], sent: SimulatorResponse
) -> Callable[[SimulatorRequest], SimulatorResponse | None]:
    return lambda asked: sent if meant(asked) else None


def test_changes_that_cannot_be_asked_for_make_the_run_partial_and_lose_nothing(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    change(service)
    service.corpus.put(invented(900, day=date(2026, 11, 22)))
    service.before = answering(about_changes, DOWN)
    result = run(asking, service)
    assert (result.status, result.promised, result.retrieved, result.new) == ("partial", 31, 31, 1)
    assert "changes since 2026-11-20 could not be fetched: " in (result.error or "")
    service.before = lambda _: None
    after = run(asking, service)
    assert (after.status, after.changed) == ("complete", 1)


def test_a_partial_run_is_not_taken_for_one_that_saw_every_change(
    asking: ReviewContext, service: Service, clock: TickingClock
) -> None:
    run(asking, service)
    clock.sleep_days(10)
    service.before = answering(about_changes, DOWN)
    assert run(asking, service).status == "partial"
    terms = noting(service)
    run(asking, service)
    [term] = terms
    assert "(2026/11/20:" in term


def test_a_changed_record_that_does_not_come_is_named(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    change(service)
    service.before = answering(
        lambda asked: asked.utility == "efetch.fcgi", SimulatorResponse(b"<PubmedArticleSet/>", "text/xml")
    )
    result = run(asking, service)
    assert (result.status, result.retrieved, result.gone) == ("partial", 30, 0)
    assert result.error == f"1 of 1 requested records did not come or could not be read: {NUMBER}"
    with asking.store.read() as session:
        assert runs.load_runs(session)[-1].error == result.error


def test_of_many_that_do_not_come_a_few_are_named_and_all_are_stored(asking: ReviewContext, service: Service) -> None:
    service.before = answering(
        lambda asked: asked.utility == "efetch.fcgi", SimulatorResponse(b"<PubmedArticleSet/>", "text/xml")
    )
    result = run(asking, service)
    assert (result.error or "").endswith("30000020 and 20 more")
    assert sorted(result.missing) == sorted(service.corpus.records)
    with asking.store.read() as session:
        stored = runs.load_runs(session)[-1].error or ""
    assert all(pmid in stored for pmid in service.corpus.records)


class WithoutChanges:
    """A source of another house, that keeps the protocol and nothing more."""

    def __init__(self, source: Source) -> None:
        self.name, self.platform, self.record_format = source.name, source.platform, source.record_format
        self.search, self.fetch = source.search, source.fetch


def test_a_source_that_cannot_tell_changes_is_not_asked_about_them(asking: ReviewContext, service: Service) -> None:
    source = WithoutChanges(service.source())
    run_search(asking, asking.search("pubmed"), source)
    change(service)
    result = run_search(asking, asking.search("pubmed"), source)
    assert (result.status, result.changed) == ("complete", 0)
