"""A simulated service without a socket, for tests with thousands of requests."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from tests.simulators.server import SimulatorRequest, SimulatorResponse


class InProcess(BaseAdapter):
    """Answers requests by a plain call; mount it on a session."""

    def __init__(self, answer: Callable[[SimulatorRequest], SimulatorResponse]) -> None:
        super().__init__()
        self.answer = answer
        self.asked: list[SimulatorRequest] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        pairs = parse_qsl(parts.query) + parse_qsl(str(body))
        asked = SimulatorRequest(str(request.method), parts.path, dict(pairs), dict(request.headers), parts.query)
        self.asked.append(asked)
        return _response(request, self.answer(asked))

    def close(self) -> None:
        """Nothing is open."""


def session_to(answer: Callable[[SimulatorRequest], SimulatorResponse]) -> requests.Session:
    """A session that knows only this service."""
    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, InProcess(answer))
    return session


def _response(request: requests.PreparedRequest, sent: SimulatorResponse) -> requests.Response:
    response = requests.Response()
    response.status_code = sent.status
    response.headers = CaseInsensitiveDict({"Content-Type": sent.media_type, **sent.headers})
    response.raw = BytesIO(sent.body)
    response.request = request
    response.url = str(request.url)
    return response
