"""Europe PMC: MEDLINE and PubMed Central, preprints, patents, theses and agricultural literature, without a key.

Parameters: https://europepmc.org/RestfulWebService; paging, limits and errors as recorded from version 6.9 and reported
by its users. The search returns full records (``resultType=core``). A record is identified by source and id together
("MED:37344166", "PPR:PPR123"). No rate limit is published; at most five requests are sent per second.

Synonyms: the web site adds those of diseases, genes and drugs to every word, the API only if asked to. Since strategies
are tested on the site, ``synonym=Y`` is sent, and is part of every stored request. A strategy that is to be taken word
for word has the line ``// synonym = N``: so the choice is stored with the strategy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from harvester.errors import SourceRefused
from harvester.sources.base import Clock, RawResponse, SearchPage, Settings, SystemClock
from harvester.sources.configuration import SourceContext, require_base_url, require_contact
from harvester.sources.http.client import HttpClient, HttpRequest, HttpResponse, TransientError
from harvester.sources.http.response_checks import (
    excerpt,
    missing_id_warning,
    parse_json_object,
    quote_service,
    require_success,
)
from harvester.sources.strategy import extract_query, lint_plain_query

BASE_URL: Final = "https://www.ebi.ac.uk/europepmc/webservices/rest/"
PER_SECOND: Final = 5.0
PAGE: Final = 1_000
"""Records per page; more are refused with an error code in HTTP 200."""
BATCH: Final = 50
FIRST_CURSOR: Final = "*"

_NUMBER: Final = re.compile(r"([A-Z]{2,5}):([A-Za-z0-9._/-]+)")
_OPTION: Final = re.compile(r"^\s*//\s*synonym\s*=\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)
_QUERY_HINT: Final = "Try the strategy on https://europepmc.org and correct the strategy file."


@dataclass(frozen=True, slots=True, kw_only=True)
class EuropePmc:
    """A :class:`~harvester.sources.base.Source` for the REST API of Europe PMC."""

    client: HttpClient = field(repr=False)
    url: str
    clock: Clock = field(default_factory=SystemClock)
    page_size: int = PAGE
    batch_size: int = BATCH
    name: str = "europepmc"
    platform: str = "Europe PMC RESTful web service"
    record_format: str = "europepmc-json"

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Yield the pages of the search, each with its full records.

        The list ends with an empty page, a repeated cursor, or no cursor: the service uses each of these.
        """
        yield from self._list(extract_query(strategy), strategy)

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the pages of the records that were first indexed on that day or later (FIRST_IDATE).

        The date of publication is unsuitable: it can be a year after the first day in the index, or before it.
        """
        today = self.clock.now().date()
        yield from self._list(f"({extract_query(strategy)}) AND (FIRST_IDATE:[{day} TO {today}])", strategy)

    def _list(self, query: str, strategy: str) -> Iterator[SearchPage]:
        synonym, misread = read_synonym_option(strategy), lint_plain_query(extract_query(strategy))
        ids: set[str] = set()
        cursors: set[str] = set()
        cursor = FIRST_CURSOR
        while cursor and cursor not in cursors:
            cursors.add(cursor)
            page = self._request_page(query, synonym, cursor)
            new_ids = tuple(number for number in dict.fromkeys(page.ids) if number and number not in ids)
            ids.update(new_ids)
            cursor = page.next_cursor if page.ids else ""
            warnings, misread = (*misread, *missing_id_warning(page.ids, "records of a page have no id")), ()
            yield SearchPage(
                page.response.reply,
                page.hits,
                new_ids,
                holds_records=True,
                translation=page.understood,
                warnings=warnings,
            )

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield replies with the records of such numbers ("PPR:PPR123"). A withdrawn record is absent.

        Raises ``SourceRefused`` before the first request for an invalid number.
        """
        clauses = [number_clause(number) for number in ids]
        for start in range(0, len(clauses), self.batch_size):
            query = " OR ".join(clauses[start : start + self.batch_size])
            yield self._request_page(query, "N", FIRST_CURSOR).response.reply

    def _request_page(self, query: str, synonym: str, cursor: str) -> EuropePmcPage:
        parameters = {
            "query": query,
            "format": "json",
            "resultType": "core",
            "synonym": synonym,
            "pageSize": str(self.page_size),
            "cursorMark": cursor,
        }
        request = HttpRequest(f"{self.url}search", tuple(parameters.items()))
        if request.method == "POST":  # forms have a path of their own
            request = replace(request, url=f"{self.url}searchPOST")
        return self.client.send(request, parse=parse_europepmc_page)


@dataclass(frozen=True, slots=True)
class EuropePmcPage:
    """A page of a search, parsed as far as paging needs it. The id of a record without one is empty."""

    response: HttpResponse
    hits: int
    ids: tuple[str, ...]
    next_cursor: str
    understood: str


def open_europepmc(settings: Settings, context: SourceContext) -> EuropePmc:
    """Return Europe PMC as a source; it needs no key."""
    require_contact(settings, "Europe PMC")
    return EuropePmc(
        client=context.http_client("Europe PMC", settings, per_second=PER_SECOND, secrets=()),
        url=require_base_url(settings, BASE_URL, secret=False),
        clock=context.clock,
        page_size=min(settings.page_size or PAGE, PAGE),
        batch_size=settings.batch_size or BATCH,
    )


def read_synonym_option(strategy: str) -> str:
    """Return "Y", or the value of a line ``// synonym = N``. Raises ``SourceRefused`` for any other value."""
    option = _OPTION.search(strategy)
    choice = option[1].upper() if option else "Y"
    if choice not in {"Y", "N"}:
        raise SourceRefused(
            f"Europe PMC: the strategy says synonym = {choice or 'nothing'}",
            hint="Write // synonym = Y or // synonym = N, or leave the line out.",
        )
    return choice


def parse_europepmc_page(response: HttpResponse) -> EuropePmcPage:
    """Parse a page of a search.

    Raises ``TransientError`` for transient errors, including error codes of 500 and more; ``SourceRefused`` for others,
    which come with HTTP 200 as well.
    """
    require_success(response, hint=_QUERY_HINT)
    content = parse_json_object(response)
    _reject_error_code(response, content)
    hits, results = content.get("hitCount"), content.get("resultList")
    rows = results.get("result") if isinstance(results, dict) else None
    if not isinstance(hits, int) or not isinstance(rows, list):
        raise TransientError(f"the reply does not say how many records were found: {excerpt(response)}")
    return EuropePmcPage(
        response=response,
        hits=hits,
        ids=tuple(map(europepmc_number_of, rows)),
        next_cursor=str(content.get("nextCursorMark") or ""),
        understood=describe_translation(content.get("request")),
    )


def _reject_error_code(response: HttpResponse, content: dict[str, object]) -> None:
    if content.get("errCode") is None:
        return
    code, message = quote_service(content["errCode"]), quote_service(content.get("errMsg") or "no explanation")
    if code.startswith("5"):
        raise TransientError(f"the service says: {message} (error {code})")
    raise SourceRefused(f"{response.service}: {message} (error {code})", hint=_QUERY_HINT)


def describe_translation(request: object) -> str:
    """Return the query as repeated by the service, and whether it added synonyms."""
    if not isinstance(request, dict) or not request.get("queryString"):
        return ""
    return f"{request['queryString']} [synonyms {'added' if request.get('synonym') in (True, 'Y') else 'not added'}]"


def europepmc_number_of(row: object) -> str:
    """Return source and id of a record ("MED:37344166"); empty if it lacks one of them."""
    source, number = (str(row.get(part) or "").strip() if isinstance(row, dict) else "" for part in ("source", "id"))
    return f"{source}:{number}" if source and number else ""


def number_clause(number: str) -> str:
    """Return the query for one record. Raises ``SourceRefused`` for an invalid number."""
    parts = _NUMBER.fullmatch(number)
    if parts is None:
        raise SourceRefused(
            f"europepmc: {number!r} is not a record number of Europe PMC",
            hint="Write it as source and id: MED:37344166.",
        )
    return f"(EXT_ID:{parts[2]} AND SRC:{parts[1]})"
