"""Errors of connections and replies, and how the HTTP client handles them."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import Any

import pytest
import requests

from harvester.errors import SourceError, SourceUnavailable
from harvester.sources import Settings, open_source
from harvester.sources.configuration import INTERVAL_MARGIN
from tests.simulators.clock import FakeClock
from tests.simulators.eutils import EutilsService
from tests.simulators.server import Fault, Simulator
from tests.sources.opening import NCBI_KEY, WITH_NCBI_KEY, SourceOpener, ids_of

PASSING = (
    "429",
    "rate-limit-200",
    "500",
    "502",
    "503",
    "html",
    "truncated",
    "cut",
    "empty",
    "reset",
    "nonsense",
    "bad-gzip",
    "garbage",
    "backend",
)


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_in_a_search_is_outlived(fault: str, ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(fault, fault)

    assert len(ids_of(list(opened("pubmed", ncbi).search("asthma")))) == 30


@pytest.mark.parametrize("fault", [fault for fault in PASSING if fault != "backend"])
def test_a_passing_fault_in_a_fetch_is_outlived(fault: str, ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(fault, fault)

    (reply,) = opened("pubmed", ncbi).fetch(["30000001", "30000002"])

    assert reply.body.count(b"<PubmedArticle>") == 2


@pytest.mark.parametrize("fault", PASSING)
def test_a_lasting_fault_ends_as_unavailable_and_never_as_a_zero(
    fault: str, ncbi: Simulator, opened: SourceOpener
) -> None:
    ncbi.spoil(*[fault] * 6)

    with pytest.raises(SourceUnavailable, match=r"PubMed: .*tried 6 times") as refusal:
        list(opened("pubmed", ncbi).search("asthma"))

    assert refusal.value.hint
    assert len(ncbi.seen) == 6


def test_pauses_between_attempts_grow_but_stay_in_their_bounds(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(*["500"] * 5)
    list(opened("pubmed", ncbi).search("asthma"))

    # Between two pauses lies the spacing of the rate limit, where a short pause left any of it.
    longest = [0.5, 1, 2, 4, 8]
    spacing = INTERVAL_MARGIN / 3
    pauses = [pause for pause in opened.clock.slept if pause > spacing + 0.001]
    assert sum(opened.clock.slept) <= sum(longest) + 5 * spacing
    assert all(pause <= 8 for pause in pauses)


def test_retry_after_in_seconds_is_honoured(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(Fault("429", detail="17"))
    list(opened("pubmed", ncbi).search("asthma"))

    assert max(opened.clock.slept) == 17


def test_retry_after_as_a_date_is_honoured(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(Fault("503", detail=format_datetime(opened.clock.moment + timedelta(seconds=42), usegmt=True)))
    list(opened("pubmed", ncbi).search("asthma"))

    assert 40 <= max(opened.clock.slept) <= 42


@pytest.mark.parametrize("nonsense", ["soon", "-5", "Mon, 99 Foo", "0x10"])
def test_an_unreadable_retry_after_is_ignored(nonsense: str, ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(Fault("429", detail=nonsense))

    assert ids_of(list(opened("pubmed", ncbi).search("asthma")))


def test_a_service_that_asks_for_hours_is_left_alone_at_once(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(Fault("429", detail="7200"))

    with pytest.raises(SourceUnavailable, match="7200 seconds"):
        list(opened("pubmed", ncbi).search("asthma"))

    assert len(ncbi.seen) == 1
    assert opened.clock.slept == []


def test_a_slow_reply_runs_into_the_time_out(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil(Fault("slow", detail="0.6"))

    assert ids_of(list(opened("pubmed", ncbi, read_timeout=0.2).search("asthma")))
    assert len(ncbi.seen) == 2


def test_nobody_at_home_is_an_error_with_something_to_do(opened: SourceOpener) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    settings = Settings(contact="team@example.org", base_url=url, environ=WITH_NCBI_KEY)
    source = open_source("pubmed", settings=settings, session=opened.session, clock=opened.clock)

    with pytest.raises(SourceUnavailable, match="connection failed") as refusal:
        list(source.search("asthma"))

    assert "proxy" in refusal.value.hint
    assert NCBI_KEY not in str(refusal.value)


def test_a_reply_without_end_is_cut_off(ncbi: Simulator, opened: SourceOpener) -> None:
    with pytest.raises(SourceUnavailable, match="larger than 100 bytes"):
        list(opened("pubmed", ncbi, max_body=100).search("asthma"))


def test_a_redirect_is_not_followed_since_keys_would_travel_along(ncbi: Simulator, opened: SourceOpener) -> None:
    ncbi.spoil("302")

    with pytest.raises(SourceUnavailable, match="moved") as refusal:
        list(opened("pubmed", ncbi).search("asthma"))

    assert "base_url" in refusal.value.hint


@pytest.mark.parametrize(("environ", "interval"), [({}, 1 / 3), (WITH_NCBI_KEY, 0.1)])
def test_requests_keep_to_the_rate_that_ncbi_allows(
    environ: dict[str, str], interval: float, ncbi: Simulator, opened: SourceOpener
) -> None:
    list(opened("pubmed", ncbi, environ=environ, page_size=5).search("asthma"))

    assert opened.clock.slept == pytest.approx([interval * INTERVAL_MARGIN] * 5, abs=1e-3)


class Timed(requests.Session):
    """Notes when each request leaves."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.trust_env = False
        self.clock = clock
        self.left: list[float] = []

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self.left.append(self.clock.now().timestamp())
        return super().send(request, **kwargs)


def test_attempts_are_spaced_like_any_other_request(ncbi: Simulator, clock: FakeClock) -> None:
    ncbi.spoil(*["500"] * 4)
    with Timed(clock) as session:
        settings = Settings(contact="team@example.org", base_url=ncbi.url, environ={}, backoff=0.0)
        list(open_source("pubmed", settings=settings, session=session, clock=clock).search("asthma"))

    assert len(session.left) == 5
    assert all(later - earlier >= 1 / 3 - 1e-3 for earlier, later in pairwise(session.left))


def test_no_secret_reaches_a_url_a_log_a_message_or_what_is_stored(
    ncbi: Simulator, opened: SourceOpener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    source = opened("pubmed", ncbi, environ=WITH_NCBI_KEY)
    pages = list(source.search("asthma"))
    replies = [page.reply for page in pages] + list(source.fetch(pages[0].ids))
    ncbi.spoil(*[Fault("rate-limit-200", detail=NCBI_KEY)] * 6)
    with pytest.raises(SourceError) as refusal:
        list(source.search("asthma"))

    assert all(asked.parameters["api_key"] == NCBI_KEY for asked in ncbi.seen)
    assert all(NCBI_KEY not in asked.query for asked in ncbi.seen)
    assert all("api_key=REDACTED" in reply.request for reply in replies)
    shown = [caplog.text, str(refusal.value), refusal.value.hint, repr(source), *map(repr, replies)]
    assert all(NCBI_KEY not in text for text in shown)


def test_a_key_that_a_body_echoes_is_not_stored(eutils: EutilsService, ncbi: Simulator, opened: SourceOpener) -> None:
    record = replace(eutils.corpus.records["30000001"], title=f"A title with {NCBI_KEY} in it")
    eutils.corpus.put(record)

    (reply,) = opened("pubmed", ncbi, environ=WITH_NCBI_KEY).fetch(["30000001"])

    assert b"A title with REDACTED in it" in reply.body


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(ncbi: Simulator) -> None:
    program = (
        "from harvester.sources import Settings, open_source\n"
        f"settings = Settings(contact='team@example.org', base_url={ncbi.url!r}, attempts=1)\n"
        "print(next(open_source('pubmed', settings=settings).search('x')).hits)\n"
    )
    environ = {"PATH": os.environ["PATH"], "HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}

    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("30\n", "")
