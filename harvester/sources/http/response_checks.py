"""Checks common to the replies of all services: transient errors, success, JSON; and excerpts for messages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from harvester.credentials import hide_url_credentials
from harvester.errors import SourceRefused, SourceUnavailable
from harvester.printable import shorten_text
from harvester.sources.http.client import HttpResponse, TransientError

_EXCERPT_LENGTH: Final = 200


def excerpt(response: HttpResponse) -> str:
    """Return the first words of a body, without markup, for a message."""
    return quote_service(response.reply.body[: 20 * _EXCERPT_LENGTH].decode("utf-8", errors="replace"))


def quote_service(text: object) -> str:
    """Return words of a service for a message: without markup and control characters, on one line, cut."""
    words = str(text)[: 20 * _EXCERPT_LENGTH]
    return shorten_text(re.sub(r"<[^>]*>", " ", words), _EXCERPT_LENGTH).rstrip(" .:;,")


def require_final_response(response: HttpResponse) -> None:
    """Accept only a response that another attempt would not change.

    Raises ``TransientError`` for 408, 429, 5xx and an empty body; ``SourceUnavailable`` for a redirect.
    """
    status = response.reply.status
    if 300 <= status < 400:
        raise SourceUnavailable(
            f"{response.service}: HTTP {status}: it moved to {_new_address(response)}",
            hint="Set base_url of this search to the new address.",
        )
    if status == 429:
        raise TransientError("HTTP 429: too many requests", retry_after=response.retry_after)
    if status == 408 or status >= 500:
        raise TransientError(
            f"HTTP {status}: {excerpt(response) or 'no explanation'}", retry_after=response.retry_after
        )
    if status < 300 and not response.reply.body.strip():
        raise TransientError("the reply is empty")


def require_success(response: HttpResponse, *, hint: str) -> None:
    """Accept only HTTP 2xx. Raises as :func:`require_final_response` does, and ``SourceRefused`` for any other 4xx."""
    require_final_response(response)
    if response.reply.status >= 400:
        raise SourceRefused(
            f"{response.service}: HTTP {response.reply.status}: {excerpt(response) or 'no explanation'}", hint=hint
        )


def _new_address(response: HttpResponse) -> str:
    address = quote_service(response.headers.get("Location", "an unknown address"))
    return hide_url_credentials(address)


def parse_json_object(response: HttpResponse) -> dict[str, Any]:
    """Return the JSON object in the body; raw line breaks inside strings are accepted, as NCBI writes them.

    Raises ``TransientError`` for anything else: HTML of a maintenance page, half a reply, garbage under load.
    """
    body = response.reply.body
    if body.lstrip()[:1] == b"<":
        raise TransientError(f"the reply is HTML or XML instead of JSON: {excerpt(response)}")
    try:
        content = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        raise TransientError(f"the reply is not JSON, or is truncated: {excerpt(response)}") from None
    if not isinstance(content, dict):
        raise TransientError(f"the reply is not a JSON object: {excerpt(response)}")
    return content


def missing_id_warning(ids: Sequence[str], message: str) -> tuple[str, ...]:
    """Return a warning, the number of empty ids of a page and the message, or none if every record has an id."""
    missing = ids.count("")
    return (f"{missing} {message}",) if missing else ()
