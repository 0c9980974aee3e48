"""Keep credentials out of what is stored and shown: the keys in use, and the user names and passwords in URLs. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

REDACTED: Final = "REDACTED"
_DISTINCTIVE_LENGTH: Final = 8
"""A secret of this length is removed wherever it occurs. A shorter one, which no service issues, occurs in other words
and numbers too: it is removed only where it is the value of a parameter of a key."""
_PARAMETER: Final = r"(?:api[-_]?key|insttoken|authtoken)"
_DATABASE_USER_INFO: Final = re.compile(r"^([a-z][a-z0-9+.-]*://).*@", re.IGNORECASE | re.DOTALL)
_PASSWORD: Final = re.compile(r"([?&](?:user|[a-z]*passw(?:or)?d|pwd)=)[^&]*", re.IGNORECASE)
_USER_INFO: Final = re.compile(r"([a-z][a-z0-9+.-]*://)[^/?#\s\"'<>]*@", re.IGNORECASE)


def hide_url_credentials(text: str) -> str:
    """Return a text without the user names and passwords in its URLs ("postgresql://REDACTED@host/base")."""
    return _USER_INFO.sub(rf"\g<1>{REDACTED}@", text)


def hide_database_credentials(url: str) -> str:
    """Return the URL of a database without user name and password, wherever they are, also in a malformed URL."""
    return _PASSWORD.sub(rf"\g<1>{REDACTED}", _DATABASE_USER_INFO.sub(rf"\g<1>{REDACTED}@", url))


class Redactor:
    """Replaces the values of secrets, however they are encoded, by "REDACTED"; all else stays byte for byte.

    NCBI repeats a key in replies that refuse it, Elsevier in links to its own pages.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        distinctive = [secret for secret in secrets if len(secret) >= _DISTINCTIVE_LENGTH]
        self._replacements = {form: shown for secret in distinctive for form, shown in _encoded_forms(secret)}
        short = "|".join(re.escape(secret) for secret in secrets if len(secret) < _DISTINCTIVE_LENGTH)
        pattern = rf"({_PARAMETER}(?:=|\"\s*:\s*\"|%3D))(?:{short})(?![A-Za-z0-9])"
        self._short = re.compile(pattern.encode(), re.IGNORECASE) if short else None

    def redact_body(self, body: bytes) -> bytes:
        """Return bytes without the secrets; bytes that contain none are unchanged, whatever their encoding."""
        for form, shown in self._replacements.items():
            body = body.replace(form, shown)
        return body if self._short is None else self._short.sub(rb"\g<1>" + REDACTED.encode(), body)

    def redact_text(self, text: str) -> str:
        """Return a text for people without the secrets, and without the credentials in its URLs."""
        redacted = self.redact_body(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
        return hide_url_credentials(redacted)


def _encoded_forms(secret: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield a secret as a service may write it (plain, in a URL, JSON, XML, HTML, UTF-16), and "REDACTED" likewise."""
    in_url, in_json = quote(secret, safe=""), secret.replace("\\", "\\\\").replace('"', '\\"')
    fully_escaped = ("%{:02X}", "%{:02x}", "\\u{:04x}", "\\u{:04X}", "&#{};", "&#x{:x};", "&#x{:X};")
    texts = (
        secret,
        in_url,
        quote_plus(secret),
        re.sub("%..", lambda match: match[0].lower(), in_url),
        in_json,
        in_json.replace("/", "\\/"),
        html.escape(secret),
        *("".join(form.format(ord(char)) for char in secret) for form in fully_escaped),
    )
    for text in dict.fromkeys(texts):
        yield text.encode("utf-8", "replace"), REDACTED.encode()
    for encoding in ("utf-16-le", "utf-16-be"):
        yield secret.encode(encoding, "replace"), REDACTED.encode(encoding)
