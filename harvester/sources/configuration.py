"""The seams of a source, and the checks every source makes before its first request."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests

from harvester.errors import SourceNotConfigured, UsageError
from harvester.sources.base import Clock, Settings
from harvester.sources.http.client import HttpClient, RateLimiter, Redactor, is_loopback

INTERVAL_MARGIN: Final = 1.04
"""Requests are spaced this much wider than a service allows: a thread that wakes some milliseconds late, and the next
one in time, must not put one request too many into any second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """What a source is connected to. ``chance`` jitters the pauses between attempts: clients fall out of step."""

    session: requests.Session
    clock: Clock
    rate_limiter: RateLimiter
    chance: Callable[[], float] = field(default=random.random)

    def http_client(
        self, service: str, settings: Settings, *, per_second: float, secrets: tuple[str, ...]
    ) -> HttpClient:
        """A client for one service that keeps to so many requests per second and never repeats those secrets."""
        return HttpClient(
            service,
            settings,
            session=self.session,
            clock=self.clock,
            rate_limiter=self.rate_limiter,
            interval=INTERVAL_MARGIN / per_second,
            redactor=Redactor(secrets),
            chance=self.chance,
        )


def require_contact(settings: Settings, service: str) -> str:
    """The e-mail address that goes with every request. Raises ``SourceNotConfigured`` when there is none."""
    if contact := settings.contact.strip():
        return contact
    raise SourceNotConfigured(
        f"{service} wants to know who is asking", hint='Set contact = "you@example.org" under [review] in review.toml.'
    )


def read_key(settings: Settings, variable: str) -> str:
    """The key in that environment variable, or an empty string.

    Raises ``SourceNotConfigured``, without repeating it, for a key that cannot be sent in a header or a form.
    """
    key = settings.environ.get(variable, "").strip()
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise SourceNotConfigured(
        f"{variable} does not hold a key: it has spaces, line breaks or letters that no key has",
        hint=f"Set {variable} again; copy the key alone.",
    )


def require_base_url(settings: Settings, default: str, *, secret: bool) -> str:
    """The base address, ending in a slash.

    Raises ``UsageError`` for an address that is none, and for one over which a key would travel unencrypted.
    """
    base = settings.base_url or default
    try:
        parts = urlsplit(base)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise UsageError(f"base_url {base!r} is not a web address", hint=f"Write it like the service's own: {default}")
    if secret and parts.scheme == "http" and not is_loopback(parts.hostname):
        raise UsageError(
            f"base_url {base!r} would carry your key over the network unencrypted", hint="Use an https:// address."
        )
    return base if base.endswith("/") else f"{base}/"


CERTIFICATE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""In the order in which they count."""


def open_session(environ: Mapping[str, str]) -> requests.Session:
    """A session that trusts the certificates the environment names, else the usual ones.

    Raises ``UsageError`` when the environment names a file that is not there: it must not be passed over in silence.
    """
    session = requests.Session()
    named_variable = next((variable for variable in CERTIFICATE_VARIABLES if environ.get(variable)), None)
    if named_variable is not None:
        session.verify = _require_existing(environ[named_variable], named_variable)
    return session


def _require_existing(path: str, variable: str) -> str:
    if Path(path).exists():
        return path
    raise UsageError(
        f"{variable} names a certificate file that is not there: {path}",
        hint=f"Point {variable} to your institution's certificate file, or unset it.",
    )
