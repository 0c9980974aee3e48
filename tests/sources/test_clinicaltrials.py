"""ClinicalTrials.gov against its simulator."""

from __future__ import annotations

import json

import pytest

from harvester.errors import SourceRefused, SourceUnavailable
from harvester.sources import strategy_warnings
from harvester.sources.configuration import INTERVAL_MARGIN
from tests.simulators.clinicaltrials import ClinicalTrialsService
from tests.simulators.corpus import Corpus
from tests.simulators.server import PASSING, Fault, Simulator, SimulatorRequest, SimulatorResponse
from tests.sources.opening import SourceOpener, ids_of

STRATEGY = "anakinra AND AREA[LastUpdatePostDate]RANGE[2020-01-01,MAX]"


def test_the_time_of_the_data_is_stored_first_and_in_the_translation(register: Simulator, opened: SourceOpener) -> None:
    version, page = opened("clinicaltrials", register).search(STRATEGY)

    assert (version.holds_records, version.ids, version.hits) == (False, (), 30)
    assert b"2026-11-20T09:00:05" in version.reply.body
    assert version.translation == f"{STRATEGY} [data of 2026-11-20T09:00:05, API 2.0.5]"
    assert (page.holds_records, page.hits, len(page.ids)) == (True, 30, 30)
    assert [asked.utility for asked in register.seen] == ["version", "studies"]


def test_pages_follow_their_tokens_to_the_end(register: Simulator, opened: SourceOpener) -> None:
    pages = list(opened("clinicaltrials", register, page_size=8).search(STRATEGY))

    assert [len(page.ids) for page in pages] == [0, 8, 8, 8, 6]
    assert len(set(ids_of(pages))) == 30
    assert pages[1].ids[0] == "NCT30000029"
    assert all(page.hits == 30 for page in pages)


def test_the_total_is_asked_for_once_and_only_protocols_are(register: Simulator, opened: SourceOpener) -> None:
    list(opened("clinicaltrials", register, page_size=20).search(STRATEGY))

    _, first, second = register.seen
    assert (first.parameters["countTotal"], "countTotal" in second.parameters) == ("true", False)
    assert first.parameters["query.term"] == second.parameters["query.term"] == STRATEGY
    assert first.parameters["fields"] == "protocolSection,hasResults"
    assert (first.parameters["pageSize"], first.parameters["format"]) == ("20", "json")


def test_pages_hold_a_thousand_entries_at_most(register: Simulator, opened: SourceOpener) -> None:
    list(opened("clinicaltrials", register, page_size=9_999).search(STRATEGY))

    assert register.seen[1].parameters["pageSize"] == "1000"


def test_a_search_without_results_reports_no_hits(
    register_service: ClinicalTrialsService, register: Simulator, opened: SourceOpener
) -> None:
    register_service.corpus = Corpus()

    pages = list(opened("clinicaltrials", register).search(STRATEGY))

    assert [(page.hits, page.ids) for page in pages] == [(0, ()), (0, ())]


def test_a_long_strategy_is_still_a_get_since_the_register_takes_nothing_else(
    register: Simulator, opened: SourceOpener
) -> None:
    strategy = " OR ".join(f'"treatment {number}"' for number in range(200))

    assert len(ids_of(list(opened("clinicaltrials", register).search(strategy)))) == 30
    assert {asked.method for asked in register.seen} == {"GET"}


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_is_outlived(fault: str, register: Simulator, opened: SourceOpener) -> None:
    register.spoil(fault, Fault(fault, only="studies"))

    assert len(ids_of(list(opened("clinicaltrials", register, page_size=20).search(STRATEGY)))) == 30


@pytest.mark.parametrize("only", ["version", "studies"])
@pytest.mark.parametrize("fault", ["500", "html", "truncated", "empty"])
def test_a_lasting_fault_ends_as_unavailable_and_never_as_a_zero(
    fault: str, only: str, register: Simulator, opened: SourceOpener
) -> None:
    register.spoil(*[Fault(fault, only=only)] * 6)

    with pytest.raises(SourceUnavailable, match=r"ClinicalTrials.gov: .*tried 6 times"):
        list(opened("clinicaltrials", register).search(STRATEGY))


def test_a_refusal_has_the_message_of_the_register(opened: SourceOpener) -> None:
    def angry(asked: SimulatorRequest) -> SimulatorResponse:
        if asked.utility == "version":
            return SimulatorResponse(b'{"apiVersion": "2.0.5", "dataTimestamp": "2026-11-20T09:00:05"}')
        return SimulatorResponse(b"Query is too complicated", "text/plain", 400)

    with (
        Simulator(angry) as simulator,
        pytest.raises(SourceRefused, match=r"ClinicalTrials\.gov: HTTP 400: Query is too") as refusal,
    ):
        list(opened("clinicaltrials", simulator).search("x"))

    assert "clinicaltrials.gov" in refusal.value.hint


@pytest.mark.parametrize(
    ("version", "studies", "error"),
    [
        ({"apiVersion": "2"}, {"studies": [], "totalCount": 0}, SourceUnavailable),
        ({"dataTimestamp": "2026"}, {"totalCount": 0}, SourceUnavailable),
        ({"dataTimestamp": "2026"}, {"studies": []}, SourceRefused),
    ],
)
def test_a_reply_that_lacks_what_it_must_have_is_never_read_as_a_zero(
    version: dict[str, object], studies: dict[str, object], error: type[Exception], opened: SourceOpener
) -> None:
    def lacking(asked: SimulatorRequest) -> SimulatorResponse:
        return SimulatorResponse(json.dumps(version if asked.utility == "version" else studies).encode())

    with Simulator(lacking) as simulator, pytest.raises(error):
        list(opened("clinicaltrials", simulator).search("x"))


@pytest.mark.parametrize("token", ["again", None])
def test_a_register_that_goes_round_in_circles_is_left(token: str | None, opened: SourceOpener) -> None:
    def circle(asked: SimulatorRequest) -> SimulatorResponse:
        if asked.utility == "version":
            return SimulatorResponse(b'{"dataTimestamp": "2026-11-20T09:00:05"}')
        study = {"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}
        page = [study, {}] if token else []
        return SimulatorResponse(
            json.dumps({"studies": page, "totalCount": 5, "nextPageToken": token or "more"}).encode()
        )

    with Simulator(circle) as simulator:
        pages = list(opened("clinicaltrials", simulator).search("x"))

    assert ids_of(pages) == (["NCT00000001"] if token else [])
    assert pages[-1].hits == 5
    assert len(simulator.seen) <= 3


def test_an_entry_without_a_number_is_a_warning(opened: SourceOpener) -> None:
    def nameless(asked: SimulatorRequest) -> SimulatorResponse:
        if asked.utility == "version":
            return SimulatorResponse(b'{"dataTimestamp": "2026-11-20T09:00:05"}')
        return SimulatorResponse(b'{"studies": [{"protocolSection": {}}, 7], "totalCount": 2}')

    with Simulator(nameless) as simulator:
        _, page = opened("clinicaltrials", simulator).search("x")

    assert page.warnings == ("2 entries of a page have no NCT number",)


def test_entries_are_fetched_by_their_numbers_in_batches(register: Simulator, opened: SourceOpener) -> None:
    ids = [f"NCT{number}" for number in range(30_000_000, 30_000_150)]

    replies = list(opened("clinicaltrials", register).fetch(ids))

    assert [len(json.loads(reply.body)["studies"]) for reply in replies] == [30, 0]
    assert register.seen[0].parameters["filter.ids"].startswith("NCT30000000,NCT30000001,")


@pytest.mark.parametrize("wrong", ["NCT1", "30000001", "NCT30000001,NCT30000002", ""])
def test_what_is_no_nct_number_is_refused_before_anything_is_asked(
    wrong: str, register: Simulator, opened: SourceOpener
) -> None:
    with pytest.raises(SourceRefused, match="not an NCT number"):
        list(opened("clinicaltrials", register).fetch(["NCT30000001", wrong]))

    assert register.seen == []


def test_no_more_than_fifty_requests_leave_in_a_minute(register: Simulator, opened: SourceOpener) -> None:
    list(opened("clinicaltrials", register, page_size=10).search("x"))

    assert opened.clock.slept == pytest.approx([1.2 * INTERVAL_MARGIN] * (len(register.seen) - 1), abs=1e-3)


def test_a_strategy_in_the_syntax_of_another_database_is_a_warning(register: Simulator, opened: SourceOpener) -> None:
    _, page = opened("clinicaltrials", register).search("'anakinra'/exp")

    assert "Embase.com" in page.warnings[0]
    assert strategy_warnings("clinicaltrials", STRATEGY) == ()
