"""A search of tens of thousands of records against a simulator that fails now and then."""

from __future__ import annotations

import pytest
import requests

from harvester.sources import Settings, open_source
from tests.simulators.clock import FakeClock
from tests.simulators.test_simulators import running


@pytest.mark.parametrize("fault_rate", ["0", "0.05"])
def test_sixty_thousand_records_are_listed_exactly(fault_rate: str) -> None:
    options = ("--records", "60000", "--fault-rate", fault_rate, "--seed", "3")
    with running("eutils", *options) as url, requests.Session() as session:
        session.trust_env = False
        settings = Settings(contact="team@example.org", base_url=url, environ={}, page_size=2_500)
        source = open_source("pubmed", settings=settings, session=session, clock=FakeClock())
        pages = list(source.search("anything"))

    ids = [number for page in pages for number in page.ids]
    assert pages[-1].hits == len(ids) == len(set(ids)) == 60_000
    assert set(ids) == {str(30_000_000 + number) for number in range(60_000)}


def test_three_thousand_records_are_fetched_exactly_though_every_tenth_reply_is_spoilt() -> None:
    with (
        running("eutils", "--records", "3000", "--fault-rate", "0.1", "--seed", "7") as url,
        requests.Session() as session,
    ):
        session.trust_env = False
        settings = Settings(contact="team@example.org", base_url=url, environ={}, batch_size=50)
        source = open_source("pubmed", settings=settings, session=session, clock=FakeClock())
        ids = [str(30_000_000 + number) for number in range(3_000)]
        bodies = b"".join(reply.body for reply in source.fetch(ids))

    assert bodies.count(b"<PubmedArticle>") == 3_000
    assert all(f'<PMID Version="1">{number}</PMID>'.encode() in bodies for number in ids)
