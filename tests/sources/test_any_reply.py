"""For any reply of a service a source yields pages or raises a ``SourceError``, and terminates."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.errors import SourceError
from harvester.review import KNOWN_SOURCES
from harvester.sources import SOURCE_FACTORIES, Settings, open_source
from tests.simulators.clock import FakeClock
from tests.simulators.server import SimulatorRequest, SimulatorResponse
from tests.simulators.transport import session_to
from tests.support import examples

KEYS: Final = {"ELSEVIER_API_KEY": "fedcba9876543210"}
IDS: Final = {
    "pubmed": "30000001",
    "medline": "30000001",
    "embase": "L600000001",
    "europepmc": "MED:1",
    "clinicaltrials": "NCT00000001",
}
NAMES: Final = [
    "esearchresult",
    "count",
    "idlist",
    "ERROR",
    "error",
    "header",
    "results",
    "hits",
    "itemInfo",
    "itemIdList",
    "pui",
    "hitCount",
    "resultList",
    "result",
    "id",
    "source",
    "nextCursorMark",
    "errCode",
    "errMsg",
    "request",
    "queryString",
    "studies",
    "totalCount",
    "nextPageToken",
    "protocolSection",
    "identificationModule",
    "nctId",
    "dataTimestamp",
    "apiVersion",
]
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from(["", "7", "MED", "x", "NCT00000001"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
BODIES: Final = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {"dataTimestamp": st.just("2026"), "hitCount": st.integers(0, 9), "totalCount": st.integers(0, 9)},
        optional={
            "resultList": st.fixed_dictionaries({"result": st.lists(JSON, max_size=3)}),
            "studies": st.lists(JSON, max_size=3),
            "nextPageToken": JSON,
            "nextCursorMark": JSON,
            "header": st.fixed_dictionaries({"hits": st.integers(0, 9)}),
            "results": st.lists(JSON, max_size=3),
        },
    ).map(lambda value: json.dumps(value).encode()),
)
SENT: Final = st.builds(
    SimulatorResponse, BODIES, status=st.sampled_from([200, 200, 200, 204, 302, 400, 404, 429, 500])
)


@settings(deadline=None, max_examples=examples(120))
@pytest.mark.parametrize("name", SOURCE_FACTORIES)
@given(replies=st.lists(SENT, min_size=1, max_size=4))
def test_any_reply_gives_pages_or_a_source_error(name: str, replies: list[SimulatorResponse]) -> None:
    asked: list[SimulatorRequest] = []

    def answer(request: SimulatorRequest) -> SimulatorResponse:
        asked.append(request)
        assert len(asked) < 500
        return replies[len(asked) % len(replies)]

    source = open_source(
        name,
        settings=Settings(contact="team@example.org", environ=KEYS, attempts=2),
        session=session_to(answer),
        clock=FakeClock(),
    )
    numbers = _pages(source.search("anakinra"))
    _pages(source.fetch([IDS[name]]))

    assert len(numbers) == len(set(numbers))


def _pages(found: Any) -> list[str]:
    """The ids of what is yielded until it ends, well or with the one kind of error that is allowed."""
    ids: list[str] = []
    try:
        for page in found:
            ids.extend(getattr(page, "ids", ()))
    except SourceError:
        return ids
    return ids


@given(st.text(max_size=40))
@pytest.mark.parametrize("name", ["europepmc", "clinicaltrials"])
def test_any_strategy_is_asked_or_refused(name: str, strategy: str) -> None:
    empty = b'{"hitCount": 0, "resultList": {"result": []}, "studies": [], "totalCount": 0, "dataTimestamp": "2026"}'
    source = open_source(
        name,
        settings=Settings(contact="team@example.org", environ={}),
        session=session_to(lambda _: SimulatorResponse(empty)),
        clock=FakeClock(),
    )

    assert _pages(source.search(strategy)) == []


def test_the_names_that_a_review_knows_by_itself_are_those_there_are() -> None:
    assert (*SOURCE_FACTORIES, "file") == KNOWN_SOURCES
