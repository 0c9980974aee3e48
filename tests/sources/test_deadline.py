"""D2: a request has a deadline as a whole; headers or a body that trickle in do not extend it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from harvester.errors import SourceUnavailable
from harvester.sources import Settings, open_source
from harvester.sources.http.deadline import Deadline, DeadlineExceededError
from tests.simulators.clock import FakeClock

HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def server_that(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on loopback that answers each connection so; yields its URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, answer), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def _accept(listener: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=_serve, args=(connection, answer), daemon=True).start()


def _serve(connection: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    with suppress(OSError), connection:
        answer(connection)


def trickle(connection: socket.socket, beginning: bytes, drop: bytes) -> None:
    connection.sendall(beginning)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        connection.sendall(drop)
        time.sleep(0.05)


SLOW = {
    "no reply at all": lambda connection: time.sleep(20),
    "status line": lambda connection: trickle(connection, b"HTTP/1.1 200 ", b"O"),
    "headers": lambda connection: trickle(connection, HEADERS, b"X-More: 1\r\n"),
    "interim replies": lambda connection: trickle(connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body of known length": lambda connection: trickle(connection, HEADERS + b"Content-Length: 99999\r\n\r\n", b" "),
    "body in chunks": lambda connection: trickle(
        connection, HEADERS + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"
    ),
    "body until the end": lambda connection: trickle(connection, HEADERS + b"Connection: close\r\n\r\n", b" "),
}


@pytest.mark.parametrize("part", SLOW)
def test_d2_what_trickles_in_ends_at_the_deadline(part: str) -> None:
    with server_that(SLOW[part]) as url:
        settings = Settings(contact="team@example.org", base_url=url, environ={}, attempts=2).with_timeout(0.15)
        source = open_source("pubmed", settings=settings, clock=FakeClock())
        began = time.monotonic()
        with pytest.raises(SourceUnavailable, match=r"in time|within 0.3 seconds|after 0.75 seconds") as refusal:
            list(source.search("asthma"))

    assert time.monotonic() - began < 3
    assert "tried 2 times" in refusal.value.message


def test_d2_the_times_of_a_request_follow_the_timeout_of_the_review() -> None:
    settings = Settings(contact="", environ={}).with_timeout(1)

    assert (settings.connect_timeout, settings.read_timeout, settings.reply_deadline) == (1, 1, 5)
    assert Settings(contact="", environ={}).with_timeout(60) == Settings(contact="", environ={})


def test_an_exchange_in_time_gives_its_result_or_its_exception() -> None:
    def fail() -> None:
        raise KeyError("why")

    assert Deadline(headers_seconds=5, total_seconds=5).run(lambda: 7) == 7
    with pytest.raises(KeyError, match="why"):
        Deadline(headers_seconds=5, total_seconds=5).run(fail)


def test_an_exchange_that_was_given_up_learns_so_and_closes_its_transfer() -> None:
    deadline = Deadline(headers_seconds=0.05, total_seconds=0.05)
    given_up, closed, outcome = threading.Event(), threading.Event(), threading.Event()

    def exchange() -> None:
        given_up.wait(5)
        try:
            deadline.confirm_headers(closed.set)
        except DeadlineExceededError:
            outcome.set()
            raise

    with pytest.raises(DeadlineExceededError, match=r"within 0.05 seconds"):
        deadline.run(exchange)
    given_up.set()

    assert outcome.wait(5)
    assert closed.is_set()
