"""How much of the rate that NCBI permits a harvest uses, when every answer takes 0.3 seconds.

Run: python -m tests.benchmarks.bench_sources
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import requests

from harvester.sources import Settings, Source, open_source
from harvester.sources.ncbi.pubmed import KEY, PER_SECOND, PER_SECOND_WITH_KEY
from tests.simulators.test_simulators import running

RECORDS: Final = 20_000
LATENCY: Final = 0.3
BATCH: Final = 200
WITH_KEY: Final = {KEY: "0123456789abcdef0123456789abcdef0123"}


def main() -> None:
    """Print a table: rate permitted, requests, seconds, seconds the limit asks for, share of the rate."""
    print(f"{RECORDS} records of PubMed, {LATENCY} s to every answer")
    print(f"{'permitted':<12}{'requests':>9}{'seconds':>9}{'at least':>10}{'over':>8}{'share':>8}")
    with running("eutils", "--records", str(RECORDS), "--latency", str(LATENCY)) as url:
        for rate, environ in ((PER_SECOND_WITH_KEY, WITH_KEY), (PER_SECOND, {})):
            report(url, rate, environ)


def report(url: str, rate: float, environ: Mapping[str, str]) -> None:
    with opened(url, environ) as source:
        begun = time.perf_counter()
        pages = list(source.search("anything"))
        ids = [number for page in pages for number in page.ids]
        searched = time.perf_counter()
        received = sum(reply.body.count(b"<PubmedArticle>") for reply in source.fetch(ids))
        seconds = time.perf_counter() - searched
    if received != RECORDS:
        raise SystemExit(f"{received} records of {RECORDS} arrived")
    requests_made = -(-RECORDS // BATCH)
    least = (requests_made - 1) / rate + LATENCY
    line(f"{rate:.0f}/s", requests_made, seconds, least)
    print(f"{'':<12}listing them took {len(pages)} requests and {searched - begun:.1f} s")


def line(permitted: str, count: int, seconds: float, least: float) -> None:
    over, share = seconds / least - 1, least / seconds
    print(f"{permitted:<12}{count:>9}{seconds:>9.1f}{least:>10.1f}{over:>8.1%}{share:>8.1%}", flush=True)


@contextmanager
def opened(url: str, environ: Mapping[str, str]) -> Iterator[Source]:
    with requests.Session() as session:
        session.trust_env = False
        settings = Settings(contact="team@example.org", base_url=url, environ=environ, batch_size=BATCH)
        yield open_source("pubmed", settings=settings, session=session)


if __name__ == "__main__":
    main()
