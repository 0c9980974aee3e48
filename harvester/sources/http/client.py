"""One small HTTP client for all sources: paced, patient, and discreet.

It returns bytes before anybody gives them a meaning. What it does not do is on purpose: it follows no redirect (a key
in a header would travel to a stranger) and puts no key into a URL (proxies and logs keep URLs), so a request that
carries a secret parameter is always a POST.

Why not ``Bio.Entrez`` for the calls: its base address is hard-coded, it repeats a refused request at once without a
pause and without regard to Retry-After, its throttle is a global of the process, and its parser fetches DTDs from the
network (read from and tested with biopython 1.88). A living review must be able to store the bytes first.
"""

from __future__ import annotations

import ipaddress
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import quote, quote_plus, urlencode, urlsplit

import requests

from harvester.errors import SourceError, SourceUnavailable
from harvester.sources.base import Clock, RawResponse, Settings
from harvester.sources.http.error_mapping import LIBRARY_ERRORS, find_meaning, innermost_message

T = TypeVar("T")

SECRET_PARAMETERS: Final = frozenset({"api_key"})
POST_FROM: Final = 700
"""Characters of parameters from which a request is POSTed; NCBI asks for it above "a few hundred" (NBK25499)."""

_CHUNK: Final = 1 << 16
_LATER: Final = "Run the update again later: it takes up where it stopped, and nothing stored is lost."


class TransientError(Exception):
    """A fault that another attempt may not meet. ``wait`` is what the service asked for, in seconds."""

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str = _LATER) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.hint = hint


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What to ask: an address without a query, its parameters, headers beyond the usual ones.

    ``by_get`` is for services that take no POST, however long the parameters are.
    """

    url: str
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    get_only: bool = False

    @property
    def method(self) -> str:
        """POST for what is long or secret, else GET."""
        secret = any(name in SECRET_PARAMETERS for name, _ in self.parameters)
        long = len(urlencode(self.parameters)) > POST_FROM and not self.get_only
        return "POST" if secret or long else "GET"

    def describe(self, redactor: Redactor) -> str:
        """Method, URL and parameters, secrets redacted."""
        shown = [(name, REDACTED if name in SECRET_PARAMETERS else value) for name, value in self.parameters]
        query = urlencode(shown, quote_via=quote)
        return redactor.redact_text(f"{self.method} {self.url}" + (f"?{query}" if query else ""))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A reply with its headers, and the service's name for messages."""

    service: str
    reply: RawResponse
    headers: Mapping[str, str]
    retry_after: float | None


class HttpClient:
    """Asks one service.

    ``interval`` is the time between two requests in seconds; ``chance`` returns a number in [0, 1) and jitters the
    pauses between attempts.
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
        """Send the request until ``read`` accepts the answer, and return what it read.

        ``read`` raises :class:`PassingError` for an answer worth another attempt; any other error ends the matter.
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
                f"{self._service}: {error}; it asks to wait {wait:.0f} seconds, which is too long to stay connected",
                hint=_LATER,
            ) from None
        longest = min(self._settings.longest_wait, self._settings.backoff * 2.0 ** (attempt - 1))
        self._clock.sleep(max(wait, self._chance() * longest))

    def _send_once(self, request: HttpRequest) -> HttpResponse:
        self._rate_limiter.wait(urlsplit(request.url).netloc, interval=self._interval)
        try:
            return self._exchange(request)
        except LIBRARY_ERRORS as error:
            raise self._map_error(error, request) from None

    def _exchange(self, request: HttpRequest) -> HttpResponse:
        posted = request.method == "POST"
        parameters = list(request.parameters)
        with self._session.request(
            request.method,
            request.url,
            params=None if posted else parameters,
            data=parameters if posted else None,
            headers={"User-Agent": self._agent(), **request.headers},
            timeout=(self._settings.connect_timeout, self._settings.read_timeout),
            stream=True,
            allow_redirects=False,
            proxies=_no_proxy_to_loopback(request.url),
        ) as response:
            reply = RawResponse(
                body=self._redactor.redact_body(self._body(response)),
                media_type=response.headers.get("Content-Type", ""),
                status=response.status_code,
                request=request.describe(self._redactor),
            )
            return HttpResponse(self._service, reply, response.headers, self._retry_after(response.headers))

    def _agent(self) -> str:
        contact = quote(self._settings.contact, safe="@+")  # a header is ASCII, and one line
        return f"{self._settings.tool}/{self._settings.version} (mailto:{contact})"

    def _body(self, response: requests.Response) -> bytes:
        started = self._clock.now()
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > self._settings.max_body:
                raise SourceUnavailable(
                    f"{self._service}: the reply is larger than {self._settings.max_body} bytes",
                    hint="Check base_url of this search: no answer of this service is that large.",
                )
            if (self._clock.now() - started).total_seconds() > self._settings.reply_deadline:
                raise TransientError(f"the reply was not complete after {self._settings.reply_deadline:.0f} seconds")
        return bytes(body)

    def _retry_after(self, headers: Mapping[str, str]) -> float | None:
        value = headers.get("Retry-After", "").strip()
        if value.isdecimal():
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
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


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _no_proxy_to_loopback(url: str) -> dict[str, str] | None:
    """A proxy of the environment cannot reach this machine's own loopback, so it is left out there."""
    host = urlsplit(url).hostname or ""
    return {"no_proxy": host} if is_loopback(host) else None


class RateLimiter:
    """The next free moment of every host. One object serves a whole update, so PubMed and MEDLINE share NCBI's pace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free: dict[str, datetime] = {}
        self._latest = clock.now()
        self._lock = threading.Lock()

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the host may be asked again; ``interval`` is the number of seconds between two requests."""
        with self._lock:
            now = self._clock.now()
            self._follow(now)
            start = max(now, self._free.get(host, now))
            self._free[host] = start + timedelta(seconds=interval)
        if (seconds := (start - now).total_seconds()) > 0:
            self._clock.sleep(seconds)

    def _follow(self, now: datetime) -> None:
        """A clock that was set back takes what was promised along: nobody must wait for hours."""
        if now < self._latest:
            back = self._latest - now
            self._free = {host: moment - back for host, moment in self._free.items()}
        self._latest = now


REDACTED: Final = "REDACTED"

_DISTINCTIVE: Final = 8
"""A secret this long is removed wherever it stands; a shorter one only as a whole word, so that texts survive."""

_NAMED: Final = re.compile(r"((?:api_?key|insttoken|authtoken)=)[^&\"'\s<>\\]+", re.IGNORECASE)

_NAMED_JSON: Final = re.compile(r'("(?:api[-_]?key|insttoken|authtoken)"\s*:\s*")[^"]*', re.IGNORECASE)

_USER: Final = re.compile(r"(https?://)[^/@\s\"'<>]+@", re.IGNORECASE)


class Redactor:
    """Replaces known secrets, and whatever stands where secrets stand, by "REDACTED".

    NCBI's rate-limit body echoes the key, or the caller's IP address, as "api-key"; Elsevier's bodies echo it as
    "apiKey=" inside links.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        written = {
            form for secret in secrets if secret for form in (secret, quote(secret, safe=""), quote_plus(secret))
        }
        patterns = [_pattern(form) for form in sorted(written, key=len, reverse=True)]
        self._known = re.compile("|".join(patterns)) if patterns else None

    def redact_text(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        for pattern in (_NAMED, _NAMED_JSON):
            text = pattern.sub(rf"\g<1>{REDACTED}", text)
        return _USER.sub(rf"\g<1>{REDACTED}@", text)

    def redact_body(self, body: bytes) -> bytes:
        """The body without secrets; the very same bytes when there is none, whatever their encoding."""
        text = body.decode("latin-1")
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        folded = text.lower()
        if any(word in folded for word in ("key", "token")):
            for pattern in (_NAMED, _NAMED_JSON):
                text = pattern.sub(rf"\g<1>{REDACTED}", text)
        return text.encode("latin-1")


def _pattern(secret: str) -> str:
    literal = re.escape(secret)
    return literal if len(secret) >= _DISTINCTIVE else rf"(?<![A-Za-z0-9]){literal}(?![A-Za-z0-9])"
