"""Which certificates are trusted: those of requests' own collection, or those an institution names. Always some.

Institutions that inspect traffic give their machines a certificate of their own. requests itself heeds
REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE; SSL_CERT_FILE is what OpenSSL and most other programs heed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import requests

from harvester.errors import UsageError

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
