"""D1: a list that never ends is given up after a number of pages without a new record; the run is partial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from harvester.sources import SearchPage
from harvester.sources.base import RawResponse
from harvester.store import runs
from harvester.workflow.context import open_review
from harvester.workflow.harvest.listing import MAX_EMPTY_LISTS, MAX_REPEATED_PAGES, PageLimit, page_warnings
from harvester.workflow.harvest.update import dry_run_update, update_review
from tests.reviews import make_review, search_table
from tests.simulators.corpus import Corpus
from tests.simulators.europepmc import EuropePmcService
from tests.simulators.server import Simulator, SimulatorRequest, SimulatorResponse

REPLY = RawResponse(b"", "", 200, "")


def pages(*ids: tuple[str, ...], hits: int = 1, holds_records: bool = True, warnings: tuple[str, ...] = ()) -> Any:
    return [SearchPage(REPLY, hits, numbers, holds_records=holds_records, warnings=warnings) for numbers in ids]


def test_d1_repeated_pages_end_the_list() -> None:
    limit = PageLimit()

    followed = list(limit.follow(pages(*[("1",)] * 100)))

    assert len(followed) == MAX_REPEATED_PAGES + 1
    assert f"{MAX_REPEATED_PAGES} pages in a row had no new record" in limit.reached


def test_d1_empty_lists_of_ids_end_later_since_parts_by_date_are_often_empty() -> None:
    limit = PageLimit()

    assert len(list(limit.follow(pages(*[()] * 1_000, holds_records=False)))) == MAX_EMPTY_LISTS


def test_d1_ever_new_records_beyond_the_hits_end_the_list() -> None:
    limit = PageLimit()

    def endless() -> Iterator[SearchPage]:
        for number in count():
            yield SearchPage(REPLY, 10, tuple(f"{number}-{row}" for row in range(100)), holds_records=True)

    assert len(list(limit.follow(endless()))) == 11
    assert "1,100 records came where 10 hits were reported" in limit.reached


def test_a_list_with_an_end_is_followed_to_it() -> None:
    limit = PageLimit()
    several = pages(("1",), ("2",), (), ("3",), ())

    assert list(limit.follow(several)) == several
    assert limit.reached == ""


def test_d4_warnings_of_a_service_are_printable_cut_and_counted() -> None:
    sent = (("\x1b[31mred\x07\n" + "x" * 10_000), *(f"word {number}" for number in range(300)))

    warnings = page_warnings(pages((), warnings=sent))

    assert len(warnings) == 101
    assert warnings[-1] == "and 201 more warnings"
    assert all(warning.isprintable() and len(warning) <= 500 for warning in warnings)


class EndlessEuropePmc:
    """Europe PMC with one record, that always names a new cursor."""

    def __init__(self) -> None:
        self.service = EuropePmcService(Corpus.sized(1))
        self.asked = 0

    def __call__(self, request: SimulatorRequest) -> SimulatorResponse:
        self.asked += 1
        first = SimulatorRequest(
            request.method, request.path, dict(request.parameters) | {"cursorMark": "*"}, request.headers, ""
        )
        reply = json.loads(self.service(first).body)
        return SimulatorResponse(json.dumps(reply | {"nextCursorMark": f"cursor-{self.asked}"}).encode())


def test_d1_a_service_without_an_end_gives_a_partial_run_with_its_records(tmp_path: Path) -> None:
    endless = EndlessEuropePmc()
    with Simulator(endless) as service:
        folder = make_review(tmp_path, search_table("epmc", "europepmc", base_url=service.url))
        with open_review(folder) as context:
            (run,) = update_review(context).runs
            asked = endless.asked
            (dry_run,) = dry_run_update(context).runs
            with context.store.read() as session:
                (stored,) = runs.load_runs(session)

    assert asked == MAX_REPEATED_PAGES + 1
    assert (run.status, run.promised, run.retrieved, run.new) == ("partial", 1, 1, 1)
    assert run.error is not None
    assert "pages in a row had no new record" in run.error
    assert stored.status == "partial"
    assert dry_run.error is not None


def test_d1_a_partial_list_calls_nothing_gone(tmp_path: Path) -> None:
    corpus = Corpus.sized(30)
    service = EuropePmcService(corpus)
    endless = EndlessEuropePmc()
    answers: list[Any] = [service]

    def answer(request: SimulatorRequest) -> SimulatorResponse:
        reply: SimulatorResponse = answers[-1](request)
        return reply

    with Simulator(answer) as simulator:
        folder = make_review(tmp_path, search_table("epmc", "europepmc", base_url=simulator.url))
        with open_review(folder) as context:
            update_review(context)
            answers.append(endless)
            (run,) = update_review(context).runs

    assert (run.status, run.gone) == ("partial", 0)
