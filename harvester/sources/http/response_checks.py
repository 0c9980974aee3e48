"""What is common to reading every service's answers: passing faults, JSON that must be JSON, a glimpse for messages."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from harvester.errors import SourceRefused, SourceUnavailable
from harvester.sources.http.client import HttpResponse, TransientError

_EXCERPT_LENGTH: Final = 200


def excerpt(answer: HttpResponse) -> str:
    """The first words of a body, without markup, for a message."""
    text = answer.reply.body[: 20 * _EXCERPT_LENGTH].decode("utf-8", errors="replace")
    words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return words if len(words) <= _EXCERPT_LENGTH else words[:_EXCERPT_LENGTH] + "…"


def require_final_response(answer: HttpResponse) -> None:
    """Accept only an answer that has come to stay.

    Raises ``PassingError`` for 408, 429, 5xx and an empty body; ``SourceUnavailable`` for a redirect.
    """
    status = answer.reply.status
    if 300 <= status < 400:
        raise SourceUnavailable(
            f"{answer.service}: HTTP {status}: the service has moved to {answer.headers.get('Location', 'nowhere')}",
            hint="Set base_url of this search to the new address.",
        )
    if status == 429:
        raise TransientError("HTTP 429: too many requests", wait=answer.wait)
    if status == 408 or status >= 500:
        raise TransientError(f"HTTP {status}: {excerpt(answer) or 'no explanation'}", wait=answer.wait)
    if status < 300 and not answer.reply.body.strip():
        raise TransientError("the reply is empty")


def require_success(answer: HttpResponse, *, hint: str) -> None:
    """Accept only HTTP 2xx. Raises what :func:`require_presence` raises, and ``SourceRefused`` for any other 4xx."""
    require_final_response(answer)
    if answer.reply.status >= 400:
        raise SourceRefused(
            f"{answer.service}: HTTP {answer.reply.status}: {excerpt(answer) or 'no explanation'}", hint=hint
        )


def parse_json_object(answer: HttpResponse) -> dict[str, Any]:
    """The JSON object in the body; raw line breaks inside strings are read, as NCBI writes them.

    Raises ``PassingError`` when it is anything else: HTML of a maintenance page, half a reply, garbage under load.
    """
    body = answer.reply.body
    if body.lstrip()[:1] == b"<":
        raise TransientError(f"the reply is a page of markup instead of JSON: {excerpt(answer)}")
    try:
        content = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        raise TransientError(f"the reply is not JSON, or breaks off: {excerpt(answer)}") from None
    if not isinstance(content, dict):
        raise TransientError(f"the reply is not a JSON object: {excerpt(answer)}")
    return content
