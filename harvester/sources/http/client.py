"""HTTP client for all sources: rate-limited, retrying, credentials redacted.

It returns bytes, which are stored before they are parsed. It follows no redirect, since a key in a header would be sent
to another host, and puts no key into a URL, since proxies and logs store URLs: a request with a secret parameter is
always a POST.

Why not ``Bio.Entrez`` for the requests: its base address is hard-coded, it repeats a refused request at once without a
pause and without regard to Retry-After, its throttle is a global of the process, and its parser fetches DTDs from the
network (read from and tested with biopython 1.88). A living review must be able to store the bytes first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import requests

from harvester.credentials import REDACTED, Redactor
from harvester.errors import SourceError, SourceUnavailable
from harvester.printable import shorten_text
from harvester.sources.base import Clock, RawResponse, Settings
from harvester.sources.http.deadline import Deadline, DeadlineExceededError
from harvester.sources.http.error_mapping import LIBRARY_ERRORS, find_meaning, innermost_message
from harvester.sources.http.trusted_hosts import is_loopback

T = TypeVar("T")

SECRET_PARAMETERS: Final = frozenset({"api_key"})
POST_FROM: Final = 700
"""Characters of parameters from which a request is POSTed; NCBI asks for it above "a few hundred" (NBK25499)."""
_CHUNK: Final = 1 << 16
_MAX_DIGITS: Final = 9
_LONGEST_MEDIA_TYPE: Final = 100
_LATER: Final = "Run the update again later: it continues where it stopped, and nothing stored is lost."


class TransientError(Exception):
    """An error that may not occur in another attempt; ``retry_after``: pause requested by the service, in seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str = _LATER) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.hint = hint


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request: URL without a query, parameters, and headers besides the usual ones.

    ``get_only`` is for services that do not accept POST, however long the parameters are.
    """

    url: str
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    get_only: bool = False

    @property
    def method(self) -> str:
        """POST if the parameters are long or secret, else GET."""
        secret = any(name in SECRET_PARAMETERS for name, _ in self.parameters)
        long = len(urlencode(self.parameters)) > POST_FROM and not self.get_only
        return "POST" if secret or long else "GET"

    def describe(self, redactor: Redactor) -> str:
        """Return method, URL and parameters as text, secrets redacted."""
        shown = [(name, REDACTED if name in SECRET_PARAMETERS else value) for name, value in self.parameters]
        query = urlencode(shown, quote_via=quote)
        return redactor.redact_text(f"{self.method} {self.url}" + (f"?{query}" if query else ""))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A reply with its headers, the service's name for messages, and the pause it asked for (seconds), if any."""

    service: str
    reply: RawResponse
    headers: Mapping[str, str]
    retry_after: float | None


class HttpClient:
    """HTTP client of one service.

    ``interval`` is the time between two requests in seconds; ``chance`` returns a random number in [0, 1), by which the
    pauses between attempts are varied.
    """

    def __init__(
        self,
        service: str,
        settings: Settings,
        *,
        session: requests.Session,
        clock: Clock,
        rate_limiter: RateLimiter,
        interval: float,
        redactor: Redactor,
        chance: Callable[[], float],
    ) -> None:
        self._service = service
        self._settings = settings
        self._session = session
        self._clock = clock
        self._rate_limiter = rate_limiter
        self._interval = interval
        self._redactor = redactor
        self._chance = chance

    def send(self, request: HttpRequest, *, parse: Callable[[HttpResponse], T]) -> T:
        """Send a request, repeat it after transient errors, and return the parsed response.

        ``parse`` raises :class:`TransientError` for a response worth another attempt; other errors are passed on.
        Raises ``SourceUnavailable`` when the attempts are used up.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                return parse(self._send_once(request))
            except TransientError as error:
                self._pause(error, attempt=attempt)

    def _pause(self, error: TransientError, *, attempt: int) -> None:
        wait = error.retry_after or 0.0
        if attempt >= self._settings.attempts:
            times = "once" if attempt == 1 else f"{attempt} times"
            raise SourceUnavailable(f"{self._service}: {error} (tried {times})", hint=error.hint) from None
        if wait > self._settings.longest_wait:
            raise SourceUnavailable(
                f"{self._service}: {error}; it asks for a pause of {wait:.0f} seconds, which is too long",
                hint=_LATER,
            ) from None
        longest = min(self._settings.longest_wait, self._settings.backoff * 2.0 ** (attempt - 1))
        self._clock.sleep(max(wait, self._chance() * longest))

    def _send_once(self, request: HttpRequest) -> HttpResponse:
        self._rate_limiter.wait(urlsplit(request.url).netloc, interval=self._interval)
        settings = self._settings
        deadline = Deadline(
            headers_seconds=settings.connect_timeout + settings.read_timeout, total_seconds=settings.reply_deadline
        )
        try:
            return deadline.run(partial(self._exchange, request, deadline))
        except DeadlineExceededError as error:
            raise TransientError(f"{error}: {self._redactor.redact_text(request.url)}") from None
        except LIBRARY_ERRORS as error:
            raise self._map_error(error, request) from None

    def _exchange(self, request: HttpRequest, deadline: Deadline) -> HttpResponse:
        posted = request.method == "POST"
        parameters = list(request.parameters)
        with self._session.request(
            request.method,
            request.url,
            params=None if posted else parameters,
            data=parameters if posted else None,
            headers={"User-Agent": self._user_agent(), **request.headers},
            timeout=(self._settings.connect_timeout, self._settings.read_timeout),
            stream=True,
            allow_redirects=False,
            proxies=proxy_exception(request.url),
        ) as response:
            deadline.confirm_headers(partial(_end_transfer, response))
            reply = RawResponse(
                body=self._redactor.redact_body(self._read_body(response, deadline)),
                media_type=shorten_text(response.headers.get("Content-Type", ""), _LONGEST_MEDIA_TYPE),
                status=response.status_code,
                request=request.describe(self._redactor),
            )
            return HttpResponse(self._service, reply, response.headers, self._retry_after(response.headers))

    def _user_agent(self) -> str:
        contact = quote(self._settings.contact, safe="@+")  # a header is ASCII, and one line
        return f"{self._settings.tool}/{self._settings.version} (mailto:{contact})"

    def _read_body(self, response: requests.Response, deadline: Deadline) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            deadline.check()
            body += chunk
            if len(body) > self._settings.max_body:
                raise SourceUnavailable(
                    f"{self._service}: the reply is larger than {self._settings.max_body} bytes",
                    hint="Check base_url of this search: no reply of this service is that large.",
                )
        return bytes(body)

    def _retry_after(self, headers: Mapping[str, str]) -> float | None:
        value = headers.get("Retry-After", "").strip()
        if value.isdecimal():
            return float(value[:_MAX_DIGITS])
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        return max(0.0, (moment - self._clock.now()).total_seconds()) if moment.tzinfo else None

    def _map_error(self, error: Exception, request: HttpRequest) -> TransientError | SourceError:
        meaning = find_meaning(error)
        text = innermost_message(error) if meaning.quotable else ""
        detail = f" ({self._redactor.redact_text(text)})" if text else ""
        message = f"{meaning.message}: {self._redactor.redact_text(request.url)}{detail}"
        if meaning.transient:
            return TransientError(message, hint=meaning.hint)
        return SourceUnavailable(f"{self._service}: {message}", hint=meaning.hint)


def _end_transfer(response: requests.Response) -> None:
    """Make the thread that reads a body find its end; a transfer that has ended already needs nothing."""
    with suppress(OSError, ValueError, AttributeError, RuntimeError):  # closed, or not a socket's
        response.raw.shutdown()


def proxy_exception(url: str) -> dict[str, str] | None:
    """Return the setting that bypasses proxies for this machine's loopback, which no proxy can reach."""
    host = urlsplit(url).hostname or ""
    return {"no_proxy": host} if is_loopback(host) else None


class RateLimiter:
    """Spaces the requests to each host. One object serves a whole update: PubMed and MEDLINE share NCBI's limit."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free: dict[str, datetime] = {}
        self._latest = clock.now()
        self._lock = threading.Lock()

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the next request to the host is allowed; ``interval``: seconds between two requests."""
        with self._lock:
            now = self._clock.now()
            self._follow_clock(now)
            start = max(now, self._free.get(host, now))
            self._free[host] = start + timedelta(seconds=interval)
        if (seconds := (start - now).total_seconds()) > 0:
            self._clock.sleep(seconds)

    def _follow_clock(self, now: datetime) -> None:
        """Move the reserved moments back with a clock that was set back, so that nobody waits for hours."""
        if now < self._latest:
            shift = self._latest - now
            self._free = {host: moment - shift for host, moment in self._free.items()}
        self._latest = now
