"""ClinicalTrials.gov, the trial register of NLM, through version 2 of its API; no key.

Parameters: https://clinicaltrials.gov/data-api/api. No rate limit is published; others were stopped above about 50
requests a minute (read 2026-11), so no more are sent. The search returns the protocol section of every entry, which has
all data of a citation; results and locations would multiply the size of the replies.

The reply to ``version`` gives the time of the register's data (renewed on weekdays, by 14:00 UTC). It is stored first,
and the time is part of the translation of the search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from harvester.errors import SourceRefused
from harvester.sources.base import RawResponse, SearchPage, Settings
from harvester.sources.configuration import SourceContext, require_base_url, require_contact
from harvester.sources.http.client import HttpClient, HttpRequest, HttpResponse, TransientError
from harvester.sources.http.response_checks import excerpt, missing_id_warning, parse_json_object, require_success
from harvester.sources.strategy import extract_query, lint_plain_query

BASE_URL: Final = "https://clinicaltrials.gov/api/v2/"
PER_SECOND: Final = 50 / 60
PAGE: Final = 1_000
"""Entries per page; the API reduces a larger number to this one."""
BATCH: Final = 100
FIELDS: Final = "protocolSection,hasResults"

_NCT: Final = re.compile(r"NCT\d{8}")
_QUERY_HINT: Final = (
    "Try the strategy under Other terms on https://clinicaltrials.gov and correct the strategy file; if the page token "
    "is what is wrong, run the update again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalTrials:
    """A :class:`~harvester.sources.base.Source` for the API of ClinicalTrials.gov."""

    client: HttpClient = field(repr=False)
    url: str
    page_size: int = PAGE
    batch_size: int = BATCH
    name: str = "clinicaltrials"
    platform: str = "ClinicalTrials.gov API v2"
    record_format: str = "clinicaltrials-json"

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Yield the register's version, then the pages of the search, each with its entries.

        The list ends with a page without a token for the next, without entries, or with a repeated token.
        """
        yield from self._list(extract_query(strategy), lint_plain_query(extract_query(strategy)))

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield the pages of the entries that were added or edited on that day or later (LastUpdatePostDate)."""
        query = f"({extract_query(strategy)}) AND AREA[LastUpdatePostDate]RANGE[{day},MAX]"
        yield from self._list(query, lint_plain_query(extract_query(strategy)))

    def _list(self, query: str, warnings: tuple[str, ...]) -> Iterator[SearchPage]:
        version = self.client.send(HttpRequest(f"{self.url}version", get_only=True), parse=parse_register_version)
        page = self._request_page(("query.term", query), ("countTotal", "true"))
        hits = self._reported_total(page)
        data_of = f"{query} [data of {version.moment}, API {version.number}]"
        yield SearchPage(version.response.reply, hits, (), holds_records=False, translation=data_of)
        ids: set[str] = set()
        tokens: set[str] = set()
        while True:
            new_ids = tuple(number for number in dict.fromkeys(page.ids) if number and number not in ids)
            ids.update(new_ids)
            warnings = (*warnings, *missing_id_warning(page.ids, "entries of a page have no NCT number"))
            yield SearchPage(page.response.reply, hits, new_ids, holds_records=True, warnings=warnings)
            if not page.ids or not page.token or page.token in tokens:
                return
            tokens.add(page.token)
            warnings = ()
            page = self._request_page(("query.term", query), ("pageToken", page.token))

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield replies with the entries of NCT numbers. A withdrawn number is absent.

        Raises ``SourceRefused`` before the first request for an invalid NCT number.
        """
        for number in ids:
            if not _NCT.fullmatch(number):
                raise SourceRefused(
                    f"clinicaltrials: {number!r} is not an NCT number", hint="Write NCT and eight digits."
                )
        for start in range(0, len(ids), self.batch_size):
            numbers = ",".join(ids[start : start + self.batch_size])
            yield self._request_page(("filter.ids", numbers)).response.reply

    def _request_page(self, *parameters: tuple[str, str]) -> StudiesPage:
        usual = (("format", "json"), ("fields", FIELDS), ("pageSize", str(self.page_size)))
        return self.client.send(
            HttpRequest(f"{self.url}studies", (*parameters, *usual), get_only=True), parse=parse_studies_page
        )

    def _reported_total(self, page: StudiesPage) -> int:
        if page.total is None:
            raise SourceRefused(
                "ClinicalTrials.gov: the reply does not say how many entries were found",
                hint="Check base_url of this search: the API of ClinicalTrials.gov answers countTotal=true.",
            )
        return page.total


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """Time of the register's data, and the version number of its API."""

    response: HttpResponse
    moment: str
    number: str


@dataclass(frozen=True, slots=True)
class StudiesPage:
    """A page of entries, parsed as far as paging needs it. The id of an entry without a number is empty."""

    response: HttpResponse
    total: int | None
    ids: tuple[str, ...]
    token: str


def open_clinicaltrials(settings: Settings, context: SourceContext) -> ClinicalTrials:
    """Return ClinicalTrials.gov as a source; it needs no key."""
    require_contact(settings, "ClinicalTrials.gov")
    return ClinicalTrials(
        client=context.http_client("ClinicalTrials.gov", settings, per_second=PER_SECOND, secrets=()),
        url=require_base_url(settings, BASE_URL, secret=False),
        page_size=min(settings.page_size or PAGE, PAGE),
        batch_size=min(settings.batch_size or BATCH, PAGE),
    )


def parse_register_version(response: HttpResponse) -> RegisterVersion:
    """Parse the register's version. Raises ``TransientError`` or ``SourceRefused``."""
    require_success(response, hint="Check base_url of this search in review.toml.")
    content = parse_json_object(response)
    moment = content.get("dataTimestamp")
    if not isinstance(moment, str) or not moment:
        raise TransientError(f"the reply does not give the time of the data: {excerpt(response)}")
    return RegisterVersion(response, moment, str(content.get("apiVersion") or "unknown"))


def parse_studies_page(response: HttpResponse) -> StudiesPage:
    """Parse a page of entries. Raises ``TransientError`` or ``SourceRefused``."""
    require_success(response, hint=_QUERY_HINT)
    content = parse_json_object(response)
    rows, total = content.get("studies"), content.get("totalCount")
    if not isinstance(rows, list):
        raise TransientError(f"the reply contains no list of studies: {excerpt(response)}")
    return StudiesPage(
        response=response,
        total=total if isinstance(total, int) else None,
        ids=tuple(map(nct_number_of, rows)),
        token=str(content.get("nextPageToken") or ""),
    )


def nct_number_of(study: object) -> str:
    """Return the NCT number of an entry; empty if it has none."""
    for part in ("protocolSection", "identificationModule", "nctId"):
        study = study.get(part) if isinstance(study, dict) else None
    number = str(study or "").strip().upper()
    return number if _NCT.fullmatch(number) else ""
