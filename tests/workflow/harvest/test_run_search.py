"""A search is asked, what comes is stored, and whatever goes wrong on the way nothing is lost and nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select, text

from harvester.store import records, runs
from harvester.store.models import Page
from harvester.store.runs import NewPage, RunRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.harvest.pages import parse_stored_page
from harvester.workflow.harvest.run import RunProgress, ensure_search, start_run
from harvester.workflow.reporting.flow import count_flow
from harvester.workflow.reporting.release import create_release
from harvester.workflow.store_check import check_store
from tests.simulators.corpus import invented
from tests.simulators.pubmed_xml import pubmed_xml
from tests.simulators.server import SimulatorRequest, SimulatorResponse
from tests.workflow.contexts import Service, counts, rows_of, run, search_named


def runs_of(context: ReviewContext) -> tuple[RunRow, ...]:
    with context.store.read() as session:
        return runs.load_runs(session)


def accessions(context: ReviewContext) -> list[str]:
    with context.store.read() as session:
        return sorted(records.record_ids_of_source(session, "pubmed"))


def answer_once(
    utility: str, sent: SimulatorResponse, *, naming: str = ""
) -> Callable[[SimulatorRequest], SimulatorResponse | None]:
    """Answers one request of a utility, the first whose parameters name something, in the service's stead."""
    left = [sent]

    def before(asked: SimulatorRequest) -> SimulatorResponse | None:
        meant = asked.utility == utility and naming in str(asked.parameters)
        return left.pop() if meant and left else None

    return before


SECOND_BATCH = "30000015"
"""A number fetched with the second batch of ten, the newest coming first."""

DOWN = SimulatorResponse(b"<html><body>Error</body></html>", "text/html", 400)


def test_a_first_run_stores_every_record_as_new(asking: ReviewContext, service: Service) -> None:
    result = run(asking, service)
    assert counts(result) == {
        "status": "complete",
        "promised": 30,
        "retrieved": 30,
        "new": 30,
        "known": 0,
        "changed": 0,
        "gone": 0,
    }
    assert accessions(asking) == sorted(service.corpus.records)
    assert check_store(asking) == ()


def test_a_run_remembers_how_and_when_it_was_asked(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    [row] = runs_of(asking)
    assert (row.status, row.origin, row.mode, row.search_date) == ("complete", "service", "full", "2026-11-23")
    assert row.strategy == search_named(asking, "pubmed").strategy
    assert row.platform == "NLM E-utilities"
    assert "[Title/Abstract]" in row.translation


def test_every_byte_that_came_is_kept(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    with asking.store.read() as session:
        pages = session.execute(select(Page.holds, func.count()).group_by(Page.holds).order_by(Page.holds)).all()
    assert [tuple(row) for row in pages] == [("ids", 1), ("records", 3)]


def test_a_run_without_news_adds_a_run_its_event_and_a_page_and_nothing_else(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    before = rows_of(asking)
    assert counts(run(asking, service))["known"] == 30
    after = rows_of(asking)
    added = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert added == {"run": 1, "event": 1, "page": 1}


def test_only_what_is_new_is_fetched(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.fetched.clear()
    service.corpus.put(invented(900, day=date(2026, 1, 5)))
    result = run(asking, service)
    assert (result.new, result.known, result.retrieved) == (1, 30, 31)
    assert service.fetched == ["30000900"]


def test_a_record_that_is_gone_is_kept_and_told(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.corpus.withdraw("30000003")
    result = run(asking, service)
    assert (result.status, result.gone, result.retrieved) == ("complete", 1, 29)
    assert "30000003" in accessions(asking)
    assert run(asking, service).gone == 0


def test_a_record_that_comes_back_is_known(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    back = service.corpus.records["30000003"]
    service.corpus.withdraw(back.pmid)
    run(asking, service)
    service.corpus.put(back)
    result = run(asking, service)
    assert (result.new, result.known, result.gone) == (0, 30, 0)


def test_a_record_that_was_promised_and_does_not_come_makes_the_run_partial(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    service.corpus.withdraw("30000007")
    fresh = [invented(number, day=date(2026, 1, 5)) for number in (900, 901)]
    service.corpus.put(*fresh)
    service.before = answer_once("efetch.fcgi", SimulatorResponse(pubmed_xml(fresh[:1]), "text/xml"))
    result = run(asking, service)
    assert (result.status, result.promised, result.retrieved) == ("partial", 31, 30)
    assert result.error == (
        "1 of 31 records are missing; 1 of 2 requested records did not come or could not be read: 30000901"
    )
    assert result.missing == ("30000901",)
    assert runs_of(asking)[-1].error == result.error
    assert result.gone == 0


def test_the_run_after_a_partial_one_makes_it_good(asking: ReviewContext, service: Service) -> None:
    service.before = answer_once("efetch.fcgi", SimulatorResponse(pubmed_xml([]), "text/xml"))
    assert run(asking, service).status == "partial"
    result = run(asking, service)
    assert (result.status, result.new, result.known) == ("complete", 10, 20)


def test_a_failure_half_way_keeps_what_had_come(asking: ReviewContext, service: Service) -> None:
    service.before = answer_once("efetch.fcgi", DOWN, naming=SECOND_BATCH)
    result = run(asking, service)
    assert result.status == "failed"
    assert result.error
    assert len(accessions(asking)) == 10
    assert runs_of(asking)[0].error == result.error


def test_what_a_failed_run_had_stored_is_new_in_the_next_one_exactly_once(
    asking: ReviewContext, service: Service
) -> None:
    service.before = answer_once("efetch.fcgi", DOWN, naming=SECOND_BATCH)
    run(asking, service)
    service.fetched.clear()
    result = run(asking, service)
    assert (result.status, result.new, result.known) == ("complete", 30, 0)
    assert sorted(service.fetched) == sorted(service.corpus.records)[:20]
    assert run(asking, service).new == 0


def test_a_service_that_is_down_from_the_start_is_never_read_as_no_hits(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    service.before = answer_once("esearch.fcgi", DOWN)
    result = run(asking, service)
    assert (result.status, result.promised, result.gone) == ("failed", None, 0)
    assert run(asking, service).known == 30


def test_a_page_that_cannot_be_read_is_marked_with_its_reason(asking: ReviewContext, service: Service) -> None:
    broken = SimulatorResponse(b"<PubmedArticleSet><PubmedArticle></PubmedArticleSet>", "text/xml")
    service.before = answer_once("efetch.fcgi", broken, naming=SECOND_BATCH)
    result = run(asking, service)
    assert (result.status, result.retrieved) == ("partial", 20)
    with asking.store.read() as session:
        [page] = session.scalars(select(Page).where(Page.unparsed_reason.is_not(None)))
        assert page.parsed_at is None
        assert page.unparsed_reason in result.remarks
    service.before = nothing_amiss
    again = run(asking, service)
    assert (again.status, again.new, again.known) == ("complete", 10, 20)


def nothing_amiss(_: SimulatorRequest) -> SimulatorResponse | None:
    return None


def begun(context: ReviewContext, service: Service, *, batches: int, parsed: int) -> int:
    """A run as a kill leaves it: begun, some replies stored, only some of them read."""
    search = search_named(context, "pubmed")
    pmids = sorted(service.corpus.records, reverse=True)
    with context.store.write() as session:
        row = ensure_search(session, search)
        day = date(2026, 11, 22)
        number = start_run(session, search, row, now=context.now(), search_date=day, platform="")
    source = service.source()
    for place, reply in enumerate(source.fetch(pmids[: batches * service.batch_size])):
        page = NewPage(holds="records", body=reply.body, fetched_at=context.now(), format="pubmed-xml")
        with context.store.write() as session:
            runs.add_page(session, number, page)
        if place < parsed:
            with context.store.read() as session:
                [waiting] = runs.load_unparsed_pages(session, row.id)
            parse_stored_page(context, row, waiting, RunProgress())
    return number


def test_an_interrupted_run_is_taken_up_again(asking: ReviewContext, service: Service) -> None:
    number = begun(asking, service, batches=2, parsed=1)
    service.fetched.clear()
    result = run(asking, service)
    assert (result.run, result.status, result.new, result.known) == (number, "complete", 30, 0)
    assert len(service.fetched) == 10
    assert len(accessions(asking)) == 30
    assert check_store(asking) == ()


def test_an_interrupted_run_is_dated_by_the_day_the_list_was_last_asked_for(
    asking: ReviewContext, service: Service
) -> None:
    begun(asking, service, batches=1, parsed=0)
    run(asking, service)
    assert [row.search_date for row in runs_of(asking)] == ["2026-11-23"]


def test_a_run_interrupted_before_its_strategy_was_edited_is_not_passed_off_as_the_new_one(
    asking: ReviewContext, service: Service
) -> None:
    number = begun(asking, service, batches=2, parsed=1)
    with asking.store.write() as session:
        digest = hashlib.sha256(b"lupus[tiab]").hexdigest()
        session.execute(text("UPDATE strategy_version SET text = 'lupus[tiab]', sha256 = :digest"), {"digest": digest})
    result = run(asking, service)
    assert result.run != number
    assert (result.status, result.new) == ("complete", 30)
    assert [(row.status, row.strategy) for row in runs_of(asking)] == [
        ("failed", "lupus[tiab]"),
        ("complete", search_named(asking, "pubmed").strategy),
    ]
    assert check_store(asking) == ()


def test_records_of_a_run_interrupted_before_a_release_are_counted_after_it(
    asking: ReviewContext, service: Service
) -> None:
    number = begun(asking, service, batches=1, parsed=1)
    run(asking, Service(service.corpus.of([invented(5_000, day=date(2026, 1, 5))])), "second")
    create_release(asking, "v1", allow_pending=True)
    result = run(asking, service)
    assert result.run != number
    flow = count_flow(asking).flow
    assert flow.boxes["database_results"] == 30
    assert flow.boxes["records_screened"] == 31  # the one carried over included
    assert check_store(asking) == ()


def test_fetching_in_full_gives_changed_records_new_revisions(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    pmid = "30000005"
    service.corpus.put(replace(service.corpus.records[pmid], abstract="Background: corrected."))
    assert run(asking, service).changed == 0
    result = run(asking, service, refetch=True)
    assert (result.changed, result.new, result.known) == (1, 0, 30)
    assert run(asking, service, refetch=True).changed == 0
    with asking.store.read() as session:
        [record] = records.load_records(session, result.changed_records)
    assert (record.accession, record.revision, record.citation.abstract) == (pmid, 2, "Background: corrected.")


def test_a_record_of_the_service_stays_itself_whatever_its_title_becomes(
    asking: ReviewContext, service: Service
) -> None:
    run(asking, service)
    renamed = replace(service.corpus.records["30000005"], title="Wholly other words.", doi="")
    service.corpus.put(renamed)
    result = run(asking, service, refetch=True)
    assert (result.changed, result.retrieved) == (1, 30)
    assert len(accessions(asking)) == 30


def test_a_change_that_a_failed_run_brought_is_told(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.corpus.put(replace(service.corpus.records["30000029"], abstract="Background: corrected."))
    service.before = answer_once("efetch.fcgi", DOWN, naming=SECOND_BATCH)
    result = run(asking, service, refetch=True)
    assert (result.status, result.changed) == ("failed", 1)


def test_two_searches_of_one_source_share_their_records(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    service.corpus.put(invented(900, day=date(2026, 1, 5)))
    result = run(asking, service, "second")
    assert (result.new, result.known, result.retrieved) == (1, 30, 31)
    assert len(accessions(asking)) == 31
    assert run(asking, service).new == 0


def test_a_search_without_hits_is_complete(asking: ReviewContext, service: Service) -> None:
    service.corpus.records.clear()
    result = run(asking, service)
    assert (result.status, result.promised, result.retrieved) == ("complete", 0, 0)
