"""Secrets out of everything that is stored, logged or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

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

    def text(self, text: str) -> str:
        """The text without secrets."""
        if self._known is not None:
            text = self._known.sub(REDACTED, text)
        for pattern in (_NAMED, _NAMED_JSON):
            text = pattern.sub(rf"\g<1>{REDACTED}", text)
        return _USER.sub(rf"\g<1>{REDACTED}@", text)

    def body(self, body: bytes) -> bytes:
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
