"""Map the exceptions of requests and urllib3 to messages and hints, in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import requests.exceptions as requests_errors
import urllib3.exceptions

from harvester.printable import make_printable, shorten_text


@dataclass(frozen=True, slots=True)
class ErrorMeaning:
    """Message and hint for an exception of a library, and whether another attempt can help."""

    message: str
    hint: str
    transient: bool
    quotable: bool = True
    """False if the text of the exception may contain a header, and so a key."""


def _transient(message: str, hint: str) -> ErrorMeaning:
    return ErrorMeaning(message, hint, transient=True)


def _permanent(message: str, hint: str, *, quotable: bool = True) -> ErrorMeaning:
    return ErrorMeaning(message, hint, transient=False, quotable=quotable)


_NETWORK: Final = "Check the network connection (and the proxy, if there is one), then run the update again."
_ADDRESS: Final = "Check base_url of this search in review.toml."
_MAX_LENGTH: Final = 200
_BUG_HINT: Final = "This is a bug in harvester: please report it with this message."

ERROR_MEANINGS: Final[dict[type[Exception], ErrorMeaning]] = {
    requests_errors.ConnectionError: _transient("the connection failed", _NETWORK),
    requests_errors.ConnectTimeout: _transient("the service could not be reached in time", _NETWORK),
    requests_errors.ReadTimeout: _transient("the service did not answer in time", _NETWORK),
    requests_errors.Timeout: _transient("the service did not answer in time", _NETWORK),
    requests_errors.ChunkedEncodingError: _transient("the reply broke off", _NETWORK),
    requests_errors.ContentDecodingError: _transient("the reply arrived damaged", _NETWORK),
    requests_errors.RetryError: _transient("the service did not answer after several attempts", _NETWORK),
    requests_errors.ProxyError: _transient("the proxy refused the connection", "Check HTTPS_PROXY in the environment."),
    requests_errors.SSLError: _permanent(
        "the service's certificate was not accepted",
        "If your institution inspects traffic, point REQUESTS_CA_BUNDLE (or SSL_CERT_FILE) to its certificate file.",
    ),
    requests_errors.TooManyRedirects: _permanent("the service redirects in circles", _ADDRESS),
    requests_errors.MissingSchema: _permanent("the address lacks http:// or https://", _ADDRESS),
    requests_errors.InvalidSchema: _permanent("the address is neither http:// nor https://", _ADDRESS),
    requests_errors.InvalidURL: _permanent("the address is not a URL", _ADDRESS),
    requests_errors.URLRequired: _permanent("there is no address", _ADDRESS),
    requests_errors.InvalidProxyURL: _permanent(
        "the proxy's address is not a URL", "Check HTTPS_PROXY in the environment."
    ),
    requests_errors.InvalidHeader: _permanent(
        "a key or the contact holds characters that cannot be sent",
        "Set the key again, without line breaks or spaces around it.",
        quotable=False,
    ),
    requests_errors.InvalidJSONError: _transient("the service sent invalid JSON", _NETWORK),
    requests_errors.JSONDecodeError: _transient("the service sent invalid JSON", _NETWORK),
    requests_errors.HTTPError: _transient("the service answered with an error", _NETWORK),
    requests_errors.StreamConsumedError: _permanent("a reply was read twice", _BUG_HINT),
    requests_errors.UnrewindableBodyError: _permanent("a request could not be sent again", _BUG_HINT),
    requests_errors.RequestException: _transient("the request failed", _NETWORK),
    urllib3.exceptions.HTTPError: _transient("the reply could not be read", _NETWORK),
    OSError: _transient("the connection could not be set up", _NETWORK),
}

LIBRARY_ERRORS: Final = (OSError, urllib3.exceptions.HTTPError)
"""Every exception of requests is an OSError; those of urllib3 can occur while a body is read."""


def innermost_message(error: Exception) -> str:
    """Return the text of the innermost exception ("Name or service not known"), without the wrapping of the library."""
    chain: list[BaseException] = [error]
    while (inner := inner_error(chain[-1])) is not None and inner not in chain:
        chain.append(inner)
    message = make_printable(str(chain[-1])[: 20 * _MAX_LENGTH])
    message = re.sub(r"^<?\w*Connection\w*(?:\(.*?\))?(?: object at 0x[0-9a-f]+>)?: ", "", message)
    return shorten_text(message, _MAX_LENGTH)


def inner_error(error: BaseException) -> BaseException | None:
    """Return the exception inside another one: its reason, cause or argument; None if there is none."""
    for inner in (getattr(error, "reason", None), error.__cause__, *error.args):
        if isinstance(inner, BaseException):
            return inner
    return None


def find_meaning(error: Exception) -> ErrorMeaning:
    """Return the meaning of the nearest class of an exception, which must be one of ``LIBRARY_ERRORS``."""
    return next(ERROR_MEANINGS[kind] for kind in type(error).__mro__ if kind in ERROR_MEANINGS)
