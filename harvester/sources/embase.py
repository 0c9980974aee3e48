"""Embase through Elsevier's Embase API, for institutions whose contract includes it.

Addresses, headers and status codes: https://dev.elsevier.com/documentation/EmbaseAPI.wadl; limits:
https://dev.elsevier.com/api_key_settings.html (6 requests/s, search only on request; read 2026-11). Keys are sent in
headers only: an institution token in a URL is forbidden. The search returns full records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from harvester.errors import SourceNotConfigured, SourceRefused
from harvester.sources.base import IMPORT_HINT, Clock, RawResponse, SearchPage, Settings, SystemClock
from harvester.sources.configuration import SourceContext, read_key, require_base_url, require_contact
from harvester.sources.http.client import HttpClient, HttpRequest, HttpResponse, TransientError
from harvester.sources.http.response_checks import (
    excerpt,
    missing_id_warning,
    parse_json_object,
    quote_service,
    require_final_response,
)
from harvester.sources.strategy import extract_query, lint_embase

KEY: Final = "ELSEVIER_API_KEY"
TOKEN: Final = "ELSEVIER_INSTTOKEN"  # noqa: S105 - the name of the variable, not its content
BASE_URL: Final = "https://api.elsevier.com/"
PATH: Final = "content/embase/article"
PER_SECOND: Final = 6.0
PAGE: Final = 100

_PUI: Final = re.compile(r"L[0-9]+")
_QUERY_HINT: Final = "Try the strategy on Embase.com and correct the strategy file."
_MESSAGE_KEYS: Final = ("statusText", "error-message", "message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embase:
    """A :class:`~harvester.sources.base.Source` for the Embase API."""

    client: HttpClient = field(repr=False)
    url: str
    headers: Mapping[str, str] = field(repr=False)
    clock: Clock = field(default_factory=SystemClock)
    page_size: int = PAGE
    name: str = "embase"
    platform: str = "Embase API (Elsevier)"
    record_format: str = "embase-json"

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Yield the pages of the search, each with its full records; the first record is number 1, not 0."""
        query = extract_query(strategy)
        yield from self._list(query, lint_embase(query))

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the pages of the records that were added to Embase on that day or later.

        A date with /sd means "since", so the second one, tomorrow, is the first day that is excluded.
        """
        query = extract_query(strategy)
        tomorrow = self.clock.now().date() + timedelta(days=1)
        yield from self._list(f"({query}) AND [{day:%d-%m-%Y}]/sd NOT [{tomorrow:%d-%m-%Y}]/sd", lint_embase(query))

    def _list(self, query: str, misread: tuple[str, ...]) -> Iterator[SearchPage]:
        ids: set[str] = set()
        start, hits, page_length = 1, 1, 1
        while start <= hits and page_length:
            page = self.client.send(self._page_request(query, start), parse=parse_embase_page)
            start, hits, page_length = start + page.length, page.hits, page.length
            new_ids = tuple(number for number in dict.fromkeys(page.ids) if number and number not in ids)
            ids.update(new_ids)
            warnings, misread = (
                (*misread, *missing_id_warning(page.ids, "records of a page have no accession number")),
                (),
            )
            yield SearchPage(page.response.reply, hits, new_ids, holds_records=True, warnings=warnings)

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield a reply for each record, requested by its number ("L2003456789"). A withdrawn record is absent."""
        for number in ids:
            if not _PUI.fullmatch(number):
                raise SourceRefused(
                    f"embase: {number!r} is not a record number of Embase", hint="Write it as L and digits."
                )
        for number in ids:
            reply = self.client.send(
                HttpRequest(f"{self.url}/lui/{number}", headers=self.headers), parse=check_record_response
            ).reply
            if reply.status != 404:
                yield reply

    def _page_request(self, query: str, start: int) -> HttpRequest:
        parameters = (("query", query), ("start", str(start)), ("count", str(self.page_size)))
        return HttpRequest(self.url, parameters, headers=self.headers)


@dataclass(frozen=True, slots=True)
class EmbasePage:
    """A page of a search, parsed as far as paging needs it. The id of a record without a number is empty."""

    response: HttpResponse
    hits: int
    ids: tuple[str, ...]

    @property
    def length(self) -> int:
        """Number of records on the page, including those without a number."""
        return len(self.ids)


def open_embase(settings: Settings, context: SourceContext) -> Embase:
    """Return Embase as a source. Raises ``SourceNotConfigured`` without a key in ELSEVIER_API_KEY."""
    require_contact(settings, "Embase")
    key, token = read_key(settings, KEY), read_key(settings, TOKEN)
    if not key:
        raise SourceNotConfigured(
            "Embase cannot be searched without a key of an institution that subscribes to the Embase API",
            hint=f"Set {KEY} (and {TOKEN}, where the library has one) in the environment. {IMPORT_HINT}",
        )
    headers = {"Accept": "application/json", "X-ELS-APIKey": key}
    return Embase(
        client=context.http_client("Embase", settings, per_second=PER_SECOND, secrets=(key, token)),
        url=_address(require_base_url(settings, BASE_URL, secret=True)),
        clock=context.clock,
        headers=headers | ({"X-ELS-Insttoken": token} if token else {}),
        page_size=settings.page_size or PAGE,
    )


def _address(base: str) -> str:
    """Return the URL of the search for a base URL that may contain part of the path."""
    known = next((part for part in (PATH, "content/embase", "content") if base.endswith(f"/{part}/")), "")
    return base.removesuffix(f"{known}/" if known else "") + PATH


def parse_embase_page(response: HttpResponse) -> EmbasePage:
    """Parse a page of a search.

    Raises as :func:`require_access` does, and ``TransientError`` for garbage, which this API sends under load.
    """
    require_access(response)
    content = parse_json_object(response)
    header, results = content.get("header"), content.get("results", [])
    hits = header.get("hits") if isinstance(header, dict) else None
    if not isinstance(hits, int | str) or not str(hits).isdecimal() or not isinstance(results, list):
        raise TransientError(f"the reply does not say how many records were found: {excerpt(response)}")
    return EmbasePage(response, int(hits), tuple(map(embase_number_of, results)))


def check_record_response(response: HttpResponse) -> HttpResponse:
    """Accept a full record, or HTTP 404 for a withdrawn one."""
    if response.reply.status != 404:
        require_access(response)
        parse_json_object(response)
    return response


def embase_number_of(result: object) -> str:
    """Return a record's number as Embase.com exports it ("L2003456789"), so that API and export files agree."""
    info = result.get("itemInfo") if isinstance(result, dict) else None
    numbers = info.get("itemIdList") if isinstance(info, dict) else None
    if isinstance(numbers, dict):
        for kind in ("pui", "lui"):
            if digits := str(numbers.get(kind) or "").strip().upper().removeprefix("L"):
                return f"L{digits}"
    return ""


def require_access(response: HttpResponse) -> None:
    """Accept only HTTP 2xx.

    Raises ``SourceNotConfigured`` for 403 (not entitled), ``SourceRefused`` for a wrong key, an exhausted quota or a
    query that cannot be read, and as ``require_final_response`` does for transient errors.
    """
    status = response.reply.status
    if status == 429 and "QUOTA" in response.headers.get("X-ELS-Status", "").upper():
        raise SourceRefused(f"Embase: the quota of this key is used up{quota_reset_time(response)}", hint=IMPORT_HINT)
    require_final_response(response)
    if status < 400:
        return
    message = f"Embase: HTTP {status}: {_explanation(response)}"
    if status == 401:
        raise SourceRefused(message, hint=f"Check {KEY} and {TOKEN}: the token must belong to the key. {IMPORT_HINT}")
    if status == 403:
        raise SourceNotConfigured(
            f"{message}. This key is not entitled to the Embase API",
            hint=f"Ask the library for an institution token ({TOKEN}) or access. {IMPORT_HINT}",
        )
    raise SourceRefused(message, hint=_QUERY_HINT if status == 400 else "Check base_url of this search in review.toml.")


def quota_reset_time(response: HttpResponse) -> str:
    """Return " until …" with the time at which the quota is renewed; empty if the service does not give it."""
    epoch = response.headers.get("X-RateLimit-Reset", "")
    if not epoch.isdecimal() or len(epoch) > 11:
        return ""
    return f" until {datetime.fromtimestamp(int(epoch), UTC):%Y-%m-%d %H:%M} UTC"


def _explanation(response: HttpResponse) -> str:
    """Return the message in any of Elsevier's error bodies, else the first words of the body."""
    if response.reply.body.lstrip()[:1] != b"{":
        return excerpt(response) or "no explanation"
    return quote_service(find_error_message(parse_json_object(response))) or excerpt(response)


def find_error_message(value: dict[str, Any], *, depth: int = 20) -> str:
    """Return the first message in an error body, at most ``depth`` levels down; empty if there is none."""
    for key in _MESSAGE_KEYS:
        if isinstance(value.get(key), str):
            return str(value[key])
    return next(
        (
            message
            for inner in value.values()
            if depth and isinstance(inner, dict) and (message := find_error_message(inner, depth=depth - 1))
        ),
        "",
    )
