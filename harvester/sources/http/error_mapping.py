"""The one seam where exceptions of the HTTP libraries become errors of this house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import requests.exceptions as theirs
import urllib3.exceptions


@dataclass(frozen=True, slots=True)
class ErrorMeaning:
    """What a foreign exception says to a user, whether another attempt can help, and what to do about it."""

    message: str
    hint: str
    transient: bool
    quotable: bool = True
    """False where the exception's own text may repeat a header, and so a key."""


def _transient(message: str, hint: str) -> ErrorMeaning:
    return ErrorMeaning(message, hint, transient=True)


def _permanent(message: str, hint: str, *, quotable: bool = True) -> ErrorMeaning:
    return ErrorMeaning(message, hint, transient=False, quotable=quotable)


_NETWORK: Final = "Check the network connection (and the proxy, if there is one), then run the update again."
_ADDRESS: Final = "Check base_url of this search in review.toml."
_LONGEST: Final = 200
_OURS: Final = "This is a fault of harvester: please report it with this message."

ERROR_MEANINGS: Final[dict[type[Exception], ErrorMeaning]] = {
    theirs.ConnectionError: _transient("the connection failed", _NETWORK),
    theirs.ConnectTimeout: _transient("the service could not be reached in time", _NETWORK),
    theirs.ReadTimeout: _transient("the service did not answer in time", _NETWORK),
    theirs.Timeout: _transient("the service did not answer in time", _NETWORK),
    theirs.ChunkedEncodingError: _transient("the reply broke off", _NETWORK),
    theirs.ContentDecodingError: _transient("the reply arrived damaged", _NETWORK),
    theirs.RetryError: _transient("the service did not answer after several attempts", _NETWORK),
    theirs.ProxyError: _transient("the proxy refused the connection", "Check HTTPS_PROXY in the environment."),
    theirs.SSLError: _permanent(
        "the service's certificate was not accepted",
        "If your institution inspects traffic, point REQUESTS_CA_BUNDLE (or SSL_CERT_FILE) to its certificate file.",
    ),
    theirs.TooManyRedirects: _permanent("the service redirects in circles", _ADDRESS),
    theirs.MissingSchema: _permanent("the address lacks http:// or https://", _ADDRESS),
    theirs.InvalidSchema: _permanent("the address is neither http:// nor https://", _ADDRESS),
    theirs.InvalidURL: _permanent("the address is not a URL", _ADDRESS),
    theirs.URLRequired: _permanent("there is no address", _ADDRESS),
    theirs.InvalidProxyURL: _permanent("the proxy's address is not a URL", "Check HTTPS_PROXY in the environment."),
    theirs.InvalidHeader: _permanent(
        "a key or the contact holds characters that cannot be sent",
        "Set the key again, without line breaks or spaces around it.",
        quotable=False,
    ),
    theirs.InvalidJSONError: _transient("the service sent invalid JSON", _NETWORK),
    theirs.JSONDecodeError: _transient("the service sent invalid JSON", _NETWORK),
    theirs.HTTPError: _transient("the service answered with an error", _NETWORK),
    theirs.StreamConsumedError: _permanent("a reply was read twice", _OURS),
    theirs.UnrewindableBodyError: _permanent("a request could not be sent again", _OURS),
    theirs.RequestException: _transient("the request failed", _NETWORK),
    urllib3.exceptions.HTTPError: _transient("the reply could not be read", _NETWORK),
    OSError: _transient("the connection could not be set up", _NETWORK),
}

LIBRARY_ERRORS: Final = (OSError, urllib3.exceptions.HTTPError)
"""Every exception of requests is an OSError; urllib3's own may slip through while a body is read."""


def innermost_message(error: Exception) -> str:
    """What the innermost exception says ("Name or service not known"), without the library's wrapping around it."""
    chain: list[BaseException] = [error]
    while (inner := _inner_error(chain[-1])) is not None and inner not in chain:
        chain.append(inner)
    printable = "".join(c if c.isprintable() else " " for c in str(chain[-1]))
    message = re.sub(r"^<?\w*Connection\w*(?:\(.*?\))?(?: object at 0x[0-9a-f]+>)?: ", "", " ".join(printable.split()))
    return message[:_LONGEST]


def _inner_error(error: BaseException) -> BaseException | None:
    for inner in (getattr(error, "reason", None), error.__cause__, *error.args):
        if isinstance(inner, BaseException):
            return inner
    return None


def find_meaning(error: Exception) -> ErrorMeaning:
    """The row of the nearest class of that exception. ``fault`` must be one of FOREIGN, otherwise ``StopIteration``."""
    return next(ERROR_MEANINGS[kind] for kind in type(error).__mro__ if kind in ERROR_MEANINGS)
