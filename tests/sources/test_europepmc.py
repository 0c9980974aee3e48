"""Europe PMC against its simulator."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from harvester.errors import SourceRefused, SourceUnavailable
from harvester.sources import strategy_warnings
from harvester.sources.configuration import INTERVAL_MARGIN
from harvester.sources.europepmc import read_synonym_option
from tests.simulators.corpus import Corpus
from tests.simulators.europepmc import End, EuropePmcService
from tests.simulators.server import PASSING, Fault, Simulator, SimulatorRequest, SimulatorResponse
from tests.sources.opening import SourceOpener, ids_of

STRATEGY = '// preprints too\n(anakinra OR kineret)\nAND "macrophage activation syndrome"\n'


@pytest.mark.parametrize("end", get_args(End))
@pytest.mark.parametrize("page_size", [7, 10, 30, 31])
def test_the_cursor_is_followed_to_whichever_end_it_has(
    end: End, page_size: int, ebi_service: EuropePmcService, ebi: Simulator, opened: SourceOpener
) -> None:
    ebi_service.end = end

    pages = list(opened("europepmc", ebi, page_size=page_size).search(STRATEGY))

    assert len(ids_of(pages)) == len(set(ids_of(pages))) == 30
    assert all(page.holds_records and page.hits == 30 for page in pages)
    assert len(ebi.seen) <= 30 // page_size + 2


def test_a_page_of_records_with_the_cursor_it_was_asked_for_is_the_last(opened: SourceOpener) -> None:
    body = {"hitCount": 9, "nextCursorMark": "*", "resultList": {"result": [{"id": "1", "source": "MED"}]}}

    with Simulator(lambda _: SimulatorResponse(json.dumps(body).encode())) as simulator:
        (page,) = opened("europepmc", simulator).search("x")

    assert (page.ids, page.hits) == (("MED:1",), 9)


def test_a_search_without_results_is_one_page_with_none(
    ebi_service: EuropePmcService, ebi: Simulator, opened: SourceOpener
) -> None:
    ebi_service.corpus = Corpus()

    (page,) = opened("europepmc", ebi).search(STRATEGY)

    assert (page.hits, page.ids, page.warnings) == (0, (), ())


def test_a_record_is_known_by_source_and_id_together(ebi: Simulator, opened: SourceOpener) -> None:
    ids = ids_of(list(opened("europepmc", ebi).search(STRATEGY)))

    assert ids[0] == "PPR:PPR30000029"
    assert ids[-1] == "MED:30000000"


def test_full_records_are_asked_for_a_thousand_at_a_time(ebi: Simulator, opened: SourceOpener) -> None:
    list(opened("europepmc", ebi, page_size=5_000).search(STRATEGY))

    asked = ebi.seen[0]
    assert (asked.method, asked.utility) == ("GET", "search")
    assert asked.parameters["query"] == '(anakinra OR kineret) AND "macrophage activation syndrome"'
    assert (asked.parameters["resultType"], asked.parameters["pageSize"]) == ("core", "1000")
    assert asked.parameters["format"] == "json"


def test_a_long_strategy_is_posted_to_the_path_that_takes_forms(ebi: Simulator, opened: SourceOpener) -> None:
    strategy = " OR ".join(f'"synonym {number}"' for number in range(200))

    assert len(ids_of(list(opened("europepmc", ebi).search(strategy)))) == 30
    assert {(asked.method, asked.utility, asked.query) for asked in ebi.seen} == {("POST", "searchPOST", "")}


@pytest.mark.parametrize(
    ("line", "sent", "told"),
    [("", "Y", "synonyms added"), ("// synonym = N\n", "N", "not added"), ("//SYNONYM=y\n", "Y", "synonyms added")],
)
def test_synonyms_are_asked_for_as_on_the_web_site_unless_the_strategy_says_no(
    line: str, sent: str, told: str, ebi: Simulator, opened: SourceOpener
) -> None:
    (page, *_) = opened("europepmc", ebi).search(f"{line}anakinra")

    assert ebi.seen[0].parameters["synonym"] == sent
    assert f"synonym={sent}" in page.reply.request
    assert page.translation.startswith("anakinra")
    assert told in page.translation


@pytest.mark.parametrize("said", ["", "perhaps", "no"])
def test_a_synonym_line_that_says_neither_is_refused(said: str) -> None:
    with pytest.raises(SourceRefused, match="synonym =") as refusal:
        read_synonym_option(f"// synonym = {said}\nanakinra")

    assert "// synonym = N" in refusal.value.hint


def test_a_comment_that_mentions_synonyms_is_only_a_comment() -> None:
    assert read_synonym_option("// without the synonym = N of last year\nanakinra") == "Y"


def test_an_error_inside_http_200_is_refused_with_the_words_of_the_service(
    ebi: Simulator, opened: SourceOpener
) -> None:
    with pytest.raises(SourceRefused, match=r"Europe PMC: The query cannot be read \(error 400\)") as refusal:
        list(opened("europepmc", ebi).search("(anakinra"))

    assert "europepmc.org" in refusal.value.hint
    assert len(ebi.seen) == 1


def test_an_error_of_the_service_itself_inside_http_200_is_outlived(opened: SourceOpener) -> None:
    replies = [{"errCode": 503, "errMsg": "busy"}, {"hitCount": 0, "resultList": {"result": []}}]

    with Simulator(lambda _: SimulatorResponse(json.dumps(replies.pop(0)).encode())) as simulator:
        (page,) = opened("europepmc", simulator).search("x")

    assert page.hits == 0


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_is_outlived(fault: str, ebi: Simulator, opened: SourceOpener) -> None:
    ebi.spoil(fault, fault)

    assert len(ids_of(list(opened("europepmc", ebi, page_size=20).search(STRATEGY)))) == 30


@pytest.mark.parametrize("fault", ["503", "garbage", "truncated", "html"])
def test_a_lasting_fault_ends_as_unavailable_and_never_as_a_zero(
    fault: str, ebi: Simulator, opened: SourceOpener
) -> None:
    ebi.spoil(*[fault] * 6)

    with pytest.raises(SourceUnavailable, match=r"Europe PMC: .*tried 6 times"):
        list(opened("europepmc", ebi).search(STRATEGY))


@pytest.mark.parametrize("body", [b"{}", b'{"hitCount": 3}', b'{"hitCount": "many", "resultList": {"result": []}}'])
def test_a_reply_that_lacks_its_numbers_is_never_read_as_a_zero(body: bytes, opened: SourceOpener) -> None:
    with (
        Simulator(lambda _: SimulatorResponse(body)) as simulator,
        pytest.raises(SourceUnavailable, match="how many records"),
    ):
        list(opened("europepmc", simulator).search("x"))


def test_records_are_fetched_by_source_and_id(ebi: Simulator, opened: SourceOpener) -> None:
    (reply,) = opened("europepmc", ebi).fetch(["MED:30000001", "PPR:PPR30000029", "MED:99999999"])

    found: dict[str, Any] = json.loads(reply.body)
    assert [row["id"] for row in found["resultList"]["result"]] == ["30000001", "PPR30000029"]


def test_many_records_are_fetched_in_batches(ebi: Simulator, opened: SourceOpener) -> None:
    ids = ids_of(list(opened("europepmc", ebi).search("x")))
    settled = len(ebi.seen)

    replies = list(opened("europepmc", ebi).fetch(ids * 2))

    assert len(replies) == len(ebi.seen) - settled == 2


@pytest.mark.parametrize("wrong", ["37344166", "MED:1 OR 2", "MED:", "", 'MED:1"', "med:1"])
def test_what_is_no_number_of_europe_pmc_is_refused_before_anything_is_asked(
    wrong: str, ebi: Simulator, opened: SourceOpener
) -> None:
    with pytest.raises(SourceRefused, match="not a record number of Europe PMC"):
        list(opened("europepmc", ebi).fetch(["MED:30000001", wrong]))

    assert ebi.seen == []


def test_a_record_without_an_id_costs_neither_its_page_nor_the_next(opened: SourceOpener) -> None:
    def nameless(asked: SimulatorRequest) -> SimulatorResponse:
        first = asked.parameters["cursorMark"] == "*"
        rows = [{"id": "1" if first else "2", "source": "MED"}, {"source": "MED"}]
        body = {"hitCount": 4, "resultList": {"result": rows}} | ({"nextCursorMark": "b"} if first else {})
        return SimulatorResponse(json.dumps(body).encode())

    with Simulator(nameless) as simulator:
        pages = list(opened("europepmc", simulator).search("x"))

    assert ids_of(pages) == ["MED:1", "MED:2"]
    assert all("have no id" in page.warnings[0] for page in pages)


def test_a_strategy_in_the_syntax_of_another_database_is_a_warning_once(ebi: Simulator, opened: SourceOpener) -> None:
    pages = list(opened("europepmc", ebi, page_size=10).search("asthma[tiab]"))

    assert sum(len(page.warnings) for page in pages) == 1
    assert strategy_warnings("europepmc", "asthma[tiab]") == pages[0].warnings
    assert strategy_warnings("europepmc", "TITLE:asthma AND FIRST_IDATE:[2026-01-01 TO 2026-02-01]") == ()


def test_five_requests_a_second_are_not_exceeded(ebi: Simulator, opened: SourceOpener) -> None:
    list(opened("europepmc", ebi, page_size=10).search("x"))

    assert opened.clock.slept == pytest.approx([0.2 * INTERVAL_MARGIN] * (len(ebi.seen) - 1), abs=1e-3)


def test_a_service_that_asks_for_a_pause_gets_it(ebi: Simulator, opened: SourceOpener) -> None:
    ebi.spoil(Fault("429", detail="9"))
    list(opened("europepmc", ebi).search("x"))

    assert max(opened.clock.slept) == 9
