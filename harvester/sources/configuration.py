"""Check the settings of a source before its first request, and build the objects that it works with."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests

from harvester.credentials import Redactor, hide_url_credentials
from harvester.errors import SourceNotConfigured, UsageError
from harvester.sources.base import Clock, Settings
from harvester.sources.http.client import HttpClient, RateLimiter
from harvester.sources.http.trusted_hosts import VARIABLE as TRUSTED_HOSTS
from harvester.sources.http.trusted_hosts import host_of, may_receive_keys

INTERVAL_MARGIN: Final = 1.04
"""Requests are spaced wider than a service allows by this factor: if one thread wakes some milliseconds late and the
next one on time, no second must contain one request too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContext:
    """Objects that a source works with. ``chance`` returns a random number in [0, 1) that varies pauses."""

    session: requests.Session
    clock: Clock
    rate_limiter: RateLimiter
    chance: Callable[[], float] = field(default=random.random)

    def http_client(
        self, service: str, settings: Settings, *, per_second: float, secrets: tuple[str, ...]
    ) -> HttpClient:
        """Return a client for one service, limited to ``per_second`` requests and redacting ``secrets``."""
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
    """Return the e-mail address that is sent with every request. Raises ``SourceNotConfigured`` without one."""
    if contact := settings.contact.strip():
        return contact
    raise SourceNotConfigured(
        f"{service} requires an e-mail address with every request",
        hint='Set contact = "you@example.org" under [review] in review.toml.',
    )


def read_key(settings: Settings, variable: str) -> str:
    """Return the key in an environment variable, or an empty string.

    Raises ``SourceNotConfigured``, without repeating it, for a key that cannot be sent in a header or a form.
    """
    key = settings.environ.get(variable, "").strip()
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise SourceNotConfigured(
        f"{variable} is not a valid key: it contains spaces, line breaks or characters that no key has",
        hint=f"Set {variable} again; copy the key alone.",
    )


def require_base_url(settings: Settings, default: str, *, secret: bool) -> str:
    """Return the base URL of a service, ending in a slash; ``secret`` says that an API key will be sent there.

    Raises ``UsageError`` for an invalid URL, and for one that must not receive a key: another host than that of
    ``default`` which HARVESTER_TRUSTED_HOSTS does not name, or a connection without encryption.
    """
    base = settings.base_url or default
    try:
        parts = urlsplit(base)
        valid = parts.scheme in {"http", "https"} and not parts.query and not parts.fragment and bool(host_of(base))
        valid = valid and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise UsageError(
            f"base_url {hide_url_credentials(base)!r} is not a web address",
            hint=f"Write it like the service's own: {default}",
        )
    if secret and not may_receive_keys(base, own_url=default, environ=settings.environ):
        raise _key_refusal(hide_url_credentials(base), own_url=default)
    return base if base.endswith("/") else f"{base}/"


def _key_refusal(base: str, *, own_url: str) -> UsageError:
    if urlsplit(base).scheme == "http":
        return UsageError(
            f"base_url {base!r} would send your key over the network unencrypted", hint="Use an https:// address."
        )
    host = host_of(base)
    return UsageError(
        f"base_url {base!r} is not an address of the service ({host_of(own_url)}), so your key is not sent there",
        hint=f"If you trust {host} with your key, set {TRUSTED_HOSTS}={host} in the environment; otherwise unset the "
        "key, or remove base_url from review.toml.",
    )


CERTIFICATE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Environment variables that name a certificate file, first one first: two of requests, and that of OpenSSL."""


def open_session(environ: Mapping[str, str]) -> requests.Session:
    """Return a session that trusts the certificate file named by the environment, else the usual certificates.

    Institutions that inspect traffic install a certificate of their own. Raises ``UsageError`` for a missing file.
    """
    session = requests.Session()
    named_variable = next((variable for variable in CERTIFICATE_VARIABLES if environ.get(variable)), None)
    if named_variable is not None:
        path = environ[named_variable]
        if not Path(path).exists():
            raise UsageError(
                f"{named_variable} names a certificate file that does not exist: {path}",
                hint=f"Point {named_variable} to your institution's certificate file, or unset it.",
            )
        session.verify = path
    return session
