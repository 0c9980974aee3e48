"""A search lists all records, whatever their dates, or reports a shortfall."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.sources import RateLimiter, SearchPage, Settings
from harvester.sources.configuration import SourceContext
from harvester.sources.ncbi.eutils import EutilsSource as Adapter
from harvester.sources.ncbi.pubmed import open_pubmed
from tests.simulators.clock import FakeClock
from tests.simulators.corpus import Corpus, SimulatedRecord
from tests.simulators.eutils import EutilsService
from tests.simulators.transport import session_to
from tests.support import examples

WINDOW = 4
DAYS = st.sampled_from(
    ["1950-01-01", "1999-12-31", "2000-01-01", "2024-02-28", "2024-02-29", "2024-03-01", "2031-07-07"]
)
DATED = st.tuples(DAYS, DAYS, DAYS)


def listed(corpus: Corpus, *, page_size: int) -> list[SearchPage]:
    clock = FakeClock()
    service = EutilsService(corpus, window=WINDOW)
    wiring = SourceContext(session=session_to(service), clock=clock, rate_limiter=RateLimiter(clock))
    source = open_pubmed(Settings(contact="team@example.org", environ={}), wiring)
    small = Adapter(
        name=source.name,
        client=source.client,
        clock=clock,
        base_url=source.base_url,
        identity=source.identity,
        page_size=page_size,
        max_listed=WINDOW,
    )
    return list(small.search("a OR b"))


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(DATED, max_size=25), st.integers(1, WINDOW))
def test_every_record_is_listed_once_unless_too_many_share_all_their_dates(
    dates: list[tuple[str, str, str]], page_size: int
) -> None:
    corpus = Corpus.of(
        SimulatedRecord(pmid=str(number), title="x", crdt=crdt, edat=edat, mhda=mhda)
        for number, (crdt, edat, mhda) in enumerate(dates, start=1)
    )
    pages = listed(corpus, page_size=page_size)
    ids = [number for page in pages for number in page.ids]
    crowded = [count for count in Counter(dates).values() if count > WINDOW]

    assert len(ids) == len(set(ids))
    assert set(ids) <= set(corpus.records)
    assert pages[-1].hits == len(dates)
    if not crowded or len(dates) <= WINDOW:
        assert set(ids) == set(corpus.records)
    else:
        assert len(dates) - len(ids) <= sum(count - WINDOW for count in crowded)
        assert any("share the dates" in warning for page in pages for warning in page.warnings)


def test_a_search_as_large_as_medline_itself_takes_few_requests() -> None:
    dense = Corpus.sized(2_000, first=date(1990, 1, 1), per_day=1)
    clock = FakeClock()
    session = session_to(EutilsService(dense, window=100))
    wiring = SourceContext(session=session, clock=clock, rate_limiter=RateLimiter(clock))
    source = open_pubmed(Settings(contact="team@example.org", environ={}), wiring)
    small = Adapter(
        name="pubmed",
        client=source.client,
        clock=clock,
        base_url=source.base_url,
        identity=source.identity,
        max_listed=100,
    )
    pages = list(small.search("a OR b"))

    assert sum(len(page.ids) for page in pages) == 2_000
    assert len(pages) <= 4 * 2_000 // 100
