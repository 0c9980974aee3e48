"""Embase against its simulator."""

from __future__ import annotations

import json

import pytest

from harvester.errors import SourceNotConfigured, SourceRefused, SourceUnavailable
from harvester.sources import Settings, open_source
from tests.simulators.corpus import Corpus
from tests.simulators.embase import EmbaseService
from tests.simulators.server import Fault, Simulator, SimulatorRequest, SimulatorResponse
from tests.sources.opening import ELSEVIER_KEY, WITH_ELSEVIER_KEY, SourceOpener, ids_of

STRATEGY = "'anakinra'/exp AND 'macrophage activation syndrome':ti,ab"


def test_a_search_yields_full_records_numbered_from_one(
    elsevier_service: EmbaseService, elsevier: Simulator, opened: SourceOpener
) -> None:
    elsevier_service.corpus = Corpus.sized(250)

    pages = list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY))

    assert [len(page.ids) for page in pages] == [100, 100, 50]
    assert len(set(ids_of(pages))) == 250
    assert pages[0].ids[0] == "L600000249"
    assert all(page.holds_records and page.hits == 250 for page in pages)
    assert [asked.parameters["start"] for asked in elsevier.seen] == ["1", "101", "201"]


def test_a_search_without_results_is_one_page_with_none(
    elsevier_service: EmbaseService, elsevier: Simulator, opened: SourceOpener
) -> None:
    elsevier_service.corpus = Corpus()

    (page,) = opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY)

    assert (page.hits, page.ids) == (0, ())


def test_key_and_token_travel_in_headers_alone(
    elsevier_service: EmbaseService, elsevier: Simulator, opened: SourceOpener
) -> None:
    elsevier_service.token = "an-institution-token"  # noqa: S105 - of a simulator
    environ = WITH_ELSEVIER_KEY | {"ELSEVIER_INSTTOKEN": elsevier_service.token}

    source = opened("embase", elsevier, environ=environ)
    (page,) = source.search(STRATEGY)

    (asked,) = elsevier.seen
    assert asked.headers["X-ELS-APIKey"] == ELSEVIER_KEY
    assert asked.headers["X-ELS-Insttoken"] == elsevier_service.token
    shown = [asked.query, page.reply.request, page.reply.body.decode(), repr(source)]
    assert all(secret not in text for text in shown for secret in (ELSEVIER_KEY, elsevier_service.token))
    assert b"apiKey=REDACTED" in page.reply.body


def test_a_long_strategy_is_posted(elsevier: Simulator, opened: SourceOpener) -> None:
    strategy = " OR ".join(f"'synonym {number}':ti,ab" for number in range(100))

    assert ids_of(list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(strategy)))
    assert (elsevier.seen[0].method, elsevier.seen[0].query) == ("POST", "")


def test_records_are_fetched_one_by_one_and_withdrawn_ones_are_absent(
    elsevier: Simulator, opened: SourceOpener
) -> None:
    replies = list(
        opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).fetch(["L600000001", "L999999999", "L600000002"])
    )

    assert [b"L600000001" in reply.body for reply in replies] == [True, False]


def test_without_a_key_the_search_is_skipped_with_two_ways_out() -> None:
    with pytest.raises(SourceNotConfigured, match="key") as refusal:
        open_source("embase", settings=Settings(contact="team@example.org", environ={}))

    assert "ELSEVIER_API_KEY" in refusal.value.hint
    assert "imports/<key>/" in refusal.value.hint


def test_a_wrong_key_is_refused_with_the_words_of_the_service(elsevier: Simulator, opened: SourceOpener) -> None:
    with pytest.raises(SourceRefused, match="Institution Token is not associated") as refusal:
        list(opened("embase", elsevier, environ={"ELSEVIER_API_KEY": "another-wrong-key"}).search(STRATEGY))

    assert "another-wrong-key" not in str(refusal.value)
    assert len(elsevier.seen) == 1


def test_a_key_without_entitlement_means_not_configured(
    elsevier_service: EmbaseService, elsevier: Simulator, opened: SourceOpener
) -> None:
    elsevier_service.entitled = False

    with pytest.raises(SourceNotConfigured, match="not entitled") as refusal:
        list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY))

    assert "export all records" in refusal.value.hint


def test_a_used_up_quota_is_not_asked_again(elsevier: Simulator, opened: SourceOpener) -> None:
    elsevier.spoil(Fault("429-quota", detail="1795953600"))

    with pytest.raises(SourceRefused, match=r"quota .* until 2026-11-29 \d\d:\d\d UTC"):
        list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY))

    assert len(elsevier.seen) == 1


@pytest.mark.parametrize("fault", ["429", "500", "503", "garbage", "html", "truncated", "cut", "empty", "reset"])
def test_a_passing_fault_is_outlived(fault: str, elsevier: Simulator, opened: SourceOpener) -> None:
    elsevier.spoil(fault, fault)

    assert len(ids_of(list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY)))) == 30


def test_a_lasting_fault_ends_as_unavailable(elsevier: Simulator, opened: SourceOpener) -> None:
    elsevier.spoil(*["garbage"] * 6)

    with pytest.raises(SourceUnavailable, match="Embase: the reply is not JSON"):
        list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY))


@pytest.mark.parametrize("status", ["400", "404", "405", "406"])
def test_a_refusal_is_an_error_and_the_request_is_not_repeated(
    status: str, elsevier: Simulator, opened: SourceOpener
) -> None:
    elsevier.spoil(status)

    with pytest.raises(SourceRefused, match=f"Embase: HTTP {status}: Error"):
        list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search(STRATEGY))

    assert len(elsevier.seen) == 1


def test_a_record_without_a_number_costs_neither_its_page_nor_the_next(opened: SourceOpener) -> None:
    def nameless(asked: SimulatorRequest) -> SimulatorResponse:
        number = "600000001" if asked.parameters["start"] == "1" else "600000002"
        results = [{"itemInfo": {"itemIdList": {"lui": number}}}, {"itemInfo": {}}]
        return SimulatorResponse(json.dumps({"header": {"hits": "4"}, "results": results}).encode())

    with Simulator(nameless) as simulator:
        pages = list(opened("embase", simulator, environ=WITH_ELSEVIER_KEY).search(STRATEGY))

    assert ids_of(pages) == ["L600000001", "L600000002"]
    assert all("no accession number" in page.warnings[0] for page in pages)


@pytest.mark.parametrize("wrong", ["600000001", "L1/../x", ""])
def test_what_is_no_number_of_embase_is_refused_before_anything_is_asked(
    wrong: str, elsevier: Simulator, opened: SourceOpener
) -> None:
    with pytest.raises(SourceRefused, match="not a record number of Embase"):
        list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).fetch(["L600000001", wrong]))

    assert elsevier.seen == []


def test_a_query_that_embase_would_misread_is_a_warning_once(
    elsevier_service: EmbaseService, elsevier: Simulator, opened: SourceOpener
) -> None:
    elsevier_service.corpus = Corpus.sized(150)

    pages = list(opened("embase", elsevier, environ=WITH_ELSEVIER_KEY).search("asthma[tiab]"))

    assert [len(page.warnings) for page in pages] == [1, 0]
