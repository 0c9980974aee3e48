"""Alerts are raised once for each fact, whoever tells it and however often, and stay until they are acknowledged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from harvester.errors import UsageError
from harvester.screening import Decision, Stage
from harvester.store import links
from harvester.workflow.alerts.alerts import Alert, acknowledge_alerts, list_alerts, raise_alerts
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup import judge
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.screening import decide
from harvester.workflow.status import load_status
from tests.simulators.corpus import SimulatedRecord, invented
from tests.workflow.contexts import Service, TickingClock, rows_of, run

PMID = "30000005"
NOTICE = "39000001"
TODAY = date(2026, 11, 23)


@pytest.fixture
def screened(asking: ReviewContext, service: Service) -> ReviewContext:
    """A review of thirty reports, of which one was included."""
    update(asking, service)
    include(asking)
    return asking


def include(context: ReviewContext, pmid: str = PMID) -> None:
    decide.decide_reports(context, [f"pubmed:{pmid}"], Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")


def update(context: ReviewContext, service: Service) -> tuple[Alert, ...]:
    run(context, service)
    deduplicate_store(context)
    return raise_alerts(context)


def revise(service: Service, **changes: object) -> None:
    old = service.corpus.records[PMID]
    service.corpus.put(replace(old, lr=TODAY.isoformat(), **changes))  # type: ignore[arg-type]


def notice(**more: object) -> SimulatedRecord:
    return replace(invented(9_000_001, day=TODAY), pmid=NOTICE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reference", "kind", "says"),
    [
        ("RetractionIn", "retracted", "was retracted (PMID 39000001), says pubmed:30000005"),
        ("PartialRetractionIn", "partly-retracted", "was retracted in part (PMID 39000001)"),
        ("ExpressionOfConcernIn", "concern", "is under an expression of concern (PMID 39000001)"),
        ("ErratumIn", "erratum", "has an erratum (PMID 39000001)"),
        ("UpdateIn", "update", "has a newer version (PMID 39000001)"),
        ("RepublishedIn", "update", "has a newer version (PMID 39000001)"),
    ],
)
def test_what_pubmed_links_to_a_screened_report_is_told(
    screened: ReviewContext, service: Service, reference: str, kind: str, says: str
) -> None:
    revise(service, links=((reference, NOTICE),))
    [alert] = update(screened, service)
    assert (alert.report, alert.kind, alert.records) == ("R000025", kind, ("pubmed:30000005",))
    assert says in alert.sentence
    assert alert.sentence.endswith("Simulated trial number 5 of treatment 5 in condition 5.")


def test_a_retraction_that_only_the_publication_type_tells_is_told(screened: ReviewContext, service: Service) -> None:
    revise(service, types=("Journal Article", "Retracted Publication"))
    [alert] = update(screened, service)
    assert alert.kind == "retracted"
    assert "was retracted, says pubmed:30000005: " in alert.sentence


def test_a_retraction_without_a_number_is_told(screened: ReviewContext, service: Service) -> None:
    revise(service, links=(("RetractionIn", ""),))
    [alert] = update(screened, service)
    assert "was retracted (J Sim Med. 2024;12:1), says pubmed:30000005" in alert.sentence


def test_a_retraction_told_in_two_ways_is_told_once(screened: ReviewContext, service: Service) -> None:
    revise(service, types=("Retracted Publication",))
    assert len(update(screened, service)) == 1
    revise(service, types=("Retracted Publication",), links=(("RetractionIn", NOTICE),))
    service.corpus.put(notice(links=(("RetractionOf", PMID),), types=("Retraction of Publication",)))
    assert update(screened, service) == ()


@pytest.mark.parametrize(
    ("reference", "kind"),
    [("RetractionOf", "retracted"), ("ErratumFor", "erratum"), ("ExpressionOfConcernFor", "concern")],
)
def test_a_notice_that_a_search_found_speaks_for_the_article(
    screened: ReviewContext, service: Service, reference: str, kind: str
) -> None:
    service.corpus.put(notice(links=((reference, PMID),)))
    [alert] = update(screened, service)
    assert (alert.report, alert.kind, alert.records) == ("R000025", kind, (f"pubmed:{NOTICE}",))


def test_an_erratum_that_both_records_tell_is_one_and_a_second_erratum_another(
    screened: ReviewContext, service: Service
) -> None:
    service.corpus.put(notice(links=(("ErratumFor", PMID),)))
    revise(service, links=(("ErratumIn", NOTICE),))
    [alert] = update(screened, service)
    assert set(alert.records) == {f"pubmed:{PMID}", f"pubmed:{NOTICE}"}
    revise(service, links=(("ErratumIn", NOTICE), ("ErratumIn", "39000002")))
    [second] = update(screened, service)
    assert "(PMID 39000002)" in second.sentence


def test_a_preprint_that_was_published_is_told_when_its_article_comes(asking: ReviewContext, service: Service) -> None:
    revise(service, types=("Journal Article", "Preprint"), journal="medRxiv : the preprint server")
    update(asking, service)
    include(asking)
    revise(service, types=("Journal Article", "Preprint"), links=(("UpdateIn", NOTICE),))
    service.corpus.put(notice())
    [alert] = update(asking, service)
    assert (alert.kind, alert.report) == ("published", "R000025")
    assert "is a preprint and has been published (PMID 39000001)" in alert.sentence


def test_what_was_known_before_the_screening_is_no_news_but_a_retraction_is(
    asking: ReviewContext, service: Service
) -> None:
    revise(service, links=(("ErratumIn", NOTICE),))
    update(asking, service)
    include(asking)
    assert update(asking, service) == ()
    other = "30000006"
    service.corpus.put(replace(service.corpus.records[other], types=("Retracted Publication",), lr=TODAY.isoformat()))
    assert update(asking, service) == ()
    include(asking, other)
    assert [alert.kind for alert in update(asking, service)] == ["retracted"]


def test_a_report_nobody_screened_raises_no_alert(asking: ReviewContext, service: Service) -> None:
    update(asking, service)
    revise(service, types=("Retracted Publication",), links=(("ErratumIn", NOTICE),))
    assert update(asking, service) == ()


def test_a_change_of_content_is_told_and_the_upkeep_of_the_database_is_not(
    screened: ReviewContext, service: Service
) -> None:
    revise(service, mhda="2026-11-22")  # a date that stands in the record
    assert update(screened, service) == ()
    revise(service, abstract="Background: corrected.")
    [alert] = update(screened, service)
    assert alert.kind == "changed"
    assert "has changed since it was screened, in pubmed (abstract): " in alert.sentence
    revise(service, abstract="Background: corrected again.")
    assert [each.kind for each in update(screened, service)] == ["changed"]


def test_a_retraction_explains_the_new_title_that_says_so(screened: ReviewContext, service: Service) -> None:
    title = f"RETRACTED: {service.corpus.records[PMID].title}"
    revise(service, types=("Retracted Publication",), title=title)
    assert [alert.kind for alert in update(screened, service)] == ["retracted"]


def test_a_retraction_does_not_hide_another_change(screened: ReviewContext, service: Service) -> None:
    revise(service, types=("Retracted Publication",), abstract="Background: corrected.")
    assert {alert.kind for alert in update(screened, service)} == {"retracted", "changed"}


def test_an_update_killed_before_its_alerts_is_made_good_by_the_next(screened: ReviewContext, service: Service) -> None:
    revise(service, abstract="Background: corrected.", links=(("ErratumIn", NOTICE),))
    run(screened, service)
    deduplicate_store(screened)
    assert {alert.kind for alert in update(screened, service)} == {"erratum", "changed"}


def test_raising_again_without_news_writes_nothing(screened: ReviewContext, service: Service) -> None:
    revise(service, types=("Retracted Publication",))
    update(screened, service)
    before = rows_of(screened)
    assert raise_alerts(screened) == ()
    assert rows_of(screened) == before


def test_a_link_that_a_record_no_longer_tells_is_dropped_and_the_alert_stays(
    screened: ReviewContext, service: Service
) -> None:
    revise(service, links=(("ErratumIn", NOTICE),))
    update(screened, service)
    revise(service, links=())
    update(screened, service)
    with screened.store.read() as session:
        assert links.load_links(session) == ()
    assert len(list_alerts(screened)) == 1


def test_a_link_leads_to_the_record_that_bears_its_number_whichever_came_first(
    screened: ReviewContext, service: Service
) -> None:
    revise(service, links=(("CommentIn", NOTICE), ("CommentIn", "39000009")))
    update(screened, service)
    with screened.store.read() as session:
        assert [link.target_record_id for link in links.load_links(session)] == [None, None]
    service.corpus.put(notice())
    update(screened, service)
    with screened.store.read() as session:
        assert [link.target_record_id for link in links.load_links(session)] == [31, None]


def test_an_alert_is_open_until_somebody_acknowledges_it(
    screened: ReviewContext, service: Service, clock: TickingClock
) -> None:
    revise(service, links=(("ErratumIn", NOTICE), ("ExpressionOfConcernIn", "39000002")))
    one, other = update(screened, service)
    assert load_status(screened).alerts == 2
    done = acknowledge_alerts(screened, [one.id], person="Ann")
    assert ([alert.id for alert in done.acknowledged], done.already_acknowledged) == ([one.id], ())
    assert [alert.id for alert in list_alerts(screened)] == [other.id]
    assert [alert.acknowledged_by for alert in list_alerts(screened, include_acknowledged=True)] == ["Ann", ""]
    assert load_status(screened).alerts == 1
    assert update(screened, service) == ()


def test_the_first_to_acknowledge_an_alert_is_the_one_who_did(screened: ReviewContext, service: Service) -> None:
    revise(service, links=(("ErratumIn", NOTICE),))
    [alert] = update(screened, service)
    acknowledge_alerts(screened, [alert.id], person="Ann")
    done = acknowledge_alerts(screened, [alert.id], person="Bob")
    assert done.acknowledged == ()
    assert [before.acknowledged_by for before in done.already_acknowledged] == ["Ann"]


def test_acknowledging_what_does_not_exist_stores_nothing(screened: ReviewContext, service: Service) -> None:
    revise(service, links=(("ErratumIn", NOTICE),))
    [alert] = update(screened, service)
    with pytest.raises(UsageError, match="no alert 99"):
        acknowledge_alerts(screened, [alert.id, 99], person="Ann")
    with pytest.raises(UsageError, match="reviewer name is empty"):
        acknowledge_alerts(screened, [alert.id], person=" ")
    assert list_alerts(screened) == (alert,)


def test_an_alert_follows_its_report_when_that_joins_another(screened: ReviewContext, service: Service) -> None:
    revise(service, links=(("ErratumIn", NOTICE),))
    update(screened, service)
    judge.judge_pair(screened, f"pubmed:{PMID}", "pubmed:30000029", "duplicate", person="Ann")
    [alert] = list_alerts(screened)
    assert alert.report == "R000001"
    assert update(screened, service) == ()


def test_an_alert_raised_about_joined_reports_is_not_raised_again_when_they_part(
    screened: ReviewContext, service: Service
) -> None:
    pair = (f"pubmed:{PMID}", "pubmed:30000029")
    judge.judge_pair(screened, *pair, "duplicate", person="Ann")
    revise(service, links=(("ErratumIn", NOTICE),))
    [alert] = update(screened, service)
    assert alert.report == "R000001"
    judge.judge_pair(screened, *pair, "distinct", person="Ann")
    assert update(screened, service) == ()
