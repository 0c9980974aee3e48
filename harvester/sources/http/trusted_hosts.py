"""To which hosts an API key may be sent: those of the service itself, loopback, and those the environment names.

Whoever writes a review.toml chooses its ``base_url``; the keys belong to whoever runs the update. So a host that
review.toml names is no reason to send it a key.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

VARIABLE: Final = "HARVESTER_TRUSTED_HOSTS"
"""Environment variable with the other hosts that may receive keys: "proxy.example.org, mirror.example.org:8443"."""


def is_loopback(host: str) -> bool:
    """Return whether a host name or address is this machine's loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host_of(url: str) -> str:
    """Return the host that a request to a URL is sent to, in lower case; empty where that is not certain.

    Two readers must agree on it: a URL such as ``https://a.org\\@b.org`` names one host to this program and another to
    the library that sends the request.
    """
    try:
        host, sent_to = urlsplit(url).hostname or "", parse_url(url).host or ""
    except (ValueError, LocationParseError):
        return ""
    host, sent_to = (name.casefold().strip("[]").rstrip(".") for name in (host, sent_to))
    return sent_to if sent_to in {host, _to_ascii(host)} else ""


def _to_ascii(host: str) -> str:
    """Return a host name with letters outside ASCII as it is looked up ("xn--…"); empty for an invalid one."""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def may_receive_keys(url: str, *, own_url: str, environ: Mapping[str, str]) -> bool:
    """Return whether an API key of the service at ``own_url`` may be sent to a URL."""
    host = host_of(url)
    if is_loopback(host):
        return True
    if not host or urlsplit(url).scheme != "https":
        return False
    port = urlsplit(url).port or 443
    trusted = {name.casefold().rstrip(".") for name in re.split(r"[\s,;]+", environ.get(VARIABLE, "")) if name}
    return host == host_of(own_url) or not trusted.isdisjoint({host, f"{host}:{port}"})
