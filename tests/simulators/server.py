"""A real HTTP server on loopback whose next replies can be made to fail. Runs in a thread or as a process."""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Final, Self
from urllib.parse import parse_qsl, urlsplit

FAULTS_PATH: Final = "/_simulator/faults"
SEEN_PATH: Final = "/_simulator/seen"


@dataclass(frozen=True, slots=True)
class SimulatorRequest:
    """One request as it arrived."""

    method: str
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    query: str

    @property
    def utility(self) -> str:
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class SimulatorResponse:
    """One reply to be sent."""

    body: bytes
    media_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


HTML: Final = b"<!DOCTYPE html><html><head><title>Maintenance</title></head><body>Back soon.</body></html>"
RATE_LIMIT: Final = {"error": "API rate limit exceeded", "api-key": "203.0.113.7", "count": "4", "limit": "3"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one reply instead of being sent as it should.

    ``kind``: "429", "429-quota", "rate-limit-200", "html", "truncated", "cut" (fewer bytes than announced), "empty",
    "reset", "nonsense" (no HTTP at all), "bad-gzip", "slow", "garbage", "backend", or a status such as "500".
    ``detail``: seconds or date for Retry-After, seconds for "slow". ``only``: spoil only requests whose path ends so.
    """

    kind: str
    detail: str = ""
    only: str = ""


PASSING: Final = (
    "429", "rate-limit-200", "500", "502", "503", "html", "truncated", "cut", "empty", "reset", "nonsense", "bad-gzip",
    "garbage",
)  # fmt: skip
"""Faults that another attempt outlives, at every service."""


class NonsenseError(Exception):
    """Bytes that are not HTTP are to be sent instead of an answer."""


class ResetError(Exception):
    """The connection is to be reset instead of answered."""


class Simulator:
    """A service made of one function from requests to replies. Use it in a ``with`` statement.

    Each reply takes ``latency`` seconds more; ``fault_rate`` is the share of them that is spoilt in ways chosen by
    ``seed``, besides those in ``faults``.
    """

    def __init__(
        self,
        answer: Callable[[SimulatorRequest], SimulatorResponse],
        *,
        port: int = 0,
        latency: float = 0.0,
        fault_rate: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.seen: list[SimulatorRequest] = []
        self.faults: deque[Fault] = deque()
        self._latency = latency
        self._fault_rate = fault_rate
        self._chance = Random(seed)
        self._answer = answer
        self._lock = threading.Lock()
        self._server = _Server(port, self._reply)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def spoil(self, *kinds: str | Fault) -> None:
        """The next replies fail so, in this order."""
        self.faults.extend(kind if isinstance(kind, Fault) else Fault(kind) for kind in kinds)

    def asked(self, utility: str) -> list[SimulatorRequest]:
        """Every request to that utility so far."""
        return [asked for asked in self.seen if asked.utility == utility]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def serve_until_interrupted(self) -> None:
        """Print the address and serve; for a process of its own."""
        print(self.url, flush=True)
        try:
            self._server.serve_forever()
        except KeyboardInterrupt:
            self._server.server_close()

    def next_fault(self, asked: SimulatorRequest) -> Fault | None:
        """What spoils the reply to this request, if anything; the request counts as seen."""
        with self._lock:
            self.seen.append(asked)
            for fault in self.faults:
                if asked.path.endswith(fault.only):
                    self.faults.remove(fault)
                    return fault
            return Fault(self._chance.choice(PASSING)) if self._chance.random() < self._fault_rate else None

    def _reply(self, asked: SimulatorRequest, body: bytes) -> tuple[SimulatorResponse, int | None]:
        """The reply, and how many bytes it announces when that is a lie."""
        if asked.path == FAULTS_PATH:
            self.spoil(*(Fault(**fault) for fault in json.loads(body)))
            return SimulatorResponse(b"{}"), None
        if asked.path == SEEN_PATH:
            return SimulatorResponse(
                json.dumps([[one.method, one.path, dict(one.parameters)] for one in self.seen]).encode()
            ), None
        fault = self.next_fault(asked)
        time.sleep(self._latency)
        return _spoiled(fault, self._answer(asked)) if fault else (self._answer(asked), None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, port: int, reply: Callable[[SimulatorRequest, bytes], tuple[SimulatorResponse, int | None]]
    ) -> None:
        self.reply = reply
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; anything else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        pairs = parse_qsl(parts.query) + (parse_qsl(body.decode()) if body[:1] != b"[" else [])
        asked = SimulatorRequest(self.command, parts.path, dict(pairs), dict(self.headers.items()), parts.query)
        try:
            sent, announced = self.server.reply(asked, body)
        except ResetError:
            self._reset()
        except NonsenseError:
            self.wfile.write(b"\x16\x03 this is not HTTP\r\n\r\n")
            self.close_connection = True
        else:
            self._send(sent, announced)

    def _send(self, sent: SimulatorResponse, announced: int | None) -> None:
        self.send_response(sent.status)
        self.send_header("Content-Type", sent.media_type)
        self.send_header("Content-Length", str(len(sent.body) if announced is None else announced))
        for name, value in sent.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent.body)
        self.close_connection = announced is not None

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()


def _spoiled(fault: Fault, sent: SimulatorResponse) -> tuple[SimulatorResponse, int | None]:
    if fault.kind == "reset":
        raise ResetError
    if fault.kind == "nonsense":
        raise NonsenseError
    if fault.kind == "slow":
        time.sleep(float(fault.detail))
        return sent, None
    if fault.kind == "cut":
        return SimulatorResponse(sent.body[: len(sent.body) // 2], sent.media_type), len(sent.body)
    if fault.kind == "bad-gzip":
        return SimulatorResponse(sent.body, sent.media_type, headers={"Content-Encoding": "gzip"}), None
    if fault.kind == "truncated":
        return SimulatorResponse(sent.body[: len(sent.body) // 2], sent.media_type), None
    return _REPLACED.get(fault.kind, _by_status)(fault), None


def _waiting(fault: Fault) -> dict[str, str]:
    return {"Retry-After": fault.detail} if fault.detail else {}


def _by_status(fault: Fault) -> SimulatorResponse:
    return SimulatorResponse(b"<html><body>Error</body></html>", "text/html", int(fault.kind), _waiting(fault))


def _limit_body(fault: Fault) -> bytes:
    return json.dumps(RATE_LIMIT | ({"api-key": fault.detail} if fault.kind == "rate-limit-200" else {})).encode()


_REPLACED: Final[Mapping[str, Callable[[Fault], SimulatorResponse]]] = {
    "429": lambda fault: SimulatorResponse(_limit_body(fault), status=429, headers=_waiting(fault)),
    "429-quota": lambda fault: SimulatorResponse(
        b'{"error-response":{"error-code":"TOO_MANY_REQUESTS","error-message":"Quota Exceeded"}}',
        status=429,
        headers={"X-ELS-Status": "QUOTA_EXCEEDED - Quota Exceeded", "X-RateLimit-Reset": fault.detail},
    ),
    "rate-limit-200": lambda fault: SimulatorResponse(_limit_body(fault)),
    "html": lambda _: SimulatorResponse(HTML, "text/html; charset=UTF-8"),
    "empty": lambda _: SimulatorResponse(b""),
    "garbage": lambda _: SimulatorResponse(b"\x00\x01 upstream overloaded", "application/json"),
    "backend": lambda _: SimulatorResponse(
        b'{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"Search Backend failed: '
        b'Database is not supported: pubmed"}}'
    ),
}


def faults_named(words: Iterable[str]) -> list[Fault]:
    """Faults from the command line: "500", "slow:2"."""
    return [Fault(*word.split(":", 1)) for word in words]
