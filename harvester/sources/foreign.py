"""The one seam where exceptions of the HTTP libraries become errors of this house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import requests.exceptions as theirs
import urllib3.exceptions


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a foreign exception says to a user, whether another attempt can help, and what to do about it."""

    says: str
    hint: str
    passing: bool
    quotable: bool = True
    """False where the exception's own text may repeat a header, and so a key."""


def _passing(says: str, hint: str) -> Meaning:
    return Meaning(says, hint, passing=True)


def _lasting(says: str, hint: str, *, quotable: bool = True) -> Meaning:
    return Meaning(says, hint, passing=False, quotable=quotable)


_NETWORK: Final = "Check the network connection (and the proxy, if there is one), then run the update again."
_ADDRESS: Final = "Check base_url of this search in review.toml."
_LONGEST: Final = 200
_OURS: Final = "This is a fault of harvester: please report it with this message."

MEANINGS: Final[dict[type[Exception], Meaning]] = {
    theirs.ConnectionError: _passing("the connection failed", _NETWORK),
    theirs.ConnectTimeout: _passing("the service could not be reached in time", _NETWORK),
    theirs.ReadTimeout: _passing("the service did not answer in time", _NETWORK),
    theirs.Timeout: _passing("the service did not answer in time", _NETWORK),
    theirs.ChunkedEncodingError: _passing("the reply broke off", _NETWORK),
    theirs.ContentDecodingError: _passing("the reply arrived damaged", _NETWORK),
    theirs.RetryError: _passing("the service did not answer after several attempts", _NETWORK),
    theirs.ProxyError: _passing("the proxy refused the connection", "Check HTTPS_PROXY in the environment."),
    theirs.SSLError: _lasting(
        "the service's certificate was not accepted",
        "If your institution inspects traffic, point REQUESTS_CA_BUNDLE (or SSL_CERT_FILE) to its certificate file.",
    ),
    theirs.TooManyRedirects: _lasting("the service redirects in circles", _ADDRESS),
    theirs.MissingSchema: _lasting("the address lacks http:// or https://", _ADDRESS),
    theirs.InvalidSchema: _lasting("the address is neither http:// nor https://", _ADDRESS),
    theirs.InvalidURL: _lasting("the address is not a URL", _ADDRESS),
    theirs.URLRequired: _lasting("there is no address", _ADDRESS),
    theirs.InvalidProxyURL: _lasting("the proxy's address is not a URL", "Check HTTPS_PROXY in the environment."),
    theirs.InvalidHeader: _lasting(
        "a key or the contact holds characters that cannot be sent",
        "Set the key again, without line breaks or spaces around it.",
        quotable=False,
    ),
    theirs.InvalidJSONError: _passing("the service sent invalid JSON", _NETWORK),
    theirs.JSONDecodeError: _passing("the service sent invalid JSON", _NETWORK),
    theirs.HTTPError: _passing("the service answered with an error", _NETWORK),
    theirs.StreamConsumedError: _lasting("a reply was read twice", _OURS),
    theirs.UnrewindableBodyError: _lasting("a request could not be sent again", _OURS),
    theirs.RequestException: _passing("the request failed", _NETWORK),
    urllib3.exceptions.HTTPError: _passing("the reply could not be read", _NETWORK),
    OSError: _passing("the connection could not be set up", _NETWORK),
}

FOREIGN: Final = (OSError, urllib3.exceptions.HTTPError)
"""Every exception of requests is an OSError; urllib3's own may slip through while a body is read."""


def words_of(fault: Exception) -> str:
    """What the innermost exception says ("Name or service not known"), without the library's wrapping around it."""
    seen: list[BaseException] = [fault]
    while (inner := _inside(seen[-1])) is not None and inner not in seen:
        seen.append(inner)
    plain = "".join(c if c.isprintable() else " " for c in str(seen[-1]))
    words = re.sub(r"^<?\w*Connection\w*(?:\(.*?\))?(?: object at 0x[0-9a-f]+>)?: ", "", " ".join(plain.split()))
    return words[:_LONGEST]


def _inside(fault: BaseException) -> BaseException | None:
    for inner in (getattr(fault, "reason", None), fault.__cause__, *fault.args):
        if isinstance(inner, BaseException):
            return inner
    return None


def meaning_of(fault: Exception) -> Meaning:
    """The row of the nearest class of that exception. ``fault`` must be one of FOREIGN, otherwise ``StopIteration``."""
    return next(MEANINGS[kind] for kind in type(fault).__mro__ if kind in MEANINGS)
